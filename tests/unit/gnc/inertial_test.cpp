#include "gnc/inertial.h"

#include <gtest/gtest.h>

#include <cmath>

#include "lanes/lane_struct.h"
#include "sensors/imu.h"
#include "unit/lanes/reference.h"

using namespace farside;
using reference::Points;

namespace {

using Vector = Vec3<double>;
using State = InertialState<double>;

constexpr double period_s = 0.1, gm = 4.9028e12;
constexpr int periods = 6000;  // ten minutes: a braking and an approach
const Vector none{0.0, 0.0, 0.0};

const auto flat = [](const Vector&) { return none; };
const auto central = [](const Vector& p) {
  const double r = norm(p);
  return (-gm / (r * r * r)) * p;
};

// Where the navigator believes to be after ten minutes of a constant measured acceleration.
template <class Gravity>
State after_ten_minutes(State x, const Vector& felt_m_s2, const Gravity& gravity) {
  for (int i = 0; i < periods; ++i) x = after_interval(x, period_s * felt_m_s2, period_s, gravity);
  return x;
}

// Growth of errors of inertial navigation alone, closed forms: Titterton & Weston 2004, ch. 12. The rule is exact for constant
// accelerations but for rounding.
TEST(Inertial, GrowsABiasOfTheAccelerometerWithTheSquareOfTime) {
  const State x = after_ten_minutes({none, none}, {50e-6 * 9.80665, 0.0, 0.0}, flat);
  EXPECT_NEAR(x.p_I.x, 88.25985, 1e-8 * 88.25985);
  EXPECT_NEAR(x.v_I.x, 0.2941995, 1e-8 * 0.2941995);
}

TEST(Inertial, TakesAWrongAttitudeForAnAccelerationAcross) {
  ImuParams<double> imu;
  imu.misalignment_y_rad = 1e-3;
  const Vector measured = measured_velocity_change(imu, Vector{0.0, 0.0, 2.5}, 1.0);
  EXPECT_NEAR(after_ten_minutes({none, none}, measured, flat).p_I.x, 450.0, 1e-9 * 450.0);
}

// A vehicle that hovers, where the gradient of gravity over r is k^2 / 2: errors grow with cosh(k t) along the vertical, and swing with
// cos(k t / sqrt 2) across. The next term of gravity is 100 m / 1738 km of the gradient.
class Hovering : public testing::Test {
 protected:
  static constexpr double k = 0.001365528694;
  double radius_m = std::cbrt(2.0 * gm / (k * k));
  Vector felt{0.0, 0.0, gm / (radius_m * radius_m)};
};

TEST_F(Hovering, DrivesTheHeightAway) {
  const State x = after_ten_minutes({{0.0, 0.0, radius_m + 100.0}, none}, felt, central);
  EXPECT_NEAR(x.p_I.z - radius_m, 135.4841291, 0.02);
}

TEST_F(Hovering, SwingsTheErrorAcross) {
  const State x = after_ten_minutes({{100.0, 0.0, radius_m}, none}, felt, central);
  EXPECT_NEAR(x.p_I.x, 83.68215578, 0.01);
}

// A throttle that changes: position is off by interval^2 / 12 of the change of acceleration.
TEST(Inertial, IsOfSecondOrder) {
  const auto end_of = [](double step_s) {
    State x{none, none};
    const int count = static_cast<int>(std::lround(600.0 / step_s));
    for (int i = 0; i < count; ++i) {  // acceleration t / 100 exactly added up
      const double from_s = i * step_s, to_s = from_s + step_s;
      x = after_interval(x, Vector{(to_s * to_s - from_s * from_s) / 200.0, 0.0, 0.0}, step_s, flat);
    }
    return x.p_I.x;
  };
  const double exact = 600.0 * 600.0 * 600.0 / 600.0;
  EXPECT_NEAR(end_of(0.1) - exact, 0.1 * 0.1 / 12.0 * 6.0, 1e-6);
  EXPECT_NEAR(end_of(0.2) - exact, 0.2 * 0.2 / 12.0 * 6.0, 1e-6);
}

constexpr double level_m = 1731473.0, turning = 2.66e-6;
const Vector at{0.0, -level_m - 2000.0, 0.0};
NavigationParams<double> settings() {
  NavigationParams<double> p;
  p.altimeter_time_s = 5.0, p.velocimeter_time_s = 2.0;
  return p;
}

TEST(Inertial, ComesToTheAltimetersHeightExponentially) {
  const InertialGains<double> gains = inertial_gains(settings(), 1.0);
  State x{at, none};
  const GroundMeasurement<double> z{true, false, 1800.0, none};
  for (int i = 0; i < 10; ++i) x = corrected(x, z, gains, level_m, 0.0);
  EXPECT_NEAR(norm(x.p_I) - level_m, 1800.0 + 200.0 * std::exp(-10.0 / 5.0), 1e-6);
  EXPECT_EQ(x.p_I.x, 0.0);  // along the vertical alone
  EXPECT_EQ(norm(x.v_I), 0.0);
}

TEST(Inertial, ComesToTheVelocityOverTheTurningGround) {
  const InertialGains<double> gains = inertial_gains(settings(), 1.0);
  State x{at, {3.0, 2.0, 1.0}};
  const Vector over_ground{1.0, -2.0, 0.5}, goal = over_ground + velocity_of_turning(turning, at);
  const GroundMeasurement<double> z{false, true, 0.0, over_ground};
  for (int i = 0; i < 6; ++i) x = corrected(x, z, gains, level_m, turning);
  const double left = std::exp(-6.0 / 2.0);
  EXPECT_NEAR(x.v_I.x, goal.x + left * (3.0 - goal.x), 1e-12);
  EXPECT_NEAR(x.v_I.y, goal.y + left * (2.0 - goal.y), 1e-12);
  EXPECT_NEAR(x.v_I.z, goal.z + left * (1.0 - goal.z), 1e-12);
  EXPECT_EQ(x.p_I.y, at.y);
}

TEST(Inertial, TakesNothingFromASensorThatDoesntAnswer) {
  const State x{at, {3.0, 2.0, 1.0}};
  const State same = corrected(x, {false, false, 5.0, {9.0, 9.0, 9.0}}, inertial_gains(settings(), 1.0), level_m, turning);
  EXPECT_EQ(same.p_I.y, x.p_I.y);
  EXPECT_EQ(same.v_I.x, x.v_I.x);
}

TEST(InertialLanes, AreTheCasesOneByOne) {
  Points points(61);
  for (int trial = 0; trial < 100; ++trial) {
    InertialState<Lanes> x{};
    InertialGains<Lanes> gains{};
    Vec3<Lanes> change{};
    State one[lane_count];
    Vector changes[lane_count], velocities[lane_count];
    InertialGains<double> gain[lane_count];
    GroundMeasurement<Lanes> z{Mask(false), Mask(false), Lanes(0.0), {}};
    bool ranges[lane_count], sees[lane_count];
    const auto vector = [&](double size) {
      return Vector{points.between(-size, size), points.between(-size, size), points.between(-size, size)};
    };
    for (int i = 0; i < lane_count; ++i) {
      one[i] = {at + vector(1e4), vector(100.0)};
      changes[i] = vector(0.3), velocities[i] = vector(50.0);
      gain[i] = {points.between(0.0, 1.0), points.between(0.0, 1.0)};
      ranges[i] = points.word() % 2 == 0, sees[i] = points.word() % 2 == 0;
      put_lane(x, i, one[i]);
      put_lane(change, i, changes[i]);
      put_lane(z.v_IB, i, velocities[i]);
      put_lane(gains, i, gain[i]);
      set_lane(z.height_m, i, 100.0 * i);
      set_lane(z.ranges, i, ranges[i]);
      set_lane(z.sees_velocity, i, sees[i]);
    }
    const auto pull = [](const auto& p) {
      using Real = std::decay_t<decltype(p.x)>;
      return Real(-1e-6) * p;
    };
    const InertialState<Lanes> lanes = corrected(after_interval(x, change, Lanes(0.1), pull), z, gains, Lanes(level_m), Lanes(turning));
    for (int i = 0; i < lane_count; ++i) {
      const State wanted = corrected(after_interval(one[i], changes[i], 0.1, pull), {ranges[i], sees[i], 100.0 * i, velocities[i]}, gain[i],
                                     level_m, turning);
      const State found = take_lane(lanes, i);
      EXPECT_EQ(found.p_I.x, wanted.p_I.x);
      EXPECT_EQ(found.p_I.y, wanted.p_I.y);
      EXPECT_EQ(found.v_I.y, wanted.v_I.y);
      EXPECT_EQ(found.v_I.z, wanted.v_I.z);
    }
    ASSERT_FALSE(HasFailure()) << "trial " << trial;
  }
}

}  // namespace
