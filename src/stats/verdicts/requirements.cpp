#include "stats/verdicts/requirements.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <nlohmann/json.hpp>

#include "stats/intervals/distributions.h"
#include "stats/intervals/sequential.h"
#include "stats/json_number.h"
#include "stats/verdicts/mission.h"

namespace farside {
namespace {

// The bit of a cause in `failure_mask`, as the table says it, or as this build has it; 0 for a cause that neither
// knows.
std::int64_t mask_of(const ColumnInfo& column, const std::string& cause) {
  for (std::size_t i = 0; i < std::min(column.flag_meanings.size(), column.flag_masks.size()); ++i) {
    if (column.flag_meanings[i] == cause) return column.flag_masks[i];
  }
  const auto at = std::find(std::begin(cause_meanings), std::end(cause_meanings), cause);
  const auto code = at - std::begin(cause_meanings);
  return at == std::end(cause_meanings) || code == 0 ? 0 : std::int64_t{1} << (code - 1);
}

enum class Met { yes, no, untold };

// Counts the rows by what `met` says of each, given its values of the column (at most one) that is named.
template <class Judge>
EventRange count_rows(const ColumnSource& source, const Cases& cases, const std::vector<std::string>& column,
                      const Judge& met) {
  EventRange total;
  const double none = 0.0;  // what is passed where no column is named
  for_each_block(source, cases, column, [&](const RowBlock& block, const std::vector<Mark>& marks) {
    for (std::size_t i = 0; i < block.rows; ++i) {
      const double* const values = column.empty() ? &none : &block.values[0][block.values[0].size() / block.rows * i];
      const Met how = met(block.first + i, values);
      if (how == Met::yes) total.add(marks[i]);
      if (how == Met::untold) total.add_untold(marks[i]);
    }
  });
  return total;
}

// Of n cases, of a system whose probability is just the required one: at least k of them; at most k.
double chance_of_at_least(double k, double n, double probability) {
  return k == 0 ? 1.0 : beta_below(k, n - k + 1, probability);
}
double chance_of_at_most(double k, double n, double probability) {
  return k == n ? 1.0 : beta_beyond(k + 1, n - k, probability);
}
// With what probability, at most, such a system ever shows as much evidence for itself, however often it is looked at.
double sequential_risk(const Requirement& q, double low, double high, double n) {
  const double evidence =
      q.at_most ? log_evidence_below(high, n, q.probability) : log_evidence_above(low, n, q.probability);
  return std::min(1.0, std::exp(-evidence));
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

Verdict decide(const Requirement& q, double lower, double upper) {
  if (q.at_most ? upper <= q.probability : lower >= q.probability) return Verdict::pass;
  if (q.at_most ? lower > q.probability : upper < q.probability) return Verdict::fail;
  return Verdict::inconclusive;
}

Judgement judge(const Requirement& q, CountRange counts, std::uint64_t judged, Looks looks) {
  Judgement j;
  if (judged == 0) {
    j.reason = "no case was flown";
    return j;
  }
  const double n = static_cast<double>(judged), low = static_cast<double>(counts.low),
               high = static_cast<double>(counts.high);
  j.estimate = low / n;
  j.estimate_high = high / n;
  j.lower = share_lower(low, n, q.confidence, looks);
  j.upper = share_upper(high, n, q.confidence, looks);
  if (looks == Looks::once)
    j.consumer_risk = q.at_most ? chance_of_at_most(high, n, q.probability) : chance_of_at_least(low, n, q.probability);
  else j.consumer_risk = sequential_risk(q, low, high, n);
  j.verdict = decide(q, j.lower, j.upper);
  if (j.verdict != Verdict::inconclusive) return j;
  if (j.estimate > q.probability) j.cases_needed = cases_needed(q, j.estimate, judged, looks);
  else if (j.estimate_high < q.probability) j.cases_needed = cases_needed(q, j.estimate_high, judged, looks);
  return j;
}

Judgement judge(const Requirement& q, const EventRange& event, const Cases& cases, Looks looks) {
  if (!cases.replicated || cases.judged() == 0)
    return judge(q, {event.low.count, event.high.count}, cases.judged(), looks);
  const EventShare share = share_of(event, cases, q.confidence, looks);
  Judgement j;
  j.estimate = share.low;
  j.estimate_high = share.high;
  j.lower = share.lower;
  j.upper = share.upper;
  j.verdict = decide(q, j.lower, j.upper);
  return j;
}

std::optional<std::uint64_t> cases_needed(const Requirement& asked, double estimate, std::uint64_t judged,
                                          Looks looks) {
  if (asked.at_most) {  // the share without the event has to be at least the rest
    Requirement without = asked;
    without.at_most = false;
    without.probability = 1 - asked.probability;
    return cases_needed(without, 1 - estimate, judged, looks);
  }
  const Requirement& q = asked;
  constexpr std::uint64_t largest = 1'000'000'000;
  // The bounds by their definition: how unlikely the count would be if the probability were just the required one.
  const auto decides = [&](std::uint64_t cases) {
    const double n = static_cast<double>(cases), k = estimate * n, risk = 1 - q.confidence;
    if (looks == Looks::many) {
      const double evidence =
          estimate > q.probability ? log_evidence_above(k, n, q.probability) : log_evidence_below(k, n, q.probability);
      return evidence >= -std::log(risk);
    }
    if (estimate > q.probability) return chance_of_at_least(k, n, q.probability) <= risk;
    return chance_of_at_most(k, n, q.probability) < risk;
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
  if (is_mission_event(event)) return count_mission_event(source, cases, event);
  if (event == "safe") return cases.has_outcome ? std::optional(cases.safe_share) : std::nullopt;
  const ColumnInfo* const mask = source.find("failure_mask");
  if (event == "numerical") {  // which is known of every case
    return count_rows(source, cases, {},
                      [&](std::size_t row, const double*) { return cases.is_failed(row) ? Met::yes : Met::no; });
  }
  const auto count = [&](const char* column, auto&& befell) {
    return count_rows(source, cases, {column}, [&](std::size_t row, const double* value) {
      if (cases.is_done(row) && befell(*value)) return Met::yes;
      return cases.is_untold(row) ? Met::untold : Met::no;
    });
  };
  if (mask != nullptr && mask->extent == 1) {
    const std::int64_t bit = mask_of(*mask, event);
    return count("failure_mask",
                 [&](double value) { return value > 0 && (static_cast<std::int64_t>(value) & bit) != 0; });
  }
  if (!cases.has_first_cause) return std::nullopt;
  const ColumnInfo& causes = *source.find("first_cause");
  return count("first_cause",
               [&](double value) { return value > 0 && cause_name(causes, static_cast<std::int8_t>(value)) == event; });
}

std::optional<EventRange> count_within(const ColumnSource& source, const Cases& cases, const Requirement& q) {
  const ColumnInfo* const column = source.find(q.quantity);
  if (column == nullptr) return std::nullopt;
  return count_rows(source, cases, {q.quantity}, [&](std::size_t row, const double* values) {
    if (cases.is_untold(row)) return Met::untold;
    // Written so that NaN fails.
    const bool within = std::all_of(values, values + column->extent, [&](double value) {
      return (!q.has_min || value >= q.min) && (!q.has_max || value <= q.max);
    });
    return cases.is_done(row) && within ? Met::yes : Met::no;
  });
}

nlohmann::ordered_json requirement_json(const Requirement& q, const Judgement& j) {
  using Json = nlohmann::ordered_json;
  Json one{{"name", q.name}, {"verdict", name_of(j.verdict)}};
  if (!q.quantity.empty()) one["quantity"] = q.quantity;
  if (q.has_min) one["min"] = q.min;
  if (q.has_max) one["max"] = q.max;
  if (!q.event.empty()) one["event"] = q.event;
  one[q.at_most ? "max_probability" : "probability"] = q.probability;
  one["confidence"] = q.confidence;
  one["estimate"] = json_number(j.estimate);
  one["estimate_high"] = json_number(j.estimate_high);
  one["lower"] = json_number(j.lower);
  one["upper"] = json_number(j.upper);
  one["consumer_risk"] = json_number(j.consumer_risk);
  one["cases_needed"] = j.cases_needed ? Json(*j.cases_needed) : Json(nullptr);
  if (!j.reason.empty()) one["reason"] = j.reason;
  return one;
}

}  // namespace farside
