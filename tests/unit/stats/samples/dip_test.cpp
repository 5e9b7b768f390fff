#include "stats/samples/dip.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "unit/stats/fixture.h"

namespace farside::dip_test {
namespace {

using stats_test::normal_sample;

std::vector<double> sorted(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values;
}

TEST(Dip, IsThePublishedOneOfTheFacultyData) {
  // statfaculty of the R package diptest, from Hartigan and Hartigan; its dip there is 0.05952381 = 7.5 / 126.
  const std::vector<double> quality{30, 33, 35, 36, 37, 37, 39, 39, 39, 39, 39, 40, 40, 40, 40, 41, 42, 43, 43, 43, 44,
                                    44, 45, 45, 46, 46, 47, 47, 48, 48, 48, 49, 50, 50, 51, 52, 52, 53, 53, 53, 53, 53,
                                    54, 54, 57, 57, 59, 60, 60, 60, 61, 61, 61, 61, 62, 62, 62, 62, 63, 66, 70, 72, 72};
  EXPECT_NEAR(dip(quality), 7.5 / 126, 1e-15);
}

TEST(Dip, IsSmallestForAnEvenSampleAndLargestForTwoPoints) {
  std::vector<double> even(100), two(100);
  for (std::size_t i = 0; i < 100; ++i) {
    even[i] = static_cast<double>(i);
    two[i] = i < 50 ? 0 : 1;
  }
  EXPECT_NEAR(dip(even), 1.0 / 200, 1e-15);
  EXPECT_NEAR(dip(two), 0.25, 1e-15);
  EXPECT_EQ(dip(std::vector<double>(100, 3.0)), 1.0 / 200);
  EXPECT_EQ(dip({3.0}), 0.5);
}

TEST(Dip, DoesNotDependOnScaleShiftOrSign) {
  std::vector<double> x = sorted(normal_sample(300, 4)), y;
  for (const double v : x) y.push_back(100 - 8 * v);
  EXPECT_NEAR(dip(x), dip(sorted(y)), 1e-12);  // rounding of y
}

TEST(Dip, SeesTwoClustersAndNotASkewedOrFlatOne) {
  std::vector<double> two = normal_sample(300, 5), skewed = normal_sample(300, 6), flat(300);
  for (std::size_t i = 0; i < 100; ++i) two[i] += 6;
  for (double& x : skewed) x = std::exp(x);
  for (std::size_t i = 0; i < flat.size(); ++i) flat[i] = std::fmod(static_cast<double>(i) * 0.6180339887, 1.0);
  EXPECT_TRUE(is_multimodal(sorted(two)));
  EXPECT_FALSE(is_multimodal(sorted(skewed)));
  EXPECT_FALSE(is_multimodal(sorted(flat)));
  EXPECT_FALSE(is_multimodal({}));
}

TEST(Dip, RarelyTakesAUniformSampleForTwoClusters) {
  std::mt19937_64 bits(1);
  std::uniform_real_distribution<double> draw;
  for (const int n : {30, 300, 3000}) {
    constexpr int trials = 1000;
    int found = 0;
    for (int trial = 0; trial < trials; ++trial) {
      std::vector<double> x(static_cast<std::size_t>(n));
      for (double& v : x) v = draw(bits);
      found += is_multimodal(sorted(x));
    }
    EXPECT_LE(found, 0.005 * trials + 4 * std::sqrt(0.005 * trials)) << n;  // the claim of dip_limit, 4 sigma
  }
}

}  // namespace
}  // namespace farside::dip_test
