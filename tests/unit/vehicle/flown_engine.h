#pragma once
// An engine flown step by step, for the tests of its thrust.
#include <gtest/gtest.h>

#include <cmath>

#include "vehicle/engine.h"

namespace flown_engine {

using namespace farside;

inline constexpr double rounding_N = 1e-9;  // some hundred roundings of thrusts below 7500 N, 1e-12 N each
inline constexpr double no_limit_N_s = 1e9, no_delay_s = 0.0;  // no_limit: a ramp of microseconds

// An engine, the steps by which it is flown, and what it has burnt (Simpson's rule, as the flight has it).
struct Engine {
  EngineParams<double> params;
  double step_s = 0.1;
  EngineState<double> state{};
  double impulse_N_s = 0.0;

  void burn_steadily(double thrust_N) {
    state = {thrust_N, thrust_N, thrust_N, 0.0, exhaust_speed(params, thrust_N), true};
  }
  void command(double thrust_N, double wait_s = 0.0) {
    state = command_engine(params, state, true, thrust_N, true, wait_s);
  }
  void cut_off(double wait_s = 0.0) { state = command_engine(params, state, true, 0.0, false, wait_s); }
  // Within the next step: then the profile's middle is what gives the impulse, and no thrust of any moment.
  bool comes_into_force() const { return state.delay_left_s > 1e-9 && state.delay_left_s < step_s - 1e-9; }
  ThrustProfile<double> step() {
    const ThrustProfile<double> profile = respond(engine_response(params, step_s), state);
    impulse_N_s += step_s / 6.0 * (profile.start_N + 4.0 * profile.middle_N + profile.end_N);
    return profile;
  }
};

inline Engine engine_with(double lag_s, double delay_s, double rate_max_N_s) {
  Engine engine;
  engine.params.lag_s = lag_s;
  engine.params.delay_s = delay_s;
  engine.params.rate_max_N_s = rate_max_N_s;
  return engine;
}

// By Simpson's rule on many pieces.
template <class Thrust>
double impulse_of(double from_s, double time_s, const Thrust& thrust_N_at) {
  constexpr int pieces = 400;
  const double h = time_s / pieces;
  double sum = 0.0;
  for (int i = 0; i < pieces; ++i) {
    const double t = from_s + i * h;
    sum += h / 6.0 * (thrust_N_at(t + 1e-12) + 4.0 * thrust_N_at(t + 0.5 * h) + thrust_N_at(t + h));
  }
  return sum;
}

// Every value of the profiles over `count` steps from time 0 against a function of time. Where a command comes into
// force within a step, Simpson's rule over its pieces leaves tau / 2880 (piece / tau)^5 of the thrust's way: 0.05 N s
// of 4 kN, 0.08 s and 0.07 s.
template <class Thrust>
void expect_follows(Engine engine, int count, Thrust thrust_N_at) {
  for (int i = 0; i < count; ++i) {
    const double t = i * engine.step_s, before_N_s = engine.impulse_N_s;
    const bool in_pieces = engine.comes_into_force();
    const ThrustProfile<double> profile = engine.step();
    EXPECT_NEAR(profile.start_N, thrust_N_at(t), rounding_N) << t;
    EXPECT_NEAR(profile.end_N, thrust_N_at(t + engine.step_s), rounding_N) << t;
    if (in_pieces) {
      EXPECT_NEAR(engine.impulse_N_s - before_N_s, impulse_of(t, engine.step_s, thrust_N_at), 0.1) << t;
    } else {
      EXPECT_NEAR(profile.middle_N, thrust_N_at(t + 0.5 * engine.step_s), rounding_N) << t;
    }
  }
}

}  // namespace flown_engine
