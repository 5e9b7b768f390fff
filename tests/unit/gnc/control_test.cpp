#include "gnc/control.h"

#include <gtest/gtest.h>

#include <cmath>

#include "lanes/lane_struct.h"
#include "unit/lanes/reference.h"

namespace farside::control_test {
using reference::Points;

namespace {

const Vec3<double> inertia_kg_m2{4000.0, 4200.0, 4600.0};  // of workload W1
constexpr double no_limit_rad_s = 1e6;

ControlGains<double> gains_with(double rate_max_rad_s) {
  ControlParams<double> p;  // 0.8 rad/s, damping 0.9, roll 4000 / 4600 1/s
  p.rate_max_rad_s = rate_max_rad_s;
  return control_gains(p, inertia_kg_m2);
}

TEST(Control, HasTheGainsOfItsFrequencyAndDamping) {
  const ControlGains<double> k = gains_with(no_limit_rad_s);
  // w^2 J = 2560 and 2688, 2 zeta w J = 5760 and 6048 N m a radian or rad/s; a few roundings
  const Vec3<double> of_error = control_torque(k, {0.01, 0.02, 0.9997}, {0.0, 0.0, 0.0});
  EXPECT_NEAR(of_error.x, -2560.0 * 0.02, 1e-13);
  EXPECT_NEAR(of_error.y, 2688.0 * 0.01, 1e-13);
  EXPECT_EQ(of_error.z, 0.0);
  const Vec3<double> of_rate = control_torque(k, {0.0, 0.0, 1.0}, {0.01, 0.02, 0.03});
  EXPECT_NEAR(of_rate.x, -5760.0 * 0.01, 1e-13);
  EXPECT_NEAR(of_rate.y, -6048.0 * 0.02, 1e-13);
  EXPECT_NEAR(of_rate.z, -4000.0 * 0.03, 1e-13);
}

TEST(Control, AsksForNoMoreThanItsLargestRate) {
  const double limit_rad_s = 0.1;
  const ControlGains<double> k = gains_with(limit_rad_s);  // 0.444 1/s times 0.5 is above it
  for (const double sign : {1.0, -1.0}) {
    const Vec3<double> at_rest = control_torque(k, {sign * 0.5, -sign * 0.5, 0.7}, {0.0, 0.0, 0.0});
    EXPECT_NEAR(at_rest.x, sign * 5760.0 * limit_rad_s, 1e-12);
    EXPECT_NEAR(at_rest.y, sign * 6048.0 * limit_rad_s, 1e-12);
    const Vec3<double> at_limit =
        control_torque(k, {sign * 0.5, -sign * 0.5, 0.7}, {sign * limit_rad_s, sign * limit_rad_s, 0.0});
    EXPECT_EQ(at_limit.x, 0.0);
    EXPECT_EQ(at_limit.y, 0.0);
  }
}

TEST(Control, AsksBehindTheVehicleForWhatItAsksAtItsSide) {
  const ControlGains<double> k = gains_with(no_limit_rad_s);
  const double full_x = 2560.0, full_y = 2688.0;  // an error of sine 1
  for (double angle = 91.0; angle < 180.0; angle += 4.0) {
    const double a = angle * unit::degree_rad;
    const Vec3<double> about_y = control_torque(k, {std::sin(a), 0.0, std::cos(a)}, {0.0, 0.0, 0.0});
    EXPECT_NEAR(about_y.y, full_y, 1e-11) << angle;
    const Vec3<double> about_x = control_torque(k, {0.0, std::sin(a), std::cos(a)}, {0.0, 0.0, 0.0});
    EXPECT_NEAR(about_x.x, -full_x, 1e-11) << angle;
  }
}

TEST(Control, TurnsFromExactlyBehind) {
  const Vec3<double> torque = control_torque(gains_with(no_limit_rad_s), {0.0, 0.0, -1.0}, {0.0, 0.0, 0.0});
  EXPECT_EQ(torque.x, 0.0);
  EXPECT_NEAR(torque.y, 2688.0, 1e-11);
}

// A body that turns about one axis only, from an angle between thrust and wanted direction: angle and rate after a
// time, by Runge-Kutta steps of a millisecond with the torque followed continuously.
struct Swing {
  double angle_rad, rate_rad_s;
};
template <bool about_x>
Swing swing(const ControlGains<double>& k, Swing s, double time_s) {
  const auto acceleration = [&](const Swing& at) {
    const double sine = std::sin(at.angle_rad), cosine = std::cos(at.angle_rad);
    if (about_x) return control_torque(k, {0.0, sine, cosine}, {at.rate_rad_s, 0.0, 0.0}).x / inertia_kg_m2.x;
    return control_torque(k, {-sine, 0.0, cosine}, {0.0, at.rate_rad_s, 0.0}).y / inertia_kg_m2.y;
  };
  constexpr double h = 1e-3;
  for (int i = 0; i < std::lround(time_s / h); ++i) {
    const double a1 = acceleration(s), v1 = s.rate_rad_s;
    const Swing s2{s.angle_rad + 0.5 * h * v1, v1 + 0.5 * h * a1};
    const double a2 = acceleration(s2);
    const Swing s3{s.angle_rad + 0.5 * h * s2.rate_rad_s, v1 + 0.5 * h * a2};
    const double a3 = acceleration(s3);
    const Swing s4{s.angle_rad + h * s3.rate_rad_s, v1 + h * a3};
    s.angle_rad += h / 6.0 * (v1 + 2.0 * s2.rate_rad_s + 2.0 * s3.rate_rad_s + s4.rate_rad_s);
    s.rate_rad_s += h / 6.0 * (a1 + 2.0 * a2 + 2.0 * a3 + acceleration(s4));
  }
  return s;
}

TEST(Control, LeadsSmallErrorsBackAsAnOscillatorOfItsFrequencyAndDamping) {
  const ControlGains<double> k = gains_with(no_limit_rad_s);
  const double start_rad = 1e-4, w = 0.8, zeta = 0.9, turning = w * std::sqrt(1.0 - zeta * zeta);
  for (const double t : {0.5, 2.0, 5.0}) {
    const double expected =
        start_rad * std::exp(-zeta * w * t) * (std::cos(turning * t) + zeta * w / turning * std::sin(turning * t));
    // sine for angle leaves 1e-8 / 6 of it
    EXPECT_NEAR((swing<true>(k, {start_rad, 0.0}, t).angle_rad), expected, 2e-9 * start_rad) << t;
    EXPECT_NEAR((swing<false>(k, {start_rad, 0.0}, t).angle_rad), expected, 2e-9 * start_rad) << t;
  }
}

TEST(Control, TurnsTheVehicleAroundAtItsLargestRate) {
  const ControlGains<double> k = gains_with(8.0 * unit::degree_rad);
  for (const double start_deg : {179.0, -170.0, 120.0}) {
    const Swing after = swing<false>(k, {start_deg * unit::degree_rad, 0.0}, 10.0);
    // 80 deg at the limit less 8 deg/s over 2 zeta w = 1.44 1/s for speeding up
    EXPECT_NEAR(std::fabs(start_deg) - std::fabs(after.angle_rad) / unit::degree_rad, 80.0 - 8.0 / 1.44, 1e-3)
        << start_deg;
    EXPECT_LT(std::fabs(swing<true>(k, {start_deg * unit::degree_rad, 0.0}, 60.0).angle_rad), 1e-6) << start_deg;
  }
}

TEST(Control, TurnsNoFasterThanItCanSlowDown) {
  ControlParams<double> p;
  p.rate_max_rad_s = no_limit_rad_s;
  p.slowing_max_rad_s2 = 0.01;
  const ControlGains<double> k = control_gains(p, inertia_kg_m2);
  for (const double angle : {0.5, 1.5, 2.5}) {  // the turn's own angle, behind the vehicle too
    const double rate = std::sqrt(2.0 * 0.01 * angle);
    const Vec3<double> torque = control_torque(k, {-0.6 * std::sin(angle), 0.8 * std::sin(angle), std::cos(angle)},
                                               {-0.8 * rate, -0.6 * rate, 0.0});
    EXPECT_NEAR(torque.x, 0.0, 1e-10) << angle;  // it has that rate
    EXPECT_NEAR(torque.y, 0.0, 1e-10) << angle;
  }
  // near its end the gains ask for less
  const Vec3<double> torque = control_torque(k, {0.01, 0.0, std::cos(0.01)}, {0.0, 0.0, 0.0});
  EXPECT_NEAR(torque.y, 2688.0 * 0.01, 1e-3);  // angle for sine
}

ControlGains<double> heading_gains() {
  ControlParams<double> p;
  p.heading_rad_s = 0.5;
  return control_gains(p, inertia_kg_m2);
}

// A body turned by an angle about its thrust sees the direction that was its y at minus that angle: the torque turns it
// back, as an oscillator of its frequency would, and beyond a right angle at full size.
TEST(Heading, IsTurnedBackToTheNearestWay) {
  const double full = 0.25 * 4600.0;
  for (double angle_deg = -179.0; angle_deg < 180.0; angle_deg += 7.0) {
    const double a = angle_deg * unit::degree_rad;
    const double torque = heading_torque(heading_gains(), Vec3<double>{std::sin(a), std::cos(a), 0.0});
    const double expected = std::fabs(angle_deg) > 90.0 ? std::copysign(full, a) : full * std::sin(a);
    EXPECT_NEAR(torque, -expected, 1e-9) << angle_deg;
  }
  EXPECT_NEAR(std::fabs(heading_torque(heading_gains(), Vec3<double>{0.0, -1.0, 0.0})), full,
              1e-9);  // exactly behind it turns, either way
}

TEST(Heading, CountsForNothingAlongTheThrust) {
  EXPECT_EQ(heading_torque(heading_gains(), Vec3<double>{0.0, 0.0, 1.0}), 0.0);
  EXPECT_EQ(heading_torque(heading_gains(), Vec3<double>{0.0, 0.0, -1.0}), 0.0);
  const double a = 0.3, lean = 1.2;  // leant towards the thrust, less of it is left to turn to
  EXPECT_NEAR(heading_torque(heading_gains(),
                             Vec3<double>{std::cos(lean) * std::sin(a), std::cos(lean) * std::cos(a), std::sin(lean)}),
              -0.25 * 4600.0 * std::cos(lean) * std::sin(a), 1e-9);
  EXPECT_EQ(heading_torque(gains_with(1.0), Vec3<double>{1.0, 0.0, 0.0}), 0.0);  // frequency 0: rates are only damped
}

// Turned away by whatever angle, the damped body comes to its heading.
TEST(Heading, IsComeToFromAnyAngle) {
  const ControlGains<double> k = heading_gains();
  for (const double start_deg : {1.0, 80.0, -100.0, 179.0, 180.0}) {
    double angle = start_deg * unit::degree_rad, rate = 0.0;
    for (int i = 0; i < 60000; ++i) {
      const double torque = control_torque(k, {0.0, 0.0, 1.0}, {0.0, 0.0, rate}).z +
                            heading_torque(k, Vec3<double>{std::sin(angle), std::cos(angle), 0.0});
      rate += 1e-3 * torque / inertia_kg_m2.z;
      angle += 1e-3 * rate;
    }
    EXPECT_LT(std::fabs(std::remainder(angle, 360.0 * unit::degree_rad)), 1e-6) << start_deg;
  }
}

TEST(ControlLanes, AreTheVehiclesOneByOne) {
  Points points(91);
  for (int trial = 0; trial < 300; ++trial) {
    ControlParams<double> one[lane_count];
    Vec3<double> direction[lane_count], rate[lane_count];
    ControlParams<Lanes> params;
    const Vec3<Lanes> zero{Lanes(0.0), Lanes(0.0), Lanes(0.0)};
    Vec3<Lanes> directions = zero, rates = zero, inertia = zero;
    for (int i = 0; i < lane_count; ++i) {
      one[i].rate_max_rad_s = points.between(0.01, 0.5);
      one[i].damping = points.between(0.5, 1.5);
      one[i].heading_rad_s = points.word() % 2 ? 0.0 : points.between(0.1, 1.0);
      one[i].slowing_max_rad_s2 = points.word() % 2 ? 0.0 : points.between(0.001, 0.1);
      // ahead, behind, exactly ahead and exactly behind, in one register
      const double z = points.between(-1.0, 1.0);
      direction[i] = unit_vector(Vec3<double>{points.between(-1.0, 1.0), points.between(-1.0, 1.0), z});
      if (points.word() % 5 == 0) direction[i] = {0.0, 0.0, z < 0.0 ? -1.0 : 1.0};
      rate[i] = {points.between(-0.1, 0.1), points.between(-0.1, 0.1), points.between(-0.1, 0.1)};
      put_lane(params, i, one[i]);
      put_lane(directions, i, direction[i]);
      put_lane(rates, i, rate[i]);
      put_lane(inertia, i, inertia_kg_m2);
    }
    const Vec3<Lanes> torque = control_torque(control_gains(params, inertia), directions, rates);
    const Lanes heading = heading_torque(control_gains(params, inertia), directions);
    for (int i = 0; i < lane_count; ++i) {
      const Vec3<double> expected = control_torque(control_gains(one[i], inertia_kg_m2), direction[i], rate[i]);
      ASSERT_EQ(lane(torque.x, i), expected.x);
      ASSERT_EQ(lane(torque.y, i), expected.y);
      ASSERT_EQ(lane(torque.z, i), expected.z);
      ASSERT_EQ(lane(heading, i), heading_torque(control_gains(one[i], inertia_kg_m2), direction[i]));
    }
  }
}

}  // namespace

}  // namespace farside::control_test
