#include "vehicle/thruster_set.h"

#include <gtest/gtest.h>

#include <cmath>

namespace farside::thruster_set_test {
namespace {

using Vector = Vec3<double>;
constexpr double period_s = 0.1;

// One that pushes up beside the axis, one that pushes along y at the front.
ThrusterTable two() {
  ThrusterTable t{};
  t.count = 2;
  t.thruster[0] = {{1.25, 0.0, 2.0}, {0.0, 0.0, 10.0}, 1};
  t.thruster[1] = {{0.0, -1.25, 1.0}, {0.0, 150.0, 0.0}, 1};
  return t;
}

ThrusterParams<double> exact() {
  ThrusterParams<double> p;
  p.isp_s = 285.0;
  p.pulse.isp_s = 170.0;
  p.pulse.force_sd_frac = p.pulse.misalignment_sd_rad = 0.0;
  return p;
}

ThrusterAction<double> act(const ThrusterParams<double>& p, double first_s, double second_s, const Vector& cg_B,
                           std::uint64_t case_number = 3) {
  const ThrusterTable table = two();
  ThrusterSet<double> set(table);
  set.start(0, p, 20190103, case_number);
  PulseTimes<double> pulses{};
  pulses.open_s[0] = first_s, pulses.open_s[1] = second_s;
  return set.act(pulses, cg_B, period_s);
}

TEST(ThrusterSet, GivesForceAndTorqueAboutTheCentreOfGravity) {
  const ThrusterAction<double> a = act(exact(), 0.1, 0.02, {0.25, 0.1, 1.5});
  EXPECT_NEAR(a.force_B.x, 0.0, 1e-12);
  EXPECT_NEAR(a.force_B.y, 30.0, 1e-12);
  EXPECT_NEAR(a.force_B.z, 10.0, 1e-12);
  // (1, -0.1, 0.5) x (0, 0, 10) + (-0.25, -1.35, -0.5) x (0, 30, 0)
  EXPECT_NEAR(a.torque_B.x, -1.0 + 15.0, 1e-12);
  EXPECT_NEAR(a.torque_B.y, -10.0, 1e-12);
  EXPECT_NEAR(a.torque_B.z, -7.5, 1e-12);
}

// Impulse over (Isp g0), at 285 s for what lasts 0.05 s and at 170 + 115 x 0.02 / 0.05 = 216 s for 0.02 s.
TEST(ThrusterSet, BurnsMoreInShortPulses) {
  EXPECT_NEAR(act(exact(), 0.1, 0.0, {}).flow_kg_s, 10.0 / (285.0 * 9.80665), 1e-15);
  EXPECT_NEAR(act(exact(), 0.0, 0.05, {}).flow_kg_s, 75.0 / (285.0 * 9.80665), 1e-15);
  EXPECT_NEAR(act(exact(), 0.0, 0.02, {}).flow_kg_s, 30.0 / (216.0 * 9.80665), 1e-15);
}

TEST(ThrusterSet, ADeadOneGivesNothing) {
  ThrusterParams<double> p = exact();
  p.pulse.dead = 2.0;
  const ThrusterAction<double> a = act(p, 0.1, 0.1, {});
  EXPECT_EQ(a.force_B.y, 0.0);
  EXPECT_NEAR(a.force_B.z, 10.0, 1e-12);
  EXPECT_NEAR(a.flow_kg_s, 10.0 / (285.0 * 9.80665), 1e-15);
}

TEST(ThrusterSet, EachIsOfItsOwnStrengthAndDirection) {
  ThrusterParams<double> p = exact();
  p.pulse.force_sd_frac = 0.02, p.pulse.misalignment_sd_rad = 0.01;
  constexpr int cases = 20000;
  double strength = 0.0, strength2 = 0.0, aside2 = 0.0, both = 0.0;
  for (std::uint64_t i = 0; i < cases; ++i) {
    const ThrusterAction<double> a = act(p, 0.1, 0.1, {}, i);
    const double first = (a.force_B.z - 0.0) / 10.0 - 1.0, second = a.force_B.y / 150.0 - 1.0;
    strength += second, strength2 += second * second;
    aside2 += (a.force_B.x / 150.0) * (a.force_B.x / 150.0);
    both += first * second;
  }
  // 4.5 standard deviations of a mean, of a standard deviation; the first one's x adds 0.1 % to the second's, and the
  // second's z 15 times its own strength error to the first
  EXPECT_NEAR(strength / cases, 0.0, 4.5 * 0.02 / std::sqrt(cases));
  EXPECT_NEAR(std::sqrt(strength2 / cases), 0.02, 4.5 * 0.02 / std::sqrt(2.0 * cases));
  EXPECT_NEAR(std::sqrt(aside2 / cases), 0.01, 0.0003);
  EXPECT_LT(std::abs(both / cases), 0.15 * 0.02 * 4.5 / std::sqrt(cases) * 1.5);
}

TEST(ThrusterSet, LanesAreTheirOwnCases) {
  ThrusterParams<double> p = exact();
  p.pulse.force_sd_frac = 0.02, p.pulse.misalignment_sd_rad = 0.01;
  const ThrusterTable table = two();
  ThrusterSet<Lanes> set(table);
  PulseTimes<Lanes> pulses{};
  for (int i = 0; i < LaneTraits<Lanes>::count; ++i) {
    set.start(i, p, 20190103, static_cast<std::uint64_t>(i));
    set_lane(pulses.open_s[0], i, 0.01 * i), set_lane(pulses.open_s[1], i, 0.05);
  }
  const ThrusterAction<Lanes> all = set.act(pulses, {Lanes(0.1), Lanes(0.2), Lanes(1.4)}, period_s);
  for (int i = 0; i < LaneTraits<Lanes>::count; ++i) {
    const ThrusterAction<double> one = act(p, 0.01 * i, 0.05, {0.1, 0.2, 1.4}, static_cast<std::uint64_t>(i));
    EXPECT_EQ(lane(all.torque_B.x, i), one.torque_B.x);
    EXPECT_EQ(lane(all.force_B.z, i), one.force_B.z);
    EXPECT_EQ(lane(all.flow_kg_s, i), one.flow_kg_s);
  }
}

}  // namespace

}  // namespace farside::thruster_set_test
