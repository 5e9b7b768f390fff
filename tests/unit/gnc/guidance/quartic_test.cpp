#include "gnc/guidance/quartic.h"

#include <gtest/gtest.h>

#include <cmath>

#include "lanes/lane_struct.h"
#include "unit/lanes/reference.h"

namespace farside::quartic_test {
using reference::Points;

namespace {

// A position of the fourth degree in time, from its end: s is the time before the target.
struct Quartic {
  double r, v, a, j, c;
  double position(double s) const { return r - v * s + a * s * s / 2 - j * s * s * s / 6 + c * s * s * s * s / 24; }
  double velocity(double s) const { return v - a * s + j * s * s / 2 - c * s * s * s / 6; }
  double acceleration(double s) const { return a - j * s + c * s * s / 2; }
};
constexpr Quartic east{3.0, 0.5, 0.1, 0.0, 0.0};
constexpr Quartic north{-7.0, -0.3, 0.2, -0.001, 1e-5};
constexpr Quartic up{100.0, -2.0, 0.6, 0.004, 2e-5};

Estimate<double> before(double s) {
  return {{east.position(s), north.position(s), up.position(s)},
          {east.velocity(s), north.velocity(s), up.velocity(s)},
          1500.0,
          0.0};
}
QuarticParams<double> params() {
  QuarticParams<double> p;
  p.target = {0.0, east.r, north.r, up.r, east.v, north.v, up.v, east.a, north.a, up.a};
  p.jerk_up_m_s3 = up.j;
  return p;
}

TEST(Quartic, FindsTheTimeToGoOfTheCurveThatItIsOn) {
  for (const double s : {2.0, 20.0, 60.0, 110.0}) {
    EXPECT_NEAR(quartic_time_to_go(up.r - up.position(s), up.velocity(s), up.v, up.a, up.j), s, 1e-9 * s) << s;
  }
}

TEST(Quartic, AsksForTheAccelerationOfThatCurve) {
  for (const double s : {2.0, 20.0, 60.0, 110.0}) {
    const WantedAcceleration<double> w = guide_quartic(params(), before(s));
    EXPECT_NEAR(w.a_L.z, up.acceleration(s), 1e-9);  // differences of a thousand metres over s^2
    EXPECT_NEAR(w.a_L.x, east.acceleration(s), 1e-9);
    EXPECT_NEAR(w.a_L.y, north.acceleration(s), 1e-9);
    EXPECT_FALSE(w.hold);
  }
}

TEST(Quartic, HoldsItsCommandFromHoldOnAndBeyondTheTarget) {
  EXPECT_TRUE(guide_quartic(params(), before(0.9)).hold);
  Estimate<double> passed = before(2.0);
  passed.p_LB.z = 90.0;
  EXPECT_TRUE(guide_quartic(params(), passed).hold);
}

TEST(QuarticLanes, AreTheCasesOneByOne) {
  Points points(94);
  for (int trial = 0; trial < 200; ++trial) {
    Estimate<Lanes> x{};
    Estimate<double> one[lane_count];
    QuarticParams<Lanes> p;
    for (int i = 0; i < lane_count; ++i) {
      one[i] = before(points.between(-5.0, 100.0));  // some are past the target
      put_lane(x, i, one[i]);
      put_lane(p, i, params());
    }
    const WantedAcceleration<Lanes> wanted = guide_quartic(p, x);
    for (int i = 0; i < lane_count; ++i) {
      const WantedAcceleration<double> alone = guide_quartic(params(), one[i]);
      ASSERT_EQ(lane(wanted.a_L.z, i), alone.a_L.z);
      ASSERT_EQ(lane(wanted.a_L.x, i), alone.a_L.x);
      ASSERT_EQ(lane(wanted.a_L.y, i), alone.a_L.y);
      ASSERT_EQ(lane(wanted.hold, i), alone.hold);
    }
  }
}

}  // namespace

}  // namespace farside::quartic_test
