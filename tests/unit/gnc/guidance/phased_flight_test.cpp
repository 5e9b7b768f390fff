#include <gtest/gtest.h>

#include <cmath>

#include "gnc/guidance/phased.h"
#include "unit/gnc/guidance/point_flight.h"

namespace farside::phased_flight_test {
using namespace point_flight;

namespace {

constexpr double control_s = 0.1;
EngineParams<double> engine() { return {}; }

// A flight under the law, told as the flight software tells it: guidance once a period, and between whenever something
// is due before control's next command. look(s, flight, command) sees every command.
template <class Look>
Flight fly_phased(const GuidanceParams<double>& p, Flight f, PhasedState<double>& s, int controls, double down_to_m,
                  const Look& look) {
  GuidanceCommand<double> command{{0.0, 0.0, 1.0}, 0.0, true, 0.0, for_ever_s};
  for (int tick = 0; tick < 15000; ++tick) {
    f.t = tick * control_s;
    const double height = norm(f.from_centre()) - level_m;
    if (height < down_to_m) break;
    double wait_s = 0.0;
    const GuidanceCommand<double> before = command;
    if (tick % controls == 0 || s.due_s < f.t + control_s) {
      const GuidanceFrame<double> frame{f.gravity(),          f.up(),   norm(f.from_centre()), level_m, f.t,
                                        controls * control_s, control_s};
      command = PhasedGuidance<double>({}, p, engine(), {f.p, f.v, f.mass, height}, frame, command, s).command();
      wait_s = command.wait_s;
      look(s, f, command);
    }
    if (wait_s > 0.0) f.fly(before.direction_L, before.thrust_N, wait_s);
    if (wait_s < control_s) f.fly(command.direction_L, command.thrust_N, control_s - wait_s);
  }
  return f;
}

class PhasedFlight : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(ControlsPerGuidance, PhasedFlight, testing::Values(1, 5, 10, 20, 50));

TEST_P(PhasedFlight, GoesThroughItsPhasesInOrderAndComesDownStraight) {
  GuidanceParams<double> p;
  p.translation.east_m = 6.0;
  p.ignition.time_s = 2.04;  // no multiple of any period
  p.adjust.time_s = 20.03;
  p.hover.time_s = 15.07;
  PhasedState<double> s = phased_at_start(p);
  double phase = 0.0, since[descent_phase_count] = {};
  Vector hover{};
  const Flight end = fly_phased(
      p, at_ignition(15.6), s, GetParam(), 2.8,
      [&](const PhasedState<double>& now, const Flight& f, const auto& command) {
        ASSERT_TRUE(now.phase == phase || now.phase == phase + 1.0) << f.t;
        if (now.phase != phase) since[static_cast<int>(now.phase)] = now.since_s;
        if (now.phase != phase && now.phase == phase_number<double>(Phase::translation)) hover = f.p;
        if (now.phase != phase && now.phase == phase_number<double>(Phase::adjust)) {
          const double left_m_s = dot(f.v, unit_vector(cross(f.up(), Vector{1.0, 0.0, 0.0}))) - p.braking.speed_m_s;
          EXPECT_NEAR(left_m_s, command.wait_s * 7500.0 / f.mass * 0.97, 0.15) << "at the moment, whatever the period";
        }
        phase = now.phase;
        ASSERT_NEAR(norm(command.direction_L), 1.0, 1e-12);
        if (now.phase > phase_number<double>(Phase::adjust)) {
          ASSERT_GT(dot(command.direction_L, f.up()), std::cos(15.01 * degree)) << f.t;
        }
        if (now.phase > phase_number<double>(Phase::approach)) {
          ASSERT_LT(dot(f.v, f.up()), 0.3) << "never climbs";
        }
      });
  EXPECT_EQ(phase, phase_number<double>(Phase::descent));
  EXPECT_EQ(since[1], 2.04);
  EXPECT_NEAR(since[3] - since[2], 20.03, 1e-9);
  EXPECT_NEAR(since[5] - since[4], 15.07, 1e-9);
  EXPECT_NEAR(dot(end.v, end.up()), -p.descent.speed_m_s, 0.05);
  EXPECT_NEAR(end.p.x - hover.x, 6.0, 0.5);
  EXPECT_NEAR(end.p.y - hover.y, 0.0, 0.5);  // where it has come to, not the target
  EXPECT_LT(std::hypot(end.v.x, end.v.y), 0.1);
}

// High above its profile and almost at rest: it falls at the least thrust until the profile slows it, and stands at the
// hover's height.
TEST_P(PhasedFlight, DescendsFromHighAboveAtAnySpeed) {
  const double rough = GetParam() == 50 ? 0.6 : 1e-9;  // the profile bends within 5 s
  for (const double climb : {-3.0, 0.0, 10.0, -120.0}) {
    GuidanceParams<double> p;
    PhasedState<double> s = phased_at_start(p);
    s.phase = phase_number<double>(Phase::approach);
    s.due_s = for_ever_s;
    double before = climb, stands_s = 0.0, lowest = 1e9;
    const Flight start{{0.0, 0.0, 9000.0}, {0.0, 0.0, climb}, 1500.0, 0.0, {0.0, 0.0, 0.0}};
    const Flight end =
        fly_phased(p, start, s, GetParam(), 2.8, [&](const PhasedState<double>& now, const Flight& f, const auto&) {
          if (now.phase == phase_number<double>(Phase::approach)) {
            ASSERT_LT(f.v.z, std::fmax(before, 0.0) + rough) << f.t;  // never up again
            before = f.v.z;
          }
          if (now.phase == phase_number<double>(Phase::hover)) {
            if (stands_s == 0.0) stands_s = now.since_s;
            lowest = std::fmin(lowest, f.p.z);
          }
        });
    EXPECT_GT(stands_s, 0.0) << climb;
    EXPECT_LT(stands_s, 250.0) << climb;
    EXPECT_GT(lowest, p.hover.height_m - (rough > 0.1 ? 5.0 : 2.0)) << climb;
    EXPECT_NEAR(end.v.z, -p.descent.speed_m_s, 0.05) << climb;
  }
}

}  // namespace

}  // namespace farside::phased_flight_test
