#include "gnc/hazard/site_choice.h"

#include <gtest/gtest.h>

#include <cmath>

#include "unit/gnc/hazard/hazard_scene.h"

namespace farside::site_choice_test {
using namespace hazard_scene;

namespace {

constexpr DivertReach wide{60.0, 0.2, 2.0, 0.5, 1.62, 1e3};

// Level cells about the vehicle, all safe but those that a test makes a hazard.
struct Field {
  Scratch scratch;
  HazardScratch& s = *scratch.hazard;
  HeightMap map{-20.0, -20.0, 0.5, 81, 81, s.height_m, 1.0};
  Field() {
    for (int i = 0; i < map.rows * map.columns; ++i) s.index[i] = 0.2, s.slope_rad[i] = 0.01, s.obstacle_m[i] = 0.02;
  }
  template <class Is>
  void hazard_where(Is&& is) {
    for (int i = 0; i < map.rows * map.columns; ++i) {
      if (is(map.east_of_m(i % map.columns), map.north_of_m(i / map.columns))) s.index[i] = 3.0;
    }
  }
  SiteChoice choose(const DivertReach& reach, double margin_m, const AvoidanceParams<double>& p = {}) {
    measure_clearance<Lanes>(map, 2.0 * margin_m, s);
    return choose_site(map, s, p, limits, reach, margin_m, 0.3);
  }
};

TEST(SiteChoice, StaysWhereItIsOverEvenGround) {
  Field f;
  const SiteChoice c = f.choose(wide, 3.0);
  EXPECT_EQ(c.result, AvoidanceResult::found);
  EXPECT_LT(c.way_m, 0.5);
}

TEST(SiteChoice, KeepsTheMarginFromAHazard) {
  Field f;
  f.hazard_where([](double east, double) { return east < 1.0; });
  const SiteChoice c = f.choose(wide, 3.0);
  EXPECT_EQ(c.result, AvoidanceResult::found);
  EXPECT_GE(c.clearance_m, 3.0);
  EXPECT_GE(c.east_m, 0.5 + 3.0);
}

TEST(SiteChoice, PrefersGentlerGround) {
  Field f;
  for (int i = 0; i < f.map.rows * f.map.columns; ++i) {
    if (f.map.east_of_m(i % f.map.columns) < 2.0) f.s.slope_rad[i] = 0.1, f.s.index[i] = 0.7;
  }
  EXPECT_GE(f.choose(wide, 3.0).east_m, 2.0);
  AvoidanceParams<double> near;
  near.weight_slope = 0.0;
  EXPECT_LT(f.choose(wide, 3.0, near).way_m, 0.5);
}

TEST(SiteChoice, WithoutASafePlaceItTakesTheOneFarthestFromHazardsAndSaysSo) {
  Field f;
  f.hazard_where([](double east, double north) { return std::fmod(std::abs(east) + std::abs(north), 4.0) < 0.4; });
  const SiteChoice c = f.choose(wide, 6.0);
  EXPECT_EQ(c.result, AvoidanceResult::least_bad);
  double most = 0.0;
  for (int i = 0; i < f.map.rows * f.map.columns; ++i) most = std::max(most, f.s.clearance_m[i]);
  EXPECT_EQ(c.clearance_m, most);
}

TEST(SiteChoice, SaysThatTheSafeGroundIsOutOfReach) {
  Field f;
  f.hazard_where([](double east, double) { return east < 8.0; });
  DivertReach near = wide;
  near.time_s = 8.0;
  const SiteChoice c = f.choose(near, 2.0);
  EXPECT_EQ(c.result, AvoidanceResult::unreachable);
  EXPECT_LE(steering_time_s(near, c.way_m, 0.3), 8.0);
  DivertReach dry = wide;
  dry.speed_change_m_s = 5.0;  // 1.62 m/s^2 for 3 s
  EXPECT_EQ(f.choose(dry, 2.0).result, AvoidanceResult::unreachable);
}

TEST(SiteChoice, OfAMapThatShowsNothingStaysAndSaysSo) {
  Field f;
  for (int i = 0; i < f.map.rows * f.map.columns; ++i) f.s.index[i] = __builtin_nan("");
  const SiteChoice c = f.choose(wide, 3.0);
  EXPECT_EQ(c.result, AvoidanceResult::least_bad);
  EXPECT_EQ(c.way_m, 0.0);
  EXPECT_TRUE(std::isnan(c.index));
}

// Half the way speeding up, half slowing down; with a speed that isn't exceeded a cruise between.
TEST(SiteChoice, TheFastestMoveTakesTheTimeOfItsClosedForm) {
  EXPECT_NEAR(bang_bang_time_s(8.0, 0.5, 100.0), 2.0 * std::sqrt(16.0), 1e-12);
  const double v = 2.0, a = 0.5, way = 40.0;  // 8 m of speeding up and slowing down at 0.5 m/s^2, 32 m at 2 m/s
  EXPECT_NEAR(bang_bang_time_s(way, a, v), 2.0 * v / a + (way - v * v / a) / v, 1e-12);
  EXPECT_NEAR(bang_bang_time_s(v * v / a, a, v), 2.0 * v / a, 1e-12);
  EXPECT_NEAR(divert_speed_change_m_s(wide, 8.0), 1.2 * bang_bang_time_s(8.0, 0.5, 2.0) * std::hypot(0.5, 1.62), 1e-12);
}

// Guidance's speed is 0.2 / s times the distance, at most 2 m/s: integrated here in small steps.
TEST(SiteChoice, SteeringTakesTheTimeThatItsLawTakes) {
  for (const double way : {0.2, 3.0, 25.0}) {
    double x = way, t = 0.0;
    while (x > 0.3) x -= 1e-4 * std::min(0.2 * x, 2.0), t += 1e-4;
    EXPECT_NEAR(steering_time_s(wide, way, 0.3), t, 2e-3);
  }
}

TEST(LandingClearance, ALegThatIsShortenedLetsTheHullDownAsItsHingesSay) {
  const LegParams<double> legs;
  EXPECT_NEAR(leg_drop_m(legs, 0.0), 0.0, 1e-12);
  // the pad turns about the lower hinge until the upper strut has its length
  for (const double stroke : {0.05, 0.2, 0.35}) {
    const double drop = leg_drop_m(legs, stroke);
    const double out = legs.pad_radius_m - legs.secondary.hinge_radius_m, down = legs.secondary.hinge_height_m;
    const double radius = std::sqrt(out * out + down * down - (drop - down) * (drop - down));
    const double x = legs.secondary.hinge_radius_m + radius - legs.primary.hinge_radius_m;
    const double before = std::hypot(legs.pad_radius_m - legs.primary.hinge_radius_m, legs.primary.hinge_height_m);
    EXPECT_NEAR(std::hypot(x, legs.primary.hinge_height_m - drop), before - stroke, 1e-9);
  }
}

// The default lander from 2 m at 1.75 m/s: 4 legs of 600 J in the first stage and 12 kN in the second.
TEST(LandingClearance, LeavesWhatAPlannedLandingLeaves) {
  VehicleParams<double> v;
  GuidanceParams<double> guidance;
  guidance.descent.speed_m_s = 1.75;
  guidance.cutoff_height_m = 2.0;
  const double mass = 1430.0, g = 1.623;
  const LandingClearance c = landing_clearance(v, 4, guidance, 0.14, mass, g);
  const double drop = v.legs.nozzle_clearance_m - c.nozzle_m;
  EXPECT_NEAR(v.legs.hull_clearance_m - c.hull_m, drop, 1e-12);
  double stroke = 0.0;
  while (leg_drop_m(v.legs, stroke) < drop) stroke += 1e-5;
  const double energy = 0.5 * mass * (1.75 * 1.75 + 2.0 * g * 2.0) + mass * g * drop;
  EXPECT_NEAR(4.0 * (600.0 + 12000.0 * (stroke - 0.1)), energy, 2.0);  // strokes to 1e-5 m
  EXPECT_LT(c.nozzle_m, 0.2);                                          // a rock of 0.2 m is a hazard to this vehicle
  EXPECT_GT(c.nozzle_m, 0.02);
  guidance.cutoff_height_m = 20.0;  // the struts' whole stroke is the most
  EXPECT_NEAR(planned_drop_m(v.legs, 4, guidance, mass, g), leg_drop_m(v.legs, 0.35), 1e-12);
}

}  // namespace

}  // namespace farside::site_choice_test
