#include "stats/dispersion/aim_kernel.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace farside::aim_kernel_test {
namespace {

constexpr double rounding = 1e-12;

TEST(AimKernel, WeighsNeighboursByAGaussianAndAddsUpToOne) {
  const AimKernel kernel(20.0, 10.0);
  ASSERT_EQ(kernel.reach(), 6);  // three widths
  double sum = 0.0, variance = 0.0;
  for (int i = -6; i <= 6; ++i) {
    sum += kernel.weight(i);
    variance += kernel.weight(i) * 100.0 * i * i;
    EXPECT_NEAR(kernel.weight(i) / kernel.weight(0), std::exp(-0.125 * i * i), rounding);
  }
  EXPECT_NEAR(sum, 1.0, rounding);
  EXPECT_NEAR(kernel.variance_m2(), variance, 1e-10);
}

TEST(AimKernel, CountsAsManyAimPointsAsAGaussianCovers) {
  // 4 pi w^2 / spacing^2; cut off at three widths, 2 % fewer
  EXPECT_NEAR(1.0 / AimKernel(50.0, 10.0).sum_of_squares(), 4.0 * M_PI * 25.0, 0.02 * 4.0 * M_PI * 25.0);
}

TEST(AimKernel, WithoutWidthIsTheAimPointAlone) {
  const AimKernel kernel(0.0, 10.0);
  EXPECT_EQ(kernel.reach(), 0);
  EXPECT_EQ(kernel.variance_m2(), 0.0);
  EXPECT_EQ(kernel.smooth({1, 2, 3, 4, 5, 6}, 3), (std::vector<double>{1, 2, 3, 4, 5, 6}));
}

TEST(AimKernel, SmoothsALineOfValuesToItself) {
  const AimKernel kernel(10.0, 10.0);
  constexpr std::size_t columns = 9, rows = 8, margin = 3;
  std::vector<double> values;
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t c = 0; c < columns; ++c)
      values.push_back(2.0 * static_cast<double>(c) - 5.0 * static_cast<double>(r));
  }
  const std::vector<double> smooth = kernel.smooth(values, columns);
  ASSERT_EQ(smooth.size(), (columns - 2 * margin) * (rows - 2 * margin));
  for (std::size_t r = 0; r < rows - 2 * margin; ++r) {
    for (std::size_t c = 0; c < columns - 2 * margin; ++c)
      EXPECT_NEAR(smooth[r * (columns - 2 * margin) + c], values[(r + margin) * columns + c + margin], rounding);
  }
}

TEST(Shrinkage, LeavesRoomForTheKernelsVarianceAndNoMore) {
  for (const Covariance& s : {Covariance{900, 0, 900}, Covariance{900, 0, 2500}, Covariance{900, 700, 2500}}) {
    const double v = std::pow(kernel_width_m(1e9, s), 2);
    const Shrinkage a = shrinkage(s, v);
    const double ee = a.ee * s.ee + a.en * s.en, en = a.ee * s.en + a.en * s.nn;  // A S
    const double ne = a.en * s.ee + a.nn * s.en, nn = a.en * s.en + a.nn * s.nn;
    EXPECT_NEAR(ee * a.ee + en * a.en + v, s.ee, 1e-9);
    EXPECT_NEAR(ee * a.en + en * a.nn, s.en, 1e-9);
    EXPECT_NEAR(ne * a.en + nn * a.nn + v, s.nn, 1e-9);
  }
}

TEST(Shrinkage, TakesAtMostHalfOfTheSmallerVariance) {
  EXPECT_NEAR(kernel_width_m(1e9, {900, 0, 2500}), 30.0 * std::sqrt(0.5), rounding);
  EXPECT_NEAR(kernel_width_m(1e9, {1700, 800, 1700}), 30.0 * std::sqrt(0.5), rounding);  // 900 and 2500, turned
  EXPECT_EQ(kernel_width_m(5.0, {900, 0, 2500}), 5.0);
  EXPECT_EQ(kernel_width_m(5.0, {0, 0, 0}), 0.0);
}

}  // namespace
}  // namespace farside::aim_kernel_test
