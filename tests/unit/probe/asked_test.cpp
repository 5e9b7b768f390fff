#include "probe/asked.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "sampling/marginal.h"
#include "scenario/scenario.h"

namespace farside::asked_test {
namespace {

constexpr char every_kind[] = R"(
farside: 1
dispersions:
  - {path: vehicle.engine.isp_s, normal: {sd: 1.5}}
  - {path: moon.regolith.friction, truncated_normal: {sd: 0.1, mean: 0.45, lower: 0.5, upper: 0.9}}
  - {path: vehicle.engine.isp_scale, truncated_normal: {sd: 0.01, k: 2}}
  - {path: vehicle.engine.thrust_scale, truncated_normal: {sd_after: 0.01, k: 1.5}}
  - {path: vehicle.mass.dry_mass_kg, truncated_normal: {mean: 1200, sd_after: 2, lower: 1195, upper: 1205}}
  - {path: moon.terrain.slope_azimuth_deg, uniform: {min: 0, max: 360}}
  - {path: moon.terrain.slope_deg, rayleigh: {mode: 2.5}}
  - {path: sensors.altimeter.latency_s, rayleigh: {sd: 0.1}}
  - {path: vehicle.mass.rcs_propellant_kg, lognormal: {mean: 6, sd: 2}}
  - {path: vehicle.engine.lag_s, triangular: {min: 0.1, mode: 0.15, max: 0.3}}
)";

// Written twice, forwards here and backwards in the sampler: each undoes the other.
TEST(Asked, DistributionFunctionsAreTheInversesOfTheSamplersQuantiles) {
  const Scenario s = load_scenario_text(every_kind, "t.yaml", "");
  for (const Dispersion& d : s.configuration.dispersions) {
    for (const double u : {1e-6, 0.001, 0.1, 0.3, 0.5, 0.77, 0.99, 1.0 - 1e-6})
      EXPECT_NEAR(AskedCdf(d, 0)(quantile_of(marginals_of(d).front(), u)), u, 1e-9) << d.paths[0];
  }
}

}  // namespace
}  // namespace farside::asked_test
