#include "rare/importance.h"

#include <gtest/gtest.h>

#include "random/normal_quantile.h"
#include "random/uniform.h"
#include "unit/rare/closed_limits.h"

namespace farside {
namespace {

ImportanceOptions options_of(std::uint64_t cases) {
  ImportanceOptions options;
  options.cases = cases;
  options.search = {1, 4, 1000, 1e-7};
  return options;
}

void expect_right(ClosedLimit limit, std::size_t parts, std::size_t parts_max) {
  const ImportanceResult result = sample_importance(limit, options_of(5000));
  const RareEstimate p = result.probability();
  EXPECT_EQ(p.reason, "");
  EXPECT_GE(result.proposal.size(), parts);
  EXPECT_LE(result.proposal.size(), parts_max);
  EXPECT_LT(p.cov, 0.1);
  EXPECT_NEAR(p.estimate / limit.probability(), 1, 4 * p.cov) << limit.probability();
  EXPECT_GT(result.effective_count(), effective_min);
}

TEST(Importance, FindsTheClosedForms) {
  expect_right(linear_limit(2, 3), 1, 1);
  expect_right(linear_limit(20, 4.75), 1, 4);
  expect_right(parallel_limit(5, 2.5), 1, 1);
}

// Failures either way along an input have their middle where nothing fails: they need a part of the proposal each. A
// cluster in between may be cut in two.
TEST(Importance, SamplesAboutEachClusterOfFailures) { expect_right(series_limit(10, 3.5), 3, 4); }

// T51: about the limit itself, of beta = 3, a single point's coefficient of variation is 1.8404.
TEST(Importance, HasTheClosedFormsSpread) {
  constexpr double beta = 3, single = 1.840425533;
  ClosedLimit limit = linear_limit(1, beta);
  double sum = 0, squares = 0;
  const std::uint64_t count = 100'000;
  for (std::uint64_t i = 0; i < count; ++i) {
    const double z = beta + normal_quantile(uniform<double>(3, stream("t51"), i, 0));
    const double weight = z > beta ? std::exp(0.5 * beta * beta - beta * z) : 0;
    sum += weight;
    squares += weight * weight;
  }
  const RareEstimate p = from_weights(sum, squares, static_cast<double>(count));
  EXPECT_NEAR(p.cov * std::sqrt(static_cast<double>(count)), single, 0.03);  // 5 sigma of what 1e5 points show
  EXPECT_NEAR(p.estimate / limit.probability(), 1, 4 * p.cov);
}

TEST(Importance, WeightsNeverExceedTen) {
  ClosedLimit limit = series_limit(3, 3);
  const ImportanceResult result = sample_importance(limit, options_of(2000));
  ASSERT_FALSE(result.failures.empty());
  for (const RareFailure& f : result.failures) EXPECT_LE(f.weight, 10.0);
}

// Where a draw by number decides alone, no shift of inputs helps, and what is left of the sample is told.
TEST(Importance, TellsWhenTooFewPointsSpeakForIt) {
  ClosedLimit limit = number_limit(2, 2.5);
  const ImportanceResult result = sample_importance(limit, options_of(2000));
  const RareEstimate p = result.probability();
  EXPECT_LT(result.effective_count(), effective_min);
  EXPECT_TRUE(std::isnan(p.lower) && std::isnan(p.upper));
  EXPECT_NE(p.reason, "");
}

TEST(Importance, WithoutAFailureToSampleAboutThereIsNoEstimate) {
  ClosedLimit limit = linear_limit(2, 9);
  const ImportanceResult result = sample_importance(limit, options_of(2000));
  EXPECT_EQ(result.cases, 0u);
  EXPECT_TRUE(std::isnan(result.probability().estimate));
  EXPECT_LT(result.probability().upper, 1e-7);
}

}  // namespace
}  // namespace farside
