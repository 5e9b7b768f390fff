#pragma once
// When a campaign has shown enough. Looked at in the order of the cases and after fixed numbers of them, so that it
// ends after the same case for any threads; by bounds that hold at every look at once (sequential.h), so that looking
// costs nothing.
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "stats/table.h"
#include "stats/verdicts/requirements.h"

namespace farside {

// campaign.stop; all that is asked has to hold.
struct StopRule {
  double safe_width = 0.0;  // of the interval of P(safe); 0: not asked
  std::vector<Requirement> requirements{};
  std::string quantity{};  // empty: not asked
  double quantile = 0.0, quantile_width = 0.0;
  std::uint64_t first_look = 1, round = 1;  // numbers of cases

  bool is_set() const { return safe_width > 0.0 || !requirements.empty() || !quantity.empty(); }
  std::uint64_t look_after(std::uint64_t cases) const;  // the number of cases at the next look
};
inline constexpr double stop_confidence = 0.95;  // of intervals; a requirement has its own

// One of the things that are asked, at a look.
struct StopGoal {
  std::string what;       // P(safe)
  double lower, upper;    // NaN where there is none yet
  double wanted;          // width; NaN for a requirement
  std::string verdict{};  // of a requirement
  bool holds = false;
  std::optional<std::uint64_t> cases_needed{};  // about, if the estimate stayed

  std::string text() const;  // P(safe) 0.9712 to 0.9801, 0.0089 wide, 0.005 wanted
};

struct StopLook {
  std::uint64_t cases = 0;
  std::vector<StopGoal> goals{};
  bool met = false;
  // About how many cases would do, a number at which it is looked at; none where that can't be told.
  std::optional<std::uint64_t> cases_needed{};

  std::string text() const;  // of all goals
};

// Takes the cases, look by look. Memory grows by the values of the quantity, if one is asked.
class StopJudge {
 public:
  explicit StopJudge(StopRule rule);

  const StopRule& rule() const { return rule_; }
  // The number of cases at the next look.
  std::uint64_t next() const { return rule_.look_after(look_.cases); }
  // The next cases, in their order; a look's may come in parts. DataError where a column is missing.
  void take(const ColumnSource& cases);
  // Looks, at next() or at the end of all. `alike`: no input varies, and no case so far differs from another, so that
  // they say no more than one.
  const StopLook& look_now(bool alike);
  const StopLook& look() const { return look_; }

 private:
  StopGoal safe_goal() const;
  StopGoal quantile_goal();
  StopGoal requirement_goal(std::size_t i) const;
  void set_needed(bool alike);

  StopRule rule_;
  std::uint64_t taken_ = 0, judged_ = 0;
  CountRange safe_{0, 0};
  std::vector<CountRange> requirements_;
  std::vector<double> values_;  // of the quantity
  StopLook look_;
};

// Looks at a table from case 0 on: up to the look that meets the rule, or the last one, or the one before a case is
// missing. DataError as StopJudge::take().
StopLook judge_stop(const ColumnSource& table, const StopRule& rule, bool alike);

// As it stands among the statistics.
nlohmann::ordered_json stop_json(const StopLook& look);

}  // namespace farside
