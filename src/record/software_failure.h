#pragma once
// The row of a case whose flight software failed: a user's own (gnc.library) crashed, hung, gave up, or commanded what
// is no command. The vehicle is lost; of what it did before, nothing is told, since a crash leaves nothing to tell.
#include "record/blank_record.h"

namespace farside {

inline LandingRecord software_failure_record(std::uint64_t case_number) {
  LandingRecord r = blank_record(case_number);
  r.status = static_cast<std::int8_t>(Status::done);
  r.outcome = static_cast<std::int8_t>(Outcome::lost);
  r.first_cause = static_cast<std::int8_t>(Cause::flight_software);
  r.failure_mask = failure_bit(Cause::flight_software);
  r.mission = static_cast<std::int8_t>(Mission::fails);
  r.mission_cause = mission_cause_landing;
  return r;
}

}  // namespace farside
