#include "vehicle/slosh.h"

#include <gtest/gtest.h>

#include <cmath>
#include <utility>

namespace farside::slosh_test {
namespace {

constexpr double pi = 3.141592653589793;

// Nothing but the thrust along body z acts; tank 0 has `mass_kg` at `arm_m` above the CG.
struct Scene {
  double axial_m_s2 = 2.5, mass_kg = 2000.0, slosh_kg = 1e-6, arm_m = 0.0, inertia_kg_m2 = 1e12;
  SloshParams<double> params;
  SloshModel model = SloshModel::pendulum;
  double step_s = 0.01;

  Scene() {
    params.tank0.propellant_frac = 1.0;
    params.tank0.length_m = 0.55;
    params.tank0.damping = 0.0;
    params.tank0.wall_m = 1.0;
    params.tank0.start_x_m = 0.05;
  }
  SloshDrive<double> drive() {
    params.tank0.z_m = 1.5 + arm_m;
    params.tank0.mass_frac = 0.5;
    return {axial_m_s2,         0.0, 0.0, 0.0, 0.0, mass_kg, 2.0 * slosh_kg, 1.5, 1.0 / mass_kg, 1.0 / inertia_kg_m2,
            1.0 / inertia_kg_m2};
  }
  // Angular frequency over some periods, by the zeros of the displacement, which are interpolated.
  double frequency_rad_s(double for_s) {
    const SloshDrive<double> d = drive();
    Slosh<double> slosh(model, 1);
    slosh.start(0, params);
    double first = 0.0, last = 0.0, before = slosh.x_m(0);
    int zeros = 0;
    for (int i = 1; i * step_s < for_s; ++i) {
      slosh.step(d, step_s);
      const double now = slosh.x_m(0);
      if (before * now < 0.0) {
        last = (i - 1 + before / (before - now)) * step_s;
        if (zeros++ == 0) first = last;
      }
      before = now;
    }
    return pi * (zeros - 1) / (last - first);
  }
};

// T13: w^2 = a / L.
TEST(Slosh, HasThePendulumsFrequency) {
  Scene s;
  s.step_s = 0.002;
  EXPECT_NEAR(s.frequency_rad_s(60.0) / std::sqrt(2.5 / 0.55), 1.0, 1e-6);
}

// T13: w1^2 = (a / R) 1.8412 tanh(1.8412 h / R), and the mass of the first mode.
TEST(Slosh, ACylinderHasThatOfItsFirstMode) {
  const double radius_m = 0.60, depth_m = 0.70, tanh = std::tanh(1.8411837813406593 * depth_m / radius_m);
  const SloshPendulum<double> p = cylinder_pendulum(radius_m, depth_m);
  EXPECT_NEAR(2.5 / p.length_m / (2.5 / radius_m * 1.8411837813406593 * tanh), 1.0, 1e-12);
  EXPECT_NEAR(p.mass_frac, 0.4545 * radius_m / depth_m * tanh, 1e-4);  // 2 / (1.8412 (1.8412^2 - 1)) = 0.4545
  Scene s;
  s.model = SloshModel::cylinder;
  s.params.tank0.radius_m = radius_m;
  s.slosh_kg = 1000.0;
  s.mass_kg = 1e12;
  // drive() takes half of the propellant as the pendulum's; the cylinder is as full as all of it makes it
  s.params.tank0.density_kg_m3 = 2.0 * s.slosh_kg / (pi * radius_m * radius_m * depth_m);
  s.step_s = 0.002;
  EXPECT_NEAR(s.frequency_rad_s(60.0) / std::sqrt(2.5 / p.length_m), 1.0, 1e-6);
}

// A hull that gives way makes it faster: w^2 M / (M - m).
TEST(Slosh, AFreeHullMakesItFaster) {
  Scene s;
  s.slosh_kg = 500.0;
  s.step_s = 0.002;
  EXPECT_NEAR(s.frequency_rad_s(60.0) / std::sqrt(2.5 / 0.55 / (1.0 - 500.0 / 2000.0)), 1.0, 1e-6);
}

// And one that turns as well: w^2 becomes (w^2 + a m z / J) / (1 - m / M - m z^2 / J).
TEST(Slosh, ARollingHullAsWell) {
  for (const double arm_m : {-0.8, 0.6}) {
    Scene s;
    s.slosh_kg = 300.0, s.arm_m = arm_m, s.inertia_kg_m2 = 1800.0;
    s.step_s = 0.002;
    const double m = 300.0, M = 2000.0, J = 1800.0, z = arm_m, w2 = 2.5 / 0.55;
    const double wanted2 = (w2 + 2.5 * m * z / J) / (1.0 - m / M - m * z * z / J);
    EXPECT_NEAR(s.frequency_rad_s(60.0) / std::sqrt(wanted2), 1.0, 1e-6) << arm_m;
  }
}

TEST(Slosh, DiesAwayByItsDamping) {
  Scene s;
  s.params.tank0.damping = 0.02;
  const SloshDrive<double> d = s.drive();
  Slosh<double> slosh(SloshModel::pendulum, 1);
  slosh.start(0, s.params);
  const double w = std::sqrt(2.5 / 0.55), period_s = 2.0 * pi / (w * std::sqrt(1.0 - 0.02 * 0.02));
  const int steps = static_cast<int>(std::lround(10.0 * period_s / 0.001));  // to a peak
  for (int i = 0; i < steps; ++i) slosh.step(d, 0.001);
  EXPECT_NEAR(slosh.x_m(0), 0.05 * std::exp(-0.02 * w * 10.0 * period_s), 1e-6);
}

// M times what it adds to the hull's velocity is what the masses lose; the same of angular momentum but for the weight
// that stands aside.
TEST(Slosh, KeepsMomentum) {
  Scene s;
  s.slosh_kg = 400.0;
  s.step_s = 0.05;
  const SloshDrive<double> d = s.drive();
  Slosh<double> slosh(SloshModel::pendulum, 1);
  slosh.start(0, s.params);
  // a hull that is at rest and a mass that swings: their common centre stays where it is, M x + m d
  double v_m_s = 0.0, x_m = 0.0;
  const double start = 400.0 * 0.05;
  for (int i = 0; i < 400; ++i) {
    const double dv = 0.05 * slosh.step(d, 0.05).a_B.x;
    x_m += 0.05 * (v_m_s + 0.5 * dv);
    v_m_s += dv;
    EXPECT_NEAR(2000.0 * x_m + 400.0 * slosh.x_m(0), start, 0.02 * start) << i;
  }
}

TEST(Slosh, StopsAtTheWall) {
  Scene s;
  s.params.tank0.wall_m = 0.02;
  const SloshDrive<double> d = s.drive();
  Slosh<double> slosh(SloshModel::pendulum, 1);
  slosh.start(0, s.params);
  slosh.step(d, 0.01);
  EXPECT_EQ(std::abs(slosh.x_m(0)), 0.02);
}

TEST(Slosh, BothPlanesAreAlike) {
  Scene s;
  s.slosh_kg = 300.0, s.arm_m = -0.5, s.inertia_kg_m2 = 1800.0;
  s.params.tank0.start_y_m = 0.03, s.params.tank0.start_x_m = 0.0;
  SloshDrive<double> d = s.drive();
  Slosh<double> along_y(SloshModel::pendulum, 1), along_x(SloshModel::pendulum, 1);
  along_y.start(0, s.params);
  std::swap(s.params.tank0.start_x_m, s.params.tank0.start_y_m);
  along_x.start(0, s.params);
  for (int i = 0; i < 50; ++i) {
    const SloshPush<double> y = along_y.step(d, 0.02), x = along_x.step(d, 0.02);
    EXPECT_EQ(y.a_B.y, x.a_B.x);
    EXPECT_EQ(y.turn_B.x, -x.turn_B.y);  // right-handed
  }
}

}  // namespace

}  // namespace farside::slosh_test
