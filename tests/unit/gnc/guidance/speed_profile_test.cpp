#include "gnc/guidance/speed_profile.h"

#include <gtest/gtest.h>

#include <cmath>
#include <initializer_list>

#include "lanes/lane_struct.h"
#include "unit/lanes/reference.h"

namespace farside::speed_profile_test {
using reference::Points;

namespace {

constexpr double a = 1.8, settling = 0.35, most = 150.0, near_m = a / (settling * settling);

double speed_at(double way_m) { return profile_speed(way_m, a, settling, most).speed_m_s; }

TEST(SpeedProfile, FadesOutExponentiallyAtItsEnd) {
  for (const double way : {0.0, 1e-6, 1.0, 14.0}) {
    const ProfileSpeed<double> v = profile_speed(way, a, settling, most);
    EXPECT_DOUBLE_EQ(v.speed_m_s, settling * way);
    EXPECT_DOUBLE_EQ(v.deceleration_m_s2, settling * settling * way);  // v dv/dx
  }
}

// Speed and its slope are the same from both sides of the joint: v = a / settling, dv/dx = settling.
TEST(SpeedProfile, JoinsItsPiecesWithTheirSlope) {
  const double h = 1e-6;
  EXPECT_NEAR(speed_at(near_m), a / settling, 1e-12);
  EXPECT_NEAR(speed_at(near_m * (1.0 + 1e-12)), a / settling, 1e-9);
  EXPECT_NEAR((speed_at(near_m) - speed_at(near_m - h)) / h, settling, 1e-7);
  EXPECT_NEAR((speed_at(near_m + h) - speed_at(near_m)) / h, settling, 1e-6);
  EXPECT_NEAR(profile_speed(near_m, a, settling, most).deceleration_m_s2, a, 1e-12);
}

// Before it, v^2 / 2 grows with the deceleration: the way from one speed to another is the difference of v^2 / 2a.
TEST(SpeedProfile, IsWhatASteadyDecelerationStops) {
  for (const double way : {20.0, 300.0, 5000.0}) {
    const ProfileSpeed<double> far = profile_speed(way, a, settling, 1e4),
                               nearer = profile_speed(0.7 * way, a, settling, 1e4);
    EXPECT_NEAR((far.speed_m_s * far.speed_m_s - nearer.speed_m_s * nearer.speed_m_s) / (2.0 * a),
                0.7 * way < near_m ? way - near_m + (near_m * near_m - 0.49 * way * way) / (2.0 * near_m) : 0.3 * way,
                1e-9);
    EXPECT_EQ(far.deceleration_m_s2, a);
  }
  EXPECT_NEAR(speed_at(1000.0 + 0.5 * near_m), std::sqrt(2.0 * a * 1000.0), 1e-12);
}

TEST(SpeedProfile, IsOddInItsWayAndNoFasterThanItsLimit) {
  for (const double way : {0.5, 40.0, 900.0}) EXPECT_EQ(speed_at(-way), -speed_at(way));
  EXPECT_EQ(speed_at(1e5), most);
  EXPECT_EQ(speed_at(-1e5), -most);
  EXPECT_EQ(profile_speed(1e5, a, settling, most).deceleration_m_s2, 0.0);
  EXPECT_EQ(profile_speed(4.0, a, settling, 1.0).speed_m_s, 1.0);  // limited where it fades out, too
  EXPECT_EQ(profile_speed(4.0, a, settling, 1.0).deceleration_m_s2, 0.0);
}

// Whoever keeps to it arrives without going beyond: flown from 2 km, the last part by its closed form exp(-settling t).
TEST(SpeedProfile, BringsWhoKeepsToItToItsEnd) {
  double x = 2000.0, t = 0.0;
  const double h = 1e-3;
  const auto fly = [&](double until_m) {
    while (x > until_m) {
      const double middle = x - 0.5 * h * speed_at(x);
      x -= h * speed_at(middle), t += h;
    }
  };
  fly(near_m);
  EXPECT_NEAR(t, (std::sqrt(2.0 * a * (2000.0 - 0.5 * near_m)) - a / settling) / a, 2e-3);
  const double from_m = x, from_s = t;
  for (int i = 0; i < 20000; ++i) {
    const double middle = x - 0.5 * h * speed_at(x);
    x -= h * speed_at(middle), t += h;
    ASSERT_GT(x, 0.0);
  }
  EXPECT_NEAR(x, from_m * std::exp(-settling * (t - from_s)), 1e-6);
}

// Held over periods of any length an error decays as in continuous time.
TEST(SampledGain, DecaysAnErrorExactlyAtAnyPeriod) {
  for (const double period : {0.01, 0.1, 1.0, 5.0, 60.0}) {
    for (const double gain : {0.01, 0.3, 4.0}) {
      double error = 7.0;
      for (int i = 0; i < 4; ++i) error -= period * (sampled_gain(gain, period) * error);
      EXPECT_NEAR(error, 7.0 * std::exp(-4.0 * gain * period), 7e-15) << period << " " << gain;
    }
  }
  EXPECT_NEAR(sampled_gain(0.3, 1e-6), 0.3, 1e-7);
  EXPECT_EQ(sampled_gain(0.0, 1.0), 0.0);
}

TEST(SpeedProfileLanes, AreTheCasesOneByOne) {
  Points points(97);
  for (int trial = 0; trial < 300; ++trial) {
    Lanes way(0.0), slows(0.0), settles(0.0), limit(0.0), period(0.0);
    double one[lane_count][5];
    for (int i = 0; i < lane_count; ++i) {
      double* v = one[i];
      v[0] = points.word() % 7 == 0 ? 0.0 : points.between(-200.0, 200.0), v[1] = points.between(0.1, 3.0),
      v[2] = points.between(0.05, 1.0);
      v[3] = points.between(1.0, 40.0), v[4] = points.between(0.01, 5.0);
      set_lane(way, i, v[0]), set_lane(slows, i, v[1]), set_lane(settles, i, v[2]), set_lane(limit, i, v[3]),
          set_lane(period, i, v[4]);
    }
    const ProfileSpeed<Lanes> together = profile_speed(way, slows, settles, limit);
    const Lanes gain = sampled_gain(settles, period);
    for (int i = 0; i < lane_count; ++i) {
      const ProfileSpeed<double> alone = profile_speed(one[i][0], one[i][1], one[i][2], one[i][3]);
      ASSERT_EQ(lane(together.speed_m_s, i), alone.speed_m_s);
      ASSERT_EQ(lane(together.deceleration_m_s2, i), alone.deceleration_m_s2);
      ASSERT_EQ(lane(gain, i), sampled_gain(one[i][2], one[i][4]));
    }
  }
}

}  // namespace

}  // namespace farside::speed_profile_test
