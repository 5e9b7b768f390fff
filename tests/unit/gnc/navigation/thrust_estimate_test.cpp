#include "gnc/navigation/thrust_estimate.h"

#include <gtest/gtest.h>

#include <cmath>
#include <initializer_list>

#include "lanes/lane_struct.h"
#include "unit/lanes/reference.h"

namespace farside::thrust_estimate_test {
using reference::Points;

namespace {

constexpr double period_s = 0.1, time_s = 5.0;
const double gain = 1.0 - std::exp(-period_s / time_s);

// A vehicle that burns at a command, as it is and as it is believed to be. It feels its mean acceleration over a
// period.
struct Burn {
  EngineParams<double> known, truth;
  double mass_kg = 2900.0, thrust_N = 0.0;
  ThrustEstimate<double> x{2900.0, 0.0};

  Burn() { known.isp_droop = truth.isp_droop = 0.0; }
  void steady(double command_N) { thrust_N = command_N * truth.thrust_scale, x.thrust_N = command_N; }
  void period(double command_N) {
    const double goal_N = command_N * truth.thrust_scale, way_max = truth.rate_max_N_s * period_s;
    const double way = (goal_N - thrust_N) * (1.0 - std::exp(-period_s / truth.lag_s));
    const double after_N = thrust_N + std::fmin(std::fmax(way, -way_max), way_max), mean_N = 0.5 * (thrust_N + after_N);
    const double burnt = mean_N * period_s / (truth.isp_s * truth.isp_scale * standard_gravity_m_s2);
    const double felt = mean_N / (mass_kg - 0.5 * burnt);
    x = after_period(x, onboard_engine(known, period_s), true, command_N, felt, period_s, gain);
    mass_kg -= burnt;
    thrust_N = after_N;
  }
  // What the estimate is of: the mass that the commanded thrust accelerates as the true one does.
  double wanted_kg() const { return mass_kg / truth.thrust_scale; }
};

TEST(ThrustEstimate, StaysRightWhereTheEngineIsAsItIsBelieved) {
  Burn b;
  b.steady(7500.0);
  for (int i = 0; i < 3000; ++i) b.period(7500.0);
  EXPECT_NEAR(b.x.mass_kg, b.mass_kg, 0.2);  // half of what a period burns: felt at its middle, told of its end
  EXPECT_LT(b.mass_kg, 2200.0);
}

// A wrong mass at the start, of an engine that burns next to nothing: the error decays with its time constant.
TEST(ThrustEstimate, ComesToTheTrueMassExponentially) {
  Burn b;
  b.known.isp_s = b.truth.isp_s = 1e9;
  b.steady(7500.0);
  b.x.mass_kg = 2800.0;
  for (int i = 1; i <= 200; ++i) {
    b.period(7500.0);
    ASSERT_NEAR(b.x.mass_kg, 2900.0 - 100.0 * std::exp(-i * period_s / time_s), 1e-3) << i;
  }
}

// More thrust than the command means: the believed mass comes to mass over scale, which gives the acceleration that
// guidance asks for.
TEST(ThrustEstimate, ComesToTheTrueThrustScale) {
  for (const double scale : {0.95, 1.03}) {
    Burn b;
    b.truth.thrust_scale = scale;
    b.steady(7500.0);
    for (int i = 0; i < 600; ++i) b.period(7500.0);
    EXPECT_NEAR(b.x.mass_kg, b.wanted_kg(), 0.3) << scale;  // falls as reckoned: the flow goes with the scale, too
    EXPECT_GT(std::fabs(b.x.mass_kg - b.mass_kg), 40.0);
  }
}

// A wrong specific impulse is a mass that falls otherwise than reckoned: followed behind by the difference of both
// flows over the time constant's rate.
TEST(ThrustEstimate, LagsBehindAWrongSpecificImpulse) {
  Burn b;
  b.truth.isp_scale = 0.9;
  b.steady(7500.0);
  for (int i = 0; i < 600; ++i) b.period(7500.0);
  const double reckoned = 7500.0 / (309.0 * standard_gravity_m_s2), difference = reckoned / 0.9 - reckoned;
  // what is left of an error after a period over what is taken off it in one
  EXPECT_NEAR(b.x.mass_kg - b.wanted_kg(), difference * period_s * (1.0 - gain) / gain, 0.3);
}

TEST(ThrustEstimate, TakesNoSurpriseOfMoreThanATenth) {
  const OnboardEngine engine = onboard_engine({}, period_s);
  const ThrustEstimate<double> x{2000.0, 7500.0};
  const double burnt = 7500.0 * period_s / (309.0 * standard_gravity_m_s2);
  for (const double felt : {0.2, 1e6}) {
    const double mass = 2000.0 - burnt, most = 0.1 * mass;
    EXPECT_NEAR(after_period(x, engine, true, 7500.0, felt, period_s, gain).mass_kg,
                mass + (felt < 1.0 ? most : -most) * gain, 1e-9);
  }
}

// A nozzle is lost: for a second it may be an outlier, then what is felt is believed. Thrust that is back again is too.
TEST(ThrustEstimate, BelievesAfterASecondWhatStaysBeyondATenth) {
  Burn b;
  b.steady(4000.0);
  for (const double left : {0.55, 1.0}) {
    b.truth.thrust_scale = left;
    b.thrust_N = left * 4000.0;
    const double before = b.x.mass_kg;
    for (int i = 0; i < 10; ++i) b.period(4000.0);
    EXPECT_NEAR(b.x.mass_kg, before, 0.025 * before) << left;
    b.period(4000.0);
    EXPECT_NEAR(b.x.mass_kg, b.wanted_kg(), 1e-3 * b.wanted_kg()) << left;
  }
}

// Outliers that end, or that change sides, are never believed; transients between them don't end a series.
TEST(ThrustEstimate, BelievesNoOutliersThatPass) {
  const OnboardEngine engine = onboard_engine({}, period_s);
  const double right = 7500.0 / 2000.0;
  const auto after = [&](auto felt_in, auto command_in) {
    ThrustEstimate<double> x{2000.0, 7500.0};
    for (int i = 0; i < 24; ++i) {
      x.mass_kg = 2000.0;  // what the clipped ones do is claimed above
      x = after_period(x, engine, true, command_in(i), felt_in(i) * (1.0 + 1e-6 * i), period_s, gain);
      if (std::fabs(x.mass_kg - 2000.0) > 100.0) return i;
      x.thrust_N = 7500.0;
    }
    return 24;
  };
  const auto held = [](int) { return 7500.0; };
  EXPECT_EQ(after([&](int i) { return i % 10 == 9 ? right : 0.5 * right; }, held), 24);
  EXPECT_EQ(after([&](int i) { return i / 10 % 2 ? 1.5 * right : 0.5 * right; }, held), 24);
  EXPECT_EQ(after([&](int) { return 0.5 * right; }, held), 10);
  EXPECT_EQ(after([&](int) { return 1.5 * right; }, held), 10);
  EXPECT_EQ(after([&](int) { return 0.5 * right; }, [](int i) { return i == 5 ? 6000.0 : 7500.0; }), 11);
}

TEST(ThrustEstimate, LearnsNothingFromWhatRepeatsToTheLastBit) {
  const OnboardEngine engine = onboard_engine({}, period_s);
  ThrustEstimate<double> stuck{2000.0, 7500.0}, reckoned{2000.0, 7500.0};
  stuck.felt_m_s2 = 1.0;
  for (int i = 0; i < 100; ++i) {
    stuck = after_period(stuck, engine, true, 7500.0, 1.0, period_s, gain);
    reckoned = after_period(reckoned, engine, true, 7500.0, 0.0, period_s, gain);
  }
  EXPECT_EQ(stuck.mass_kg, reckoned.mass_kg);
}

// While the thrust is on its way, while the engine is off, and where next to nothing is felt, it only reckons.
TEST(ThrustEstimate, IgnoresTransientsAndAnEngineThatIsOff) {
  const OnboardEngine engine = onboard_engine({}, period_s);
  const auto surprised = [&](double thrust_N, bool on, double command_N, double felt) {
    const ThrustEstimate<double> a = after_period({2000.0, thrust_N}, engine, on, command_N, felt, period_s, gain);
    const ThrustEstimate<double> b = after_period({2000.0, thrust_N}, engine, on, command_N, felt, period_s, 0.0);
    EXPECT_EQ(a.thrust_N, b.thrust_N);
    return a.mass_kg != b.mass_kg;
  };
  EXPECT_TRUE(surprised(7500.0, true, 7500.0, 4.0));
  EXPECT_TRUE(surprised(7450.0, true, 7500.0, 4.0));
  EXPECT_FALSE(surprised(1500.0, true, 7500.0, 4.0));
  EXPECT_FALSE(surprised(7500.0, true, 1500.0, 4.0));
  EXPECT_FALSE(surprised(7500.0, false, 7500.0, 4.0));
  EXPECT_FALSE(surprised(7500.0, true, 7500.0, 0.05));
  EXPECT_FALSE(surprised(7500.0, true, 7500.0, std::nan("")));
}

TEST(ThrustEstimate, FollowsTheCommandAsTheNominalEngineDoes) {
  EngineParams<double> p;
  p.lag_s = 0.5, p.rate_max_N_s = 1e6;
  const OnboardEngine engine = onboard_engine(p, period_s);
  ThrustEstimate<double> x{2000.0, 1500.0};
  for (int i = 1; i <= 10; ++i) {
    x = after_period(x, engine, true, 6000.0, 2.0, period_s, gain);
    ASSERT_NEAR(x.thrust_N, 6000.0 - 4500.0 * std::exp(-i * period_s / 0.5), 1e-9);
  }
  const double mass_kg = after_period({2000.0, 1500.0}, engine, true, 6000.0, 2.0, period_s, gain).mass_kg;
  const double mean_N = 0.5 * (1500.0 + 6000.0 - 4500.0 * std::exp(-period_s / 0.5));
  EXPECT_NEAR(2000.0 - mass_kg, mean_N * period_s / (309.0 * standard_gravity_m_s2),
              1e-9);  // burns what it is believed to give
  p.rate_max_N_s = 3000.0;
  EXPECT_EQ(after_period({2000.0, 1500.0}, onboard_engine(p, period_s), true, 7500.0, 2.0, period_s, gain).thrust_N,
            1800.0);
  p.lag_s = 0.0, p.rate_max_N_s = 1e9;
  EXPECT_EQ(after_period({2000.0, 1500.0}, onboard_engine(p, period_s), true, 7500.0, 2.0, period_s, gain).thrust_N,
            7500.0);
}

// Ignition and a throttle step in between disturb it no more than the reckoning does.
TEST(ThrustEstimate, ComesThroughAThrottledBurn) {
  Burn b;
  b.truth.thrust_scale = 1.02;
  for (int i = 0; i < 2000; ++i) b.period(i < 20 ? 1500.0 : i % 400 < 200 ? 7500.0 : 4000.0);
  EXPECT_NEAR(b.x.mass_kg / b.wanted_kg(), 1.0, 1e-3);
}

TEST(ThrustEstimateLanes, AreTheCasesOneByOne) {
  Points points(98);
  for (int trial = 0; trial < 300; ++trial) {
    const OnboardEngine engine = onboard_engine({}, period_s);
    ThrustEstimate<Lanes> x{};
    Mask on(false);
    Lanes command(0.0), felt(0.0), part(0.0);
    ThrustEstimate<double> alone[lane_count];
    for (int i = 0; i < lane_count; ++i) {
      const double asked = points.between(1500.0, 7500.0);
      const ThrustEstimate<double> one{points.between(1300.0, 2900.0),
                                       points.word() % 2 ? asked : points.between(0.0, 7500.0),
                                       points.between(-1.2, 1.2), 0.0};
      const bool burns = points.word() % 3 != 0;
      const double feels = points.word() % 5 == 0 ? std::nan("") : points.between(0.0, 6.0),
                   takes = points.between(0.0, 1.0);
      put_lane(x, i, one);
      set_lane(on, i, burns), set_lane(command, i, asked), set_lane(felt, i, feels), set_lane(part, i, takes);
      alone[i] = after_period(one, engine, burns, asked, feels, period_s, takes);
    }
    const ThrustEstimate<Lanes> together = after_period(x, engine, on, command, felt, Lanes(period_s), part);
    for (int i = 0; i < lane_count; ++i) {
      ASSERT_EQ(lane(together.mass_kg, i), alone[i].mass_kg);
      ASSERT_EQ(lane(together.thrust_N, i), alone[i].thrust_N);
      ASSERT_EQ(lane(together.beyond_s, i), alone[i].beyond_s);
    }
  }
}

}  // namespace

}  // namespace farside::thrust_estimate_test
