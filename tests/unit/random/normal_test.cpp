// Normal distribution function and its inverse, against MPFR. The bounds are the contract in src/random/README.md.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

#include "random/normal_cdf.h"
#include "random/normal_quantile.h"
#include "unit/random/normal_reference.h"

namespace farside::normal_test {
using reference::Number;
using reference::Points;

namespace {

constexpr int point_count = lane_count == 2 ? 1000 : 5000;  // software fma is slow, MPFR's erfc too
constexpr double infinity = std::numeric_limits<double>::infinity();

// Into the XML report (--gtest_output=xml), where the tables of the README come from.
void record_worst(const std::string& ulp) {
  static int number = 0;
  testing::Test::RecordProperty("worst_ulp_" + std::to_string(++number), ulp);
}

// Worst error of f over points taken a register at a time; double must agree to the bit.
template <class F, class Exact, class Next>
double worst_ulp(F f, Exact exact, Next next) {
  double worst = 0.0;
  for (int block = 0; block < point_count; block += lane_count) {
    double x[lane_count], result[lane_count];
    for (double& one : x) one = next();
    store(result, f(load(x)));
    for (int i = 0; i < lane_count; ++i) {
      EXPECT_EQ(bits_of(result[i]), bits_of(f(x[i]))) << x[i];
      Number answer;
      exact(answer, x[i], result[i]);
      worst = std::fmax(worst, reference::ulp_error(result[i], answer));
    }
    if (testing::Test::HasFailure()) break;
  }
  record_worst(std::to_string(worst));
  return worst;
}

constexpr auto our_cdf = [](auto x) { return normal_cdf(x); };
constexpr auto our_quantile = [](auto p) { return normal_quantile(p); };
const auto exact_cdf = [](Number& answer, double x, double) { reference::normal_cdf(answer, Number(x)); };
const auto exact_quantile = [](Number& answer, double p, double guess) {
  reference::normal_quantile(answer, p, guess);
};

TEST(NormalCdf, StaysBelowFourUlp) {
  Points points(41);  // five roundings of relative size 1/2 ... 1, none of them amplified
  EXPECT_LE(worst_ulp(our_cdf, exact_cdf, [&] { return points.between(-37.5, 9.0); }), 4.0);
  EXPECT_LE(worst_ulp(our_cdf, exact_cdf, [&] { return points.between(-3.0, 3.0); }), 4.0);
}

TEST(NormalCdf, ReachesItsLimits) {
  EXPECT_EQ(normal_cdf(-infinity), 0.0);
  EXPECT_EQ(normal_cdf(infinity), 1.0);
  EXPECT_EQ(normal_cdf(-40.0), 0.0);
  EXPECT_EQ(normal_cdf(0.0), 0.5);
  EXPECT_TRUE(std::isnan(normal_cdf(std::numeric_limits<double>::quiet_NaN())));
}

TEST(NormalQuantile, StaysBelowSixUlp) {
  Points points(42);  // AS 241 claims 1e-16 = 1 ulp or less; two degree-7 polynomials, a division and the root of a
                      // logarithm add the rest
  EXPECT_LE(worst_ulp(our_quantile, exact_quantile, [&] { return points.between(0.0, 0.5); }), 6.0);
  // next to its zero too, since p - 1/2 is exact there
  EXPECT_LE(worst_ulp(our_quantile, exact_quantile, [&] { return 0.5 - std::fabs(points.of_exponents(-52, -10)); }),
            6.0);
  EXPECT_LE(worst_ulp(our_quantile, exact_quantile, [&] { return std::fabs(points.of_exponents(-53, -2)); }), 6.0);
  EXPECT_LE(worst_ulp(our_quantile, exact_quantile, [&] { return std::fabs(points.of_exponents(-1000, -54)); }), 6.0);
}

TEST(NormalQuantile, MirrorsToTheBit) {
  Points points(43);
  for (int i = 0; i < 10000; ++i) {
    const double u = static_cast<double>(points.word() >> 12) * 0x1p-52 + 0x1p-53;  // as uniform() draws them
    ASSERT_EQ(normal_quantile(1.0 - u), -normal_quantile(u)) << u;
  }
}

TEST(NormalQuantile, HasTheTabulatedValues) {
  const double half_digit = 5e-10;  // half a unit of the last printed digit
  EXPECT_NEAR(normal_quantile(0.975), 1.959963985, half_digit);
  EXPECT_NEAR(normal_quantile(0.99), 2.326347874, half_digit);
  EXPECT_NEAR(normal_quantile(0.995), 2.575829304, half_digit);
  EXPECT_NEAR(normal_quantile(0.99865), 2.999976993, half_digit);
  EXPECT_NEAR(normal_quantile(0.9973), 2.782150454, half_digit);
  EXPECT_NEAR(normal_cdf(3.0), 0.998650102, half_digit);
  EXPECT_NEAR(1.0 - 2.0 * normal_cdf(-3.0), 0.9973002039, half_digit / 10);
}

TEST(NormalQuantile, KeepsTwelveDigits) {
  // Of the doubles nearest to 0.975, 0.9973, 0.00135 (mpmath, 40 digits)
  EXPECT_NEAR(normal_quantile(0.975), 1.9599639845400538556, 1e-12);
  EXPECT_NEAR(normal_quantile(0.9973), 2.7821504537846028608, 1e-12);
  EXPECT_NEAR(normal_quantile(0.00135), -2.9999769927033931114, 1e-12);
}

TEST(NormalQuantile, ReachesItsLimits) {
  EXPECT_EQ(normal_quantile(0.5), 0.0);
  EXPECT_EQ(normal_quantile(0.0), -infinity);
  EXPECT_EQ(normal_quantile(1.0), infinity);
  EXPECT_TRUE(std::isnan(normal_quantile(-0.1)));
  EXPECT_TRUE(std::isnan(normal_quantile(1.1)));
  EXPECT_TRUE(std::isnan(normal_quantile(std::numeric_limits<double>::quiet_NaN())));
}

TEST(NormalQuantile, TakesEachWayInItsOwnLane) {
  // centre, tail, far tail, both sides: any of them next to any other
  const double ways[] = {0.5, 0.01, 1e-12, 0.3, 0.99, 1.0 - 0x1p-53, 0.074, 0.926};
  for (int shift = 0; shift < 8; ++shift) {
    double p[lane_count], z[lane_count];
    for (int i = 0; i < lane_count; ++i) p[i] = ways[(i + shift) % 8];
    store(z, normal_quantile(load(p)));
    for (int i = 0; i < lane_count; ++i) EXPECT_EQ(bits_of(z[i]), bits_of(normal_quantile(p[i]))) << p[i];
  }
}

}  // namespace

}  // namespace farside::normal_test
