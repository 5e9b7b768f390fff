#include "risk/survey.h"

#include <gtest/gtest.h>

#include "engine/dispatch.h"

namespace farside::survey_test {
namespace {

// A vehicle whose CG is high as long as its tanks are full, put down on a slope on which it stands with empty ones.
TEST(Survey, LandsAVehicleWhoseTanksAreAsFullAsItsFlightLeftThem) {
  const Scenario scenario = load_scenario_text(
      "farside: 1\n"
      "moon: {gravity: {model: uniform}, terrain: {model: plane, slope_deg: 20}, regolith: {friction: 1}}\n"
      "vehicle: {mass: {cg_z_m: 1, cg_z_full_m: 6}, "
      "limits: {final_tilt_deg: 40, tip_over_tilt_deg: 60, slide_m: 100, contact_tilt_deg: 40}}\n"
      "start: {touchdown: {height_m: 0.1}}\n",
      "t.yaml", "");
  FlyOptions options;
  options.kernel = &choose_kernel("auto");
  options.threads = 1;
  const auto land = [&](double propellant_kg) {
    CloudMember m;
    m.arrival = Arrival::lands;
    m.state.height_m = 0.05;
    m.propellant_kg = propellant_kg;
    return Survey(scenario, options).land({m}, {}, {0.0}, 1, [](std::size_t) {
      return Touchdown{0, 0.0, 0.0, 0, 0};
    })[0];
  };
  EXPECT_EQ(land(10.0), Landed::safe);
  EXPECT_EQ(land(1650.0), Landed::unsafe);
}

}  // namespace
}  // namespace farside::survey_test
