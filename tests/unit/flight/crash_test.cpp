#include <gtest/gtest.h>

#include <cmath>

#include "unit/flight/landing_scene.h"

// First contact of whatever part it is.
namespace farside::crash_test {
using namespace landing_scene;

namespace {

TEST(FirstContact, UpsideDownIsOfTheHullsTop) {
  for (const TouchdownModel model : both_models) {
    Scene scene(model);
    scene.p.start.touchdown.tilt_east_rad = 180.0 * degree;
    scene.p.start.touchdown.height_m = 0.1;
    const LandingRecord r = fly_one(scene);
    EXPECT_TRUE(is(r, Outcome::lost));
    EXPECT_TRUE(has_cause(r, Cause::tip_over));
    EXPECT_TRUE(has_cause(r, Cause::hull_strike));
    EXPECT_FALSE(has_cause(r, Cause::off_corridor));
    // 0.1 m of fall: v^2 = 1 + 2 g h
    const double fallen = std::sqrt(1.0 + 0.2 * scene.p.moon.gravity.g_m_s2);
    EXPECT_NEAR(r.touchdown_speed_vertical, fallen, 0.003);
    EXPECT_NEAR(r.touchdown_time, (fallen - 1.0) / scene.p.moon.gravity.g_m_s2, 0.0021);
    EXPECT_NEAR(r.touchdown_tilt, 180.0, 1e-9);
    EXPECT_TRUE(std::isfinite(r.landing_east) && std::isfinite(r.final_tilt) && std::isfinite(r.peak_load));
    // the CG is as high as the hull stands above it
    const double above = scene.p.vehicle.legs.hull_height_m - scene.p.vehicle.mass.cg_z_m;
    EXPECT_NEAR(r.phase_up[static_cast<int>(Phase::touchdown)], above, 0.003);
  }
}

TEST(FirstContact, OnItsSideIsOfTheHullOrAPadAndAtOnce) {
  for (const TouchdownModel model : both_models) {
    for (const double tilt_deg : {70.0, 90.0, 120.0, 150.0}) {
      Scene scene(model);
      scene.p.start.touchdown.tilt_north_rad = tilt_deg * degree;
      scene.p.start.touchdown.height_m = 0.0;
      const LandingRecord r = fly_one(scene);
      EXPECT_LT(r.touchdown_time, 0.0021) << tilt_deg;
      EXPECT_TRUE(has_cause(r, Cause::tip_over)) << tilt_deg;
    }
  }
}

// With no tilt that would be a tip-over it lies on its top, and does not fall through.
TEST(FirstContact, AVehicleLiesOnItsTop) {
  for (const TouchdownModel model : both_models) {
    Scene scene(model);
    scene.p.vehicle.limits.tip_over_tilt_rad = 180.0 * degree;
    scene.p.start.touchdown.tilt_east_rad = 180.0 * degree;
    const LandingRecord r = fly_one(scene);
    EXPECT_TRUE(is(r, Outcome::lost));  // its hull has struck
    EXPECT_EQ(margin(r, Criterion::not_at_rest), 1.0);
    const double above = scene.p.vehicle.legs.hull_height_m - scene.p.vehicle.mass.cg_z_m;
    EXPECT_NEAR(r.landing_up, above, 0.03);  // sinks by m g / 4 k: 14 mm
    EXPECT_LT(r.clearance_min, 0.0);
  }
}

TEST(FirstContact, HasItsLimitsOfTiltAndRate) {
  for (const TouchdownModel model : both_models) {
    Scene scene(model);
    scene.p.start.touchdown.tilt_east_rad = 5.0 * degree;
    LandingRecord r = fly_one(scene);
    EXPECT_TRUE(is(r, Outcome::degraded));
    EXPECT_TRUE(is_first(r, Cause::contact_tilt));
    EXPECT_EQ(time_of(r, Criterion::contact_tilt), r.touchdown_time);
    EXPECT_NEAR(margin(r, Criterion::contact_rate), 1.0, 1e-3);
    scene.p.start.touchdown.tilt_east_rad = 0.0;
    scene.p.start.touchdown.rate_B.z = 6.0 * degree;
    r = fly_one(scene);
    EXPECT_TRUE(is_first(r, Cause::contact_rate));
    EXPECT_NEAR(margin(r, Criterion::contact_rate), -0.5, 1e-3);
  }
}

TEST(FirstContact, OfAnyGravityAndSpeedIsOnTheGround) {
  for (const double g_m_s2 : {0.1, 1.62, 9.81, 25.0}) {
    for (const double speed_m_s : {0.0, 3.0, 30.0}) {
      Scene scene;
      scene.p.moon.gravity.g_m_s2 = g_m_s2;
      scene.p.start.touchdown.height_m = 2.0;
      scene.p.start.touchdown.velocity_L.z = -speed_m_s;
      const LandingRecord r = fly_one(scene);
      const double fallen = std::sqrt(speed_m_s * speed_m_s + 2.0 * g_m_s2 * 2.0);
      EXPECT_NEAR(r.touchdown_speed_vertical, fallen, 1.5e-3 * g_m_s2)
          << g_m_s2 << ' ' << speed_m_s;  // a step of a millisecond
      EXPECT_NEAR(r.phase_up[static_cast<int>(Phase::touchdown)], 1.45, 1.5e-3 * fallen) << g_m_s2 << ' ' << speed_m_s;
    }
  }
}

TEST(LandingRadius, IsJudgedForAStartJustAboveTheGround) {
  Scene scene;
  scene.p.start.touchdown.east_m = 900.0;
  scene.p.vehicle.limits.landing_radius_m = 10.0;
  const LandingRecord r = fly_one(scene);
  EXPECT_TRUE(is(r, Outcome::lost));
  EXPECT_TRUE(is_first(r, Cause::off_corridor));
  EXPECT_NEAR(margin(r, Criterion::off_corridor), (10.0 - 900.0) / 10.0, 0.01);
  EXPECT_EQ(time_of(r, Criterion::off_corridor), r.touchdown_time);
}

TEST(LandingRadius, IsLeftBySlidingOutOfItAtTheEnd) {
  Scene scene;
  scene.p.start.touchdown.velocity_L.x = 0.9;
  scene.p.start.touchdown.height_m = 0.0;
  scene.p.vehicle.limits.landing_radius_m = 0.1;
  const LandingRecord r = fly_one(scene);
  EXPECT_TRUE(has_cause(r, Cause::off_corridor));
  EXPECT_GT(time_of(r, Criterion::off_corridor), r.touchdown_time + 0.5);
}

}  // namespace

}  // namespace farside::crash_test
