#include "gnc/allocation.h"

#include <gtest/gtest.h>

namespace farside::allocation_test {
namespace {

using Vector = Vec3<double>;

// Couples of thrusters of `force_N` on 1 m: a torque of 1 N m about an axis opens the two of it for half of 1 / force.
ThrusterTable couples(double force_N, double force_2_N = 0.0) {
  ThrusterTable t{};
  for (int set = 1; set <= (force_2_N > 0.0 ? 2 : 1); ++set) {
    const double force = set == 1 ? force_N : force_2_N;
    for (int k = 0; k < 6; ++k) {
      for (int i = 0; i < 2; ++i) {
        t.thruster[t.count].set = set;
        t.share_1_N_m[k][t.count++] = 0.5 / force;
      }
    }
  }
  return t;
}

// What comes of it about an axis.
double torque(const PulseTimes<double>& pulses, int axis, double force_N, double period_s, int first = 0) {
  const auto half = [&](int k) { return pulses.open_s[first + 2 * k] + pulses.open_s[first + 2 * k + 1]; };
  return (half(2 * axis) - half(2 * axis + 1)) * force_N / period_s;
}

PulseTimes<double> shared_out(const ThrusterTable& t, const Vector& torque_B, double least_s = 0.0) {
  PulseTimes<double> pulses{};
  allocate(t, torque_B, least_s, 0.1, pulses);
  return pulses;
}

TEST(Allocation, GivesWhatIsAskedFor) {
  const ThrusterTable t = couples(10.0);
  const PulseTimes<double> pulses = shared_out(t, {3.0, -7.0, 11.0});
  EXPECT_NEAR(torque(pulses, 0, 10.0, 0.1), 3.0, 1e-12);
  EXPECT_NEAR(torque(pulses, 1, 10.0, 0.1), -7.0, 1e-12);
  EXPECT_NEAR(torque(pulses, 2, 10.0, 0.1), 11.0, 1e-12);
  EXPECT_FALSE(pulses.short_of);
}

TEST(Allocation, RoundsPulsesToNothingOrTheShortest) {
  const ThrusterTable t = couples(10.0);
  const double least_s = 0.016, shortest_N_m = 2.0 * 10.0 * least_s / 0.1;
  EXPECT_EQ(shared_out(t, {0.49 * shortest_N_m, 0.0, 0.0}, least_s).open_s[0], 0.0);
  EXPECT_EQ(shared_out(t, {0.51 * shortest_N_m, 0.0, 0.0}, least_s).open_s[0], least_s);
  EXPECT_NEAR(shared_out(t, {1.5 * shortest_N_m, 0.0, 0.0}, least_s).open_s[0], 1.5 * least_s, 1e-15);
}

TEST(Allocation, AsksForNoMoreThanThePeriodInTheSameDirection) {
  const PulseTimes<double> pulses = shared_out(couples(10.0), {40.0, 0.0, -10.0});
  EXPECT_TRUE(pulses.short_of);
  EXPECT_NEAR(torque(pulses, 0, 10.0, 0.1), 20.0, 1e-12);
  EXPECT_NEAR(torque(pulses, 2, 10.0, 0.1), -5.0, 1e-12);
}

TEST(Allocation, TheSecondSetGivesTheRest) {
  const ThrusterTable t = couples(10.0, 150.0);
  const PulseTimes<double> some = shared_out(t, {20.0, 0.0, 0.0});
  EXPECT_NEAR(torque(some, 0, 10.0, 0.1), 20.0, 1e-12);
  EXPECT_NEAR(torque(some, 0, 150.0, 0.1, 12), 0.0, 1e-12);
  const PulseTimes<double> more = shared_out(t, {200.0, 0.0, 0.0});
  EXPECT_NEAR(torque(more, 0, 10.0, 0.1), 20.0, 1e-12);
  EXPECT_NEAR(torque(more, 0, 150.0, 0.1, 12), 180.0, 1e-11);
  EXPECT_FALSE(more.short_of);
  EXPECT_TRUE(shared_out(t, {400.0, 0.0, 0.0}).short_of);
}

}  // namespace

}  // namespace farside::allocation_test
