#include <gtest/gtest.h>

#include <cmath>
#include <initializer_list>

#include "unit/vehicle/flown_engine.h"

namespace farside::engine_wait_test {
using namespace flown_engine;

namespace {

TEST(EngineDelay, PassesBeforeTheThrustMoves) {
  // inside the first half step, in the second, at their ends, and after some steps
  for (const double delay_s : {0.02, 0.05, 0.07, 0.1, 0.23, 0.3, 0.71}) {
    Engine engine = engine_with(0.15, delay_s, 1e6);
    engine.burn_steadily(3000.0);
    engine.command(5000.0);
    expect_follows(engine, 12,
                   [&](double t) { return t < delay_s ? 3000.0 : 5000.0 - 2000.0 * std::exp(-(t - delay_s) / 0.15); });
  }
}

TEST(EngineDelay, HoldsTheLimitOfTheRateAfterwards) {
  Engine engine = engine_with(0.15, 0.13, 3000.0);
  engine.burn_steadily(3000.0);
  engine.command(5000.0);
  const double free_s = 0.13 + 1550.0 / 3000.0;
  expect_follows(engine, 12, [&](double t) {
    return t < 0.13     ? 3000.0
           : t < free_s ? 3000.0 + 3000.0 * (t - 0.13)
                        : 5000.0 - 450.0 * std::exp(-(t - free_s) / 0.15);
  });
}

TEST(EngineDelay, EndingWithAStepLeavesTheNextOneWhole) {
  // taking half steps of 0.05 s off these leaves some 1e-17 s too much or too little
  for (const double delay_s : {0.1, 0.2, 0.3, 0.6, 0.7, 0.8}) {
    Engine engine = engine_with(0.0, delay_s, no_limit_N_s);
    engine.burn_steadily(3000.0);
    engine.command(5000.0);
    for (int i = 0; i < std::lround(delay_s / engine.step_s); ++i) {
      const ThrustProfile<double> profile = engine.step();
      EXPECT_EQ(profile.start_N, 3000.0) << i;
      EXPECT_NEAR(profile.end_N, 3000.0, rounding_N) << i;
    }
    EXPECT_EQ(engine.step().start_N, 5000.0) << delay_s;
  }
}

TEST(EngineDelay, LeavesTheCommandBeforeInForce) {
  Engine engine = engine_with(0.5, 0.1, 1e6);
  engine.burn_steadily(3000.0);
  engine.command(5000.0);
  engine.step(), engine.step();
  engine.command(2000.0);
  const double at_change_N = 5000.0 - 2000.0 * std::exp(-0.2 / 0.5);
  expect_follows(engine, 5, [&](double t) {
    return t < 0.1 ? 5000.0 - 2000.0 * std::exp(-(t + 0.1) / 0.5)
                   : 2000.0 + (at_change_N - 2000.0) * std::exp(-(t - 0.1) / 0.5);
  });
}

TEST(EngineDelay, IsCutShortByTheNextCommand) {
  Engine engine = engine_with(0.5, 0.15, 1e6);
  engine.burn_steadily(3000.0);
  engine.command(5000.0);
  engine.step();
  engine.command(2000.0);  // 5000 N has waited for 0.1 s and comes into force now, 2000 N after its own delay
  const double at_change_N = 5000.0 - 2000.0 * std::exp(-0.15 / 0.5);
  expect_follows(engine, 5, [&](double t) {
    return t < 0.15 ? 5000.0 - 2000.0 * std::exp(-t / 0.5)
                    : 2000.0 + (at_change_N - 2000.0) * std::exp(-(t - 0.15) / 0.5);
  });
}

// A burn of half a second that begins anywhere within a step, commanded where its steps begin.
Engine burn_half_a_second(Engine engine, double offset_s) {
  for (int i = 0; i < 30; ++i) {
    if (i == 2) engine.command(3000.0, offset_s);
    if (i == 7) engine.cut_off(offset_s);
    engine.step();
  }
  return engine;
}

TEST(EngineWait, GivesABurnItsImpulseWhereverItBegins) {
  Engine engine = engine_with(0.0, no_delay_s, no_limit_N_s);
  engine.params.tail_off_s = engine.params.cutoff_delay_s = 0.0;
  for (double offset_s = 0.0; offset_s < 0.0995; offset_s += 0.001) {
    EXPECT_NEAR(burn_half_a_second(engine, offset_s).impulse_N_s, 1500.0, 1500.0 * 1e-12) << offset_s;
  }
}

TEST(EngineWait, GivesABurnWithLagItsImpulseWhereverItBegins) {
  Engine engine = engine_with(0.15, no_delay_s, 1e8);
  engine.params.tail_off_s = 0.15, engine.params.cutoff_delay_s = 0.0;
  const double left = std::exp(-0.5 / 0.15),
               expected_N_s = 3000.0 * (0.5 - 0.15 * (1.0 - left)) + 3000.0 * (1.0 - left) * 0.15;
  for (double offset_s = 0.0; offset_s < 0.0995; offset_s += 0.001) {
    EXPECT_NEAR(burn_half_a_second(engine, offset_s).impulse_N_s, expected_N_s, 1e-3)
        << offset_s;  // Simpson's rule, of both ends: found 6e-4
  }
  engine.params.delay_s = engine.params.cutoff_delay_s = 0.07;  // both ends later by as much
  for (double offset_s = 0.0; offset_s < 0.03; offset_s += 0.001) {
    EXPECT_NEAR(burn_half_a_second(engine, offset_s).impulse_N_s, expected_N_s, 1e-3) << offset_s;
  }
}

TEST(EngineWait, ComesBeforeTheDelay) {
  for (const double wait_s : {0.01, 0.04, 0.09}) {
    Engine engine = engine_with(0.15, 0.03, 1e6);
    engine.burn_steadily(3000.0);
    engine.command(5000.0, wait_s);
    expect_follows(engine, 8, [&](double t) {
      return t < wait_s + 0.03 ? 3000.0 : 5000.0 - 2000.0 * std::exp(-(t - wait_s - 0.03) / 0.15);
    });
  }
}

}  // namespace

}  // namespace farside::engine_wait_test
