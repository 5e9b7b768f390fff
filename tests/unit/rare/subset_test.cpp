#include "rare/subset.h"

#include <gtest/gtest.h>

#include "unit/rare/closed_limits.h"

namespace farside::subset_test {
namespace {

// The estimate lies within 4 of its own standard deviations of the closed form; the seed is fixed.
void expect_right(ClosedLimit limit, double cov_max, std::uint64_t seed = 1) {
  const RareEstimate p = simulate_subsets(limit, {seed, 10, 1000, 1e-7}).probability();
  EXPECT_EQ(p.reason, "");
  EXPECT_LT(p.cov, cov_max);
  EXPECT_NEAR(p.estimate / limit.probability(), 1, 4 * p.cov) << limit.probability();
  EXPECT_LT(p.lower, p.estimate);
  EXPECT_GT(p.upper, p.estimate);
}

// T48, and a probability of a million's part in 60 dimensions.
TEST(Subset, FindsTheClosedFormOfALinearLimit) {
  expect_right(linear_limit(2, 2), 0.05);
  expect_right(linear_limit(2, 3), 0.1);
  expect_right(linear_limit(10, 4), 0.15);
  expect_right(linear_limit(60, 4.75), 0.25);
}

TEST(Subset, FindsTheClosedFormsOfSystems) {
  expect_right(parallel_limit(5, 2.5), 0.2);
  expect_right(series_limit(5, 3.5), 0.2);
}

// Noise, ground and faults are drawn by number: chains have to find the rare ones among them, too.
TEST(Subset, MovesThroughWhatIsDrawnByNumber) {
  expect_right(number_limit(5, 2), 0.3);
  expect_right(number_limit(1, 2.5), 0.4);
}

// A number leads nowhere: where it alone decides, chains stay where they are, and repeats give up or scatter. What is
// told is then too much, not too little.
TEST(Subset, WhatHangsOnNumbersAloneIsNotMadeLookRarer) {
  ClosedLimit alone(0, 1e-4, [](const RarePoint& p) { return static_cast<double>(p.draw) - 99.5; });
  const RareEstimate p = simulate_subsets(alone, {1, 10, 1000, 1e-7}).probability();
  EXPECT_GE(p.upper, alone.probability());
  EXPECT_TRUE(std::isnan(p.lower) || p.lower <= alone.probability());
}

TEST(Subset, ALikelyEventIsPlainSampling) {
  ClosedLimit limit = linear_limit(3, 0.5);
  const SubsetResult result = simulate_subsets(limit, {1, 10, 1000, 1e-6});
  EXPECT_EQ(result.flights, 10'000u);
  for (const SubsetRun& run : result.runs) EXPECT_TRUE(run.levels.empty());
  EXPECT_NEAR(result.probability().estimate, normal_tail(0.5), 4 * 0.46 / 100);  // binomial, 1e4 cases
}

TEST(Subset, OfWhatIsRarerThanTheFloorOnlyTheBoundIsTold) {
  ClosedLimit limit = linear_limit(2, 7);
  const SubsetResult result = simulate_subsets(limit, {1, 10, 200, 1e-4});
  EXPECT_EQ(result.reached(), 0u);
  const RareEstimate p = result.probability();
  EXPECT_TRUE(std::isnan(p.estimate));
  EXPECT_TRUE(std::isnan(p.lower));
  EXPECT_LT(p.upper, 1e-4);
  EXPECT_GT(p.upper, 0.9e-5);
}

// A cliff in the last thousandth: no margin leads to it, so that a repeat that sees none of it can't say more than
// that.
TEST(Subset, WithoutAMarginToGoByNothingIsClaimed) {
  ClosedLimit cliff(1, normal_tail(4), [](const RarePoint& p) { return p.z[0] > 4 ? -1.0 : 1.0; });
  const SubsetResult result = simulate_subsets(cliff, {1, 10, 500, 1e-6});
  EXPECT_EQ(result.reached(), 0u);
  EXPECT_EQ(result.stuck(), 10u);
  EXPECT_EQ(result.flights, 5'000u);
  EXPECT_EQ(result.probability().upper, 1.0) << "no repeat has left the first level";
}

// Failures of the simulation are events, and are told apart.
TEST(Subset, WhatIsntToldCountsAsFailed) {
  class Half : public ClosedLimit {
   public:
    Half() : ClosedLimit(linear_limit(3, 3.5)) {}
    std::vector<RareEnding> judge(const std::vector<RarePoint>& points) override {
      std::vector<RareEnding> endings = ClosedLimit::judge(points);
      for (std::size_t i = 0; i < points.size(); ++i) {
        if (points[i].draw % 2 == 0 && endings[i].is_event()) endings[i] = {-1.0, false, 21};
      }
      return endings;
    }
  } limit;
  const SubsetResult result = simulate_subsets(limit, {1, 10, 1000, 1e-6});
  const RareEstimate p = result.probability();
  EXPECT_NEAR(p.estimate / limit.probability(), 1, 4 * p.cov);
  double untold = 0, all = 0;
  for (const RareFailure& f : result.failures()) {
    all += f.weight;
    if (!f.ending.told) untold += f.weight;
  }
  EXPECT_NEAR(untold / all, 0.5, 0.1);  // half of 1,000 and more points, which are chains
}

TEST(Subset, TheSeedDecidesAllAndTheBatchNothing) {
  ClosedLimit limit = linear_limit(4, 3.5);
  const SubsetResult a = simulate_subsets(limit, {7, 4, 300, 1e-6}), b = simulate_subsets(limit, {7, 2, 300, 1e-6}),
                     c = simulate_subsets(limit, {8, 2, 300, 1e-6});
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(a.runs[i].probability, b.runs[i].probability) << "a repeat doesn't hang on how many there are";
    EXPECT_NE(a.runs[i].probability, c.runs[i].probability);
  }
}

}  // namespace
}  // namespace farside::subset_test
