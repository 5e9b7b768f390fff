#include "stats/dispersion/ellipses.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "stats/intervals/distributions.h"
#include "stats/samples/normality.h"
#include "stats/samples/sample.h"
#include "unit/stats/fixture.h"

namespace farside::ellipses_test {
namespace {

using stats_test::normal_sample;

TEST(EllipseFactor, IsThePublishedOne) {
  // src/MODELS.md T43, to the digits printed
  EXPECT_NEAR(ellipse_factor(0.95), 2.447746831, 1e-9);
  EXPECT_NEAR(ellipse_factor(0.99), 3.034854259, 1e-9);
  EXPECT_NEAR(ellipse_factor(0.9973), 3.43933235, 1e-8);
  EXPECT_NEAR(ellipse_factor(0.3934693403), 1, 1e-9);
  EXPECT_NEAR(ellipse_factor(0.9888910035), 3, 1e-8);
  EXPECT_NEAR(ellipse_factor(0.5), 1.177410023, 1e-9);
}

TEST(PrincipalAxes, GiveThePublishedEllipse) {
  const PrincipalAxes axes = principal_axes({4e4, 1.5e4, 1e4});         // src/MODELS.md T45
  EXPECT_NEAR(axes.major_m * ellipse_factor(0.99), 652.4104025, 5e-8);  // as printed
  EXPECT_NEAR(axes.minor_m * ellipse_factor(0.99), 186.7556834, 5e-8);
  ASSERT_TRUE(axes.azimuth_deg());
  EXPECT_NEAR(*axes.azimuth_deg(), 67.5, 1e-12);  // 22.5 degrees from east
}

// The closed form of two variances and their covariance, over shapes from a line to a circle.
TEST(PrincipalAxes, AreThoseOfTheClosedForm) {
  for (const double correlation : {-1.0, -0.9, -0.1, 0.0, 0.5, 0.999}) {
    for (const double sd_north : {0.01, 1.0, 300.0}) {
      const double ee = 4, nn = sd_north * sd_north, en = correlation * 2 * sd_north;
      const double middle = (ee + nn) / 2, half = std::hypot((nn - ee) / 2, en),
                   direction = std::atan2(2 * en, nn - ee) / 2;
      const PrincipalAxes axes = principal_axes({ee, en, nn});
      const double rounding = 8e-16 * middle;  // a few units in the last place of the matrix
      EXPECT_NEAR(axes.major_m * axes.major_m, middle + half, 2 * rounding);
      EXPECT_NEAR(axes.minor_m * axes.minor_m, std::max(0.0, middle - half), 2 * rounding);
      EXPECT_NEAR(std::sin(axes.direction_rad - direction), 0, 1e-14);  // half a turn is the same axis
      EXPECT_GE(axes.direction_rad, 0);
    }
  }
}

TEST(PrincipalAxes, CountTheAzimuthFromNorthClockwise) {
  EXPECT_NEAR(*principal_axes({1, 0, 9}).azimuth_deg(), 0, 1e-12);
  EXPECT_NEAR(*principal_axes({9, 0, 1}).azimuth_deg(), 90, 1e-12);
  EXPECT_NEAR(*principal_axes({5, 4, 5}).azimuth_deg(), 45, 1e-12);    // north-east
  EXPECT_NEAR(*principal_axes({5, -4, 5}).azimuth_deg(), 135, 1e-12);  // south-east
  EXPECT_EQ(*principal_axes({1, -1e-20, 9}).azimuth_deg(), 0) << "not 180";
}

TEST(PrincipalAxes, HaveNoAzimuthWithinFivePerCentOrInAPoint) {
  EXPECT_TRUE(principal_axes({0.949 * 0.949, 0, 1}).azimuth_deg());
  EXPECT_FALSE(principal_axes({0.951 * 0.951, 0, 1}).azimuth_deg());
  EXPECT_FALSE(principal_axes({0, 0, 0}).azimuth_deg());
}

TEST(NormalCep, IsThePublishedFactorOfACircle) {
  EXPECT_NEAR(normal_cep_m(0, 0, {10, 10, 0}), 11.77410023, 1e-7);  // src/MODELS.md T43, as printed
}

TEST(NormalCep, IntegratesOverAnEllipseBesideTheTarget) {
  // Covariance of T45 about (120, -60): adaptive quadrature in polar coordinates with mpmath.
  EXPECT_NEAR(normal_cep_m(120, -60, principal_axes({4e4, 1.5e4, 1e4})), 204.405228881272, 1e-6);
  // Far away the distance of the mean is all that counts: sqrt(d2 + s2 of the direction across) to first order.
  EXPECT_NEAR(normal_cep_m(3000, 4000, {1, 1, 0}), 5000, 1e-3);
}

TEST(NormalCep, IsNotANumberForALine) { EXPECT_TRUE(std::isnan(normal_cep_m(0, 0, {10, 0, 0}))); }

TEST(LandingDispersion, OfFourPointsIsThatByHand) {
  const LandingDispersion d = landing_dispersion({3, -3, 0, 0}, {0, 0, 4, -4});
  EXPECT_EQ(d.count, 4u);
  EXPECT_EQ(d.mean_east_m, 0);
  EXPECT_EQ(d.mean_north_m, 0);
  EXPECT_DOUBLE_EQ(d.covariance.ee, 6);  // 18 / (n - 1)
  EXPECT_DOUBLE_EQ(d.covariance.en, 0);
  EXPECT_DOUBLE_EQ(d.covariance.nn, 32.0 / 3);
  EXPECT_DOUBLE_EQ(d.radii[0].value, 3.5);
  EXPECT_DOUBLE_EQ(d.ellipses[0].semi_major_m, ellipse_factor(0.3935) * std::sqrt(32.0 / 3));
  EXPECT_EQ(d.ellipses[0].contained_fraction, 0);  // all at distance 1.22 sigma
  EXPECT_EQ(d.ellipses[1].contained_fraction, 1);
}

TEST(LandingDispersion, MeasuresRadiiFromTheTargetAndEllipsesFromTheMean) {
  std::vector<double> east = normal_sample(4000, 1, 1000, 30), north = normal_sample(4000, 2, 0, 10);
  const LandingDispersion d = landing_dispersion(east, north);
  EXPECT_NEAR(d.radii[0].value, 1000, 3);  // 5 sigma of the median
  for (const Ellipse& e : d.ellipses) {
    const double sigma = std::sqrt(e.probability * (1 - e.probability) / 4000);
    EXPECT_NEAR(e.contained_fraction, e.probability, 4 * sigma);
  }
  EXPECT_NEAR(*d.axes.azimuth_deg(), 90, 2);
  EXPECT_EQ(d.bimodal, false);
}

TEST(LandingDispersion, HoldsTheShareItPromisesWithoutANormalDistribution) {
  constexpr int trials = 300;
  int held = 0;
  for (int trial = 0; trial < trials; ++trial) {
    const auto draw = [&](std::size_t n, unsigned seed) {
      std::vector<double> x = normal_sample(n, seed);
      for (double& v : x) v = v * v * v;  // heavy tails: a normal 95 % ellipse is far off
      return x;
    };
    const auto seed = 4u * static_cast<unsigned>(trial);
    const LandingDispersion d = landing_dispersion(draw(400, seed), draw(400, seed + 1));
    const Containment& c = d.containment[0];
    ASSERT_EQ(c.probability, 0.95);
    const std::vector<double> east = draw(4000, seed + 2), north = draw(4000, seed + 3);
    int inside = 0;
    const double sine = std::sin(d.axes.direction_rad), cosine = std::cos(d.axes.direction_rad);
    for (std::size_t i = 0; i < east.size(); ++i) {
      const double e = east[i] - d.mean_east_m, n = north[i] - d.mean_north_m;
      inside += std::hypot((e * sine + n * cosine) / c.semi_major_m, (e * cosine - n * sine) / c.semi_minor_m) <= 1;
    }
    held += inside >= 0.95 * 4000;
  }
  // 4 sigma, and 0.03 for what landing_dispersion() neglects (the shape is the sample's own) and for counting `inside`
  // in a sample.
  EXPECT_GE(held / double{trials}, 0.95 - 4 * std::sqrt(0.95 * 0.05 / trials) - 0.03);
}

TEST(LandingDispersion, SeesTheSecondClusterOfDivertedLandings) {
  std::vector<double> east = normal_sample(1000, 1, 0, 10), north = normal_sample(1000, 2, 0, 10);
  for (std::size_t i = 0; i < 300; ++i) {
    east[i] += 45;
    north[i] += 45;
  }
  EXPECT_EQ(landing_dispersion(east, north).bimodal, true);
}

TEST(LandingDispersion, OfCasesOnALineHasAFlatEllipse) {
  std::vector<double> east = normal_sample(200, 1, 5, 10);
  const LandingDispersion d = landing_dispersion(east, east);
  EXPECT_NEAR(d.axes.minor_m, 0, 1e-5);
  EXPECT_NEAR(*d.axes.azimuth_deg(), 45, 1e-6);
  EXPECT_NEAR(d.ellipses[1].contained_fraction, 0.9856, 0.03);  // 2.4477 sigma in one dimension; 4 sigma of 200 cases
  EXPECT_TRUE(std::isnan(d.normality_p) && std::isnan(d.normal_cep_m));
  EXPECT_FALSE(d.bimodal.has_value());
}

TEST(LandingDispersion, OfEqualLandingsIsAPoint) {
  const LandingDispersion d = landing_dispersion(std::vector<double>(9, 3.0), std::vector<double>(9, 4.0));
  EXPECT_EQ(d.radii[0].value, 5);
  EXPECT_EQ(d.ellipses[1].semi_major_m, 0);
  EXPECT_EQ(d.ellipses[1].contained_fraction, 1);
  EXPECT_FALSE(d.axes.azimuth_deg());
}

TEST(LandingDispersion, OfOneCaseHasNoCovarianceAndOfNoneNothing) {
  const LandingDispersion one = landing_dispersion({3}, {4});
  EXPECT_EQ(one.radii[0].value, 5);
  EXPECT_TRUE(std::isnan(one.covariance.ee) && std::isnan(one.ellipses[1].contained_fraction));
  const LandingDispersion none = landing_dispersion({}, {});
  EXPECT_EQ(none.count, 0u);
  EXPECT_TRUE(std::isnan(none.mean_east_m) && std::isnan(none.radii[0].value));
}

// Points that come in blocks of uneven size, as a file gives them.
Points in_blocks(const std::vector<double>& east, const std::vector<double>& north) {
  return [&](const TakePoints& take) {
    for (std::size_t at = 0, n = 0; at < east.size(); at += n) {
      n = std::min(1000 + at % 777, east.size() - at);
      take(east.data() + at, north.data() + at, n);
    }
  };
}

TEST(LandingDispersion, OfMoreCasesThanAreHeldIsThatOfAllOfThem) {
  constexpr std::size_t n = sample_held_max + 200000;
  const std::vector<double> east = normal_sample(n, 1, 5, 30);
  std::vector<double> north = normal_sample(n, 2, -3, 10), radii(n), distance2(n);
  for (std::size_t i = 0; i < n / 2; ++i) north[i] += 100;  // two clusters
  const LandingDispersion d = landing_dispersion(in_blocks(east, north));
  EXPECT_EQ(d.count, n);
  const double mean_east = moments(east).mean, mean_north = moments(north).mean;
  EXPECT_EQ(d.mean_east_m, mean_east);
  EXPECT_EQ(d.mean_north_m, mean_north);
  EXPECT_EQ(d.normality_p, normality_p(east, north));
  const double determinant = d.covariance.ee * d.covariance.nn - d.covariance.en * d.covariance.en;
  for (std::size_t i = 0; i < n; ++i) {
    radii[i] = std::hypot(east[i], north[i]);
    const double e = east[i] - mean_east, f = north[i] - mean_north;
    distance2[i] = (d.covariance.nn * e * e - 2 * d.covariance.en * e * f + d.covariance.ee * f * f) / determinant;
  }
  OrderStatistics sorted(radii), scales(distance2);
  for (const Quantile& q : d.radii) {
    const Quantile expected = quantile_with_bounds(sorted, q.p, 0.95);
    EXPECT_TRUE(q.value == expected.value && q.lower == expected.lower && q.upper == expected.upper) << q.p;
  }
  for (const Containment& c : d.containment) {
    const double k = std::sqrt(scales.rank(binomial_quantile(n, c.probability, 0.95) + 1));
    EXPECT_NEAR(c.semi_major_m / (k * d.axes.major_m), 1, 1e-12) << c.probability;  // rounding
  }
  for (const Ellipse& e : d.ellipses) {
    const double k = ellipse_factor(e.probability);
    const auto inside = std::count_if(distance2.begin(), distance2.end(), [&](double x) { return x <= k * k; });
    EXPECT_NEAR(e.contained_fraction, static_cast<double>(inside) / n, 1.5 / n)
        << e.probability;  // one case on the edge, by rounding
  }
  EXPECT_EQ(d.bimodal, true);
}

TEST(LandingDispersion, LooksForClustersInAboutAMillionOfMoreCases) {
  const std::size_t most = bimodal_count_max;
  for (const std::size_t n : {most, most + 300000}) {
    const std::vector<double> east = normal_sample(n, 3), north = normal_sample(n, 4);
    const LandingDispersion d = landing_dispersion(east, north);
    EXPECT_EQ(d.bimodal, false);
    const double error = n == most ? 0 : 4 * std::sqrt(most);  // 4 sigma
    EXPECT_NEAR(static_cast<double>(d.bimodal_count), most, error);
  }
}

}  // namespace
}  // namespace farside::ellipses_test
