#include "vehicle/engine.h"

#include <gtest/gtest.h>

#include <cmath>

#include "lanes/lane_struct.h"
#include "unit/lanes/reference.h"
#include "unit/vehicle/flown_engine.h"

namespace farside::engine_test {
using namespace flown_engine;
using reference::Points;

namespace {

constexpr double full_speed_range_N = 6000.0;  // of the default engine

TEST(EngineResponse, IsAFirstOrderLagInStepsOfAnySize) {
  for (const double step_s : {0.01, 0.1, 0.37}) {
    for (const double target_N : {1500.0, 7000.0}) {
      Engine engine = engine_with(0.15, no_delay_s, 1e6);
      engine.step_s = step_s;
      engine.burn_steadily(3000.0);
      engine.command(target_N);
      expect_follows(engine, 20, [&](double t) { return target_N + (3000.0 - target_N) * std::exp(-t / 0.15); });
    }
  }
}

TEST(EngineResponse, RampsAtItsLimitUntilTheLagIsSlower) {
  // the limit 3000 N/s is what the lag of 0.15 s asks for at 450 N from the target
  for (const double target_N : {1500.0, 7000.0}) {
    const double sign = target_N > 3000.0 ? 1.0 : -1.0, ramp_s = (std::fabs(target_N - 3000.0) - 450.0) / 3000.0;
    for (const double step_s : {0.01, 0.1}) {
      Engine engine = engine_with(0.15, no_delay_s, 3000.0);
      engine.step_s = step_s;
      engine.burn_steadily(3000.0);
      engine.command(target_N);
      expect_follows(engine, 25, [&](double t) {
        return t < ramp_s ? 3000.0 + sign * 3000.0 * t : target_N - sign * 450.0 * std::exp(-(t - ramp_s) / 0.15);
      });
    }
  }
}

TEST(EngineResponse, RampsWithoutLagToo) {
  Engine engine = engine_with(0.0, no_delay_s, 3000.0);
  engine.burn_steadily(3000.0);
  engine.command(4000.0);
  expect_follows(engine, 5, [](double t) { return std::fmin(3000.0 + 3000.0 * t, 4000.0); });
}

TEST(EngineResponse, JumpsAtTheStartOfTheStepWithoutLagOrLimit) {
  Engine engine = engine_with(0.0, no_delay_s, no_limit_N_s);
  engine.burn_steadily(1503.7);
  engine.command(7201.9);
  const ThrustProfile<double> profile = engine.step();
  EXPECT_EQ(profile.start_N, 7201.9);
  EXPECT_EQ(profile.middle_N, 7201.9);
  EXPECT_EQ(profile.end_N, 7201.9);
}

TEST(EngineResponse, GivesTheImpulseOfARampShorterThanHalfAStep) {
  for (double ramp_s = 0.0005; ramp_s < 0.05; ramp_s += 0.0005) {
    Engine engine = engine_with(0.0, no_delay_s, 1000.0 / ramp_s);
    engine.burn_steadily(3000.0);
    engine.command(4000.0);
    engine.step();
    // Simpson's rule counts the start as a sixth of the step: the better of jump and no jump is off by half of that at
    // most
    EXPECT_NEAR(engine.impulse_N_s, 4000.0 * 0.1 - 1000.0 * 0.5 * ramp_s, 1000.0 * 0.1 / 12.0 + rounding_N) << ramp_s;
  }
}

TEST(EngineCommand, RepeatedChangesNothing) {
  Engine once = engine_with(0.15, 0.25, 3000.0), often = once;
  once.burn_steadily(3000.0), often.burn_steadily(3000.0);
  once.params.cutoff_delay_s = often.params.cutoff_delay_s = 0.25;
  for (int i = 0; i < 12; ++i) {
    if (i == 0) once.command(5000.0);
    if (i == 6) once.cut_off();
    i < 6 ? often.command(5000.0) : often.cut_off();
    EXPECT_EQ(once.step().middle_N, often.step().middle_N) << i;
    EXPECT_EQ(once.state.thrust_N, often.state.thrust_N) << i;
  }
}

TEST(EngineCommand, MeansTheScaledThrustAndNotAScaledIsp) {
  Engine engine;
  engine.params.thrust_scale = 1.1;
  engine.burn_steadily(3000.0);
  engine.command(4000.0);
  EXPECT_EQ(engine.state.target_N, 4000.0 * 1.1);
  EXPECT_EQ(engine.state.exhaust_speed_m_s, exhaust_speed(engine.params, 4000.0));
}

// What is asked for is what the true engine can give of it: its own limits, not those that guidance believes in.
TEST(EngineCommand, IsHeldWithinTheTrueEnginesLimits) {
  Engine engine;
  engine.params.thrust_min_N = 3000.0;  // dispersed: guidance believes 1500 N
  engine.params.thrust_max_N = 7000.0;
  engine.params.thrust_scale = 1.1;
  engine.command(1500.0);
  EXPECT_EQ(engine.state.target_N, 3000.0 * 1.1);
  EXPECT_EQ(engine.state.exhaust_speed_m_s, exhaust_speed(engine.params, 3000.0));
  engine.command(7500.0);
  EXPECT_EQ(engine.state.target_N, 7000.0 * 1.1);
  EXPECT_EQ(engine.state.exhaust_speed_m_s, exhaust_speed(engine.params, 7000.0));
  engine.command(5000.0);
  EXPECT_EQ(engine.state.target_N, 5000.0 * 1.1);
  engine.cut_off();
  EXPECT_EQ(engine.state.target_N, 0.0);  // off is off
  EXPECT_FALSE(engine.state.on);
}

// The same with lag and tail-off: T (b - tau (1 - e)) + T (1 - e) tau', e = exp(-b / tau).
// A wait and the engine's delay add up.
TEST(EngineCutoff, BurnsOnDuringItsDelayAndThenTailsOffWithoutLimit) {
  Engine engine = engine_with(0.15, no_delay_s, 3000.0);
  engine.params.cutoff_delay_s = 0.03;
  engine.params.tail_off_s = 0.08;
  engine.burn_steadily(3000.0);
  engine.command(5000.0);
  engine.cut_off();
  EXPECT_FALSE(engine.state.on);
  const double at_cutoff_N = 3000.0 + 3000.0 * 0.03;
  expect_follows(engine, 6,
                 [&](double t) { return t < 0.03 ? 3000.0 + 3000.0 * t : at_cutoff_N * std::exp(-(t - 0.03) / 0.08); });
}

TEST(EngineCutoff, IsAtOnceWithoutTailOff) {
  Engine engine = engine_with(0.15, no_delay_s, 3000.0);
  engine.params.cutoff_delay_s = engine.params.tail_off_s = 0.0;
  engine.burn_steadily(5000.0);
  engine.cut_off();
  engine.step();
  EXPECT_EQ(engine.impulse_N_s, 0.0);
}

TEST(EngineCutoff, TailsOffOnUntilANewCommandIsInForce) {
  Engine engine = engine_with(0.5, 0.12, 1e6);
  engine.params.cutoff_delay_s = 0.0;
  engine.params.tail_off_s = 0.3;
  engine.burn_steadily(5000.0);
  engine.cut_off();
  engine.step();
  engine.command(2000.0);
  const double at_change_N = 5000.0 * std::exp(-0.22 / 0.3);
  expect_follows(engine, 5, [&](double t) {
    return t < 0.12 ? 5000.0 * std::exp(-(t + 0.1) / 0.3)
                    : 2000.0 + (at_change_N - 2000.0) * std::exp(-(t - 0.12) / 0.5);
  });
}

TEST(EngineCutoff, LeavesTheImpulseOfAFirstOrderShutdown) {
  // T 2100 N, tau 0.15 s, Isp 305 s: T tau = 315 N s, 0.1053149531 kg, 0.252 m/s at 1250 kg, exp(-3) of the thrust
  // after 3 tau
  Engine engine;
  engine.params.isp_s = 305.0;
  engine.params.isp_droop = 0.0;
  engine.params.tail_off_s = 0.15;
  engine.params.cutoff_delay_s = 0.0;
  engine.burn_steadily(2100.0);
  engine.cut_off();
  Engine coarse = engine;
  for (int i = 0; i < 40; ++i) coarse.step();
  EXPECT_NEAR(coarse.impulse_N_s, 315.0, 0.315);  // Simpson's rule at 0.1 s leaves 7e-5 of it
  EXPECT_NEAR(coarse.impulse_N_s / coarse.state.exhaust_speed_m_s, 0.1053149531, 1.1e-4);
  EXPECT_NEAR(coarse.impulse_N_s / 1250.0, 0.252, 2.5e-4);
  engine.step_s = 0.45;
  EXPECT_NEAR(engine.step().end_N / 2100.0, 0.04978706837, 5e-12);  // half a unit of the last digit printed
}

TEST(ExhaustSpeed, FallsWithTheThrottle) {
  EngineParams<double> p;  // 309 s, k 0.06, p 1.3
  EXPECT_EQ(exhaust_speed(p, p.thrust_max_N), 309.0 * 9.80665);
  EXPECT_NEAR(exhaust_speed(p, 0.2 * p.thrust_max_N) / 9.80665, 295.0, 0.5);  // as the model's table rounds it
  for (double throttle = 0.05; throttle < 1.0; throttle += 0.05) {
    const double expected = 309.0 * 9.80665 * (1.0 - 0.06 * std::pow(1.0 - throttle, 1.3));
    EXPECT_NEAR(exhaust_speed(p, throttle * p.thrust_max_N), expected, 1e-15 * 4 * expected)
        << throttle;  // four roundings
  }
}

TEST(ExhaustSpeed, IsThatOfFullThrustBeyondIt) {
  EngineParams<double> p;
  p.isp_scale = 1.01;
  EXPECT_EQ(exhaust_speed(p, 1.2 * p.thrust_max_N), p.isp_s * p.isp_scale * 9.80665);
}

TEST(ThrustDirection, IsAUnitVectorTurnedByTheMisalignments) {
  EngineParams<double> p;
  p.misalignment_x_rad = 0.003;
  p.misalignment_y_rad = -0.004;
  const Vec3<double> d = thrust_direction(p);
  EXPECT_NEAR(norm(d), 1.0, 3e-16);
  EXPECT_NEAR(std::atan2(d.x, d.z), 0.003, 1e-8);  // tan a = a but for a^3 / 3 = 2e-8
  EXPECT_NEAR(std::atan2(d.y, d.z), -0.004, 3e-8);
}

// Engines of every kind: with and without lag, delay, limit, tail; commands at any time.
EngineParams<double> any_engine(Points& points) {
  const auto sometimes = [&](double value) { return points.word() % 3 == 0 ? 0.0 : value; };
  EngineParams<double> p;
  p.thrust_scale = points.between(0.9, 1.1);
  p.isp_droop = sometimes(0.06);
  p.lag_s = sometimes(points.between(0.01, 0.5));
  p.delay_s = sometimes(points.between(0.001, 0.4));
  p.rate_max_N_s = points.word() % 3 == 0 ? no_limit_N_s : points.between(1e3, 1e5);
  p.tail_off_s = sometimes(points.between(0.01, 0.3));
  p.cutoff_delay_s = sometimes(points.between(0.001, 0.1));
  p.thrust_min_N = sometimes(points.between(1000.0, 3000.0));
  return p;
}

void expect_same(const ThrustProfile<Lanes>& lanes, const ThrustProfile<double>& one, int i) {
  EXPECT_EQ(lane(lanes.start_N, i), one.start_N);
  EXPECT_EQ(lane(lanes.middle_N, i), one.middle_N);
  EXPECT_EQ(lane(lanes.end_N, i), one.end_N);
}

TEST(EngineLanes, AreTheEnginesOneByOne) {
  Points points(71);
  for (int trial = 0; trial < 100; ++trial) {
    EngineParams<double> one_params[lane_count];
    EngineState<double> one[lane_count] = {};
    EngineParams<Lanes> params;
    for (int i = 0; i < lane_count; ++i) put_lane(params, i, one_params[i] = any_engine(points));
    const Lanes zero(0.0);
    EngineState<Lanes> state{zero, zero, zero, zero, zero, Mask(false)};
    const EngineResponse<Lanes> response = engine_response(params, 0.1);
    for (int step = 0; step < 40; ++step) {
      Mask changed(false), on(false);
      Lanes command(0.0), wait(0.0);
      for (int i = 0; i < lane_count; ++i) {
        const bool change_one = points.word() % 3 == 0, on_one = points.word() % 4 != 0;
        const double command_one = points.between(1000.0, 2000.0 + full_speed_range_N);
        const double wait_one = points.word() % 2 ? 0.0 : points.between(0.0, 0.1);
        set_lane(changed, i, change_one);
        set_lane(on, i, on_one);
        set_lane(command, i, command_one);
        set_lane(wait, i, wait_one);
        one[i] = command_engine(one_params[i], one[i], change_one, command_one, on_one, wait_one);
      }
      state = command_engine(params, state, changed, command, on, wait);
      const ThrustProfile<Lanes> profile = respond(response, state);
      for (int i = 0; i < lane_count; ++i) {
        expect_same(profile, respond(engine_response(one_params[i], 0.1), one[i]), i);
        EXPECT_EQ(lane(state.exhaust_speed_m_s, i), one[i].exhaust_speed_m_s);
        EXPECT_EQ(lane(state.delay_left_s, i), one[i].delay_left_s);
        EXPECT_EQ(lane(state.on, i), one[i].on);
      }
      ASSERT_FALSE(HasFailure()) << "trial " << trial << ", step " << step;
    }
  }
}

// Thrust at the ends of half steps, whatever happens within them; in the middle of a whole one where no command comes
// into force.
TEST(EngineResponse, IsTheSameInWholeStepsAndInHalves) {
  Points points(72);
  int in_pieces = 0;
  for (int trial = 0; trial < 300; ++trial) {
    Engine whole;
    whole.params = any_engine(points);
    Engine halves = whole;
    halves.step_s = 0.5 * whole.step_s;
    for (int step = 0; step < 30; ++step) {
      if (points.word() % 3 == 0) {
        const double thrust_N = points.between(1500.0, 7500.0),
                     wait_s = points.word() % 2 ? 0.0 : points.between(0.0, 0.1);
        const bool off = points.word() % 4 == 0;
        for (Engine* engine : {&whole, &halves}) off ? engine->cut_off(wait_s) : engine->command(thrust_N, wait_s);
      }
      const bool pieces = whole.comes_into_force();
      in_pieces += pieces ? 1 : 0;
      const ThrustProfile<double> profile = whole.step();
      const double middle_N = halves.step().end_N;
      if (!pieces) {
        ASSERT_NEAR(middle_N, profile.middle_N, rounding_N) << "trial " << trial << ", step " << step;
      }
      ASSERT_NEAR(halves.step().end_N, profile.end_N, rounding_N) << "trial " << trial << ", step " << step;
    }
  }
  EXPECT_GT(in_pieces, 1000);
}

}  // namespace

}  // namespace farside::engine_test
