#include "sampling/correlation.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"
#include "config/correlation.h"
#include "random/normal_quantile.h"
#include "sampling/sampler.h"

namespace farside::correlation_test {
namespace {

constexpr char alone[] = R"(farside: 1
campaign: {seed: 5}
dispersions:
  - {path: vehicle.engine.isp_s, normal: {sd: 1.5}}
  - {path: vehicle.engine.lag_s, uniform: {min: 0.1, max: 0.3}}
  - {path: moon.terrain.slope_deg, rayleigh: {mode: 2.5}}
)";

Scenario load(const std::string& copula) { return load_scenario_text(alone + copula, "t.yaml", ""); }

CaseParams<double> drawn(const Scenario& s, std::uint64_t number) {
  CaseParams<double> p;
  Sampler(s).draw(number, reinterpret_cast<double*>(&p));
  return p;
}

TEST(Copula, MovesItsLaterInputsAloneByTheFirst) {
  const Scenario
      plain = load(""),
      joined = load(
          "  - {paths: [vehicle.engine.lag_s, vehicle.engine.isp_s], copula: {correlation: [[1, 0.6], [0.6, 1]]}}\n");
  const CaseParams<double> p = drawn(plain, 3), j = drawn(joined, 3);
  EXPECT_EQ(j.vehicle.engine.lag_s, p.vehicle.engine.lag_s);  // the first of the copula
  EXPECT_EQ(j.moon.terrain.slope_rad, p.moon.terrain.slope_rad);
  // z = 0.6 z1 + 0.8 z2, from the coordinates that both have without it
  const Sampler sampler(plain);
  const double z1 = normal_quantile(sampler.coordinate(3, 1)), z2 = normal_quantile(sampler.coordinate(3, 0));
  EXPECT_NEAR(j.vehicle.engine.isp_s, 309 + 1.5 * (0.6 * z1 + 0.8 * z2), 1e-12);
}

TEST(Copula, OfNormalsIsAMultivariateNormal) {
  const std::string matrix = "[[1, -0.6], [-0.6, 1]]", paths = "paths: [vehicle.engine.isp_s, vehicle.engine.lag_s]";
  const auto by = [&](const std::string& entries) {
    return drawn(load_scenario_text("farside: 1\ndispersions:\n" + entries, "t.yaml", ""), 8);
  };
  const CaseParams<double> copula = by(
      "  - {path: vehicle.engine.isp_s, normal: {sd: 2}}\n  - {path: vehicle.engine.lag_s, normal: {sd: 0.01}}\n  - {" +
      paths + ", copula: {correlation: " + matrix + "}}\n");
  const CaseParams<double> normal =
      by("  - {" + paths + ", multivariate_normal: {sd: [2, 0.01], correlation: " + matrix + "}}\n");
  EXPECT_EQ(copula.vehicle.engine.isp_s, normal.vehicle.engine.isp_s);
  EXPECT_EQ(copula.vehicle.engine.lag_s, normal.vehicle.engine.lag_s);
}

TEST(Copula, OfRanksHasTheNormalOneOfPearson) {
  const Scenario s = load(
      "  - {paths: [vehicle.engine.isp_s, moon.terrain.slope_deg], copula: {rank_correlation: [[1, 0.5], [0.5, "
      "1]]}}\n");
  const auto groups = correlated_groups(s.configuration);
  ASSERT_EQ(groups.size(), 1U);
  EXPECT_EQ(groups[0].inputs, (std::vector<std::size_t>{0, 2}));
  EXPECT_NEAR(groups[0].row(1, 0), 2 * std::sin(std::acos(-1.0) / 12), 1e-15);
}

TEST(Copula, StandsInTheResolvedTextAndInThePhysics) {
  const std::string copula =
      "  - {paths: [vehicle.engine.isp_s, vehicle.engine.lag_s], copula: {correlation: [[1, 0.5], [0.5, 1]]}}\n";
  const Scenario s = load(copula), again = load_scenario_text(s.resolved_yaml, "r.yaml", "");
  EXPECT_EQ(again.campaign_id, s.campaign_id);
  EXPECT_NE(load("").campaign_id, s.campaign_id);
  EXPECT_EQ(again.configuration.copulas.size(), 1U);
}

// Higham's example (2002, section 4): the nearest correlation matrix of [[1, 1, 0], [1, 1, 1], [0, 1, 1]] has 0.7607
// and 0.1573 beside the diagonal.
TEST(Correlation, NearestIsThatOfHigham) {
  const std::vector<double> nearest = nearest_correlation({1, 1, 0, 1, 1, 1, 0, 1, 1}, 3);
  EXPECT_NEAR(nearest[1], 0.7607, 1e-4);
  EXPECT_NEAR(nearest[2], 0.1573, 1e-4);
  EXPECT_EQ(nearest[0], 1.0);
  EXPECT_EQ(correlation_problem(nearest, 3), "");
  EXPECT_NE(correlation_problem({1, 1, 0, 1, 1, 1, 0, 1, 1}, 3), "");
}

}  // namespace
}  // namespace farside::correlation_test
