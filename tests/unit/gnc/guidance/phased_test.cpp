#include "gnc/guidance/phased.h"

#include <gtest/gtest.h>

#include <cmath>

#include "lanes/lane_struct.h"
#include "unit/gnc/guidance/point_flight.h"
#include "unit/lanes/near.h"
#include "unit/lanes/reference.h"

using namespace point_flight;
using reference::Points;

namespace {

EngineParams<double> engine() { return {}; }

TEST(Cone, KeepsWhatIsVerticalAndCutsWhatIsAcross) {
  const Vector up{0.0, 0.0, 1.0};
  const Vector inside = within_cone(Vector{0.1, -0.2, 2.0}, up, 0.2), cut = within_cone(Vector{3.0, -4.0, 2.0}, up, 0.2);
  EXPECT_EQ(inside.x, 0.1);
  EXPECT_EQ(inside.z, 2.0);
  EXPECT_NEAR(cut.x, 0.6 * 0.4, 1e-15);
  EXPECT_NEAR(cut.y, -0.8 * 0.4, 1e-15);
  EXPECT_EQ(cut.z, 2.0);
  EXPECT_EQ(within_cone(Vector{1.0, 0.0, -2.0}, up, 0.2).z, 1e-3);  // never downwards
}

TEST(Turn, IsLinearInTheAngle) {
  const Vector a{1.0, 0.0, 0.0}, up{0.0, 0.0, 1.0};
  const Vector third = turned_part(a, up, 1.0 / 3.0);
  EXPECT_NEAR(third.x, std::cos(30.0 * degree), 1e-15);
  EXPECT_NEAR(third.z, std::sin(30.0 * degree), 1e-15);
  EXPECT_EQ(turned_part(up, up, 0.3).z, 1.0);  // nothing to turn
}

GuidanceFrame<double> frame_of(const Flight& f) { return {f.gravity(), f.up(), norm(f.from_centre()), level_m, f.t, 1.0}; }

// One command over flat ground in one of the phases, entered `since_s` ago.
struct Moment {
  GuidanceParams<double> p;
  PhasedState<double> s{};
  Vector r{0.0, 0.0, 0.0}, v{0.0, 0.0, 0.0};
  double since_s = 5.0, mass_kg = 1500.0;
  BrakingRange range = BrakingRange::free;

  explicit Moment(Phase phase) { s.phase = phase_number<double>(phase); }
  // Thrust over mass, less gravity: what the vehicle does. The pad plane is at the height of the CG.
  Vector acceleration() {
    const GuidanceFrame<double> frame{{0.0, 0.0, -g}, {0.0, 0.0, 1.0}, level_m + r.z, level_m, 40.0, 1.0};
    s.since_s = frame.t_s - since_s;
    const GuidanceOptions options{GuidanceLaw::phased, 100, {range}};
    command = PhasedGuidance<double>(options, p, engine(), {r, v, mass_kg, r.z}, frame, {{0.0, 0.0, 1.0}, 0.0, true}, s).command();
    return axpy(command.thrust_N / mass_kg, command.direction_L, Vector{0.0, 0.0, -g});
  }
  bool in(Phase phase) const { return s.phase == phase_number<double>(phase); }

