#include "stats/intervals/quantiles.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "unit/stats/fixture.h"

namespace farside::quantiles_test {
namespace {

using stats_test::normal_sample;

TEST(Quantile, InterpolatesAsNumPyDoes) {
  std::vector<double> values{4, 1, 3, 2};
  OrderStatistics sample(values);
  // numpy.quantile([1, 2, 3, 4], p), which is type 7
  EXPECT_DOUBLE_EQ(quantile(sample, 0.4), 2.2);
  EXPECT_DOUBLE_EQ(quantile(sample, 0.95), 3.85);
  EXPECT_EQ(quantile(sample, 0), 1);
  EXPECT_EQ(quantile(sample, 1), 4);
}

TEST(Quantile, OfOneValueIsThatValue) {
  std::vector<double> values{7};
  OrderStatistics sample(values);
  for (const double p : {0.0, 0.00135, 0.5, 1.0}) EXPECT_EQ(quantile(sample, p), 7);
}

TEST(Quantile, OfNoValueIsNotANumber) {
  std::vector<double> values;
  OrderStatistics sample(values);
  const Quantile q = quantile_with_bounds(sample, 0.5, 0.95);
  EXPECT_TRUE(std::isnan(q.value) && std::isnan(q.lower) && std::isnan(q.upper));
}

TEST(OrderStatistics, AreThoseOfTheSortedSampleInWhateverOrderTheyAreAsked) {
  std::vector<double> values = normal_sample(997, 3);
  for (std::size_t i = 0; i < values.size(); i += 5) values[i] = 0.25;  // ties
  std::vector<double> sorted = values;
  std::sort(sorted.begin(), sorted.end());
  OrderStatistics sample(values);
  for (std::uint64_t k = 0; k < 3 * sorted.size(); ++k) {
    const std::uint64_t rank = 1 + k * 389 % sorted.size();  // 389 and 997 are prime: every rank, jumping
    ASSERT_EQ(sample.rank(rank), sorted[rank - 1]) << rank;
  }
}

TEST(QuantileRanks, AreThePublishedOnes) {
  const Ranks ranks = quantile_ranks(10000, 0.99, 0.90);  // src/MODELS.md T57
  EXPECT_EQ(ranks.lower, 9883u);
  EXPECT_EQ(ranks.upper, 9917u);
  EXPECT_NEAR(coverage(10000, 0.99, ranks), 0.91243287, 5e-9);  // as printed
}

TEST(QuantileRanks, CoverAtLeastAsOftenAsTheySayAndNoNarrowerPairKeepsTheRiskOnEitherSide) {
  for (const std::uint64_t n : {10u, 59u, 93u, 1000u, 20000u}) {
    for (const double p : {0.00135, 0.01, 0.05, 0.5, 0.95, 0.99, 0.99865}) {
      const Ranks r = quantile_ranks(n, p, 0.95);
      ASSERT_LE(r.upper, n + 1);
      EXPECT_GE(coverage(n, p, r), 0.95) << n << " " << p;
      EXPECT_TRUE(r.upper == 1 || coverage(n, p, {0, r.upper - 1}) < 0.975) << n << " " << p;
      EXPECT_LT(coverage(n, p, {r.lower + 1, n + 1}), 0.975 + 1e-15) << n << " " << p;
    }
  }
}

TEST(QuantileRanks, GiveNoBoundThatTheSampleIsTooSmallFor) {
  std::vector<double> values = normal_sample(100, 1);
  OrderStatistics sample(values);
  const Quantile high =
      quantile_with_bounds(sample, 0.99, 0.95);  // 0.99^100 = 0.37: the largest value may well lie below
  EXPECT_TRUE(std::isnan(high.upper));
  EXPECT_FALSE(std::isnan(high.lower));
  const Quantile low = quantile_with_bounds(sample, 0.01, 0.95);
  EXPECT_TRUE(std::isnan(low.lower));
  EXPECT_FALSE(std::isnan(low.upper));
}

TEST(QuantileRanks, EncloseTheTrueQuantileInSamples) {
  constexpr int trials = 2000;
  int held = 0;
  for (int trial = 0; trial < trials; ++trial) {
    std::vector<double> values = normal_sample(200, 100u + static_cast<unsigned>(trial));
    OrderStatistics sample(values);
    const Quantile q = quantile_with_bounds(sample, 0.95, 0.95);
    held += q.lower <= 1.6448536269514722 && 1.6448536269514722 < q.upper;  // normal quantile
  }
  const double expected = coverage(200, 0.95, quantile_ranks(200, 0.95, 0.95));
  EXPECT_NEAR(held / double{trials}, expected, 4 * std::sqrt(expected * (1 - expected) / trials));  // 4 sigma
}

}  // namespace
}  // namespace farside::quantiles_test
