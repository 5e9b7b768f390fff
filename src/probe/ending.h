#pragma once
// How a flight ended, as probes ask and tell it.
#include <string>

#include "record/landing_record.h"

namespace farside {

// Safe or, with `lost_only`, degraded. What isn't known to have ended well has not.
bool ended_well(const LandingRecord& record, bool lost_only);

const char* outcome_of(const LandingRecord& record);  // safe, ..., or numerical_failure
// With the first cause: "lost: tip_over".
std::string ending_of(const LandingRecord& record);
// A mission that was judged, and the landing: "safe, its mission fails: egress".
bool mission_goes_on(const LandingRecord& record);
bool fails_after_landing(const LandingRecord& record);  // the landing is safe, and the mission fails
std::string mission_ending_of(const LandingRecord& record);
const char* text_of(Cause cause);  // "turned over"

}  // namespace farside
