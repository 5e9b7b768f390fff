#include "gnc/navigation/inertial.h"

#include <gtest/gtest.h>

#include <cmath>

#include "lanes/lane_struct.h"
#include "sensors/imu.h"
#include "unit/lanes/reference.h"

namespace farside::inertial_test {
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

// Growth of errors of inertial navigation alone, closed forms: Titterton & Weston 2004, ch. 12. The rule is exact for
// constant accelerations but for rounding.
TEST(Inertial, GrowsABiasOfTheAccelerometerWithTheSquareOfTime) {
  const State x = after_ten_minutes({none, none}, {50e-6 * 9.80665, 0.0, 0.0}, flat);
  EXPECT_NEAR(x.p_I.x, 88.25985, 1e-8 * 88.25985);
  EXPECT_NEAR(x.v_I.x, 0.2941995, 1e-8 * 0.2941995);
}

TEST(Inertial, TakesAWrongAttitudeForAnAccelerationAcross) {
  ImuParams<double> imu;
  imu.misalignment_B.y = 1e-3;
  const Vector measured = measured_velocity_change(imu, 0.0, Vector{0.0, 0.0, 2.5}, 1.0);
  EXPECT_NEAR(after_ten_minutes({none, none}, measured, flat).p_I.x, 450.0, 1e-9 * 450.0);
}

// A vehicle that hovers, where the gradient of gravity over r is k^2 / 2: errors grow with cosh(k t) along the
// vertical, and swing with cos(k t / sqrt 2) across. The next term of gravity is 100 m / 1738 km of the gradient.
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

// `count` intervals of a second without other motion, at the altimeter's height in `z`: what is left of an error of
// height and climb rate.
struct Error {
  double height_m, climb_m_s;
};
Error left_after(int count, const Error& start, const NavigationParams<double>& p, bool bounded) {
  const InertialGains<double> gains = inertial_gains(p, 1.0);
  const double height_m = 1800.0;
  const Vector up = unit_vector(at);
  State x{(level_m + height_m + start.height_m) * up, start.climb_m_s * up};
  const GroundMeasurement<double> z{true, false, height_m, none};
  for (int i = 0; i < count; ++i) x = corrected(after_interval(x, none, 1.0, flat), z, gains, level_m, 0.0, bounded);
  EXPECT_EQ(x.p_I.x, 0.0);  // along the vertical alone
  EXPECT_EQ(x.v_I.x, 0.0);
  return {norm(x.p_I) - level_m - height_m, dot(x.v_I, up)};
}

// Height and climb rate as the critically damped filter has them, both poles at p = exp(-1 / 5): e = (a + b n) p^n.
// Rounding of the distance from the Moon's centre is 2e-10 m.
TEST(Inertial, ComesToTheAltimetersHeightWithBothPoles) {
  const double pole = std::exp(-1.0 / 5.0);
  for (const int n : {1, 2, 10, 40}) {
    EXPECT_NEAR(left_after(n, {200.0, 0.0}, settings(), false).height_m,
                200.0 * std::pow(pole, n) * (1.0 - n * (1.0 - pole)), 1e-7)
        << n;
    EXPECT_NEAR(left_after(n, {0.0, 3.0}, settings(), false).height_m, 3.0 * n * std::pow(pole, n + 1), 1e-7) << n;
  }
  EXPECT_NEAR(left_after(200, {200.0, 3.0}, settings(), false).climb_m_s, 0.0,
              1e-9);  // the climb rate is found as well
}

// While relief goes by below, the height follows no faster than it may, and the climb rate stays what it was.
TEST(Inertial, FollowsTheGroundBelowWithBoundedSpeedWhileBraking) {
  const NavigationParams<double> p = settings();
  for (const double sign : {1.0, -1.0}) {
    const Error far = left_after(10, {sign * 400.0, 0.0}, p, true);
    EXPECT_NEAR(far.height_m, sign * (400.0 - 10.0 * p.altimeter_rate_max_m_s), 1e-7);
    EXPECT_EQ(far.climb_m_s, 0.0);
    // nearer than what the bound cuts, it is one pole of the height alone
    const Error near = left_after(10, {sign * 1.0, 0.0}, p, true);
    EXPECT_NEAR(near.height_m, sign * std::exp(-2.0 * 10.0 / 5.0), 1e-7);
    EXPECT_EQ(near.climb_m_s, 0.0);
  }
  NavigationParams<double> deaf = p;
  deaf.altimeter_rate_max_m_s = 0.0;
  EXPECT_NEAR(left_after(10, {400.0, 0.0}, deaf, true).height_m, 400.0, 1e-7);
}

TEST(Inertial, ComesToTheVelocityOverTheTurningGround) {
  const InertialGains<double> gains = inertial_gains(settings(), 1.0);
  State x{at, {3.0, 2.0, 1.0}};
  const Vector over_ground{1.0, -2.0, 0.5}, goal = over_ground + velocity_of_turning(turning, at);
  const GroundMeasurement<double> z{false, true, 0.0, over_ground};
  for (int i = 0; i < 6; ++i) x = corrected(x, z, gains, level_m, turning, false);
  const double left = std::exp(-6.0 / 2.0);
  EXPECT_NEAR(x.v_I.x, goal.x + left * (3.0 - goal.x), 1e-12);
  EXPECT_NEAR(x.v_I.y, goal.y + left * (2.0 - goal.y), 1e-12);
  EXPECT_NEAR(x.v_I.z, goal.z + left * (1.0 - goal.z), 1e-12);
  EXPECT_EQ(x.p_I.y, at.y);
}

TEST(Inertial, TakesNothingFromASensorThatDoesntAnswer) {
  const State x{at, {3.0, 2.0, 1.0}};
  const double nothing = std::nan("");
  for (const bool bounded : {false, true}) {
    const State same = corrected(x, {false, false, nothing, {nothing, nothing, nothing}},
                                 inertial_gains(settings(), 1.0), level_m, turning, bounded);
    EXPECT_EQ(same.p_I.y, x.p_I.y);
    EXPECT_EQ(same.v_I.x, x.v_I.x);
    EXPECT_EQ(same.v_I.y, x.v_I.y);
  }
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
    bool ranges[lane_count], sees[lane_count], bound[lane_count];
    Mask bounded(false);
    const auto vector = [&](double size) {
      return Vector{points.between(-size, size), points.between(-size, size), points.between(-size, size)};
    };
    for (int i = 0; i < lane_count; ++i) {
      one[i] = {at + vector(1e4), vector(100.0)};
      changes[i] = vector(0.3), velocities[i] = vector(50.0);
      gain[i] = {points.between(0.0, 1.0), points.between(0.0, 0.2), points.between(0.0, 1.0),
                 points.between(0.0, 500.0)};
      ranges[i] = points.word() % 2 == 0, sees[i] = points.word() % 2 == 0, bound[i] = points.word() % 2 == 0;
      put_lane(x, i, one[i]);
      put_lane(change, i, changes[i]);
      put_lane(z.v_IB, i, velocities[i]);
      put_lane(gains, i, gain[i]);
      set_lane(z.height_m, i, 100.0 * i);
      set_lane(z.ranges, i, ranges[i]);
      set_lane(z.sees_velocity, i, sees[i]);
      set_lane(bounded, i, bound[i]);
    }
    const auto pull = [](const auto& p) {
      using Real = std::decay_t<decltype(p.x)>;
      return Real(-1e-6) * p;
    };
    const InertialState<Lanes> lanes =
        corrected(after_interval(x, change, Lanes(0.1), pull), z, gains, Lanes(level_m), Lanes(turning), bounded);
    for (int i = 0; i < lane_count; ++i) {
      const State wanted =
          corrected(after_interval(one[i], changes[i], 0.1, pull), {ranges[i], sees[i], 100.0 * i, velocities[i]},
                    gain[i], level_m, turning, bound[i]);
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

}  // namespace farside::inertial_test
