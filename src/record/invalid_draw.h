#pragma once
// The row of a case that was not flown because its drawn inputs can't be.
#include "record/blank_record.h"

namespace farside {

inline LandingRecord invalid_draw_record(std::uint64_t case_number) {
  LandingRecord r = blank_record(case_number);
  r.status = static_cast<std::int8_t>(Status::numerical_failure);
  r.outcome = static_cast<std::int8_t>(Outcome::unknown);
  r.first_cause = static_cast<std::int8_t>(Cause::invalid_draw);
  r.failure_mask = failure_bit(Cause::invalid_draw);
  r.mission = static_cast<std::int8_t>(Mission::unknown);
  r.mission_cause = mission_cause_landing;
  return r;
}

}  // namespace farside
