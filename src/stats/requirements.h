#pragma once
// Did the campaign show what it had to? Decided by exact one-sided bounds, as Hanson and Beard (NASA/TP-2010-216447) do it.
#include <cstdint>
#include <optional>
#include <string>

#include "record/requirement.h"
#include "stats/cases.h"

namespace farside {

enum class Verdict { pass, fail, inconclusive };
const char* name_of(Verdict verdict);

// pass: the lower bound of the share of cases that meet the requirement is at least its probability; fail: the upper bound is
// below it. Each bound is one-sided, at the requirement's confidence; NaN where there is none.
struct Judgement {
  Verdict verdict;
  double estimate, lower, upper;
  std::optional<std::uint64_t> cases_needed;  // of an inconclusive one
  std::string reason;                         // why there is no valid bound, or empty
};
Judgement judge(const Requirement& requirement, std::uint64_t met, std::uint64_t judged);

// Number of cases, more than `judged`, that would decide if the estimate stayed; none where it equals the requirement's
// probability, or lies so close to it that a thousand million cases wouldn't do.
std::optional<std::uint64_t> cases_needed(const Requirement& requirement, double estimate, std::uint64_t judged);

// Cases that the event befell: `safe`, or a cause, whether or not it was the first (by `failure_mask`, or by `first_cause` where
// a table has no such column; `numerical` is a numerical failure). None where the columns are missing.
std::optional<EventCount> count_event(const ColumnSource& source, const Cases& cases, const std::string& event);

// Done cases whose value, or every value of a column (case, leg), is within the limits. What has no value doesn't meet them.
EventCount count_within(const Requirement& requirement, const Cases& cases, const std::vector<double>& values, std::size_t extent);

}  // namespace farside
