#include "random/quantile.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>

#include "random/uniform.h"
#include "unit/random/normal_reference.h"

namespace farside::quantile_test {
using reference::Number;
using reference::Points;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double smallest_u = 0x1p-53, largest_u = 1.0 - 0x1p-53;

double draw(std::uint64_t i) { return uniform<double>(7, stream("quantile_test"), i, 0); }

struct Moments {
  double mean, variance;
};
template <class F>
Moments moments_of(F value_of, int count) {
  double sum = 0.0, sum2 = 0.0;
  const double shift = value_of(0.5);
  for (int i = 0; i < count; ++i) {
    const double d = value_of(draw(static_cast<std::uint64_t>(i))) - shift;
    sum += d;
    sum2 += d * d;
  }
  return {shift + sum / count, (sum2 - sum * sum / count) / (count - 1)};
}

constexpr int draw_count = lane_count == 2 ? 20000 : 200000;

TEST(NormalDraws, HaveTheirMeanAndVariance) {
  const Moments m = moments_of([](double u) { return normal_quantile(u, 3.0, 0.5); }, draw_count);
  EXPECT_NEAR(m.mean, 3.0, 4.0 * 0.5 / std::sqrt(draw_count));              // 4 sd of the mean
  EXPECT_NEAR(m.variance, 0.25, 4.0 * 0.25 * std::sqrt(2.0 / draw_count));  // 4 sd: Var(s^2) = 2 sigma^4 / n
}

TEST(TruncatedNormalDraws, HaveTheVarianceOfTheClosedForm) {
  // [-2, 2] of Normal(0, 1): variance 1 - 4 phi(2) / Z = 0.7737413036; E z^4 = 3 - 28 phi(2) / Z = 1.416188, so sd(z^2)
  // = 0.904164
  const Moments m = moments_of([](double u) { return truncated_normal_quantile(u, 0.0, 1.0, -2.0, 2.0); }, draw_count);
  EXPECT_NEAR(m.mean, 0.0, 3.0 * std::sqrt(0.7737413036 / draw_count));           // 3 sd of the mean
  EXPECT_NEAR(m.variance, 0.7737413036, 3.0 * 0.904164 / std::sqrt(draw_count));  // 3 sd of the variance
}

TEST(TruncatedNormal, HasTheVarianceOfTheClosedFormByQuadrature) {
  constexpr int cells = 10000;  // midpoint rule; dx/du is bounded by Z / phi(2) = 18, which leaves about 1e-7
  double sum = 0.0;
  for (int i = 0; i < cells; ++i) {
    const double x = truncated_normal_quantile((i + 0.5) / cells, 0.0, 1.0, -2.0, 2.0);
    sum += x * x;
  }
  EXPECT_NEAR(sum / cells, 0.7737413036, 1e-6);
}

TEST(TruncatedNormal, InvertsItsDistributionWhereverTheBoundsLie) {
  struct Bounds {
    double lower, upper;
  };
  const Bounds cases[] = {{-2, 2},        {10, 11},      {-11, -10}, {-37, -36},   {36, 37},
                          {-infinity, 2}, {0, infinity}, {-1, 8},    {3, infinity}};
  Points points(51);
  for (const Bounds& b : cases) {
    // Work on the side of the lower tail, as exact arithmetic may: P(x < X | bounds) = u
    const bool mirrored = b.lower + b.upper > 0;
    Number left(mirrored ? -b.upper : b.lower), right(mirrored ? -b.lower : b.upper), p_left, p_right;
    reference::normal_cdf(p_left, left);
    reference::normal_cdf(p_right, right);
    mpfr_sub(p_right.get(), p_right.get(), p_left.get(), MPFR_RNDN);
    for (int i = 0; i < 200; ++i) {
      const double u = points.between(0.0, 1.0);
      const double x = truncated_normal_quantile(u, 0.0, 1.0, b.lower, b.upper);
      Number at(mirrored ? -x : x), p;
      reference::normal_cdf(p, at);
      mpfr_sub(p.get(), p.get(), p_left.get(), MPFR_RNDN);
      mpfr_div(p.get(), p.get(), p_right.get(), MPFR_RNDN);
      const double found = mpfr_get_d(p.get(), MPFR_RNDN);
      // A last place of z moves ln p by z^2 2^-53; the inverse and the distribution function are good to 6 and 3.5
      // places.
      ASSERT_NEAR(mirrored ? 1.0 - found : found, u, (1.0 + x * x) * 10.0 * 0x1p-53)
          << b.lower << " " << b.upper << " " << x;
    }
  }
}

TEST(TruncatedNormal, NeverLeavesItsBounds) {
  for (const double u : {smallest_u, 1e-9, 0.5, 1.0 - 1e-9, largest_u}) {
    for (const double lower : {-60.0, -3.0, -1e-9, 0.1, 5.0, 45.0}) {
      const double upper = lower + 0.7;
      const double x = truncated_normal_quantile(u, 0.0, 1.0, lower, upper);
      EXPECT_GE(x, lower) << u;
      EXPECT_LE(x, upper) << u;
    }
  }
}

TEST(TruncatedNormal, GivesTheBoundNextToTheMeanWhereTheTailIsZero) {
  EXPECT_EQ(truncated_normal_quantile(0.5, 0.0, 1.0, 45.0, 46.0), 45.0);
  EXPECT_EQ(truncated_normal_quantile(0.5, 0.0, 1.0, -46.0, -45.0), -45.0);
}

TEST(TruncatedNormal, IsTheMeanWithoutSpread) {
  EXPECT_EQ(truncated_normal_quantile(0.3, 1.5, 0.0, 1.0, 2.0), 1.5);
  EXPECT_EQ(truncated_normal_quantile(0.3, 1.5, 0.0, 2.0, 3.0), 2.0);
}

TEST(TruncatedNormal, WithoutBoundsIsTheNormal) {
  for (const double u : {0.001, 0.2, 0.5, 0.9}) {
    EXPECT_NEAR(truncated_normal_quantile(u, 1.0, 2.0, -infinity, infinity), normal_quantile(u, 1.0, 2.0), 1e-14)
        << u;  // 10 last places
  }
}

TEST(UniformQuantile, CoversItsIntervalAndStaysInside) {
  EXPECT_EQ(uniform_quantile(0.25, 2.0, 6.0), 3.0);
  EXPECT_EQ(uniform_quantile(0.7, 5.0, 5.0), 5.0);
  EXPECT_LE(uniform_quantile(largest_u, 0.1, 0.7), 0.7);
  EXPECT_GE(uniform_quantile(smallest_u, 0.1, 0.7), 0.1);
}

TEST(Lognormal, HasTheClosedFormQuantiles) {
  // ln x ~ Normal(mu, s): s^2 = ln(1 + (sd/mean)^2), mu = ln mean - s^2/2
  for (const double ratio : {1e-10, 1e-6, 0.01, 0.3, 1.0, 5.0}) {
    const double mean = 40.0, sd = ratio * mean;
    const long double s2 = std::log1p(static_cast<long double>(ratio) * ratio);
    for (const double u : {0.02, 0.5, 0.84, 0.999}) {
      const long double z = normal_quantile(u);
      const double expected = static_cast<double>(mean * std::exp(z * std::sqrt(s2) - s2 / 2));
      // relative 2^-53 times: 1 exp, 1 product, the argument of exp (up to 6) three times
      EXPECT_NEAR(lognormal_quantile(u, mean, sd), expected, expected * 20 * 0x1p-53) << ratio << " " << u;
    }
  }
}

TEST(Lognormal, KeepsSpreadsFarBelowTheMean) {
  // x - mean = sd z to first order; 1e-9 of 1 leaves 7 digits of the difference
  const double z = normal_quantile(0.975);
  EXPECT_NEAR((lognormal_quantile(0.975, 1.0, 1e-9) - 1.0) / 1e-9, z, 1e-6);
  EXPECT_EQ(lognormal_quantile(0.975, 3.0, 0.0), 3.0);
}

TEST(LognormalDraws, HaveTheMeanAndSpreadAskedFor) {
  const double mean = 2.0, sd = 0.5;  // q = 1 + (sd/mean)^2 = 1.0625: kurtosis q^4 + 2 q^3 + 3 q^2 - 3 = 4.0601
  const Moments m = moments_of([&](double u) { return lognormal_quantile(u, mean, sd); }, draw_count);
  EXPECT_NEAR(m.mean, mean, 4.0 * sd / std::sqrt(draw_count));                               // 4 sd of the mean
  EXPECT_NEAR(m.variance, sd * sd, 4.0 * sd * sd * std::sqrt((4.0601 - 1.0) / draw_count));  // 4 sd of the variance
}

TEST(Triangular, HasTheClosedFormQuantiles) {
  EXPECT_EQ(triangular_quantile(1.0 / 16, 0.0, 1.0, 4.0), 0.5);
  EXPECT_EQ(triangular_quantile(0.25, 0.0, 1.0, 4.0), 1.0);
  EXPECT_EQ(triangular_quantile(13.0 / 16, 0.0, 1.0, 4.0), 2.5);
}

TEST(Triangular, AllowsTheModeAtAnEnd) {
  EXPECT_EQ(triangular_quantile(0.75, 0.0, 0.0, 1.0), 0.5);
  EXPECT_EQ(triangular_quantile(0.25, 0.0, 1.0, 1.0), 0.5);
  EXPECT_EQ(triangular_quantile(0.25, 2.0, 2.0, 2.0), 2.0);
}

TEST(Rayleigh, HasTheClosedFormQuantiles) {
  EXPECT_NEAR(rayleigh_quantile(0.99, 0.2), 0.6069708518, 5e-11);  // half a unit of the last printed digit
  EXPECT_NEAR(rayleigh_quantile(1.0 - 0.04393693362, 0.2), 0.5,
              1e-10);  // the probability's last digit over the density 0.55
  const Moments m = moments_of([](double u) { return rayleigh_quantile(u, 0.2); }, draw_count);
  EXPECT_NEAR(m.mean, 0.2506628275,
              4.0 * 0.2 * 0.6551363775 / std::sqrt(draw_count));  // 4 sd; sd = scale sqrt(2 - pi/2)
}

TEST(Discrete, GivesEachValueItsShare) {
  const double values[] = {-1.0, 2.0, 7.0}, probabilities[] = {0.25, 0.5, 0.25};
  EXPECT_EQ(discrete_quantile(smallest_u, values, probabilities, 3), -1.0);
  EXPECT_EQ(discrete_quantile(0.25 - 1e-15, values, probabilities, 3), -1.0);
  EXPECT_EQ(discrete_quantile(0.25, values, probabilities, 3), 2.0);
  EXPECT_EQ(discrete_quantile(0.75 - 1e-15, values, probabilities, 3), 2.0);
  EXPECT_EQ(discrete_quantile(0.75, values, probabilities, 3), 7.0);
  EXPECT_EQ(discrete_quantile(largest_u, values, probabilities, 3), 7.0);
}

TEST(Discrete, NeverGivesAValueOfProbabilityZero) {
  const double values[] = {1.0, 2.0, 3.0, 4.0}, probabilities[] = {0.5, 0.0, 0.5, 0.0};
  for (std::uint64_t i = 0; i < 1000; ++i) {
    const double x = discrete_quantile(draw(i), values, probabilities, 4);
    ASSERT_TRUE(x == 1.0 || x == 3.0);
  }
  EXPECT_EQ(discrete_quantile(largest_u, values, probabilities, 4), 3.0);
  EXPECT_EQ(discrete_quantile(0.5, values, probabilities, 4), 3.0);

  // ten times 0.1, added up, is the largest u, which so reaches past all ten
  const double eleven[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10},
               tenths[] = {0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.0};
  EXPECT_EQ(discrete_quantile(largest_u, eleven, tenths, 11), 9.0);
}

TEST(Quantiles, RiseWithU) {
  const double values[] = {0.0, 1.0, 5.0}, probabilities[] = {0.2, 0.3, 0.5};
  auto rises = [](auto value_of) {
    for (int i = 1; i < 10000; ++i) {
      if (value_of(i / 10000.0) < value_of((i - 0.5) / 10000.0)) return false;
    }
    return true;
  };
  EXPECT_TRUE(rises([](double u) { return normal_quantile(u); }));
  EXPECT_TRUE(rises([](double u) { return truncated_normal_quantile(u, 0.0, 1.0, 1.0, 9.0); }));
  EXPECT_TRUE(rises([](double u) { return lognormal_quantile(u, 1.0, 2.0); }));
  EXPECT_TRUE(rises([](double u) { return triangular_quantile(u, 0.0, 0.3, 1.0); }));
  EXPECT_TRUE(rises([](double u) { return rayleigh_quantile(u, 1.0); }));
  EXPECT_TRUE(rises([&](double u) { return discrete_quantile(u, values, probabilities, 3); }));
}

// FNV-1a over the bits of each result; double and every lane must agree on the way.
template <class F>
std::uint64_t hash_of_draws(F value_of) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (std::uint64_t i = 0; i < 2048; i += lane_count) {
    Words cases(0);
    for (int k = 0; k < lane_count; ++k) set_lane(cases, k, i + static_cast<std::uint64_t>(k));
    const Lanes x = value_of(uniform<Lanes>(7, stream("quantile_test"), cases, Words(0)));
    for (int k = 0; k < lane_count; ++k) {
      EXPECT_EQ(bits_of(lane(x, k)), bits_of(value_of(draw(i + static_cast<std::uint64_t>(k)))));
      hash = (hash ^ bits_of(lane(x, k))) * 0x100000001b3ULL;
    }
  }
  return hash;
}

