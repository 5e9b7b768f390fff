#include "stats/verdicts/stop_rule.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/error.h"
#include "base/nan.h"
#include "stats/cases.h"
#include "stats/intervals/quantiles.h"
#include "stats/intervals/sequential.h"
#include "stats/json_number.h"

namespace farside {
namespace {

using Json = nlohmann::ordered_json;

// Consecutive rows of a table.
class Rows : public ColumnSource {
 public:
  Rows(const ColumnSource& whole, std::uint64_t first, std::uint64_t count)
      : whole_(whole), first_(first), count_(count) {}
  std::string name() const override { return whole_.name(); }
  std::uint64_t rows() const override { return count_; }
  const std::vector<ColumnInfo>& columns() const override { return whole_.columns(); }
  std::vector<double> read(const std::string& column, std::uint64_t first, std::uint64_t count) const override {
    return whole_.read(column, first_ + first, count);
  }

 private:
  const ColumnSource& whole_;
  std::uint64_t first_, count_;
};

// From row 0 on, those that are of cases 0, 1, 2 ... and were flown.
std::uint64_t count_leading(const ColumnSource& table) {
  const ColumnInfo *number = table.find("case"), *status = table.find("status");
  std::uint64_t leading = 0;
  bool broken = false;
  std::vector<std::string> columns;
  if (number) columns.emplace_back("case");
  if (status) columns.emplace_back("status");
  for_each_block(table, columns, [&](const RowBlock& block) {
    for (std::size_t i = 0; i < block.rows && !broken; ++i) {
      const bool next = !number || block.values.front()[i] == static_cast<double>(block.first + i);
      const bool flown = !status || block.values.back()[i] != static_cast<double>(Status::not_run);
      broken = !next || !flown;
      leading += broken ? 0 : 1;
    }
  });
  return leading;
}

std::optional<std::uint64_t> for_width(std::uint64_t cases, double width, double wanted) {
  constexpr double most = 1e12;  // of a campaign
  const double needed = static_cast<double>(cases) * (width / wanted) * (width / wanted);
  return std::isfinite(needed) && needed <= most ? std::optional(static_cast<std::uint64_t>(std::ceil(needed)))
                                                 : std::nullopt;
}

}  // namespace

std::uint64_t StopRule::look_after(std::uint64_t cases) const {
  return cases < first_look ? first_look : first_look + ((cases - first_look) / round + 1) * round;
}

std::string StopGoal::text() const {
  if (!verdict.empty()) return what + ": " + verdict;
  if (!(upper - lower >= 0.0)) return what + ": no interval yet";
  return fmt::format("{} {:.6g} to {:.6g}, {:.2g} wide, {:.2g} wanted", what, lower, upper, upper - lower, wanted);
}

std::string StopLook::text() const {
  std::string text;
  for (const StopGoal& goal : goals) text += (text.empty() ? "" : "; ") + goal.text();
  return text;
}

StopJudge::StopJudge(StopRule rule)
    : rule_(std::move(rule)), requirements_(rule_.requirements.size(), CountRange{0, 0}) {}

void StopJudge::take(const ColumnSource& table) {
  const Cases cases = read_cases(table);
  const auto add = [&](CountRange& counts, const std::optional<EventRange>& more, const std::string& column) {
    if (!more) throw DataError(table.name() + ": has no column " + column + ", which campaign.stop asks for");
    counts.low += more->low.count;
    counts.high += more->high.count;
  };
  if (rule_.safe_width > 0.0) add(safe_, count_event(table, cases, "safe"), "outcome");
  for (std::size_t i = 0; i < requirements_.size(); ++i) {
    const Requirement& q = rule_.requirements[i];
    add(requirements_[i], q.quantity.empty() ? count_event(table, cases, q.event) : count_within(table, cases, q),
        q.quantity.empty() ? "of failures" : q.quantity);
  }
  if (!rule_.quantity.empty()) {
    const ColumnInfo* const column = table.find(rule_.quantity);
    if (column == nullptr) add(safe_, std::nullopt, rule_.quantity);
    if (column->extent != 1)
      throw DataError(table.name() + ": campaign.stop asks for a quantile of " + rule_.quantity +
                      ", which has several values a case");
    for_each_block(table, {rule_.quantity}, [&](const RowBlock& block) {
      for (std::size_t i = 0; i < block.rows; ++i) {
        const double value = block.values[0][i];
        if (cases.is_done(block.first + i) && std::isfinite(value)) values_.push_back(value);
      }
    });
  }
  judged_ += cases.judged();
  taken_ += table.rows();
}

const StopLook& StopJudge::look_now(bool alike) {
  look_.cases = taken_;
  look_.goals.clear();
  if (rule_.safe_width > 0.0) look_.goals.push_back(safe_goal());
  if (!rule_.quantity.empty()) look_.goals.push_back(quantile_goal());
  for (std::size_t i = 0; i < requirements_.size(); ++i) look_.goals.push_back(requirement_goal(i));
  look_.met = !alike && std::all_of(look_.goals.begin(), look_.goals.end(), [](const auto& g) { return g.holds; });
  set_needed(alike);
  return look_;
}

StopGoal StopJudge::safe_goal() const {
  const Interval i = share_range(safe_, judged_, stop_confidence, Looks::many).interval;
  const double width = i.upper - i.lower;
  return {"P(safe)",
          i.lower,
          i.upper,
          rule_.safe_width,
          "",
          width <= rule_.safe_width,
          for_width(look_.cases, width, rule_.safe_width)};
}

StopGoal StopJudge::quantile_goal() {
  StopGoal goal{fmt::format("{:g} quantile of {}", rule_.quantile, rule_.quantity), nan, nan, rule_.quantile_width};
  if (values_.empty()) return goal;
  OrderStatistics ordered(values_);
  const Quantile q = quantile_with_bounds(ordered, rule_.quantile, stop_confidence, sequential_ranks);
  goal.lower = q.lower;
  goal.upper = q.upper;
  const double width = q.upper - q.lower;
  goal.holds = width <= rule_.quantile_width;
  goal.cases_needed = for_width(look_.cases, width, rule_.quantile_width);
  return goal;
}

StopGoal StopJudge::requirement_goal(std::size_t i) const {
  const Requirement& q = rule_.requirements[i];
  const Judgement j = judge(q, requirements_[i], judged_, Looks::many);
  return {fmt::format("requirement '{}'", q.name), j.lower,       j.upper, nan, name_of(j.verdict),
          j.verdict != Verdict::inconclusive,      j.cases_needed};
}

// The most that a goal needs, at the look that follows; nothing where one can't tell.
void StopJudge::set_needed(bool alike) {
  look_.cases_needed.reset();
  if (look_.met || alike) return;
  std::uint64_t most = next();
  for (const StopGoal& goal : look_.goals) {
    if (goal.holds) continue;
    if (!goal.cases_needed) return;
    most = std::max(most, *goal.cases_needed);
  }
  look_.cases_needed = rule_.look_after(most - 1);
}

StopLook judge_stop(const ColumnSource& table, const StopRule& rule, bool alike) {
  const std::uint64_t there = count_leading(table);
  StopJudge judge(rule);
  while (!judge.look().met && judge.look().cases < there) {
    const std::uint64_t from = judge.look().cases, to = std::min(judge.next(), there);
    if (to < judge.next() && to < table.rows()) break;  // the rest is missing
    judge.take(Rows(table, from, to - from));
    judge.look_now(alike);
  }
  return judge.look();
}

Json stop_json(const StopLook& look) {
  Json goals = Json::array();
  for (const StopGoal& goal : look.goals) {
    Json one{{"of", goal.what}, {"lower", json_number(goal.lower)}, {"upper", json_number(goal.upper)}};
    if (goal.verdict.empty()) one["width"] = json_number(goal.wanted);
    else one["verdict"] = goal.verdict;
    one["holds"] = goal.holds;
    goals.push_back(std::move(one));
  }
  return {{"met", look.met},
          {"cases", look.cases},
          {"reason", look.text()},
          {"goals", std::move(goals)},
          {"cases_needed", look.cases_needed ? Json(*look.cases_needed) : Json(nullptr)}};
}

}  // namespace farside
