#include <gtest/gtest.h>

#include <cmath>

#include "flight/touchdown/legs_outcome.h"
#include "unit/flight/legs_scene.h"

// What a touchdown on legs begins with, what it remembers of its way, and what the record has of it.
namespace farside::legs_memory_test {
using namespace legs_scene;

namespace {

// Free of gravity, a vehicle meets the ground as it started, whatever its pads and its CG off the middle.
TEST(LegsMemory, ContactIsThatOfTheVehiclesCg) {
  Scene scene;
  scene.p.moon.gravity.g_m_s2 = 0.0;
  scene.p.vehicle.mass.cg_x_m = 0.1;
  scene.p.vehicle.mass.cg_y_m = -0.05;
  SiteStartParams<double>& s = scene.p.start.touchdown;
  s.height_m = 0.02;
  s.velocity_L.x = 0.3;
  s.velocity_L.z = -2.0;
  s.tilt_north_rad = 0.05;
  s.rate_B.x = 0.1;
  s.rate_B.z = 0.2;
  const TouchdownEnd start = [&] {
    Scene first = scene;
    first.options.touchdown.time_max_s = first.options.touchdown.legs_step_s;  // a window at least
    return land_one(first);
  }();
  scene.options.touchdown.time_max_s = 0.02;
  const TouchdownEnd e = land_one(scene);
  const TouchdownMemory<double>& m = e.memory;
  ASSERT_GT(m.contact_s, start.time_s - 1e-9);
  EXPECT_LT(norm(m.contact_v_L - Vec3<double>{0.3, 0.0, -2.0}), 1e-4);  // struts of a turning vehicle swing a little
  EXPECT_LT(norm(m.contact_p_L - axpy(m.contact_s - start.time_s, Vec3<double>{0.3, 0.0, -2.0}, start.state.p_L)),
            1e-6);
  EXPECT_LT(norm(m.contact_w_B - Vec3<double>{0.1, 0.0, 0.2}), 1e-3);
  EXPECT_NEAR(m.contact_tilt_cosine, std::cos(0.05), 1e-4);  // turned by 5 ms since
  EXPECT_NEAR(m.contact_tilt_sine, std::sin(0.05), 1e-3);
}

TEST(LegsMemory, SlidingIsAlongTheGround) {
  Scene scene;
  scene.p.start.touchdown.velocity_L.z = -3.0;
  scene.p.vehicle.limits.slide_m = 0.05;
  EXPECT_TRUE(std::isnan(land_one(scene).memory.slide_s));  // sinks by more than that
  scene.p.start.touchdown.velocity_L.z = -0.5;
  scene.p.start.touchdown.velocity_L.x = 1.0;
  const TouchdownMemory<double> m = land_one(scene).memory;
  EXPECT_GT(m.slide_s - m.contact_s, 0.05);  // at 1 m/s
  EXPECT_LT(m.slide_s - m.contact_s, 0.10);
}

TEST(LegsMemory, LimitsThatWereKeptHaveNoTime) {
  Scene scene;
  scene.p.start.touchdown.velocity_L.z = -3.0;  // beyond the first stage
  const TouchdownEnd e = land_one(scene);
  EXPECT_GT(e.legs.primary_m[0], scene.p.vehicle.legs.primary.stroke_first_m);
  EXPECT_TRUE(std::isnan(e.legs.stroke_s));
  EXPECT_TRUE(std::isnan(e.legs.load_s));
  EXPECT_TRUE(std::isnan(e.legs.nozzle_s));
  EXPECT_TRUE(std::isnan(e.memory.hull_s));
  scene.p.vehicle.limits.load_m_s2 = 0.99 * e.legs.load_m_s2;
  EXPECT_GT(land_one(scene).legs.load_s, e.memory.contact_s);
  scene.p.vehicle.limits.load_m_s2 = 1.01 * e.legs.load_m_s2;
  EXPECT_TRUE(std::isnan(land_one(scene).legs.load_s));
}

TEST(LegsMemory, NozzleStrikesByItself) {
  Scene scene;
  scene.p.start.touchdown.velocity_L.z = -3.0;
  scene.p.vehicle.legs.nozzle_clearance_m = 0.2;
  const TouchdownEnd e = land_one(scene);
  EXPECT_GT(e.legs.nozzle_s, e.memory.contact_s);
  EXPECT_TRUE(std::isnan(e.memory.hull_s));
}

TEST(LegsMemory, TiltBeyondTheLimitIsTheTipOver) {
  Scene scene;
  scene.p.start.touchdown.tilt_north_rad = 0.1;
  scene.p.vehicle.limits.tip_over_tilt_rad = 0.09;
  const TouchdownEnd e = land_one(scene);
  EXPECT_NEAR(e.memory.tip_s, e.memory.contact_s, 0.01);  // a case is followed to 75 deg, but judged by its limit
}

// A case ends when it has been at rest for half a second on end: a moment before, it was at rest already.
TEST(LegsMemory, RestIsHalfASecondOnEnd) {
  Scene scene;
  scene.p.start.touchdown.tilt_north_rad = 0.1;
  scene.p.start.touchdown.velocity_L.z = -1.0;
  scene.p.vehicle.legs.bearing_friction = 0.0;
  const double end_s = land_one(scene).time_s;
  ASSERT_LT(end_s, scene.options.touchdown.time_max_s);
  for (const double before_s : {0.48, 0.3, 0.1}) {
    scene.options.touchdown.time_max_s = end_s - before_s;
    const TouchdownState<double> s = land_one(scene).state;
    EXPECT_LT(norm(s.w_B), 0.01 * unit::degree_rad) << before_s;
    EXPECT_LT(norm2(s.v_L), 2e-3) << before_s;
  }
}

TEST(LegsMemory, GroundUnderEachPadIsAskedFor) {
  Scene scene;
  scene.options.moon.terrain.model = TerrainModel::dem;
  const std::vector<float> heights(81 * 81, 0.0F);
  for (const double spacing_m : {0.25, 0.04}) {  // up to 10 m; up to 1.6 m, which is less than where the pads are
    scene.grids = {{heights.data(), 81, 81, -40 * spacing_m, -40 * spacing_m, spacing_m}};
    const TouchdownEnd e = land_one<uneven_ground>(scene);
    EXPECT_EQ(e.ending, spacing_m > 0.1 ? TouchdownEnding::rest : TouchdownEnding::off_map);
    EXPECT_EQ(e.memory.off_map_s >= 0.0, spacing_m < 0.1);
  }
}

TEST(LegsStart, ScaleIsOfEveryForceThatCrushesALeg) {
  Scene scene;
  LegParams<double>& legs = scene.p.vehicle.legs;
  legs.crush_scale_leg1 = 1.1;
  legs.secondary.tension_N = 5000.0;
  legs.bottoming_N_m = legs.strut_stiffness_N_m / 3.0;
  const KernelSetup setup = scene.setup();
  const DescentWorld world(setup);
  const LegsConstants<double> c = stand_on_legs(start_above_ground(world, scene.p), scene.p, 4, 1e-3).constants;
  for (int i = 0; i < 4; ++i) {
    const double scale = i == 1 ? 1.1 : 1.0;
    EXPECT_EQ(c.leg[i].primary.first_N, scale * legs.primary.crush_first_N) << i;
    EXPECT_EQ(c.leg[i].primary.second_N, scale * legs.primary.crush_second_N) << i;
    EXPECT_EQ(c.leg[i].secondary.pushed_N, scale * legs.secondary.crush_N) << i;
    EXPECT_EQ(c.leg[i].secondary.pulled_N, scale * 5000.0) << i;
  }
  EXPECT_NEAR(c.strut.give, 0.75, 1e-15);  // of a shortening the softer spring takes the larger part
}

TEST(LegsRecord, IsWhatTheLegsLeave) {
  CaseParams<double> p;  // strokes of 0.35 and 0.15 m
  TouchdownEnd t{};
  t.time_s = 9.0;
  t.memory.contact_s = 1.0;
  t.constants.up_L = {0.0, 0.0, 1.0};
  LegsEnd& end = t.legs;
  const double x[] = {1.0, -1.0, -1.0, 1.0}, y[] = {1.0, 1.0, -1.0, -1.0};
  for (int i = 0; i < 4; ++i) {
    end.pad_L[i] = {x[i] - 0.25, y[i], -1.0};
    end.primary_m[i] = 0.07 * (i + 1);
    end.secondary_m[i] = 0.06 * (i + 1);  // the last is beyond
  }
  end.stroke_s = 1.5;
  end.nozzle_clearance_m = -0.09;
  end.nozzle_s = 1.7;
  end.load_s = 1.2;
  end.load_m_s2 = 1.5 * p.vehicle.limits.load_m_s2;
  end.energy_J = 100.0, end.struts_J = 80.0, end.soil_J = 13.0, end.friction_J = 5.0, end.residual_J = 2.0;
  LandingRecord r = empty_record(0);
  record_legs(p, 4, t, r);
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(r.stroke_primary[i], end.primary_m[i]);
    EXPECT_EQ(r.stroke_secondary[i], end.secondary_m[i]);
  }
  const auto expect = [&](Criterion c, double margin, double time_s) {
    EXPECT_NEAR(r.margin[static_cast<int>(c)], margin, 1e-12);
    EXPECT_EQ(r.time[static_cast<int>(c)], time_s);
  };
  expect(Criterion::stroke_exceeded, (0.15 - 0.24) / 0.15, 1.5);
  expect(Criterion::nozzle_strike, -0.09 / p.vehicle.legs.nozzle_clearance_m, 1.7);
  expect(Criterion::load_exceeded, -0.5, 1.2);
  EXPECT_EQ(r.peak_load, end.load_m_s2);
  EXPECT_NEAR(r.stability_margin, 0.75, 1e-15);
  const double energies_J[] = {r.energy_touchdown, r.energy_struts, r.energy_soil, r.energy_friction,
                               r.energy_residual};
  const double expected_J[] = {100.0, 80.0, 13.0, 5.0, 2.0};
  for (int i = 0; i < 5; ++i) EXPECT_EQ(energies_J[i], expected_J[i]);
}

// By either secondary strut of a leg, either way.
TEST(LegsRecord, StrokeOfASecondaryStrutIsItsLargest) {
  LegsState<double> s{};
  LegsConstants<double> c{};
  c.hull_mass_kg = c.vehicle.mass_kg = 1.0;
  s.hull.p_L = {5.0, 6.0, 7.0};
  const LegsMemory<double> m = legs_memory_at_start();
  s.leg[0].crush_m[secondary_left] = 0.01;
  s.leg[1].crush_m[secondary_right] = 0.02;
  s.leg[2].stretch_m[secondary_left] = 0.03;
  s.leg[3].stretch_m[secondary_right] = 0.04;
  const LegsEnd end = legs_end(s, c, m, 4, 20);
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(end.secondary_m[i], 0.01 * (i + 1));
    EXPECT_EQ(norm(end.pad_L[i] + s.hull.p_L), 0.0);  // from the CG
  }
}

}  // namespace

}  // namespace farside::legs_memory_test
