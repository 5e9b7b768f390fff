#include "vehicle/engine_faults.h"

#include <gtest/gtest.h>

namespace farside::engine_faults_test {
namespace {

// A lane alone and among others, of which each has another fault.
template <class Real>
struct Engines {
  EngineParams<Real> params{};
  EngineState<Real> state{};
  EngineFaults<Real> faults;
  EngineResponse<Real> response;

  void start(int lane, const EngineFaultParams<double>& p) {
    EngineParams<double> one;
    one.lag_s = one.delay_s = one.tail_off_s = one.cutoff_delay_s = 0.0;
    one.rate_max_N_s = 1e9;
    one.fault = p;
    put_lane(params, lane, one);
    put_engine(state, lane, {3000.0, 3000.0, 3000.0, 0.0, 3000.0, true});
    faults.start(lane, p, {0.0, 0.0, 0.0});
  }
  // A control period in which `asked_N` is commanded; 0: a cutoff.
  void control(double time_s, double level_m, double asked_N) {
    const MaskOf<Real> all(true);
    faults.strike(all, Real(time_s), Real(level_m), state);
    const MaskOf<Real> on = faults.ignites(MaskOf<Real>(asked_N > 0.0));
    state = command_engine(params, state, faults.heard(state, on), Real(asked_N), on);
    response = engine_response(params, 0.1);
    respond(response, state);
  }
  double thrust_N(int lane_number) const { return lane(faults.left() * state.thrust_N, lane_number); }
};

EngineFaultParams<double> off_from(double time_s) {
  EngineFaultParams<double> p;
  p.off_from_s = time_s;
  return p;
}
EngineFaultParams<double> stuck_below(double height_m) {
  EngineFaultParams<double> p;
  p.stuck_below_m = height_m;
  return p;
}
EngineFaultParams<double> loss_from(double time_s) {
  EngineFaultParams<double> p;
  p.loss_from_s = time_s;
  p.loss_left_frac = 0.6;
  return p;
}

TEST(EngineFaults, StrikeTheirOwnLaneAlone) {
  const EngineFaultParams<double> kinds[] = {EngineFaultParams<double>{}, off_from(10.0), stuck_below(50.0),
                                             loss_from(20.0)};
  for (int shift = 0; shift < 4; ++shift) {
    Engines<Lanes> engines;
    for (int i = 0; i < lane_count; ++i) engines.start(i, kinds[(i + shift) % 4]);
    const auto expect = [&](const double(&thrust_N)[4]) {
      for (int i = 0; i < lane_count; ++i)
        EXPECT_NEAR(engines.thrust_N(i), thrust_N[(i + shift) % 4], 1e-9) << i;  // rounding of a ramp
    };
    engines.control(5.0, 100.0, 4000.0);
    expect({4000.0, 4000.0, 4000.0, 4000.0});
    engines.control(10.0, 40.0, 5000.0);
    expect({5000.0, 0.0, 4000.0, 5000.0});
    engines.control(20.0, 60.0, 6000.0);  // higher again: what is stuck stays so
    expect({6000.0, 0.0, 4000.0, 3600.0});
    engines.control(21.0, 60.0, 0.0);
    expect({0.0, 0.0, 0.0, 0.0});
  }
}

TEST(EngineFaults, AStuckEngineThatDoesntBurnKeepsItsFirstCommand) {
  Engines<double> engine;
  engine.start(0, stuck_below(50.0));
  engine.state = {0.0, 0.0, 0.0, 0.0, 0.0, false};
  engine.control(0.0, 40.0, 0.0);
  EXPECT_NEAR(engine.thrust_N(0), 0.0, 1e-9);
  engine.control(1.0, 40.0, 5000.0);
  EXPECT_NEAR(engine.thrust_N(0), 5000.0, 1e-9);
  engine.control(2.0, 40.0, 2000.0);
  EXPECT_NEAR(engine.thrust_N(0), 5000.0, 1e-9);
}

// A command that waits for its delay is lost with the engine.
TEST(EngineFaults, AnEngineThatIsOffTakesWaitingCommandsWithIt) {
  Engines<double> engine;
  engine.start(0, off_from(1.0));
  engine.state = {0.0, 5000.0, 0.0, 0.05, 3000.0, true};
  engine.control(1.0, 100.0, 5000.0);
  EXPECT_NEAR(engine.thrust_N(0), 0.0, 1e-9);
  engine.control(2.0, 100.0, 5000.0);
  EXPECT_NEAR(engine.thrust_N(0), 0.0, 1e-9);
}

TEST(EngineFaults, WhatIsBrokenIsTakenOverIntoTheTouchdown) {
  Engines<double> engine;
  engine.start(0, loss_from(20.0));
  engine.control(20.0, 10.0, 4000.0);
  EngineFaults<double> after;
  after.start(0, loss_from(20.0), engine.faults.state(0));
  EXPECT_EQ(after.left(), 0.6);
  after.strike(true, 21.0, 5.0, engine.state);
  EXPECT_FALSE(after.newly_lost());
}

TEST(LostThrust, ActsElsewhereAndAnotherWay) {
  EngineParams<double> p;
  p.misalignment_x_rad = 0.01;
  p.fault.loss_turn_x_rad = 0.05;
  p.fault.loss_turn_y_rad = -0.02;
  p.fault.loss_shift_y_m = 0.3;
  const Vec3<double> axis = thrust_direction(p, true);
  EXPECT_DOUBLE_EQ(axis.x / axis.z, 0.06);
  EXPECT_DOUBLE_EQ(axis.y / axis.z, -0.02);
  EXPECT_EQ(thrust_point_B(p, true).y, 0.3);
  EXPECT_EQ(thrust_point_B(p, false).y, 0.0);
  EXPECT_EQ(thrust_direction(p, false).x, thrust_direction(p).x);
}

}  // namespace

}  // namespace farside::engine_faults_test
