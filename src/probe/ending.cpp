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

const char* text_of(Cause cause) { return cause_texts[static_cast<int>(cause)]; }

}  // namespace farside
