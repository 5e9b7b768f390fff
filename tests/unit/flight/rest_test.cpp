#include <gtest/gtest.h>

#include <cmath>

#include "unit/flight/landing_scene.h"
#include "unit/lanes/reference.h"

// What is at rest, what is not, and what nobody can tell.
namespace farside::rest_test {
using namespace landing_scene;
using reference::Points;

namespace {

// Set down upright on a slope of this angle that falls to the east.
Scene on_slope(TouchdownModel model, double slope_deg, double friction) {
  Scene scene(model);
  scene.p.moon.terrain.slope_rad = slope_deg * degree;
  scene.p.moon.terrain.slope_azimuth_rad = 90.0 * degree;
  scene.p.moon.regolith.friction = scene.p.moon.regolith.soil.friction = friction;
  scene.p.start.touchdown.height_m = 0.005;
  scene.p.start.touchdown.tilt_north_rad = slope_deg * degree;
  scene.p.start.touchdown.velocity_L.z = -0.05;
  scene.p.vehicle.limits.slide_m = 1e4;
  scene.p.vehicle.limits.final_tilt_rad = scene.p.vehicle.limits.contact_tilt_rad = 80.0 * degree;
  scene.p.vehicle.mass.cg_z_m = scene.p.vehicle.mass.cg_z_full_m = 0.8;  // that it does not tip over
  return scene;
}

TEST(Rest, OnASlopeIsUpToTheAngleOfFriction) {
  for (const TouchdownModel model : both_models) {  // atan(0.5) is 26.565 deg
    const LandingRecord held = fly_one(on_slope(model, 26.2, 0.5));
    EXPECT_EQ(margin(held, Criterion::not_at_rest), 1.0);
    EXPECT_TRUE(is(held, Outcome::safe));
    for (const double beyond_deg : {26.9, 30.0, 35.0}) {
      const LandingRecord slides = fly_one(on_slope(model, beyond_deg, 0.5));
      EXPECT_EQ(margin(slides, Criterion::not_at_rest), -1.0) << beyond_deg;
      EXPECT_TRUE(is(slides, Outcome::lost)) << beyond_deg;
      EXPECT_NEAR(time_of(slides, Criterion::not_at_rest), 60.0, 0.01) << beyond_deg;
      EXPECT_GT(slides.final_speed, 0.3) << beyond_deg;
    }
  }
}

// Friction of model `rigid` is regularised: what it holds creeps. A vehicle is held however sharp that is, also where a
// step is too long for it and friction only trembles about rest.
TEST(Rest, IsWhatFrictionHoldsHoweverSharpItIs) {
  for (const double speed_m_s : {1e-5, 1e-3, 0.02, 0.05}) {
    Scene scene = on_slope(TouchdownModel::rigid, 10.0, 0.5);
    scene.p.moon.regolith.friction_speed_m_s = speed_m_s;
    EXPECT_EQ(margin(fly_one(scene), Criterion::not_at_rest), 1.0) << speed_m_s;
    scene.p.moon.regolith.friction = 0.15;  // tan(10 deg) is 0.176
    EXPECT_EQ(margin(fly_one(scene), Criterion::not_at_rest), -1.0) << speed_m_s;
  }
}

TEST(Rest, IsNotWhereTheTimeIsOverBefore) {
  for (const TouchdownModel model : both_models) {
    Scene scene(model);
    for (const double time_s : {0.2, 0.3, 0.55}) {
      scene.options.touchdown.time_max_s = time_s;
      const LandingRecord r = fly_one(scene);
      EXPECT_TRUE(is(r, Outcome::lost)) << time_s;
      EXPECT_TRUE(is_first(r, Cause::not_at_rest)) << time_s;
      EXPECT_NEAR(time_of(r, Criterion::not_at_rest), time_s, 0.0051) << time_s;
    }
  }
}

TEST(Rest, IsJudgedOverTheLastHalfSecondWhereNothingStopsAtIt) {
  for (const TouchdownModel model : both_models) {
    Scene scene(model);
    scene.options.touchdown.stop_at_rest = false;
    scene.options.touchdown.time_max_s = 8.0;
    EXPECT_EQ(margin(fly_one(scene), Criterion::not_at_rest), 1.0);
    EXPECT_NEAR(fly_one(scene).phase_time[static_cast<int>(Phase::end)], 8.0, 0.0051);
  }
}

TEST(Rest, HasSomethingToLieOn) {
  for (const TouchdownModel model : both_models) {
    Scene scene(model);
    scene.p.moon.gravity.g_m_s2 = 0.0;  // bounces off for ever
    scene.p.start.touchdown.velocity_L.z = -1.5;
    const LandingRecord r = fly_one(scene);
    EXPECT_TRUE(is(r, Outcome::lost));
    EXPECT_TRUE(has_cause(r, Cause::not_at_rest));
  }
}

// Slow at the top of a bounce for more than half a second, and yet in the air.
TEST(Rest, IsNotTheTopOfABounce) {
  Scene scene;
  scene.p.moon.gravity.g_m_s2 = 0.02;
  scene.p.moon.regolith.damping_N_s_m = 0.0;
  scene.p.start.touchdown.velocity_L.z = -0.1;
  EXPECT_TRUE(has_cause(fly_one(scene), Cause::not_at_rest));
}

// Feet that stick leave the struts to swing, of which their bearings take little: by tenths of a degree a second after
// a minute.
TEST(Rest, IsWhereStrutsSwingALittle) {
  Scene scene = on_slope(TouchdownModel::legs, 10.0, 10.0);
  scene.p.vehicle.mass = Scene().p.vehicle.mass;
  scene.p.start.touchdown.tilt_north_rad = 0.0;
  Points points(71);
  std::vector<CaseParams<double>> cases(lane_count == 2 ? 20 : 100, scene.p);
  for (CaseParams<double>& p : cases) {
    p.start.touchdown.velocity_L.z = points.between(-3.6, -1.5);
    p.start.touchdown.velocity_L.x = points.between(-0.9, 0.9);
  }
  int tipped = 0;
  for (const LandingRecord& r : fly<Lanes>(scene, cases)) {
    tipped += has_cause(r, Cause::tip_over) ? 1 : 0;
    EXPECT_FALSE(has_cause(r, Cause::not_at_rest)) << r.final_speed;
  }
  EXPECT_LT(tipped, 2);
}

// Balanced on two pads it falls, however slowly that begins.
TEST(Rest, IsNotTheSlowStartOfAFall) {
  Scene scene;
  scene.p.moon.regolith.friction = 5.0;
  scene.p.vehicle.legs.hull_radius_m = 0.1;
  scene.p.start.touchdown.velocity_L.z = 0.0;
  scene.p.start.touchdown.height_m = 0.0;
  const double balanced = std::atan2(scene.p.vehicle.legs.pad_radius_m / std::sqrt(2.0), scene.p.vehicle.mass.cg_z_m);
  int over = 0, back = 0;
  for (int i = -20; i < 20; ++i) {
    scene.p.start.touchdown.tilt_north_rad = balanced + 1e-3 * (i + 0.5);  // 0.03 deg at least
    const LandingRecord r = fly_one(scene);
    if (has_cause(r, Cause::tip_over)) {
      ++over;
    } else {
      ++back;
      EXPECT_LT(r.final_tilt, 1.0) << i;
      EXPECT_EQ(margin(r, Criterion::not_at_rest), 1.0) << i;
    }
  }
  EXPECT_GT(over, 10);
  EXPECT_GT(back, 10);
}

TEST(Rest, OfAVehicleThatTurnsOverIsNotWaitedFor) {
  Scene scene;
  scene.p.vehicle.mass.cg_z_m = scene.p.vehicle.mass.cg_z_full_m = 4.0;
  scene.p.moon.regolith.friction = 2.0;
  scene.p.start.touchdown.velocity_L.x = 4.0;
  const LandingRecord r = fly_one(scene);
  EXPECT_TRUE(has_cause(r, Cause::tip_over));
  EXPECT_TRUE(std::isnan(margin(r, Criterion::not_at_rest)));
}

}  // namespace

}  // namespace farside::rest_test
