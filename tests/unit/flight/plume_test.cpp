// What the exhaust does to the ground (vehicle/plume.h) on the way of whole landings.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "flight/touchdown/legs.h"
#include "unit/flight/landing_scene.h"

namespace farside::plume_test {
using namespace landing_scene;

namespace {

constexpr double gravity_m_s2 = 1.625, mass_kg = 1500.0;

// Some metres up, with an engine without lag that burns hardly anything.
Scene over_ground(double height_m, double climb_m_s, TouchdownModel model) {
  Scene scene(model);
  scene.options.start = StartMode::site;
  scene.options.vehicle.engine.plume.model = PlumeModel::erosion;
  scene.options.vehicle.thrusters.uses_propellant = false;
  scene.options.gnc.control.mode = ControlMode::off;
  scene.options.gnc.guidance.law = GuidanceLaw::open_loop;
  scene.p.moon.gravity.g_m_s2 = gravity_m_s2;
  scene.p.vehicle.mass.dry_mass_kg = mass_kg - 50.0;
  scene.p.vehicle.mass.propellant_kg = 50.0;
  EngineParams<double>& engine = scene.p.vehicle.engine;
  engine.isp_s = 10000.0;
  engine.lag_s = engine.delay_s = engine.tail_off_s = engine.cutoff_delay_s = 0.0;
  engine.rate_max_N_s = 1e9;
  scene.p.gnc.guidance.open_loop.thrust_N = mass_kg * gravity_m_s2;
  scene.p.start.site.height_m = height_m;
  scene.p.start.site.velocity_L.z = climb_m_s;
  return scene;
}
double cg_above_exit_m(const Scene& scene) {
  const MassParams<double>& mass = scene.p.vehicle.mass;
  return mass_properties(mass, mass.propellant_kg, mass_kg).cg_B.z - scene.p.vehicle.legs.nozzle_clearance_m;
}

TEST(PlumeInFlight, OfAHoverDigsByItsPressureAndItsTime) {
  for (const TouchdownModel model : both_models) {
    Scene scene = over_ground(8.0, 0.0, model);
    scene.p.gnc.guidance.open_loop.burn_time_s = 10.0;
    const PlumeParams<double>& plume = scene.p.vehicle.engine.plume;
    const double exit_m = 8.0 - cg_above_exit_m(scene);
    const double pressure_N_m2 = mass_kg * gravity_m_s2 * 9.0 / (2.0 * M_PI * exit_m * exit_m);
    const LandingRecord r = fly_one(scene);
    ASSERT_TRUE(is(r, Status::done));
    // what it burns makes it rise by 1 cm
    EXPECT_NEAR(r.plume_dig_depth, plume.dig_m3_N_s * 10.0 * (pressure_N_m2 - plume.onset_N_m2),
                5e-3 * r.plume_dig_depth);
    EXPECT_NEAR(r.plume_onset_height, exit_m, 1e-6);
  }
}

// From above its reach, down to the ground: onset at the reach, and the integral over the height until the pads touch.
TEST(PlumeInFlight, OfADescentBeginsAtItsReachAndDigsUntilTheEngineIsOff) {
  for (const TouchdownModel model : both_models) {
    Scene scene = over_ground(25.0, -2.0, model);
    scene.p.gnc.guidance.open_loop.burn_time_s = 11.5;  // 2 m lower than that it would be at the ground
    const PlumeParams<double>& plume = scene.p.vehicle.engine.plume;
    const double thrust_N = mass_kg * gravity_m_s2, strength = thrust_N * 9.0 / (2.0 * M_PI);
    const double reach_m = plume_reach_m(plume, thrust_N), end_m = 25.0 - 23.0 - cg_above_exit_m(scene);
    const LandingRecord r = fly_one(scene);
    ASSERT_TRUE(is(r, Status::done));
    const double expected =
        plume.dig_m3_N_s / 2.0 * (strength * (1.0 / end_m - 1.0 / reach_m) - plume.onset_N_m2 * (reach_m - end_m));
    EXPECT_NEAR(r.plume_dig_depth, expected, 0.02 * expected);
    const double control_s = tick_s * scene.options.gnc.control.period_ticks;
    EXPECT_NEAR(r.plume_onset_height, reach_m, 2.0 * control_s);
  }
}

// An engine that burns until contact goes on to dig while the legs compress: at a nozzle's height between that of the
// standing vehicle and that of the handover.
TEST(PlumeInFlight, GoesOnInAPoweredTouchdown) {
  for (const TouchdownModel model : both_models) {
    Scene scene = over_ground(6.0, -1.0, model);
    scene.p.vehicle.engine.plume.onset_N_m2 = 1e-3;
    scene.p.gnc.guidance.open_loop.burn_time_s = 1e4;
    scene.options.gnc.guidance.contact_stops_engine = true;
    const LandingRecord r = fly_one(scene);
    ASSERT_TRUE(is(r, Status::done));
    Scene short_of_ground = scene;  // the same, cut off just before the handover
    const double way_m =
        6.0 - scene.options.touchdown.handover_height_m - mass_properties(scene.p.vehicle.mass, 50.0, mass_kg).cg_B.z;
    short_of_ground.p.gnc.guidance.open_loop.burn_time_s = std::floor(10.0 * way_m) / 10.0;
    const LandingRecord before = fly_one(short_of_ground);
    const PlumeParams<double>& plume = scene.p.vehicle.engine.plume;
    const double longer_s =
        (r.propellant_used - before.propellant_used) * 10000.0 * standard_gravity_m_s2 / (mass_kg * gravity_m_s2);
    EXPECT_GT(longer_s, 0.2);
    const double strength = mass_kg * gravity_m_s2 * 9.0 / (2.0 * M_PI);
    const double clearance_m = scene.p.vehicle.legs.nozzle_clearance_m;
    const double rate = (r.plume_dig_depth - before.plume_dig_depth) / longer_s / plume.dig_m3_N_s / strength;
    const double mean_height_m = 1.0 / std::sqrt(rate);
    EXPECT_GT(mean_height_m, 0.5 * clearance_m);
    EXPECT_LT(mean_height_m, clearance_m + scene.options.touchdown.handover_height_m + 0.1);
    EXPECT_EQ(r.plume_onset_height, before.plume_onset_height);
  }
}

TEST(PlumeInFlight, ThatNeverReachesTheGroundDigsNothing) {
  Scene scene = over_ground(60.0, 0.0, TouchdownModel::rigid);
  scene.p.gnc.guidance.open_loop.burn_time_s = 5.0;
  const LandingRecord r = fly_one(scene);
  EXPECT_EQ(r.plume_dig_depth, 0.0);
  EXPECT_TRUE(std::isnan(r.plume_onset_height));
}

TEST(PlumeInFlight, ChangesNothingElseAndIsTheSameInLanes) {
  for (const TouchdownModel model : both_models) {
    Scene scene = over_ground(20.0, -2.0, model);
    std::vector<CaseParams<double>> cases(3 * lane_count + 1, scene.p);
    for (std::size_t i = 0; i < cases.size(); ++i) {
      const auto k = static_cast<double>(i);
      cases[i].start.site.height_m = 4.0 + 3.0 * k;
      cases[i].gnc.guidance.open_loop.burn_time_s = 1.0 + 0.7 * k;
      cases[i].vehicle.engine.plume.focus = 6.0 + 0.1 * k;
      if (i % 4 == 1) cases[i].vehicle.mass.propellant_kg = 1e-3 * k;  // runs dry
    }
    const std::vector<LandingRecord> one = fly<double>(scene, cases), many = fly<Lanes>(scene, cases);
    scene.options.vehicle.engine.plume.model = PlumeModel::none;
    std::vector<LandingRecord> without = fly<Lanes>(scene, cases);
    int dug = 0;
    for (std::size_t i = 0; i < cases.size(); ++i) {
      EXPECT_EQ(std::memcmp(&one[i], &many[i], sizeof one[i]), 0) << i;
      dug += many[i].plume_dig_depth > 0.0 ? 1 : 0;
      EXPECT_TRUE(std::isnan(without[i].plume_dig_depth) && std::isnan(without[i].plume_onset_height));
      static_cast<PlumeRecord&>(without[i]) = many[i];
      EXPECT_EQ(std::memcmp(&without[i], &many[i], sizeof many[i]), 0) << i;
    }
    EXPECT_GT(dug, 3);
  }
}

}  // namespace

}  // namespace farside::plume_test
