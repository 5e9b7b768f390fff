#include "stats/intervals/tolerance.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "stats/intervals/distributions.h"
#include "unit/stats/fixture.h"

namespace farside::tolerance_test {
namespace {

using stats_test::normal_sample;

TEST(Wilks, NeedsThePublishedNumbersOfCases) {
  // Cases from which on the r-th largest value is a 95 % / 95 % bound: Wilks; Guba et al., Reliab. Eng. Syst. Saf. 80
  // (2003) 217.
  constexpr std::uint64_t needed[] = {59, 93, 124, 153};
  for (std::uint64_t r = 1; r <= 4; ++r) {
    EXPECT_EQ(wilks_upper_rank(needed[r - 1], 0.95, 0.95), needed[r - 1] + 1 - r);
    EXPECT_EQ(wilks_upper_rank(needed[r - 1] - 1, 0.95, 0.95), needed[r - 1] + 1 - r)
        << "one case fewer: the next larger value";
  }
  EXPECT_EQ(wilks_upper_rank(299, 0.99, 0.95), 299u);
  EXPECT_EQ(wilks_upper_rank(298, 0.99, 0.95), 299u);
}

TEST(Wilks, NeedsThePublishedNumbersOfCasesOnBothSides) {
  EXPECT_EQ(wilks_two_sided_rank(93, 0.95, 0.95), 1u);  // models.md B.11: 93 and 473
  EXPECT_EQ(wilks_two_sided_rank(92, 0.95, 0.95), 0u);
  EXPECT_EQ(wilks_two_sided_rank(473, 0.99, 0.95), 1u);
  EXPECT_EQ(wilks_two_sided_rank(472, 0.99, 0.95), 0u);
}

TEST(NormalTolerance, HasThePublishedFactors) {
  EXPECT_NEAR(normal_tolerance_factor(100, 0.99, 0.95), 2.68395786, 1e-6);  // src/MODELS.md T58
  EXPECT_NEAR(normal_tolerance_factor(10, 0.95, 0.95), 2.911, 5e-4);        // Owen's table, as printed
}

TEST(Tolerance, IsAbsentForFewValuesAndGivenFromTheWilksNumberOn) {
  std::vector<double> few = normal_sample(58, 2), enough = normal_sample(59, 2);
  const Moments m = moments(few), m59 = moments(enough);
  OrderStatistics small(few), large(enough);
  EXPECT_TRUE(std::isnan(tolerance(small, m).wilks_upper));
  const Tolerance t = tolerance(large, m59);
  EXPECT_EQ(t.wilks_upper, m59.max);
  EXPECT_EQ(t.wilks_lower, m59.min);
  EXPECT_TRUE(std::isnan(t.wilks_between[0]));
}

TEST(Tolerance, HoldsItsShareInSamples) {
  constexpr int trials = 2000;
  int wilks = 0, normal = 0, tested = 0;
  for (int trial = 0; trial < trials; ++trial) {
    std::vector<double> values = normal_sample(93, 100u + static_cast<unsigned>(trial));
    const Moments m = moments(values);
    OrderStatistics sample(values);
    const Tolerance t = tolerance(sample, m);
    constexpr double true_quantile = 1.6448536269514722;
    wilks += t.wilks_upper >= true_quantile;
    if (std::isnan(t.normal_upper)) continue;
    ++tested;
    normal += t.normal_upper >= true_quantile;
  }
  const double slack = 4 * std::sqrt(0.95 * 0.05 / trials);  // 4 sigma
  EXPECT_GE(wilks / double{trials}, 0.95 - slack);
  EXPECT_GE(tested, 0.9 * trials);                            // the normality test refuses 5 %
  EXPECT_NEAR(normal / double(tested), 0.95, slack + 0.005);  // samples that look normal are a selection
}

TEST(Wilks, CountsTheCasesThatALimitNeeds) {
  // Wilks (1941), Guba et al. (2003): 59 and 299 on one side, 93 and 473 between two.
  EXPECT_EQ(wilks_count(0.95, 0.95), 59u);
  EXPECT_EQ(wilks_count(0.99, 0.95), 299u);
  EXPECT_EQ(wilks_two_sided_count(0.95, 0.95), 93u);
  EXPECT_EQ(wilks_two_sided_count(0.99, 0.95), 473u);
  EXPECT_EQ(wilks_count(0.5, 0.5), 1u);
  for (const double content : {0.9, 0.99, 0.999}) {
    for (const double confidence : {0.5, 0.9, 0.99}) {  // 1 - content^n >= confidence
      const double exact = std::ceil(std::log(1 - confidence) / std::log(content));
      EXPECT_EQ(static_cast<double>(wilks_count(content, confidence)), exact) << content << " " << confidence;
    }
  }
}

TEST(Tolerance, HoldsTheShareThatIsChosenAsOftenAsIsChosen) {
  // Of an exponential distribution, whose share below x is known: 1 - exp(-x).
  constexpr int trials = 2000;
  std::mt19937_64 bits(77);
  std::exponential_distribution<double> draw;
  for (const ToleranceLevel level : {ToleranceLevel{0.99, 0.9}, {0.9, 0.5}, {0.8, 0.99}}) {
    const std::size_t count = wilks_two_sided_count(level.content, level.confidence) + 7;
    int upper = 0, lower = 0, between = 0;
    for (int trial = 0; trial < trials; ++trial) {
      std::vector<double> values(count);
      for (double& x : values) x = draw(bits);
      const Moments m = moments(values);
      OrderStatistics sample(values);
      const Tolerance t = tolerance(sample, m, level);
      const auto below = [](double x) { return 1 - std::exp(-x); };
      upper += below(t.wilks_upper) >= level.content;
      lower += 1 - below(t.wilks_lower) >= level.content;
      between += below(t.wilks_between[1]) - below(t.wilks_between[0]) >= level.content;
    }
    const double slack = 4 * std::sqrt(level.confidence * (1 - level.confidence) / trials);  // 4 sigma
    for (const int held : {upper, lower, between})
      EXPECT_GE(held / double{trials}, level.confidence - slack) << name_of(level);
    // not by far too much either: a rank holds its share with the probability that its binomial steps leave
    const double exact =
        binomial_below(count, level.content, wilks_upper_rank(count, level.content, level.confidence) - 1);
    EXPECT_NEAR(upper / double{trials}, exact, slack + 1e-9) << name_of(level);
  }
}

TEST(Tolerance, NamesItsLevelInPerCent) {
  EXPECT_EQ(name_of(ToleranceLevel{}), "95_95");
  EXPECT_EQ(name_of(ToleranceLevel{0.999, 0.9}), "99.9_90");
}

TEST(Tolerance, AssumesNoNormalDistributionWhereTheSampleContradictsIt) {
  std::vector<double> values = normal_sample(200, 5);
  for (double& x : values) x = std::exp(x);
  const Moments m = moments(values);
  OrderStatistics sample(values);
  const Tolerance t = tolerance(sample, m);
  EXPECT_LT(t.normality_p, 0.05);
  EXPECT_TRUE(std::isnan(t.normal_upper) && std::isnan(t.normal_lower));
  EXPECT_FALSE(std::isnan(t.wilks_upper));
}

}  // namespace
}  // namespace farside::tolerance_test