  static constexpr double g = 1.63;
  GuidanceCommand<double> command{};
};

TEST(Phased, IgnitionThrustsAgainstTheMotion) {
  Moment m(Phase::ignition);
  m.since_s = 1.0;
  m.v = {300.0, 0.0, -400.0};
  m.acceleration();
  expect_near(m.command.direction_L, {-0.6, 0.0, 0.8}, 1e-12);
  EXPECT_EQ(m.command.thrust_N, m.p.ignition.thrust_N);
}

TEST(Phased, AdjustTurnsAndThrottlesLinearlyInTime) {
  Moment m(Phase::adjust);
  m.p.adjust = {20.0, 0.9};
  m.s.direction_L = {0.0, -1.0, 0.0};
  m.s.thrust_N = 7500.0;
  m.since_s = 5.0;
  m.acceleration();
  const double part = 5.5 / 20.0;  // the middle of the time for which the command holds
  expect_near(m.command.direction_L, {0.0, -std::cos(part * 90.0 * degree), std::sin(part * 90.0 * degree)}, 1e-12);
  EXPECT_NEAR(m.command.thrust_N, 7500.0 + part * (0.9 * 1500.0 * Moment::g - 7500.0), 1e-9);
}

// `left_s` before the end of a way whose acceleration is linear in time: that acceleration.
TEST(Phased, ApproachIsQuadraticInTime) {
  Moment m(Phase::approach);
  m.p.approach.limit_m_s2 = 10.0;  // of no effect
  const double left_s = 30.0, a = m.p.approach.acceleration_m_s2, down = m.p.approach.speed_m_s, j = 0.01;
  m.s.approach_end_s = 40.0 + left_s;
  m.r.z = m.p.hover.height_m + down * left_s + a * left_s * left_s / 2 - j * left_s * left_s * left_s / 6;
  m.v = {2.0, -1.0, -down - a * left_s + j * left_s * left_s / 2};
  expect_near(m.acceleration(), {-0.2, 0.1, a - j * left_s}, 1e-11);  // across: -gain_1_s v
  m.range = BrakingRange::controlled;
  m.r.x = 1e-3 * left_s * left_s * left_s / 6;  // to rest over the target with a jerk of 1e-3 there
  m.v.x = -1e-3 * left_s * left_s / 2;
  EXPECT_NEAR(m.acceleration().x, 1e-3 * left_s, 1e-12);
}

TEST(Phased, ApproachIsNeverFasterThanItCanStop) {
  Moment m(Phase::approach);
  m.s.approach_end_s = 40.0 + 20.0;
  m.r.z = m.p.hover.height_m + 200.0;
  const ApproachParams<double>& a = m.p.approach;
  const double fastest = std::sqrt(a.speed_m_s * a.speed_m_s + 2.0 * a.limit_m_s2 * 200.0);
  m.v.z = -fastest - 1.0;
  EXPECT_NEAR(m.acceleration().z, a.limit_m_s2 + m.p.hover.velocity_gain_1_s, 1e-12);
}

TEST(Phased, HoverComesBackToItsPlaceAndHeight) {
  Moment m(Phase::hover);
  m.s.place_L = {10.0, -20.0, 0.0};
  m.r = {9.0, -18.0, m.p.hover.height_m - 5.0};
  const double gain = m.p.hover.position_gain_1_s * m.p.hover.velocity_gain_1_s;
  expect_near(m.acceleration(), {gain * 1.0, gain * -2.0, gain * 5.0}, 1e-12);
  EXPECT_TRUE(m.in(Phase::hover));
}

TEST(Phased, TranslationGoesOverAndDownNoFasterThanItCanSlow) {
  Moment m(Phase::translation);
  m.mass_kg = 2900.0;  // for which the least thrust is little
  m.p.translation.east_m = 6.0;
  m.p.translation.north_m = -4.0;
  m.s.place_L = {10.0, -20.0, 0.0};
  m.r = {15.0, -23.0, m.p.translation.height_m + 2.0};
  const double speed = m.p.descent.speed_m_s, lowering = std::sqrt(speed * speed + 2.0 * m.p.translation.limit_m_s2 * 2.0);
  const double gain = m.p.hover.velocity_gain_1_s;
  expect_near(m.acceleration(), {gain * 0.1, gain * -0.1, gain * -lowering}, 1e-12);
  m.r.z = m.p.hover.height_m;
  EXPECT_NEAR(m.acceleration().z, gain * -m.p.translation.speed_down_m_s, 1e-12);
  EXPECT_TRUE(m.in(Phase::translation));
  m.r.z = m.p.translation.height_m;
  m.acceleration();
  EXPECT_TRUE(m.in(Phase::descent));
}

TEST(Phased, DescentHoldsItsSpeedWithinTheEnginesRange) {
  Moment m(Phase::descent);
  m.r.z = 20.0;
  m.v.z = -m.p.descent.speed_m_s;
  expect_near(m.acceleration(), {0.0, 0.0, 0.0}, 1e-12);
  m.r.z = 50.0;  // above where it began
  expect_near(m.acceleration(), {0.0, 0.0, 0.0}, 1e-12);
  m.v.z = 5.0;
  m.acceleration();
  EXPECT_EQ(m.command.thrust_N, engine().thrust_min_N);
  expect_near(m.command.direction_L, {0.0, 0.0, 1.0}, 1e-12);
}

TEST(Phased, GoesThroughItsPhasesInOrderAndComesDownStraight) {
  GuidanceParams<double> p;
  p.translation.east_m = 6.0;
  p.braking.speed_m_s = 46.0;
  Flight f = at_ignition(15.6);
  PhasedState<double> s = phased_at_start(p);
  GuidanceCommand<double> command{{0.0, 0.0, 1.0}, 0.0, true};
  double phase = 0.0, since[descent_phase_count] = {};
  Vector hover{};
  while (f.t < 900.0) {
    const double height = norm(f.from_centre()) - level_m;
    if (height < 2.8) break;
    const Estimate<double> x{f.p, f.v, f.mass, height};
    command = PhasedGuidance<double>({}, p, engine(), x, frame_of(f), command, s).command();
    ASSERT_TRUE(s.phase == phase || s.phase == phase + 1.0) << f.t;
    if (s.phase != phase) since[static_cast<int>(s.phase)] = f.t;
    if (s.phase != phase && s.phase == phase_number<double>(Phase::translation)) hover = f.p;
    if (s.phase != phase && s.phase == phase_number<double>(Phase::adjust)) {
      EXPECT_NEAR(dot(f.v, unit_vector(cross(f.up(), Vector{1.0, 0.0, 0.0}))), p.braking.speed_m_s, 0.5 * 4.9);  // half a period of thrust
    }
    phase = s.phase;
    ASSERT_NEAR(norm(command.direction_L), 1.0, 1e-12);
    if (s.phase > phase_number<double>(Phase::adjust)) {
      ASSERT_GT(dot(command.direction_L, f.up()), std::cos(15.01 * degree)) << f.t;
    }
    f.fly(command.direction_L, command.thrust_N, 1.0);
    f.t = std::round(f.t);
  }
  EXPECT_EQ(phase, phase_number<double>(Phase::descent));
  EXPECT_EQ(since[1], 2.0);              // ignition.time_s
  EXPECT_EQ(since[3] - since[2], 20.0);  // adjust.time_s
  EXPECT_EQ(since[5] - since[4], 15.0);  // hover.time_s
  EXPECT_NEAR(dot(f.v, f.up()), -p.descent.speed_m_s, 0.05);
  EXPECT_NEAR(f.p.x - hover.x, 6.0, 0.5);
  EXPECT_NEAR(f.p.y - hover.y, 0.0, 0.5);  // where it has come to, not the target
  EXPECT_LT(std::hypot(f.v.x, f.v.y), 0.1);
}

TEST(PhasedLanes, AreTheCasesOneByOneWhateverTheirPhases) {
  Points points(95);
  for (int trial = 0; trial < 300; ++trial) {
    GuidanceParams<Lanes> params;
    Estimate<Lanes> x{};
    GuidanceFrame<Lanes> frame{};
    PhasedState<Lanes> state{};
    GuidanceCommand<double> alone[lane_count];
    PhasedState<double> after[lane_count];
    Vec3<Lanes> direction{};
    const GuidanceOptions options{GuidanceLaw::phased, 100, {trial % 2 ? BrakingRange::controlled : BrakingRange::free}};
    for (int i = 0; i < lane_count; ++i) {
      GuidanceParams<double> p;
      PhasedState<double> s = phased_at_start(p);
      s.phase = std::floor(points.between(0.0, 7.0));
      const bool braking = s.phase <= 1.0;
      Flight f = at_ignition(braking ? points.between(1.0, 16.0) : 0.01);
      f.t = std::floor(points.between(0.0, 40.0));
      if (!braking) {
        f.p.z = points.between(25.0, 4000.0);
        f.v = {points.between(-2.0, 2.0), points.between(-20.0, 20.0), points.between(-60.0, 1.0)};
      }
      s.since_s = 0.0;
      s.direction_L = {0.0, -0.8, 0.6};
      s.thrust_N = 7500.0;
      s.approach_end_s = points.between(0.0, 100.0);
      s.braking.end_s = points.word() % 2 ? 0.0 : f.t + points.between(-1.0, 300.0);
      const Estimate<double> one{f.p, f.v, points.between(1300.0, 2900.0), f.p.z};
      put_lane(params, i, p);
      put_lane(x, i, one);
      put_lane(frame, i, frame_of(f));
      put_lane(state, i, s);
      put_lane(direction, i, Vector{0.6, 0.0, 0.8});
      after[i] = s;
      alone[i] = PhasedGuidance<double>(options, p, engine(), one, frame_of(f), {{0.6, 0.0, 0.8}, 2222.0, true}, after[i]).command();
    }
    const GuidanceCommand<Lanes> together =
        PhasedGuidance<Lanes>(options, params, engine(), x, frame, {direction, Lanes(2222.0), Mask(true)}, state).command();
    for (int i = 0; i < lane_count; ++i) {
      ASSERT_EQ(lane(together.direction_L.y, i), alone[i].direction_L.y) << trial;
      ASSERT_EQ(lane(together.direction_L.z, i), alone[i].direction_L.z) << trial;
      ASSERT_EQ(lane(together.thrust_N, i), alone[i].thrust_N) << trial;
      const PhasedState<double> there = take_lane(state, i);
      ASSERT_EQ(there.phase, after[i].phase);
      ASSERT_EQ(there.braking.end_s, after[i].braking.end_s);
      ASSERT_EQ(there.braking.up_1_s, after[i].braking.up_1_s);
      ASSERT_EQ(there.approach_end_s, after[i].approach_end_s);
      ASSERT_EQ(there.place_L.y, after[i].place_L.y);
    }
  }
}

}  // namespace
