#include "vehicle/plume.h"

#include <gtest/gtest.h>

#include <cmath>

#include "lanes/lane_struct.h"

namespace farside::plume_test {
namespace {

PlumeParams<double> plume(double focus) {
  PlumeParams<double> p;
  p.focus = focus;
  return p;
}

// What hits an endless plane is the thrust: off the axis by the angle a the pressure falls with cos^(n + 4), by the
// plume's own profile, its longer way and its slant.
TEST(Plume, HitsThePlaneWithItsThrust) {
  for (const double focus : {0.5, 6.0, 8.0, 20.0}) {
    const PlumeParams<double> p = plume(focus);
    const double h = 3.0, thrust_N = 2400.0;
    const double on_axis = plume_excess_N_m2(p, thrust_N, h, 0.0) + p.onset_N_m2;
    double sum_N = 0.0;
    constexpr int rings = 100000;
    for (int i = 0; i < rings; ++i) {  // midpoint rule in the angle
      const double a = M_PI_2 * (i + 0.5) / rings, r = h * std::tan(a), dr = h / (std::cos(a) * std::cos(a));
      sum_N += on_axis * std::pow(std::cos(a), focus + 4.0) * 2.0 * M_PI * r * dr * M_PI_2 / rings;
    }
    EXPECT_NEAR(sum_N, thrust_N, 1e-6 * thrust_N) << focus;
  }
}

// Chang'e-4 raised dust from 13 m on under 2.4 kN, Apollo from 20 to 45 m under 12 kN.
TEST(Plume, MovesSoilWithinItsReach) {
  const PlumeParams<double> p;
  EXPECT_NEAR(plume_reach_m(p, 2400.0), 13.0, 0.5);
  EXPECT_GT(plume_reach_m(p, 12000.0), 20.0);
  EXPECT_LT(plume_reach_m(p, 12000.0), 45.0);
  for (const double thrust_N : {100.0, 2400.0, 7500.0}) {
    const double reach = plume_reach_m(p, thrust_N);
    EXPECT_EQ(plume_excess_N_m2(p, thrust_N, 1.000001 * reach, 0.4), 0.0);
    EXPECT_GT(plume_excess_N_m2(p, thrust_N, 0.999999 * reach, 0.4), 0.0);
    EXPECT_NEAR(plume_excess_N_m2(p, thrust_N, 0.5 * reach, 0.4), 3.0 * p.onset_N_m2, 1e-12 * p.onset_N_m2);
  }
  EXPECT_EQ(plume_excess_N_m2(p, 0.0, 1.0, 0.4), 0.0);
}

TEST(Plume, IsNoDenserThanAtTheNozzlesRadius) {
  const PlumeParams<double> p;
  EXPECT_EQ(plume_excess_N_m2(p, 2400.0, 0.1, 0.4), plume_excess_N_m2(p, 2400.0, 0.4, 0.4));
  EXPECT_EQ(plume_excess_N_m2(p, 2400.0, -1.0, 0.4), plume_excess_N_m2(p, 2400.0, 0.4, 0.4));
  EXPECT_TRUE(std::isfinite(plume_excess_N_m2(p, 2400.0, 0.0, 0.0)));
}

// Coming down at a constant speed v under a constant thrust T: rate / v * (S (1 / h1 - 1 / h0) - onset (h0 - h1)), from
// the reach h0 on, S = T (n + 2) / (2 pi). At Chang'e-4's figures that is what was measured beside its axis.
TEST(Plume, DigsAsTheIntegralOfADescent) {
  const PlumeParams<double> p;
  const double thrust_N = 2400.0, v = 1.7, end_m = 2.45;  // cut off with the pads at 2 m
  const double reach = plume_reach_m(p, thrust_N), strength = thrust_N * 9.0 / (2.0 * M_PI);
  const double expected = p.dig_m3_N_s / v * (strength * (1.0 / end_m - 1.0 / reach) - p.onset_N_m2 * (reach - end_m));
  EXPECT_NEAR(expected, 0.007, 0.001);  // 0.7 cm
  PlumeTrace<double> trace{std::nan(""), 0.0};
  const double dt = 1e-3;
  for (double h = 30.0 - 0.5 * v * dt; h > end_m; h -= v * dt)
    erode(p, plume_excess_N_m2(p, thrust_N, h, 0.4), h, dt, trace);
  EXPECT_NEAR(trace.dug_m, expected, 1e-3 * expected);
  EXPECT_NEAR(trace.onset_m, reach, v * dt);
}

TEST(Plume, DoesInEachLaneWhatItDoesAlone) {
  PlumeParams<Lanes> lanes;
  Lanes thrust_N(0.0), height_m(0.0);
  for (int i = 0; i < lane_count; ++i) {
    put_lane(lanes, i, plume(6.0 + i));
    set_lane(thrust_N, i, 1000.0 * i);
    set_lane(height_m, i, 0.3 + 7.0 * i);
  }
  PlumeTrace<Lanes> trace{Lanes(std::nan("")), Lanes(0.0)};
  const Lanes excess = plume_excess_N_m2(lanes, thrust_N, height_m, Lanes(0.4));
  erode(lanes, excess, height_m, Lanes(0.1), trace);
  for (int i = 0; i < lane_count; ++i) {
    const PlumeParams<double> p = plume(6.0 + i);
    PlumeTrace<double> one{std::nan(""), 0.0};
    erode(p, plume_excess_N_m2(p, 1000.0 * i, 0.3 + 7.0 * i, 0.4), 0.3 + 7.0 * i, 0.1, one);
    EXPECT_EQ(lane(trace.dug_m, i), one.dug_m);
    EXPECT_TRUE(lane(trace.onset_m, i) == one.onset_m ||
                (std::isnan(lane(trace.onset_m, i)) && std::isnan(one.onset_m)));
  }
}

}  // namespace

}  // namespace farside::plume_test
