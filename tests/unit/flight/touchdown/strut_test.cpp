#include "flight/touchdown/strut.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "lanes/lane_struct.h"
#include "unit/lanes/reference.h"

namespace farside::strut_test {
using reference::Points;

namespace {

// 6 kN to 0.10 m, 12 kN to 0.35 m, as the default primary strut; without damping and bearings, so that forces are those
// of the curve.
StrutCommon<double> common() { return {3e6, 0.0, 3e6, 0.5, 0.0}; }
CrushCurve<double> staged() { return crush_curve(6000.0, 12000.0, 0.10, 0.35, 0.0, 3e6); }
constexpr double rounding_N = 1e-8;  // 3e6 N/m times a few last places of 0.4 m

TEST(Strut, CrushesAtTheForceOfItsStage) {
  double crush_m = 0.0;
  EXPECT_NEAR(crush(common(), staged(), 0.001, 0.0, crush_m), 3000.0, rounding_N);  // elastic
  EXPECT_EQ(crush_m, 0.0);
  EXPECT_NEAR(crush(common(), staged(), 0.05, 0.0, crush_m), 6000.0, rounding_N);
  EXPECT_NEAR(crush_m, 0.05 - 0.002, 1e-15);
  EXPECT_NEAR(crush(common(), staged(), 0.103, 0.0, crush_m), 9000.0, rounding_N);  // between the stages, elastic again
  EXPECT_NEAR(crush_m, 0.10, 1e-15);
  EXPECT_NEAR(crush(common(), staged(), 0.2, 0.0, crush_m), 12000.0, rounding_N);
  EXPECT_NEAR(crush_m, 0.2 - 0.004, 1e-15);
}

TEST(Strut, HardensBeyondItsStroke) {
  double crush_m = 0.0;
  // half of what goes beyond is elastic, half crush: both stiffnesses are 3e6 N/m
  EXPECT_NEAR(crush(common(), staged(), 0.35 + 0.004 + 0.002, 0.0, crush_m), 12000.0 + 3e6 * 0.001, rounding_N);
  EXPECT_NEAR(crush_m, 0.351, 1e-15);
}

TEST(Strut, ForgetsHowAStrokeWasCutIntoSteps) {
  double one = 0.0, many = 0.0;
  const double at_once_N = crush(common(), staged(), 0.3, 1.0, one);
  double stepwise_N = 0.0;
  for (int i = 1; i <= 1000; ++i) stepwise_N = crush(common(), staged(), 0.3 * i / 1000, 1.0, many);
  EXPECT_EQ(one, many);
  EXPECT_EQ(at_once_N, stepwise_N);
}

TEST(Strut, KeepsItsCrushAndPushesAgainOnlyBeyondIt) {
  double crush_m = 0.0;
  crush(common(), staged(), 0.08, 0.0, crush_m);
  const double kept_m = crush_m;
  EXPECT_NEAR(crush(common(), staged(), 0.079, 0.0, crush_m), 3000.0, rounding_N);
  EXPECT_EQ(crush(common(), staged(), 0.07, 0.0, crush_m), 0.0);
  EXPECT_EQ(crush(common(), staged(), -0.01, 0.0, crush_m), 0.0);
  EXPECT_EQ(crush_m, kept_m);
}

TEST(Strut, IsDampedBelowItsCrushForceAlone) {
  StrutCommon<double> k = common();
  k.damping_N_s_m = 1000.0;
  double crush_m = 0.0;
  EXPECT_NEAR(crush(k, staged(), 0.001, 0.5, crush_m), 3500.0, rounding_N);
  EXPECT_NEAR(crush(k, staged(), 0.001, 50.0, crush_m), 6000.0, rounding_N);
  EXPECT_EQ(crush(k, staged(), 0.001, -50.0, crush_m), 0.0);  // never pulls
  EXPECT_EQ(crush_m, 0.0);                                    // and damping crushes nothing
}

TEST(Strut, PrimaryTelescopesFreelyUntilItsFullLength) {
  double crush_m = 0.0;
  primary_force(common(), staged(), 0.08, 0.0, crush_m);
  for (const double x_m : {0.077, 0.04, 0.0})
    EXPECT_EQ(primary_force(common(), staged(), x_m, -1.0, crush_m), 0.0) << x_m;
  EXPECT_NEAR(primary_force(common(), staged(), -0.001, 0.0, crush_m), -3000.0, rounding_N);
}

TEST(Strut, PrimaryIsDampedAtItsFullLengthAndNeverPushesThere) {
  StrutCommon<double> k = common();
  k.damping_N_s_m = 1000.0;
  double crush_m = 0.0;
  EXPECT_NEAR(primary_force(k, staged(), -0.001, -0.5, crush_m), -3500.0, rounding_N);
  EXPECT_EQ(primary_force(k, staged(), -0.0001, 0.5, crush_m), 0.0);  // -300 N of the spring, 500 N of the damper
}

TEST(Strut, SecondaryCrushesBothWaysWithPlayBetween) {
  const CrushPair<double> both = crush_pair(4000.0, 3000.0, 0.15, 3e6);
  double crush_m = 0.0, stretch_m = 0.0;
  EXPECT_NEAR(secondary_force(common(), both, 0.05, 0.0, crush_m, stretch_m), 4000.0, rounding_N);
  EXPECT_NEAR(secondary_force(common(), both, -0.03, 0.0, crush_m, stretch_m), -3000.0, rounding_N);
  EXPECT_NEAR(crush_m, 0.05 - 4.0 / 3000.0, 1e-15);
  EXPECT_NEAR(stretch_m, 0.03 - 0.001, 1e-15);
  for (const double x_m : {-0.028, 0.0, 0.048})
    EXPECT_EQ(secondary_force(common(), both, x_m, 0.0, crush_m, stretch_m), 0.0) << x_m;
}

// Surveyor's absorbers came out again: on the way back they push by less than on the way in, and at last stand where
// they stood.
TEST(Strut, WithAReturnForceComesOutAgain) {
  const CrushCurve<double> gas = crush_curve(6000.0, 6000.0, 0.35, 0.35, 900.0, 3e6);
  double crush_m = 0.0;
  EXPECT_NEAR(primary_force(common(), gas, 0.10, 0.0, crush_m), 6000.0, rounding_N);
  EXPECT_NEAR(primary_force(common(), gas, 0.0995, 0.0, crush_m), 4500.0, rounding_N);  // elastic between the two
  for (const double x_m : {0.09, 0.05, 0.001})
    EXPECT_NEAR(primary_force(common(), gas, x_m, 0.0, crush_m), 900.0, rounding_N) << x_m;
  EXPECT_NEAR(primary_force(common(), gas, 0.0001, 0.0, crush_m), 300.0, rounding_N);
  EXPECT_EQ(crush_m, 0.0);
  EXPECT_NEAR(primary_force(common(), gas, 0.05, 0.0, crush_m), 6000.0, rounding_N);  // and is as good as new
}

TEST(Strut, BearingsOpposeTheStrokeAndNothingAtRest) {
  StrutCommon<double> k = common();
  k.bearing_frac = 0.1;
  EXPECT_NEAR(with_bearing_friction(k, 5000.0, 2.0), 5500.0, 1e-12);
  EXPECT_NEAR(with_bearing_friction(k, 5000.0, -2.0), 4500.0, 1e-12);
  EXPECT_NEAR(with_bearing_friction(k, -5000.0, 2.0), -4500.0, 1e-12);
  EXPECT_EQ(with_bearing_friction(k, 5000.0, 0.0), 5000.0);
}

// T98: a mass of 300 kg meets a spring of 4e5 N/m at 2 m/s; it is let go when the force is back at 0.
struct Bounce {
  double time_s, deepest_m, speed_m_s;
};
Bounce bounce(double damping_ratio) {
  const double mass = 300.0, step_s = 1e-6;
  StrutCommon<double> k{4e5, damping_ratio * 2.0 * std::sqrt(4e5 * mass), 0.0, 1.0, 0.0};
  const CrushCurve<double> hard = crush_curve(1e9, 1e9, 1.0, 1.0, 0.0, 4e5);
  double x = 0.0, v = 2.0, crush_m = 0.0, deepest = 0.0;
  for (int n = 1;; ++n) {
    const double force_N = crush(k, hard, x, v, crush_m);
    if (n > 2 && force_N <= 0.0) return {(n - 2) * step_s, deepest, -v};
    v -= step_s / mass * force_N;
    x += step_s * v;
    deepest = std::fmax(x, deepest);
  }
}
TEST(Strut, GivesBackTheSpeedOfABounceOnASpring) {
  const Bounce free = bounce(0.0);
  EXPECT_NEAR(free.time_s, 0.08603605814, 1e-5);  // steps of 1e-6 s, error of the first order
  EXPECT_NEAR(free.deepest_m, 0.05477225575, 1e-6);
  EXPECT_NEAR(free.speed_m_s, 2.0, 1e-4);
  const Bounce damped = bounce(0.1);
  EXPECT_NEAR(damped.time_s, 0.08095545685, 1e-5);
  EXPECT_NEAR(damped.speed_m_s / 2.0, 0.7440793977, 1e-4);
}

TEST(Strut, InLanesIsTheDoubles) {
  Points points(5);
  const int trials = 400;
  for (int n = 0; n < trials; ++n) {
    StrutCommon<Lanes> k{};
    CrushCurve<Lanes> curve{};
    CrushPair<Lanes> pair{};
    Lanes x, rate, crush_m, stretch_m;
    double expected[lane_count][4];
    for (int i = 0; i < lane_count; ++i) {
      const StrutCommon<double> one{points.between(1e6, 4e6), points.between(0.0, 5e3), 1e6, points.between(0.3, 0.9),
                                    0.1};
      const CrushCurve<double> c = crush_curve(points.between(0.0, 8e3), points.between(5e3, 2e4), 0.1, 0.3,
                                               n % 2 == 0 ? 0.0 : points.between(100.0, 3e3), one.stiffness_N_m);
      const CrushPair<double> two =
          crush_pair(points.between(0.0, 8e3), points.between(5e3, 2e4), 0.3, one.stiffness_N_m);
      const double x_m = points.between(-0.3, 0.4), rate_m_s = points.between(-1.0, 1.0);
      double crushed = points.between(0.0, 0.35), stretched = points.between(0.0, 0.35);
      put_lane(k, i, one);
      put_lane(curve, i, c);
      put_lane(pair, i, two);
      set_lane(x, i, x_m), set_lane(rate, i, rate_m_s), set_lane(crush_m, i, crushed),
          set_lane(stretch_m, i, stretched);
      expected[i][0] = secondary_force(one, two, x_m, rate_m_s, crushed, stretched);
      expected[i][1] = primary_force(one, c, x_m, rate_m_s, crushed);
      expected[i][2] = crushed;
      expected[i][3] = stretched;
    }
    const Lanes both = secondary_force(k, pair, x, rate, crush_m, stretch_m),
                first = primary_force(k, curve, x, rate, crush_m);
    for (int i = 0; i < lane_count; ++i) {
      const double got[4] = {lane(both, i), lane(first, i), lane(crush_m, i), lane(stretch_m, i)};
      EXPECT_EQ(std::memcmp(got, expected[i], sizeof got), 0) << n << " lane " << i;
    }
  }
}

}  // namespace

}  // namespace farside::strut_test
