#pragma once
// Did the campaign show what it had to? Decided by exact one-sided bounds, as Hanson and Beard (NASA/TP-2010-216447) do
// it.
#include <cstdint>
#include <limits>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "record/requirement.h"
#include "stats/cases.h"
#include "stats/intervals/proportions.h"

namespace farside {

enum class Verdict { pass, fail, inconclusive };
const char* name_of(Verdict verdict);

// pass: the lower bound of the share of cases that meet the requirement is at least its probability; fail: the upper
// bound is below it. Of one with at_most, the share is of the cases with the event; pass: its upper bound is at most
// the probability; fail: the lower bound is above it. Cases of which it isn't known count against a pass and against a
// fail. Each bound is one-sided, at the requirement's confidence; NaN where there is none.
struct Judgement {
  Verdict verdict = Verdict::inconclusive;
  double estimate = std::numeric_limits<double>::quiet_NaN(), estimate_high = estimate, lower = estimate,
         upper = estimate;
  // With what probability a system that just misses the requirement would do as well as this one, at the worse end:
  // what is risked by accepting it now; looked at under way, at any of the looks. At most 1 - confidence where it
  // passes.
  double consumer_risk = estimate;
  std::optional<std::uint64_t> cases_needed{};  // of an inconclusive one
  std::string reason{};                         // why there is no valid bound, or empty
};
// What the bounds of a share show, as above.
Verdict decide(const Requirement& requirement, double lower, double upper);
Judgement judge(const Requirement& requirement, CountRange counts, std::uint64_t judged, Looks looks = Looks::once);
// The same by the cases' own way to bounds (share_of()); of cases of a design, how many more would do isn't told.
Judgement judge(const Requirement& requirement, const EventRange& event, const Cases& cases, Looks looks = Looks::once);

// Number of cases, more than `judged`, that would decide if the estimate stayed; none where it equals the requirement's
// probability, or lies so close to it that a thousand million cases wouldn't do.
std::optional<std::uint64_t> cases_needed(const Requirement& requirement, double estimate, std::uint64_t judged,
                                          Looks looks = Looks::once);

// The number of cases with the event, or perhaps with it: `safe`, one of the mission's (stats/verdicts/mission.h), or a
// cause, whether or not it was the first (by `failure_mask`, or by `first_cause` where a table has no such column;
// `numerical` is a numerical failure). None where the columns are missing.
std::optional<EventRange> count_event(const ColumnSource& source, const Cases& cases, const std::string& event);

// Done cases whose value of the quantity, or every value of a column (case, leg), is within the limits. A case without
// a value doesn't meet them, unless its ending isn't known. None where there is no such column.
std::optional<EventRange> count_within(const ColumnSource& source, const Cases& cases, const Requirement& requirement);

// As it stands among the statistics.
nlohmann::ordered_json requirement_json(const Requirement& requirement, const Judgement& judgement);

}  // namespace farside
