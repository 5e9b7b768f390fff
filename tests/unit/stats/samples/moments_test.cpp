#include "stats/samples/moments.h"

#include <gtest/gtest.h>

#include <cmath>

namespace farside::moments_test {
namespace {

TEST(Moments, AreThoseOfASmallSampleByHand) {
  const Moments m = moments({2, 4, 4, 4, 5, 5, 7, 9});
  EXPECT_EQ(m.count, 8u);
  EXPECT_DOUBLE_EQ(m.mean, 5);
  EXPECT_DOUBLE_EQ(m.sd, std::sqrt(32.0 / 7));
  EXPECT_EQ(m.min, 2);
  EXPECT_EQ(m.max, 9);
  EXPECT_DOUBLE_EQ(m.skewness, 42.0 / 8 / 8);    // sum of cubes 42, variance 4
  EXPECT_DOUBLE_EQ(m.kurtosis, 356.0 / 8 / 16);  // sum of fourth powers 356
}

TEST(Moments, KeepTheSpreadOfLargeNumbers) {
  EXPECT_NEAR(moments({1e9 + 1, 1e9 + 2, 1e9 + 3}).sd, 1, 1e-12);  // exact in doubles; the sum of squares would lose it
}

TEST(Moments, OfEqualValuesHaveNoSpread) {
  const Moments m = moments(std::vector<double>(1000, 0.1));
  EXPECT_EQ(m.mean, 0.1);
  EXPECT_EQ(m.sd, 0);
}

TEST(Moments, OfOneValueHaveNoStandardDeviation) {
  const Moments m = moments({3});
  EXPECT_EQ(m.mean, 3);
  EXPECT_TRUE(std::isnan(m.sd));
}

TEST(Moments, OfNothingAreNotNumbers) {
  const Moments m = moments({});
  EXPECT_EQ(m.count, 0u);
  EXPECT_TRUE(std::isnan(m.mean) && std::isnan(m.sd) && std::isnan(m.min) && std::isnan(m.max));
}

}  // namespace
}  // namespace farside::moments_test
