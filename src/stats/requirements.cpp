#include "stats/requirements.h"

#include <algorithm>
#include <boost/math/special_functions/beta.hpp>
#include <iterator>

namespace farside {
namespace {

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

Judgement judge(const Requirement& q, CountRange counts, std::uint64_t judged) {
  Judgement j;
  if (judged == 0) {
    j.reason = "no case was flown";
    return j;
  }
  const double n = static_cast<double>(judged), low = static_cast<double>(counts.low), high = static_cast<double>(counts.high);
  j.estimate = low / n;
  j.estimate_high = high / n;
  j.lower = lower_bound(low, n, q.confidence);
  j.upper = upper_bound(high, n, q.confidence);
  if (q.at_most ? j.upper <= q.probability : j.lower >= q.probability) j.verdict = Verdict::pass;
  else if (q.at_most ? j.lower > q.probability : j.upper < q.probability) j.verdict = Verdict::fail;
  else if (j.estimate > q.probability) j.cases_needed = cases_needed(q, j.estimate, judged);
  else if (j.estimate_high < q.probability) j.cases_needed = cases_needed(q, j.estimate_high, judged);
  return j;
}

std::optional<std::uint64_t> cases_needed(const Requirement& asked, double estimate, std::uint64_t judged) {
  if (asked.at_most) {  // the share without the event has to be at least the rest
    Requirement without = asked;
    without.at_most = false;
    without.probability = 1 - asked.probability;
    return cases_needed(without, 1 - estimate, judged);
  }
  const Requirement& q = asked;
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

std::optional<EventRange> count_event(const ColumnSource& source, const Cases& cases, const std::string& event) {
  EventRange total;
  const auto count = [&](auto&& befell) {
    for (std::size_t row = 0; row < cases.status.size(); ++row) {
      if (befell(row)) total.add(cases, row);
      else if (cases.is_untold(row)) total.add_untold(cases, row);
    }
  };
  if (event == "numerical") {  // which is told of every case
    for (std::size_t row = 0; row < cases.status.size(); ++row) {
      if (cases.is_failed(row)) total.add(cases, row);
    }
    return total;
  }
  if (event == "safe") {
    if (!cases.has_outcome) return std::nullopt;
    count([&](std::size_t row) { return cases.ended(row, Outcome::safe); });
    return total;
  }
  if (const ColumnInfo* column = source.find("failure_mask"); column != nullptr && column->extent == 1) {
    const std::int64_t bit = mask_of(*column, event);
    const std::vector<double> masks = source.read_columns({"failure_mask"}).front();
    count([&](std::size_t row) { return cases.is_done(row) && masks[row] > 0 && (static_cast<std::int64_t>(masks[row]) & bit) != 0; });
    return total;
  }
  if (!cases.has_first_cause) return std::nullopt;
  const ColumnInfo& column = *source.find("first_cause");
  count([&](std::size_t row) {
    return cases.is_done(row) && cases.first_cause[row] > 0 && cause_name(column, cases.first_cause[row]) == event;
  });
  return total;
}

EventRange count_within(const Requirement& q, const Cases& cases, const std::vector<double>& values, std::size_t extent) {
  EventRange total;
  for (std::size_t row = 0; row < cases.status.size(); ++row) {
    if (cases.is_untold(row)) {
      total.add_untold(cases, row);
      continue;
    }
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
