#include "stats/intervals/rare_estimate.h"

#include <gtest/gtest.h>

#include <cmath>

#include "random/normal_quantile.h"
#include "random/uniform.h"

namespace farside::rare_estimate_test {
namespace {

// T51: sampled about the limit itself, of beta = 3, a single point's coefficient of variation is 1.8404.
TEST(RareEstimate, FromWeightsHasTheClosedFormsSpread) {
  constexpr double beta = 3, single = 1.840425533;
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
  EXPECT_NEAR(p.estimate / (0.5 * std::erfc(beta / std::sqrt(2.0))), 1, 4 * p.cov);
}

// From one cov to the other side of the estimate, 1.96 of them, on a logarithmic scale.
TEST(RareEstimate, FromWeightsHasAnIntervalOfTheLogarithm) {
  const RareEstimate p = from_weights(4, 1, 1000);
  EXPECT_EQ(p.estimate, 0.004);
  EXPECT_NEAR(std::sqrt(p.lower * p.upper), p.estimate, 1e-15);
  EXPECT_NEAR(std::log(p.upper / p.lower) / (2 * 1.959963984540054), p.cov, 1e-12);
}

}  // namespace
}  // namespace farside::rare_estimate_test
