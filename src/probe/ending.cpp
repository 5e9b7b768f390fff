#include "probe/ending.h"

namespace farside {
namespace {

constexpr const char* cause_texts[] = {
#define FARSIDE_CAUSE(name, code, text) text,
#include "record/outcomes.def"
};

}  // namespace

bool ended_well(const LandingRecord& r, bool lost_only) {
  if (r.status != static_cast<std::int8_t>(Status::done)) return false;
  const auto outcome = static_cast<Outcome>(r.outcome);
  return outcome == Outcome::safe || (outcome == Outcome::degraded && lost_only);
}

const char* outcome_of(const LandingRecord& r) {
  return r.status == static_cast<std::int8_t>(Status::numerical_failure) ? status_meanings[r.status]
                                                                         : outcome_meanings[r.outcome];
}

std::string ending_of(const LandingRecord& r) {
  const std::string outcome = outcome_of(r);
  return r.first_cause > 0 ? outcome + ": " + cause_meanings[r.first_cause] : outcome;
}

bool mission_goes_on(const LandingRecord& r) { return r.mission == static_cast<std::int8_t>(Mission::goes_on); }

bool fails_after_landing(const LandingRecord& r) {
  return ended_well(r, false) && r.mission == static_cast<std::int8_t>(Mission::fails);
}

std::string mission_ending_of(const LandingRecord& r) {
  if (!ended_well(r, false) || r.mission < 0) return ending_of(r);
  const std::string told = ending_of(r) + ", its mission ";
  if (fails_after_landing(r)) return told + "fails: " + mission_cause_meanings[r.mission_cause];
  return told + (mission_goes_on(r) ? "goes on" : "can't be told");
}

const char* text_of(Cause cause) { return cause_texts[static_cast<int>(cause)]; }

}  // namespace farside