// Golden: printed by this test where it fails; every build must agree. A change re-rolls every stored campaign, so the
// model version rises with it.
TEST(Quantiles, AreTheSameBitsInEveryBuild) {
  const double values[] = {-1.0, 2.0, 7.0}, probabilities[] = {0.25, 0.5, 0.25};
  EXPECT_EQ(hash_of_draws([](auto u) { return u; }), 0x84438b0b4e25a30fULL);
  EXPECT_EQ(hash_of_draws([](auto u) { return normal_quantile(u, decltype(u)(3.0), decltype(u)(0.5)); }),
            0xcc57423c0f9d3798ULL);
  EXPECT_EQ(hash_of_draws([](auto u) {
              using Real = decltype(u);
              return truncated_normal_quantile(u, Real(3.0), Real(0.5), Real(1.5), Real(5.0));
            }),
            0xbaca77f9d9f9305dULL);
  EXPECT_EQ(hash_of_draws([](auto u) { return uniform_quantile(u, decltype(u)(-0.1), decltype(u)(0.7)); }),
            0xd36dc731062f0936ULL);
  EXPECT_EQ(hash_of_draws([](auto u) { return lognormal_quantile(u, decltype(u)(2.0), decltype(u)(0.5)); }),
            0x3e4fbdc0eba806a5ULL);
  EXPECT_EQ(hash_of_draws([](auto u) {
              using Real = decltype(u);
              return triangular_quantile(u, Real(-1.0), Real(0.2), Real(3.0));
            }),
            0x28240cfbd5dad3a5ULL);
  EXPECT_EQ(hash_of_draws([](auto u) { return rayleigh_quantile(u, decltype(u)(0.2)); }), 0xc27dd02576c615e3ULL);
  EXPECT_EQ(hash_of_draws([&](auto u) { return discrete_quantile(u, values, probabilities, 3); }),
            0x6cef1cf8df2ec325ULL);
}

}  // namespace

}  // namespace farside::quantile_test
