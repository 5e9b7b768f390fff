#include "stats/causes/avoidance.h"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <random>

#include "stats/intervals/proportions.h"
#include "stats/statistics.h"
#include "unit/stats/fixture.h"

namespace farside::avoidance_test {
namespace {

using Json = nlohmann::ordered_json;
using stats_test::nan;
using stats_test::Table;

// Eight cases that looked, one that didn't, one that wasn't run.
Table ten_looks() {
  Table table(10);
  table.with("status", {1, 1, 1, 1, 1, 1, 1, 2, 1, 0})
      .with("outcome", {0, 0, 0, 1, 2, 0, 0, 2, 0, -1})
      .with("avoidance_result", {1, 1, 1, 1, 2, 3, 1, 1, 0, -1})
      .with("hazard_seen", {0.5, 0.9, 1.0, 0.7, 1.5, 0.8, 0.4, 0.5, nan, nan})
      .with("hazard_true", {0.6, 1.2, 0.9, 1.1, 2.0, 0.7, 0.3, nan, nan, nan})
      .with("ahead_hazard_seen", {0.5, 2.0, 1.5, nan, 3.0, 0.8, 0.2, 0.1, nan, nan})
      .with("ahead_hazard_true", {0.4, 0.9, 1.6, 0.2, 0.5, 0.5, 0.6, 0.2, nan, nan})
      .with("blind_outcome", {0, 1, 2, 0, 2, 1, 0, 0, 0, -1});
  return table;
}

Json block_of(const Table& table) { return compute_statistics(table, {})["avoidance"]; }

TEST(AvoidanceStatistics, CountWhatWasMissedAndWhatWasAFalseAlarm) {
  const Json a = block_of(ten_looks());
  // seen safe and known: cases 0 1 2 3 5 6, of which 1 and 3 are hazards
  EXPECT_EQ(a["missed"]["count"], 2);
  EXPECT_EQ(a["missed"]["of"], 6);
  EXPECT_EQ(a["missed"]["lower"], clopper_pearson(2, 6, 0.95).lower);
  // truly safe ahead and seen: 0 1 4 5 6 7, of which 1 and 4 looked like hazards
  EXPECT_EQ(a["false_alarm"]["count"], 2);
  EXPECT_EQ(a["false_alarm"]["of"], 6);
  EXPECT_EQ(a["no_site"]["count"], 1);
  EXPECT_EQ(a["no_site"]["of"], 8);
  EXPECT_EQ(a["unreachable"]["count"], 1);
}

TEST(AvoidanceStatistics, CompareEachCaseWithItsTwin) {
  const Json p = block_of(ten_looks())["safe_blind_paired"];
  EXPECT_EQ(p["cases"], 9);
  EXPECT_EQ(p["safe"], 6);        // 0 1 2 5 6 8; a numerical failure is no safe landing
  EXPECT_EQ(p["safe_blind"], 5);  // 0 3 6 7 8
  EXPECT_EQ(p["gained"], 3);      // 1 2 5
  EXPECT_EQ(p["lost"], 2);        // 3 7
  EXPECT_DOUBLE_EQ(p["difference"], 1.0 / 9);
  EXPECT_EQ(p["lower"], paired_difference(3, 2, 9, 0.95).lower);
}

TEST(AvoidanceStatistics, AreAbsentWhereNothingLooked) {
  Table table(2);
  table.with("outcome", {0, 0});
  EXPECT_FALSE(compute_statistics(table, {}).contains("avoidance"));
  Table blind(2);
  blind.with("outcome", {0, 0}).with("avoidance_result", {-1, -1}).with("blind_outcome", {-1, -1});
  for (const char* name : {"hazard_seen", "hazard_true", "ahead_hazard_seen", "ahead_hazard_true"})
    blind.with(name, {nan, nan});
  EXPECT_FALSE(compute_statistics(blind, {}).contains("avoidance"));
}

TEST(AvoidanceStatistics, TakeWhatATableHas) {
  Table table(3);
  table.with("outcome", {0, 0, 1}).with("hazard_seen", {0.5, 0.5, 2.0}).with("hazard_true", {0.5, 1.5, 2.0});
  const Json a = block_of(table);
  EXPECT_EQ(a["missed"]["of"], 2);
  EXPECT_EQ(a["missed"]["count"], 1);
  EXPECT_EQ(a["no_site"]["of"], 0);
  EXPECT_TRUE(a["no_site"]["estimate"].is_null());
  EXPECT_TRUE(a["safe_blind_paired"].is_null());
}

// Wald's formula by hand: 31 and 11 of 1002, z = 1.959963984540054.
TEST(AvoidanceStatistics, ThePairedIntervalIsBonettAndPrices) {
  const Interval i = paired_difference(30, 10, 1000, 0.95);
  const double middle = 20.0 / 1002;
  const double half = 1.959963984540054 * std::sqrt((42.0 / 1002 - middle * middle) / 1002);
  EXPECT_NEAR(i.lower, middle - half, 1e-12);
  EXPECT_NEAR(i.upper, middle + half, 1e-12);
  EXPECT_EQ(paired_difference(0, 0, 0, 0.95).lower, -1.0);
}

TEST(AvoidanceStatistics, ThePairedIntervalCoversAsOftenAsItSays) {
  std::mt19937_64 engine(3);
  std::uniform_real_distribution<double> draw(0.0, 1.0);
  constexpr int trials = 4000, n = 200;
  constexpr double gain = 0.15, loss = 0.04;
  int covered = 0;
  for (int t = 0; t < trials; ++t) {
    std::uint64_t gained = 0, lost = 0;
    for (int i = 0; i < n; ++i) {
      const double u = draw(engine);
      gained += u<gain, lost += u> 1 - loss;
    }
    const Interval interval = paired_difference(gained, lost, n, 0.95);
    covered += interval.lower <= gain - loss && gain - loss <= interval.upper;
  }
  EXPECT_NEAR(covered / double(trials), 0.95, 0.015);  // 4 sigma of 4,000 trials, and 0.1 % of the approximation
}

}  // namespace
}  // namespace farside::avoidance_test
