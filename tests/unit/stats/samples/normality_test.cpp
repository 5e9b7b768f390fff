#include "stats/samples/normality.h"

#include <gtest/gtest.h>

#include <cmath>

#include "unit/stats/fixture.h"

namespace farside::normality_test {
namespace {

using stats_test::normal_sample;

// Share of normal samples of n points, correlated, that look non-normal at this level.
double rejected_share(std::size_t n, double level, int trials) {
  int rejected = 0;
  for (int trial = 0; trial < trials; ++trial) {
    const std::vector<double> east = normal_sample(n, 2u * static_cast<unsigned>(trial), 5, 300);
    std::vector<double> north = normal_sample(n, 2u * static_cast<unsigned>(trial) + 1, -2, 100);
    for (std::size_t i = 0; i < n; ++i) north[i] += 0.5 * east[i];
    rejected += normality_p(east, north) < level;
  }
  return rejected / double(trials);
}

TEST(Normality, RefusesNormalSamplesAsOftenAsItsLevelSays) {
  constexpr int trials = 4000;
  // 4 sigma of the count, and 0.004 for the approximation: Doornik and Hansen's own tables differ from the level by as
  // much.
  const double slack = 4 * std::sqrt(0.05 * 0.95 / trials) + 0.004;
  EXPECT_NEAR(rejected_share(20, 0.05, trials), 0.05, slack);
  EXPECT_NEAR(rejected_share(500, 0.05, trials), 0.05, slack);
}

TEST(Normality, IsThatOfTheFormulasComputedElsewhere) {
  // The paper's formulas with mpmath. The first sample's skewness score there, 0.44626385374196975, is the one that
  // scipy.stats.skewtest documents.
  EXPECT_NEAR(normality_p(moments({2, 8, 0, 4, 1, 9, 9, 0})), 0.07930656527890354, 1e-12);  // rounding
  EXPECT_NEAR(normality_p(moments({2, 8, 0, 4, 1, 9, 9, 0, 3, 7, 5, 20})), 0.05908056514132567, 1e-12);
}

TEST(Normality, SeesSkewnessHeavyTailsAndFlatTops) {
  std::vector<double> skewed = normal_sample(200, 1), heavy = normal_sample(200, 2), flat(200);
  for (double& x : skewed) x = std::exp(0.7 * x);
  for (double& x : heavy) x = x * x * x;
  for (std::size_t i = 0; i < flat.size(); ++i) flat[i] = static_cast<double>(i);
  EXPECT_LT(normality_p(moments(skewed)), 1e-6);
  EXPECT_LT(normality_p(moments(heavy)), 1e-6);
  EXPECT_LT(normality_p(moments(flat)), 1e-3);
  EXPECT_GT(normality_p(moments(normal_sample(200, 3))), 0.05);
}

TEST(Normality, OfThePlaneSeesADepartureThatOnlyOneAxisHas) {
  std::vector<double> east = normal_sample(300, 7);
  std::vector<double> north = normal_sample(300, 8);
  EXPECT_GT(normality_p(east, north), 0.01);
  for (double& x : north) x = std::exp(x);
  EXPECT_LT(normality_p(east, north), 1e-6);
}

TEST(Normality, DoesNotDependOnUnits) {
  const std::vector<double> east = normal_sample(50, 11);
  const std::vector<double> north = normal_sample(50, 12);
  std::vector<double> east_km = east;
  for (double& x : east_km) x = 4 + x / 1024;                                 // a power of two: no rounding
  EXPECT_NEAR(normality_p(east, north), normality_p(east_km, north), 1e-10);  // rounding
}

TEST(Normality, SaysNothingOfFewValuesOfEqualOnesOrOfALine) {
  EXPECT_TRUE(std::isnan(normality_p(moments(normal_sample(7, 1)))));
  EXPECT_TRUE(std::isnan(normality_p(moments(std::vector<double>(50, 2.0)))));
  const std::vector<double> east = normal_sample(50, 1);
  EXPECT_TRUE(std::isnan(normality_p(east, east)));
}

}  // namespace
}  // namespace farside::normality_test
