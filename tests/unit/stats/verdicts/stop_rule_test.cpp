#include "stats/verdicts/stop_rule.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "stats/intervals/sequential.h"
#include "unit/stats/fixture.h"

namespace farside::stop_rule_test {
namespace {

using stats_test::Table;

// Of every ten cases one is lost.
Table tenth_lost(std::uint64_t rows) {
  std::vector<double> outcome(rows, 0.0), status(rows, 1.0), number(rows), load(rows);
  for (std::uint64_t i = 0; i < rows; ++i) {
    if (i % 10 == 3) outcome[i] = 2.0;
    number[i] = static_cast<double>(i);
    load[i] = static_cast<double>(i * 37 % 100);
  }
  return Table(rows).with("case", number).with("status", status).with("outcome", outcome).with("peak_load", load);
}

StopRule width_rule(double width) {
  StopRule rule;
  rule.safe_width = width;
  rule.first_look = 50;
  rule.round = 20;
  return rule;
}

TEST(StopRule, LooksAfterFixedNumbersOfCases) {
  const StopRule rule = width_rule(0.1);
  EXPECT_EQ(rule.look_after(0), 50u);
  EXPECT_EQ(rule.look_after(49), 50u);
  EXPECT_EQ(rule.look_after(50), 70u);
  EXPECT_EQ(rule.look_after(69), 70u);
  EXPECT_EQ(rule.look_after(70), 90u);
}

// The first of the looks at which the interval is narrow enough, and no later one.
TEST(StopRule, EndsAtTheFirstLookThatMeetsIt) {
  const StopLook look = judge_stop(tenth_lost(5000), width_rule(0.1), false);
  ASSERT_TRUE(look.met);
  EXPECT_EQ((look.cases - 50) % 20, 0u);
  const auto width = [](std::uint64_t n) {
    const Interval i = sequential_interval(n - (n + 6) / 10, n, 0.95);  // cases 3, 13, ... are lost
    return i.upper - i.lower;
  };
  EXPECT_LE(width(look.cases), 0.1);
  EXPECT_GT(width(look.cases - 20), 0.1);
  EXPECT_FALSE(look.cases_needed);
}

TEST(StopRule, OfTooFewCasesTellsAboutHowManyWouldDo) {
  const StopLook all = judge_stop(tenth_lost(5000), width_rule(0.1), false),
                 few = judge_stop(tenth_lost(130), width_rule(0.1), false);
  EXPECT_FALSE(few.met);
  EXPECT_EQ(few.cases, 130u);
  ASSERT_TRUE(few.cases_needed);
  EXPECT_EQ((*few.cases_needed - 50) % 20, 0u);
  // widths go with one over the root of the number of cases, but for the price of looking
  EXPECT_NEAR(static_cast<double>(*few.cases_needed) / static_cast<double>(all.cases), 1, 0.3);
}

TEST(StopRule, RefusesAQuantityOfSeveralValuesACase) {
  StopRule rule;
  rule.quantity = "stroke";
  rule.quantile = 0.5;
  rule.quantile_width = 1.0;
  Table legs = tenth_lost(100);
  legs.with("stroke", std::vector<double>(400, 0.1), 4, "leg");
  EXPECT_THROW(judge_stop(legs, rule, false), DataError);
}

TEST(StopRule, AMissingCaseEndsWhatCanBeLookedAt) {
  Table table = tenth_lost(400);
  std::vector<double> status(400, 1.0);
  status[175] = 0.0;
  table.with("status", status);
  EXPECT_EQ(judge_stop(table, width_rule(0.01), false).cases, 170u);
  Table shard = tenth_lost(400);
  std::vector<double> number(400);
  for (std::size_t i = 0; i < 400; ++i) number[i] = static_cast<double>(i + 400);
  shard.with("case", number);
  EXPECT_EQ(judge_stop(shard, width_rule(0.01), false).cases, 0u) << "a part that doesn't begin with case 0";
}

TEST(StopRule, CasesThatAreAllAlikeShowNothing) {
  EXPECT_TRUE(judge_stop(tenth_lost(5000), width_rule(0.1), false).met);
  const StopLook look = judge_stop(tenth_lost(5000), width_rule(0.1), true);
  EXPECT_FALSE(look.met);
  EXPECT_FALSE(look.cases_needed) << "no number would do";
}

// What can't be told keeps the interval wide: no number of cases makes it narrower than their share.
TEST(StopRule, CasesThatCantBeToldKeepItOpen) {
  Table table = tenth_lost(5000);
  std::vector<double> outcome(5000, 0.0);
  for (std::size_t i = 0; i < 5000; i += 5) outcome[i] = 3.0;  // unknown
  table.with("outcome", outcome);
  const StopLook look = judge_stop(table, width_rule(0.1), false);
  EXPECT_FALSE(look.met);
  EXPECT_LT(look.goals[0].lower, 0.8);
  EXPECT_GT(look.goals[0].upper, 0.999);
}

TEST(StopRule, AQuantileIsBoundedByOrderStatistics) {
  StopRule rule = width_rule(0.0);
  rule.quantity = "peak_load";
  rule.quantile = 0.5;
  rule.quantile_width = 20;
  const StopLook look = judge_stop(tenth_lost(5000), rule, false);
  ASSERT_TRUE(look.met);
  const Ranks ranks = sequential_ranks(look.cases, 0.5, 0.95);
  std::vector<double> load = tenth_lost(look.cases).read("peak_load", 0, look.cases);
  std::sort(load.begin(), load.end());
  EXPECT_EQ(look.goals[0].lower, load[ranks.lower - 1]);
  EXPECT_EQ(look.goals[0].upper, load[ranks.upper - 1]);
  EXPECT_LE(look.goals[0].upper - look.goals[0].lower, 20);
}

TEST(StopRule, ARequirementEndsItEitherWay) {
  StopRule rule = width_rule(0.0);
  Requirement q;
  q.name = "safe";
  q.event = "safe";
  q.confidence = 0.95;
  for (const auto& [probability, verdict] : {std::pair{0.7, "pass"}, std::pair{0.99, "fail"}}) {
    q.probability = probability;
    rule.requirements = {q};
    const StopLook look = judge_stop(tenth_lost(5000), rule, false);
    ASSERT_TRUE(look.met) << probability;
    EXPECT_EQ(look.goals[0].verdict, verdict);
    EXPECT_LT(look.cases, 600u);
  }
  q.probability = 0.9;  // what it is
  rule.requirements = {q};
  EXPECT_FALSE(judge_stop(tenth_lost(5000), rule, false).met);
}

TEST(StopRule, AllThatIsAskedHasToHold) {
  StopRule rule = width_rule(0.5);  // at once
  rule.quantity = "peak_load";
  rule.quantile = 0.5;
  rule.quantile_width = 20;
  StopRule quantile_alone = rule;
  quantile_alone.safe_width = 0.0;
  EXPECT_EQ(judge_stop(tenth_lost(5000), rule, false).cases, judge_stop(tenth_lost(5000), quantile_alone, false).cases);
  EXPECT_EQ(stop_json(judge_stop(tenth_lost(5000), rule, false)).at("goals").size(), 2u);
}

TEST(StopRule, AColumnThatIsMissingIsTold) {
  StopRule rule = width_rule(0.0);
  rule.quantity = "sinkage";
  rule.quantile = 0.5;
  rule.quantile_width = 1;
  EXPECT_THROW(judge_stop(tenth_lost(100), rule, false), DataError);
}

}  // namespace
}  // namespace farside::stop_rule_test
