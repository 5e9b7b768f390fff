#pragma once
// Rows that the host writes of cases whose flight has nothing to say.
#include <limits>

#include "record/landing_record.h"

namespace farside {

// Weight 1, and all else not available.
inline LandingRecord blank_record(std::uint64_t case_number) {
  LandingRecord r{};
  r.case_number = case_number;
  r.weight = 1.0;
  for (double* x = &r.landing_east; x != reinterpret_cast<double*>(&r.phase_time); ++x)
    *x = std::numeric_limits<double>::quiet_NaN();
  for (float* x = r.phase_time; x != reinterpret_cast<float*>(&r.status); ++x)
    *x = std::numeric_limits<float>::quiet_NaN();
  r.avoidance_result = r.blind_outcome = r.mission = r.mission_cause = r.egress_way = -1;
  return r;
}

}  // namespace farside
