#include "rare/importance.h"

#include <gtest/gtest.h>

#include "unit/rare/closed_limits.h"

namespace farside::importance_test {
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
}  // namespace farside::importance_test
