// Touchdowns with the engine on or tailing off (flight/touchdown/powered_touchdown.h).
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "unit/flight/landing_scene.h"

namespace farside::powered_touchdown_test {
using namespace landing_scene;

namespace {

constexpr double gravity_m_s2 = 1.625, mass_kg = 1500.0, control_s = 0.1;

// Comes down at 1 m/s from 6 m on a thrust that carries it; the software hears of contact long after it.
Scene carried(TouchdownModel model) {
  Scene scene(model);
  scene.options.start = StartMode::site;
  scene.options.gnc.guidance.law = GuidanceLaw::open_loop;
  scene.options.gnc.guidance.contact_stops_engine = true;
  scene.options.gnc.control.mode = ControlMode::off;
  scene.options.gnc.control.period_ticks = static_cast<int>(std::lround(control_s / tick_s));
  scene.p.moon.gravity.g_m_s2 = gravity_m_s2;
  scene.p.vehicle.mass.dry_mass_kg = mass_kg - 50.0;
  scene.p.vehicle.mass.propellant_kg = 50.0;
  EngineParams<double>& engine = scene.p.vehicle.engine;
  engine.isp_s = 10000.0;
  engine.isp_droop = 0.0;
  engine.lag_s = engine.delay_s = engine.tail_off_s = engine.cutoff_delay_s = 0.0;
  engine.rate_max_N_s = 1e9;
  scene.p.gnc.guidance.open_loop.thrust_N = mass_kg * gravity_m_s2;
  scene.p.sensors.contact.delay_s = 1.9;
  scene.p.start.site.height_m = 6.0;
  scene.p.start.site.velocity_L.z = -1.0;
  return scene;
}

// Burns that end before contact, in the touchdown, and not before contact is heard of: what one case's engine does
// must not hang on whether a neighbour's still burns.
TEST(PoweredTouchdown, IsTheSameWhateverItsNeighboursEnginesDo) {
  for (const TouchdownModel model : both_models) {
    Scene scene = carried(model);
    scene.p.vehicle.engine.tail_off_s = 0.2;
    std::vector<CaseParams<double>> cases(6 * lane_count + 1, scene.p);
    for (std::size_t i = 0; i < cases.size(); ++i)
      cases[i].gnc.guidance.open_loop.burn_time_s = 1.0 + 0.23 * static_cast<double>(i % 31);
    const std::vector<LandingRecord> one = fly<double>(scene, cases), many = fly<Lanes>(scene, cases);
    for (std::size_t i = 0; i < cases.size(); ++i)
      EXPECT_EQ(std::memcmp(&one[i], &many[i], sizeof one[i]), 0)
          << i << ", cutoff " << one[i].cutoff_height << " and " << many[i].cutoff_height;
  }
}

// Its propellant tells how long it burnt.
TEST(PoweredTouchdown, EndsABurnWithinAControlPeriod) {
  for (const TouchdownModel model : both_models) {
    const Scene scene = carried(model);
    std::vector<CaseParams<double>> cases(2, scene.p);
    constexpr double asked_s[] = {6.02, 6.07};
    for (int i = 0; i < 2; ++i) cases[i].gnc.guidance.open_loop.burn_time_s = asked_s[i];
    const std::vector<LandingRecord> r = fly<Lanes>(scene, cases);
    for (int i = 0; i < 2; ++i) {
      ASSERT_TRUE(is(r[i], Status::done));
      const double burnt_s = r[i].propellant_used * 10000.0 * standard_gravity_m_s2 / (mass_kg * gravity_m_s2);
      EXPECT_NEAR(burnt_s, asked_s[i], 0.01 * control_s) << i;
    }
  }
}

// The step in which a tank runs dry gives what is left: 1.2e-5 kg a step, or 2.5e-5 of the model `rigid`.
TEST(PoweredTouchdown, BurnsNoMoreThanThereIs) {
  for (const TouchdownModel model : both_models) {
    for (const double unusable_kg : {0.0, 0.05}) {
      Scene scene = carried(model);
      scene.p.vehicle.mass.propellant_kg = 0.16 + unusable_kg;  // for 6.4 s, and contact is at 5.35 s
      scene.p.vehicle.mass.unusable_propellant_kg = unusable_kg;
      const LandingRecord r = fly<Lanes>(scene, {scene.p})[0];
      ASSERT_TRUE(is(r, Status::done));
      EXPECT_LT(r.touchdown_time, 6.0);
      EXPECT_LT(r.margin[static_cast<int>(Criterion::propellant_depleted)], 0.0);
      EXPECT_NEAR(r.propellant_usable_remaining, 0.0, 1e-12);
      EXPECT_GE(r.propellant_remaining, 0.0);
    }
  }
}

}  // namespace

}  // namespace farside::powered_touchdown_test
