#include "stats/requirements.h"

#include <algorithm>
#include <boost/math/special_functions/beta.hpp>
#include <iterator>
#include <limits>

#include "stats/proportions.h"

namespace farside {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// The bit of a cause in `failure_mask`, as the table says it, or as this build has it; 0 for a cause that neither knows.
std::int64_t mask_of(const ColumnInfo& column, const std::string& cause) {
  for (std::size_t i = 0; i < std::min(column.flag_meanings.size(), column.flag_masks.size()); ++i) {
    if (column.flag_meanings[i] == cause) return column.flag_masks[i];
  }
  const auto at = std::find(std::begin(cause_meanings), std::end(cause_meanings), cause);
  const auto code = at - std::begin(cause_meanings);
  return at == std::end(cause_meanings) || code == 0 ? 0 : std::int64_t{1} << (code - 1);
}

}  // namespace

const char* name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return "pass";
    case Verdict::fail:
      return "fail";
    case Verdict::inconclusive:
      break;
  }
  return "inconclusive";
}

Judgement judge(const Requirement& q, std::uint64_t met, std::uint64_t judged) {
  if (judged == 0) return {Verdict::inconclusive, nan, nan, nan, std::nullopt, "no case was flown"};
  const double k = static_cast<double>(met), n = static_cast<double>(judged);
  Judgement j{Verdict::inconclusive, k / n, lower_bound(k, n, q.confidence), upper_bound(k, n, q.confidence), std::nullopt, ""};
  if (j.lower >= q.probability) j.verdict = Verdict::pass;
  else if (j.upper < q.probability) j.verdict = Verdict::fail;
  else j.cases_needed = cases_needed(q, j.estimate, judged);
  return j;
}

std::optional<std::uint64_t> cases_needed(const Requirement& q, double estimate, std::uint64_t judged) {
  constexpr std::uint64_t largest = 1'000'000'000;
  // The bounds by their definition: how unlikely the count would be if the probability were just the required one.
  const auto decides = [&](std::uint64_t cases) {
    const double n = static_cast<double>(cases), k = estimate * n, risk = 1 - q.confidence;
    if (estimate > q.probability) return boost::math::ibeta(k, n - k + 1, q.probability) <= risk;
    return boost::math::ibetac(k + 1, n - k, q.probability) < risk;
  };
  if (estimate == q.probability) return std::nullopt;
  std::uint64_t too_few = judged, enough = std::max<std::uint64_t>(judged, 1);
  do {
    enough *= 2;
    if (enough > largest) return std::nullopt;
  } while (!decides(enough));
  while (enough - too_few > 1) {
    const std::uint64_t middle = too_few + (enough - too_few) / 2;
    (decides(middle) ? enough : too_few) = middle;
  }
  return enough;
}

std::optional<EventCount> count_event(const ColumnSource& source, const Cases& cases, const std::string& event) {
  EventCount total;
  const auto count = [&](auto&& befell) {
    for (std::size_t row = 0; row < cases.status.size(); ++row) {
      if (befell(row)) total.add(cases, row);
    }
  };
  if (event == "numerical") {
    count([&](std::size_t row) { return cases.status[row] == static_cast<std::int8_t>(Status::numerical_failure); });
    return total;
  }
  if (event == "safe") {
    if (!cases.has_outcome) return std::nullopt;
    count([&](std::size_t row) { return cases.is_done(row) && cases.outcome[row] == static_cast<std::int8_t>(Outcome::safe); });
    return total;
  }
  if (const ColumnInfo* column = source.find("failure_mask"); column != nullptr && column->extent == 1) {
    const std::int64_t bit = mask_of(*column, event);
    const std::vector<double> masks = source.read_columns({"failure_mask"}).front();
    count([&](std::size_t row) { return cases.is_done(row) && masks[row] > 0 && (static_cast<std::int64_t>(masks[row]) & bit) != 0; });
    return total;
  }
  if (!cases.has_first_cause) return std::nullopt;
  const auto at = std::find(std::begin(cause_meanings), std::end(cause_meanings), event) - std::begin(cause_meanings);
  count([&](std::size_t row) { return cases.is_done(row) && cases.first_cause[row] == at; });
  return total;
}

EventCount count_within(const Requirement& q, const Cases& cases, const std::vector<double>& values, std::size_t extent) {
  EventCount total;
  for (std::size_t row = 0; row < cases.status.size(); ++row) {
    bool meets = cases.is_done(row);
    // Written so that NaN fails.
    for (std::size_t i = row * extent; meets && i < (row + 1) * extent; ++i) {
      meets = (!q.has_min || values[i] >= q.min) && (!q.has_max || values[i] <= q.max);
    }
    if (meets) total.add(cases, row);
  }
  return total;
}

}  // namespace farside
