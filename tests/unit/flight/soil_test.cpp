#include "flight/soil.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "lanes/lane_struct.h"
#include "unit/lanes/reference.h"

using namespace farside;
using reference::Points;

namespace {

const Vec3<double> still{0.0, 0.0, 0.0};
constexpr double step_s = 2.5e-4;

double push(const PadSoil<double>& soil, double depth_m, double sinking_m_s, Footprint<double>& f) {
  return press(soil, depth_m, sinking_m_s, still, step_s, f).normal_N;
}

// T27: a quarter of 1,950 N on a pad of 0.30 m.
TEST(Soil, CarriesAPadAtTheSinkageOfBekkersLaw) {
  SoilParams<double> p;
  p.k_phi_N_m3 = 820000.0;
  p.bearing_N = 0.0;
  const PadSoil<double> soil = pad_soil(p, 0.30);
  Footprint<double> f{};
  double depth_m = 0.0;
  while (push(soil, depth_m, 0.0, f) < 1950.0 / 4.0) depth_m += 1e-7;
  EXPECT_NEAR(depth_m, 0.008315973715, 2e-7);
}

TEST(Soil, BearsAForceBeforeItSinksAndUnloadsStiffly) {
  const PadSoil<double> soil = pad_soil(SoilParams<double>{}, 0.30);
  Footprint<double> f{};
  const double loading = 3.141592653589793 * 0.15 * 0.15 * (1400.0 / 0.15 + 4e6);
  EXPECT_NEAR(push(soil, 0.0002, 0.0, f), 400.0, 1e-9);  // 2e6 N/m below 500 N
  EXPECT_EQ(f.sinkage_m, 0.0);
  EXPECT_NEAR(push(soil, 0.02, 0.0, f), 500.0 + loading * 0.02, 1e-8);
  const double most_N = push(soil, 0.02, 0.0, f);
  EXPECT_NEAR(push(soil, 0.019, 0.0, f), most_N - 2e6 * 0.001, 1e-8);
  EXPECT_EQ(push(soil, 0.015, 0.0, f), 0.0);    // above its own footprint
  EXPECT_EQ(push(soil, 0.019, -10.0, f), 0.0);  // never pulls
}

TEST(Soil, ForgetsHowAStrokeWasCutIntoSteps) {
  const PadSoil<double> soil = pad_soil(SoilParams<double>{}, 0.30);
  Footprint<double> one{}, many{};
  double last_N = 0.0;
  for (int i = 1; i <= 100; ++i) last_N = push(soil, 0.03 * i / 100, 0.0, many);
  EXPECT_EQ(push(soil, 0.03, 0.0, one), last_N);
  EXPECT_EQ(one.sinkage_m, many.sinkage_m);
}

TEST(Soil, PushedAsideAddsItsInertiaWhileThePadSinks) {
  const PadSoil<double> soil = pad_soil(SoilParams<double>{}, 0.30);
  Footprint<double> f{};
  const double slow_N = push(soil, 0.02, 0.0, f);
  EXPECT_NEAR(push(soil, 0.02, 2.0, f) - slow_N, 1700.0 * 3.141592653589793 * 0.15 * 0.15 * 4.0, 1e-8);
}

TEST(Soil, UnloadsAtLeastTwiceAsStiffAsItLoads) {
  SoilParams<double> p;
  p.unloading_N_m = 1000.0;
  const PadSoil<double> soil = pad_soil(p, 0.30);
  EXPECT_EQ(soil.unloading_N_m, 2.0 * soil.loading_N_m);
}

// A pad pressed by some 1 kN and pulled along by a force in newtons for a time; returns how far it went.
double drag(const PadSoil<double>& soil, Footprint<double>& f, double pull_N, double time_s, double& speed_m_s,
            double& x_m) {
  const double mass = 6.0, start = x_m, depth_m = 1000.0 / soil.unloading_N_m;
  for (double t = 0.0; t < time_s; t += step_s) {
    const GroundForce<double> g = press(soil, depth_m, 0.0, Vec3<double>{speed_m_s, 0.0, 0.0}, step_s, f);
    speed_m_s += step_s / mass * (pull_N + g.friction_N.x);
    x_m += step_s * speed_m_s;
  }
  return x_m - start;
}
PadSoil<double> rock() {
  SoilParams<double> p;
  p.bearing_N = 1e9;
  return pad_soil(p, 0.30);
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
  const GroundForce<double> first = press(rock(), 1000.0 / 2e6, 0.0, Vec3<double>{speed, 0.0, 0.0}, step_s, f);
  EXPECT_NEAR(first.friction_N.x, -450.0, 1e-9);
  drag(rock(), f, 0.0, 1.0, speed, x);
  // stops after v^2 / 2 (mu N / m); the bristle springs back by mu N over its stiffness, 1.1 mm
  EXPECT_NEAR(x, 6.0 / (2.0 * 450.0), 1.2e-3);
  EXPECT_NEAR(speed, 0.0, 1e-9);
}

TEST(Soil, RubsByAllOfTheForceThatCarriesThePad) {
  const PadSoil<double> soil = pad_soil(SoilParams<double>{}, 0.30);
  Footprint<double> f{};
  const GroundForce<double> g =
      press(soil, 0.02, 2.0, Vec3<double>{0.0, -3.0, 0.0}, step_s, f);  // that of the soil pushed aside too
  EXPECT_NEAR(g.friction_N.y, soil.friction * g.normal_N, 1e-9);
}

TEST(Soil, HasNoFrictionInTheAir) {
  Footprint<double> f{0.0, {0.001, 0.0, 0.0}};
  const GroundForce<double> g = press(rock(), -0.01, -1.0, Vec3<double>{1.0, 1.0, 0.0}, step_s, f);
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
    double expected[lane_count][8];
    for (int i = 0; i < lane_count; ++i) {
      SoilParams<double> p;
      p.friction = points.between(0.0, 1.0);
      p.k_phi_N_m3 = points.between(1e5, 1e7);
      const PadSoil<double> one = pad_soil(p, points.between(0.1, 0.5));
      Footprint<double> g{points.between(0.0, 0.02), {points.between(-1e-3, 1e-3), points.between(-1e-3, 1e-3), 0.0}};
      const double d = points.between(-0.01, 0.03), s = points.between(-1.0, 1.0);
      const Vec3<double> v{points.between(-0.1, 0.1), points.between(-0.1, 0.1), 0.0};
      put_lane(soil, i, one);
      put_lane(f, i, g);
      put_lane(slide, i, v);
      set_lane(depth, i, d), set_lane(sinking, i, s);
      const GroundForce<double> force = press(one, d, s, v, step_s, g);
      const double all[8] = {force.normal_N, force.friction_N.x, force.friction_N.y, force.friction_N.z,
                             g.sinkage_m,    g.bristle_m.x,      g.bristle_m.y,      g.bristle_m.z};
      std::memcpy(expected[i], all, sizeof all);
    }
    const GroundForce<Lanes> force = press(soil, depth, sinking, slide, Lanes(step_s), f);
    for (int i = 0; i < lane_count; ++i) {
      const double got[8] = {lane(force.normal_N, i),     lane(force.friction_N.x, i), lane(force.friction_N.y, i),
                             lane(force.friction_N.z, i), lane(f.sinkage_m, i),        lane(f.bristle_m.x, i),
                             lane(f.bristle_m.y, i),      lane(f.bristle_m.z, i)};
      EXPECT_EQ(std::memcmp(got, expected[i], sizeof got), 0) << n << " lane " << i;
    }
  }
}

}  // namespace
