#pragma once
// The row of a case that was not flown because its drawn inputs can't be.
#include <limits>

#include "record/landing_record.h"

namespace farside {

inline LandingRecord invalid_draw_record(std::uint64_t case_number) {
  LandingRecord r{};
  r.case_number = case_number;
  r.weight = 1.0;
  for (double* x = &r.landing_east; x != reinterpret_cast<double*>(&r.phase_time); ++x)
    *x = std::numeric_limits<double>::quiet_NaN();
  for (float* x = r.phase_time; x != reinterpret_cast<float*>(&r.status); ++x)
    *x = std::numeric_limits<float>::quiet_NaN();
  r.status = static_cast<std::int8_t>(Status::numerical_failure);
  r.outcome = static_cast<std::int8_t>(Outcome::unknown);
  r.first_cause = static_cast<std::int8_t>(Cause::invalid_draw);
  r.failure_mask = failure_bit(Cause::invalid_draw);
  return r;
}

}  // namespace farside
