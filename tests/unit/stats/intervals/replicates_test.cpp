#include "stats/intervals/replicates.h"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "stats/statistics.h"
#include "unit/stats/fixture.h"

namespace farside::replicates_test {
namespace {

// 16 replicates of 100 cases, k of them with the event: 50, 51, 49, 50 and so on.
std::vector<Replicate> sixteen(std::uint64_t middle, std::uint64_t step) {
  std::vector<Replicate> all;
  for (std::uint64_t r = 0; r < 16; ++r) {
    const std::uint64_t k = r % 4 == 1 ? middle + step : r % 4 == 2 ? middle - step : middle;
    all.push_back({{k, k}, 100});
  }
  return all;
}

// Standard deviation of the shares: sqrt(8 / 15) 0.01. Student's 0.975 with 15 degrees of freedom: 2.131449545559323
// (scipy.stats.t.ppf).
TEST(Replicates, GiveStudentsInterval) {
  const ReplicatedShare s = replicated_share(sixteen(50, 1), 0.975);
  const double reach = 2.131449545559323 * std::sqrt(8.0 / 15.0) * 0.01 / 4.0, half = 0.5 / 1600;
  EXPECT_EQ(s.low, 0.5);
  EXPECT_NEAR(s.lower, 0.5 - reach - half, 1e-12);
  EXPECT_NEAR(s.upper, 0.5 + reach + half, 1e-12);
  EXPECT_FALSE(s.widened);
}

// Nobody knows from no failure at all how replicates scatter.
TEST(Replicates, AreNoNarrowerThanCountsOfFewEvents) {
  const ReplicatedShare all = replicated_share(sixteen(100, 0), 0.975);
  EXPECT_EQ(all.low, 1.0);
  EXPECT_EQ(all.upper, 1.0);
  EXPECT_NEAR(all.lower, std::pow(0.025, 1.0 / 1600.0), 1e-12);  // Clopper and Pearson's, of all
  EXPECT_TRUE(all.widened);
  const ReplicatedShare few = replicated_share(sixteen(97, 3), 0.975);
  EXPECT_LE(few.lower, lower_bound(97 * 16, 1600, 0.975));
  EXPECT_GE(few.upper, upper_bound(97 * 16, 1600, 0.975));
}

TEST(Replicates, CountWhatCantBeToldAgainstEitherEnd) {
  std::vector<Replicate> replicates = sixteen(50, 1);
  const ReplicatedShare sure = replicated_share(replicates, 0.95);
  for (Replicate& r : replicates) r.counts.high += 10;
  const ReplicatedShare doubtful = replicated_share(replicates, 0.95);
  EXPECT_EQ(doubtful.lower, sure.lower);
  EXPECT_EQ(doubtful.high, 0.6);
  EXPECT_NEAR(doubtful.upper, sure.upper + 0.1, 1e-12);
}

TEST(Replicates, FewerThanSixteenTellNothing) {
  std::vector<Replicate> replicates = sixteen(50, 1);
  replicates.back().cases = 0;
  replicates.back().counts = {0, 0};
  const ReplicatedShare s = replicated_share(replicates, 0.975);
  EXPECT_TRUE(std::isnan(s.lower) && std::isnan(s.upper));
}

TEST(Replicates, GiveTheIntervalOfAMean) {
  std::vector<ReplicateSum> sums;
  for (int r = 0; r < 16; ++r) sums.push_back({r % 2 == 0 ? 190.0 : 210.0, 100});
  const Interval i = replicated_mean(sums, 0.95);
  EXPECT_NEAR(i.upper - 2.0, 2.131449545559323 * std::sqrt(16.0 / 15.0) * 0.1 / 4.0, 1e-12);
  EXPECT_NEAR(i.upper + i.lower, 4.0, 1e-12);
}

// 1,600 cases, 100 of each replicate by turns; `lost` of every 100 are lost, of replicate 0 twice as many.
stats_test::Table designed(std::size_t replicates, std::size_t lost) {
  const std::size_t rows = 100 * replicates;
  std::vector<double> outcome(rows, 0.0), replicate(rows), speed(rows);
  for (std::size_t i = 0; i < rows; ++i) {
    const std::size_t r = i % replicates, point = i / replicates;
    replicate[i] = static_cast<double>(r);
    if (point < (r == 0 ? 2 * lost : lost)) outcome[i] = 2.0;
    speed[i] = r == 0 ? 2.0 : 1.0;
  }
  stats_test::Table table(rows);
  table.with("outcome", outcome).with("replicate", replicate).with("touchdown_speed_vertical", speed);
  return table;
}

TEST(Replicates, MakeTheIntervalsOfACampaignsStatistics) {
  Requirement soft;
  soft.name = "soft";
  soft.event = "safe";
  soft.probability = 0.75;
  soft.confidence = 0.9;
  const auto s = compute_statistics(designed(16, 20), {{soft}, {}});
  const auto& safe = s["probability"]["safe"];
  EXPECT_EQ(safe["method"], "replicates");
  EXPECT_EQ(safe["estimate"], 1.0 - 17 * 20 / 1600.0);
  // one replicate lies 15/16 of 0.2 off the mean, the others 1/16: their sd is 0.05
  const double reach = 2.131449545559323 * 0.05 / 4.0;
  EXPECT_NEAR(safe["lower"], 0.7875 - reach - 0.5 / 1600, 1e-12);
  EXPECT_NEAR(safe["upper"], 0.7875 + reach + 0.5 / 1600, 1e-12);
  // one-sided 0.9: t = 1.3406056078504547
  EXPECT_NEAR(s["requirements"][0]["lower"], 0.7875 - 1.3406056078504547 * 0.05 / 4.0 - 0.5 / 1600, 1e-12);
  EXPECT_EQ(s["requirements"][0]["verdict"], "pass");
  EXPECT_TRUE(s["requirements"][0]["cases_needed"].is_null());
  const auto& speed = s["quantities"]["touchdown_speed_vertical"];
  EXPECT_NEAR(speed["mean_upper"], 1.0625 + 2.131449545559323 * 0.25 / 4.0, 1e-12);
  EXPECT_FALSE(s["quantities"].contains("replicate"));
}

TEST(Replicates, LeaveARequirementUndecidedWhereTheyAreTooFew) {
  Requirement soft;
  soft.name = "soft";
  soft.event = "safe";
  soft.probability = 0.5;
  soft.confidence = 0.9;
  const auto s = compute_statistics(designed(15, 10), {{soft}, {}});
  EXPECT_EQ(s["probability"]["safe"]["method"], "none");
  EXPECT_TRUE(s["probability"]["safe"]["lower"].is_null());
  EXPECT_EQ(s["requirements"][0]["verdict"], "inconclusive");
  EXPECT_EQ(s["requirements"][0]["reason"], "fewer than 16 replicates of the design have a case");
}

TEST(Replicates, AreReadOnce) {
  const stats_test::Table table = designed(16, 20);
  compute_statistics(table, {});
  EXPECT_NEAR(table.reads["replicate"], 1, 1e-9);
}

TEST(Replicates, RefuseWhatIsNoNumberOfOne) {
  stats_test::Table table(2);
  table.with("outcome", {0, 0}).with("replicate", {0, 0.5});
  EXPECT_THROW(compute_statistics(table, {}), DataError);
}

}  // namespace
}  // namespace farside::replicates_test
