#include "flight/touchdown/soil.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "lanes/lane_struct.h"
#include "unit/lanes/reference.h"

namespace farside::soil_test {
using reference::Points;

namespace {

const Vec3<double> still{0.0, 0.0, 0.0};
constexpr double lunar_m_s2 = 1.62;
constexpr double step_s = 2.5e-4;

PadSoil<double> soil_under(const SoilParams<double>& p, double diameter_m = 0.30) {
  LegParams<double> legs;
  legs.pad_diameter_m = diameter_m;
  return pad_soil(p, p.foot0, legs, lunar_m_s2);
}
double push(const PadSoil<double>& soil, double depth_m, double sinking_m_s, Footprint<double>& f) {
  return press(soil, soil.bears, depth_m, sinking_m_s, still, step_s, f).normal_N;
}

// T27: a quarter of 1,950 N on a pad of 0.30 m.
TEST(Soil, CarriesAPadAtTheSinkageOfBekkersLaw) {
  SoilParams<double> p;
  p.k_phi_N_m3 = 820000.0;
  p.bearing_N_m2 = 0.0;
  const PadSoil<double> soil = soil_under(p);
  Footprint<double> f{};
  double depth_m = 0.0;
  while (push(soil, depth_m, 0.0, f) < 1950.0 / 4.0) depth_m += 1e-7;
  EXPECT_NEAR(depth_m, 0.008315973715, 2e-7);
}

TEST(Soil, BearsAForceBeforeItSinksAndUnloadsStiffly) {
  const PadSoil<double> soil = soil_under(SoilParams<double>{});
  Footprint<double> f{};
  const double area = 3.141592653589793 * 0.15 * 0.15, bearing = area * 7000.0;
  const double loading = area * (1400.0 / 0.15 + 4e6);
  EXPECT_NEAR(push(soil, 0.0002, 0.0, f), 400.0, 1e-9);  // 2e6 N/m below 495 N
  EXPECT_EQ(f.sinkage_m, 0.0);
  EXPECT_NEAR(push(soil, 0.02, 0.0, f), bearing + loading * 0.02, 1e-8);
  const double most_N = push(soil, 0.02, 0.0, f);
  EXPECT_NEAR(push(soil, 0.019, 0.0, f), most_N - 2e6 * 0.001, 1e-8);
  EXPECT_EQ(push(soil, 0.015, 0.0, f), 0.0);    // above its own footprint
  EXPECT_EQ(push(soil, 0.019, -10.0, f), 0.0);  // never pulls
}

TEST(Soil, ForgetsHowAStrokeWasCutIntoSteps) {
  const PadSoil<double> soil = soil_under(SoilParams<double>{});
  Footprint<double> one{}, many{};
  double last_N = 0.0;
  for (int i = 1; i <= 100; ++i) last_N = push(soil, 0.03 * i / 100, 0.0, many);
  EXPECT_EQ(push(soil, 0.03, 0.0, one), last_N);
  EXPECT_EQ(one.sinkage_m, many.sinkage_m);
}

TEST(Soil, PushedAsideAddsItsInertiaWhileThePadSinks) {
  const PadSoil<double> soil = soil_under(SoilParams<double>{});
  Footprint<double> f{};
  const double slow_N = push(soil, 0.02, 0.0, f);
  EXPECT_NEAR(push(soil, 0.02, 2.0, f) - slow_N, 1700.0 * 3.141592653589793 * 0.15 * 0.15 * 4.0, 1e-8);
}

TEST(Soil, UnloadsAtLeastTwiceAsStiffAsItLoads) {
  SoilParams<double> p;
  p.unloading_N_m = 1000.0;
  const PadSoil<double> soil = soil_under(p);
  EXPECT_EQ(soil.unloading_N_m, 2.0 * soil.bears.loading_N_m);
}

// A pad pressed by some 1 kN and pulled along by a force in newtons for a time; returns how far it went.
double drag(const PadSoil<double>& soil, Footprint<double>& f, double pull_N, double time_s, double& speed_m_s,
            double& x_m) {
  const double mass = 6.0, start = x_m, depth_m = 1000.0 / soil.unloading_N_m;
  for (double t = 0.0; t < time_s; t += step_s) {
    const GroundForce<double> g = press(soil, soil.bears, depth_m, 0.0, Vec3<double>{speed_m_s, 0.0, 0.0}, step_s, f);
    speed_m_s += step_s / mass * (pull_N + g.friction_N.x);
    x_m += step_s * speed_m_s;
  }
  return x_m - start;
}
PadSoil<double> rock() {
  SoilParams<double> p;
  p.bearing_N_m2 = 1e10;
  p.density_kg_m3 = p.cohesion_N_m2 = 0.0;  // nothing to plough
  return soil_under(p);
}

TEST(Soil, HoldsAPadThatIsPulledByLessThanFriction) {
  Footprint<double> f{};
  double speed = 0.0, x = 0.0;
  drag(rock(), f, 220.0, 1.0, speed, x);  // friction is 450 N: the overshoot of a sudden pull stays below it
  EXPECT_NEAR(x, 220.0 / 4e5, 1e-6);      // the bristle's
  drag(rock(), f, 330.0, 1.0, speed, x);
  EXPECT_NEAR(x, 330.0 / 4e5, 1e-6);
  EXPECT_LT(std::fabs(drag(rock(), f, 330.0, 100.0, speed, x)), 1e-9);
}

TEST(Soil, LetsAPadSlideAgainstCoulombsForce) {
  Footprint<double> f{};
  double speed = 1.0, x = 0.0;
  const GroundForce<double> first =
      press(rock(), rock().bears, 1000.0 / 2e6, 0.0, Vec3<double>{speed, 0.0, 0.0}, step_s, f);
  EXPECT_NEAR(first.friction_N.x, -450.0, 1e-9);
  drag(rock(), f, 0.0, 1.0, speed, x);
  // stops after v^2 / 2 (mu N / m); the bristle springs back by mu N over its stiffness, 1.1 mm
  EXPECT_NEAR(x, 6.0 / (2.0 * 450.0), 1.2e-3);
  EXPECT_NEAR(speed, 0.0, 1e-9);
}

TEST(Soil, RubsByAllOfTheForceThatCarriesThePad) {
  const PadSoil<double> soil = soil_under(SoilParams<double>{});
  Footprint<double> f{};
  const GroundForce<double> g =
      press(soil, soil.bears, 0.02, 2.0, Vec3<double>{0.0, -3.0, 0.0}, step_s, f);  // that of the soil pushed aside too
  EXPECT_NEAR(g.friction_N.y, soil.friction * g.normal_N + plough(soil, 0.02, 0.0), 1e-9);
}

// Rankine: K = tan^2(45 deg + phi / 2); K rho g d^2 w / 2 + 2 c sqrt(K) d w before a wall of the width w and depth d.
TEST(Soil, ResistsAPadThatPloughsByPassivePressure) {
  SoilParams<double> p;
  p.internal_friction_rad = 30.0 * unit::degree_rad;  // K = 3
  p.cohesion_N_m2 = 800.0;
  const PadSoil<double> soil = soil_under(p);
  const double own = 0.5 * 3.0 * 1700.0 * lunar_m_s2 * 0.3, cohesive = 2.0 * 800.0 * std::sqrt(3.0) * 0.3;
  for (const double d : {0.03, 0.05, 0.1}) EXPECT_NEAR(plough(soil, d, 0.0), own * d * d + cohesive * d, 1e-11) << d;
  EXPECT_NEAR(plough(soil, 0.015, 0.0), 0.5 * (own * 0.015 * 0.015 + cohesive * 0.015), 1e-11);  // of a rounded edge
  EXPECT_EQ(plough(soil, 0.0, 0.0), 0.0);
}

// What a pad pushes out of its track stands before it, as a heap with the slope of the internal friction.
TEST(Soil, IsHeapedUpBeforeAPadUntilItSpillsOverIt) {
  SoilParams<double> p;
  p.friction = 0.0;
  p.internal_friction_rad = 30.0 * unit::degree_rad;
  p.unloading_N_m = 1e7;
  LegParams<double> legs;
  const PadSoil<double> soil = soil_under(p);
  Footprint<double> f{};
  double way_m = 0.0;
  const auto slide = [&](double far_m) {
    GroundForce<double> g{};
    for (; way_m < far_m; way_m += 0.5 * step_s) g = press(soil, soil.bears, 0.04, 0.0, {0.5, 0.0, 0.0}, step_s, f);
    return -g.friction_N.x;
  };
  const auto resists = [&](double heap_m) {
    const double wall = 0.04 + heap_m;
    return soil.plough_N_m2 * wall * wall + soil.plough_N_m * 0.04;
  };
  const double area = 0.04 * 0.01, heap = std::sqrt(2.0 * area * std::tan(30.0 * unit::degree_rad));
  EXPECT_NEAR(slide(0.01), resists(heap), 0.02 * resists(heap));  // the bristle's millimetre is no way
  EXPECT_NEAR(slide(2.0), resists(legs.pad_height_m - 0.04), 1e-9);
  press(soil, soil.bears, -0.01, -1.0, still, step_s, f);
  EXPECT_EQ(f.heap_m2, 0.0);  // a pad that has left the ground leaves its heap
}

// Twice the pad, four times the force at the same sinkage, but for what goes with its radius.
TEST(Soil, CarriesByPressure) {
  SoilParams<double> p;
  p.k_c_N_m2 = 0.0;
  Footprint<double> small{}, large{};
  const double one_N = push(soil_under(p, 0.2), 0.03, 0.0, small), four_N = push(soil_under(p, 0.4), 0.03, 0.0, large);
  EXPECT_NEAR(four_N, 4.0 * one_N, 1e-9);
}

TEST(Soil, OfAFootIsAsStrongAndAsRoughAsItsOwnShares) {
  SoilParams<double> p;
  p.foot0 = {0.5, 2.0};
  const PadSoil<double> weak = soil_under(p), usual = soil_under(SoilParams<double>{});
  EXPECT_NEAR(weak.bears.bearing_N, 0.5 * usual.bears.bearing_N, 1e-12);
  EXPECT_NEAR(weak.bears.loading_N_m, 0.5 * usual.bears.loading_N_m, 1e-9);
  EXPECT_NEAR(weak.plough_N_m, 0.5 * usual.plough_N_m, 1e-12);
  EXPECT_EQ(weak.plough_N_m2, usual.plough_N_m2);  // its weight
  EXPECT_EQ(weak.friction, 0.9);
}

TEST(Soil, HasNoFrictionInTheAir) {
  Footprint<double> f{0.0, {0.001, 0.0, 0.0}, 0.0, 0.0};
  const GroundForce<double> g = press(rock(), rock().bears, -0.01, -1.0, Vec3<double>{1.0, 1.0, 0.0}, step_s, f);
  EXPECT_EQ(g.normal_N, 0.0);
  EXPECT_EQ(norm(g.friction_N), 0.0);
  EXPECT_EQ(norm(f.bristle_m), 0.0);
}

TEST(Soil, InLanesIsTheDoubles) {
  Points points(6);
  for (int n = 0; n < 400; ++n) {
    PadSoil<Lanes> soil{};
    Footprint<Lanes> f{};
    Vec3<Lanes> slide;
    Lanes depth, sinking;
    double expected[lane_count][9];
    for (int i = 0; i < lane_count; ++i) {
      SoilParams<double> p;
      p.friction = points.between(0.0, 1.0);
      p.k_phi_N_m3 = points.between(1e5, 1e7);
      const PadSoil<double> one = soil_under(p, points.between(0.1, 0.5));
      Footprint<double> g{points.between(0.0, 0.02),
                          {points.between(-1e-3, 1e-3), points.between(-1e-3, 1e-3), 0.0},
                          points.between(0.0, 1e-2),
                          0.0};
      const double d = points.between(-0.01, 0.03), s = points.between(-1.0, 1.0);
      const Vec3<double> v{points.between(-0.1, 0.1), points.between(-0.1, 0.1), 0.0};
      put_lane(soil, i, one);
      put_lane(f, i, g);
      put_lane(slide, i, v);
      set_lane(depth, i, d), set_lane(sinking, i, s);
      const GroundForce<double> force = press(one, one.bears, d, s, v, step_s, g);
      const double all[9] = {force.normal_N, force.friction_N.x, force.friction_N.y, force.friction_N.z, g.sinkage_m,
                             g.bristle_m.x,  g.bristle_m.y,      g.bristle_m.z,      g.heap_m2};
      std::memcpy(expected[i], all, sizeof all);
    }
    const GroundForce<Lanes> force = press(soil, soil.bears, depth, sinking, slide, Lanes(step_s), f);
    for (int i = 0; i < lane_count; ++i) {
      const double got[9] = {lane(force.normal_N, i),     lane(force.friction_N.x, i), lane(force.friction_N.y, i),
                             lane(force.friction_N.z, i), lane(f.sinkage_m, i),        lane(f.bristle_m.x, i),
                             lane(f.bristle_m.y, i),      lane(f.bristle_m.z, i),      lane(f.heap_m2, i)};
      EXPECT_EQ(std::memcmp(got, expected[i], sizeof got), 0) << n << " lane " << i;
    }
  }
}

}  // namespace

}  // namespace farside::soil_test
