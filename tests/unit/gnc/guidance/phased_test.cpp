#include "gnc/guidance/phased.h"

#include <gtest/gtest.h>

#include <cmath>

#include "lanes/lane_struct.h"
#include "unit/gnc/guidance/point_flight.h"
#include "unit/lanes/near.h"
#include "unit/lanes/reference.h"

namespace farside::phased_test {
using namespace point_flight;
using reference::Points;

namespace {

constexpr double control_s = 0.1;
EngineParams<double> engine() { return {}; }

GuidanceFrame<double> frame_of(const Flight& f) {
  return {f.gravity(), f.up(), norm(f.from_centre()), level_m, f.t, 1.0, control_s};
}

// One command over flat ground in one of the phases, entered `since_s` ago.
struct Moment {
  GuidanceParams<double> p;
  PhasedState<double> s{};
  Vector r{0.0, 0.0, 0.0}, v{0.0, 0.0, 0.0};
  double since_s = 5.0, mass_kg = 1500.0, period_s = 1.0, steady = 1.0;
  BrakingRange range = BrakingRange::free;
  bool insists = false;
  double steer_height_m = -1.0;  // negative: nothing looks for a place

  explicit Moment(Phase phase) { s.phase = phase_number<double>(phase), s.due_s = for_ever_s; }
  // Thrust over mass, less gravity: what the vehicle does. The pad plane is at the height of the CG.
  Vector acceleration() {
    const GuidanceFrame<double> frame{{0.0, 0.0, -g}, {0.0, 0.0, 1.0}, level_m + r.z, level_m,
                                      now_s,          period_s,        control_s};
    s.since_s = frame.t_s - since_s;
    const GuidanceOptions options{GuidanceLaw::phased, 100, {range}, {insists}};
    command = PhasedGuidance<double>(options, p, engine(), {r, v, mass_kg, r.z, steady}, frame,
                                     {{0.0, 0.0, 1.0}, 0.0, true, 0.0, for_ever_s}, s,
                                     steer_height_m < 0.0 ? nullptr : &steer_height_m)
                  .command();
    return axpy(command.thrust_N / mass_kg, command.direction_L, Vector{0.0, 0.0, -g});
  }
  bool in(Phase phase) const { return s.phase == phase_number<double>(phase); }
  // Gains as they are held over the period.
  double held(double gain_1_s) const { return (1.0 - std::exp(-gain_1_s * period_s)) / period_s; }

  static constexpr double g = 1.63, now_s = 40.0;
  GuidanceCommand<double> command{};
};

TEST(Phased, TranslationAndDescentSteerToTheChosenPlace) {
  for (const Phase phase : {Phase::hover, Phase::translation, Phase::descent}) {
    Moment m(phase);
    m.r = {10.0, 0.0, 60.0};
    m.v.z = phase == Phase::hover     ? 0.0
            : phase == Phase::descent ? -m.p.descent.speed_m_s
                                      : -m.p.translation.speed_down_m_s;
    m.p.translation.east_m = 4.0;
    m.s.hover_m = 60.0;
    m.s.place_L = {10.0, 0.0, 60.0};
    m.s.site_L = {10.0, -3.0, 0.0};
    m.s.sited = 1.0;
    m.steer_height_m = 8.0;
    const double gain = m.held(m.p.hover.velocity_gain_1_s), to_place = m.held(m.p.hover.position_gain_1_s);
    const Vector a = m.acceleration();
    EXPECT_NEAR(a.x, 0.0, 1e-12);
    EXPECT_NEAR(a.y, phase == Phase::hover ? 0.0 : -gain * to_place * 3.0, 1e-12);
    m.s.sited = 0.0;  // none was found: as planned
    EXPECT_NEAR(m.acceleration().x, phase == Phase::translation ? gain * to_place * 4.0 : 0.0, 1e-12);
    m.s.sited = 1.0, m.steer_height_m = -1.0;  // nor does anything look
    EXPECT_NEAR(m.acceleration().x, phase == Phase::translation ? gain * to_place * 4.0 : 0.0, 1e-12);
  }
}

TEST(Phased, DescentIsStraightBelowTheSteeringHeight) {
  Moment m(Phase::descent);
  m.r = {10.0, 0.0, 7.0};
  m.s.site_L = {0.0, 0.0, 0.0};
  m.s.sited = 1.0;
  m.steer_height_m = 8.0;
  EXPECT_EQ(m.acceleration().x, 0.0);
  m.r.z = 9.0;
  EXPECT_LT(m.acceleration().x, -0.1);
}

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

// On the profile it slows as the profile does, in the limit of short periods; whoever is slower or faster is led
// towards it.
TEST(Phased, ApproachKeepsToItsProfile) {
  Moment m(Phase::approach);
  m.period_s = 1e-4;
  const ApproachParams<double>& a = m.p.approach;
  const double settled_m = a.deceleration_m_s2 / (a.settling_1_s * a.settling_1_s), way_m = 1000.0;
  const double speed = std::sqrt(2.0 * a.deceleration_m_s2 * (way_m - 0.5 * settled_m));
  m.r.z = m.p.hover.height_m + way_m;
  m.v = {2.0, -1.0, -speed};
  expect_near(m.acceleration(), {-2.0 * a.gain_1_s, a.gain_1_s, a.deceleration_m_s2},
              1e-3);  // across the speed is taken off
  m.v = {0.0, 0.0, -speed - 1.0};
  expect_near(m.acceleration(), {0.0, 0.0, a.deceleration_m_s2 + m.p.hover.velocity_gain_1_s}, 1e-3);
  EXPECT_EQ(m.s.saturated, 0.0);
  m.r.z = m.p.hover.height_m + 5.0;  // close to the hover the speed fades out
  m.v = {0.0, 0.0, -5.0 * a.settling_1_s};
  expect_near(m.acceleration(), {0.0, 0.0, 5.0 * a.settling_1_s * a.settling_1_s}, 1e-3);
}

TEST(Phased, ApproachIsHeldOverItsPeriodAsOfItsMiddle) {
  for (const double period_s : {0.1, 1.0, 5.0}) {
    Moment m(Phase::approach);
    m.period_s = period_s;
    const ApproachParams<double>& a = m.p.approach;
    m.r.z = m.p.hover.height_m + 2000.0;
    m.v.z = -85.0;
    const ProfileSpeed<double> middle =
        profile_speed(2000.0 - 85.0 * period_s / 2, a.deceleration_m_s2, a.settling_1_s, a.speed_max_m_s);
    const double part = std::fmin(85.0 / middle.speed_m_s, 1.0);
    const double wanted = m.held(m.p.hover.velocity_gain_1_s) * (85.0 - middle.speed_m_s) + part * a.deceleration_m_s2;
    EXPECT_NEAR(m.acceleration().z, wanted, 1e-12) << period_s;
  }
}

// Slower than its profile it falls at the least thrust, upright, which is no lack of thrust; its largest speed it
// holds.
TEST(Phased, ApproachFallsAtTheLeastThrustWhileItIsSlow) {
  Moment m(Phase::approach);
  m.r.z = 9000.0;
  for (const double climb : {20.0, 0.0, -3.0, -100.0}) {
    m.v.z = climb;
    m.acceleration();
    EXPECT_EQ(m.command.thrust_N, engine().thrust_min_N) << climb;
    expect_near(m.command.direction_L, {0.0, 0.0, 1.0}, 1e-12);
    EXPECT_EQ(m.s.saturated, 0.0) << climb;
    EXPECT_TRUE(m.in(Phase::approach));
  }
  m.v.z = -m.p.approach.speed_max_m_s;
  EXPECT_NEAR(m.acceleration().z, 0.0, 1e-12);
}

TEST(Phased, ApproachAsksForMoreThanThereIsWhereItIsTooFast) {
  Moment m(Phase::approach);
  m.r.z = m.p.hover.height_m + 200.0;
  m.v.z = -100.0;
  m.acceleration();
  EXPECT_EQ(m.command.thrust_N, engine().thrust_max_N);
  EXPECT_EQ(m.s.saturated, 1.0);
  m.v = {40.0, 0.0, -20.0};  // and farther to the side than it may lean
  m.acceleration();
  EXPECT_EQ(m.s.saturated, 1.0);
  EXPECT_NEAR(m.command.direction_L.z, std::cos(m.p.approach.tilt_max_rad), 1e-12);
}

TEST(Phased, ControlledApproachFliesToTheTarget) {
  Moment m(Phase::approach);
  m.range = BrakingRange::controlled;
  m.period_s = 1e-4;
  const ApproachParams<double>& a = m.p.approach;
  const double slows = 0.4 * std::tan(a.tilt_max_rad) * Moment::g;  // 0.4 of what it may lean at hover thrust
  const auto speed_at = [](double way_m, double slowing, double settling) {
    return std::sqrt(2.0 * slowing * (way_m - 0.5 * slowing / (settling * settling)));
  };
  m.r = {-180.0, 240.0, m.p.hover.height_m + 1000.0};
  const double speed = speed_at(300.0, slows, a.gain_1_s);
  m.v = {0.6 * speed, -0.8 * speed, -speed_at(1000.0, a.deceleration_m_s2, a.settling_1_s)};
  expect_near(m.acceleration(), {-0.6 * slows, 0.8 * slows, a.deceleration_m_s2}, 1e-3);
  EXPECT_EQ(m.s.saturated, 0.0);
}

// Kilometres off: it goes for the target no faster than it can stop until the hover, and doesn't hover before it has.
TEST(Phased, ControlledApproachStandsShortOfATargetThatIsTooFar) {
  Moment m(Phase::approach);
  m.range = BrakingRange::controlled;
  m.period_s = 1e-4;
  const ApproachParams<double>& a = m.p.approach;
  const double hard = 0.8 * std::tan(a.tilt_max_rad) * Moment::g;
  const double down =
      std::sqrt(2.0 * a.deceleration_m_s2 * (1000.0 - 0.5 * a.deceleration_m_s2 / (a.settling_1_s * a.settling_1_s)));
  m.r = {-20000.0, 0.0, m.p.hover.height_m + 1000.0};
  m.v = {hard * (2000.0 / down - 2.0 / a.settling_1_s) + 0.5 * m.p.translation.speed_m_s, 0.0, -down};
  expect_near(m.acceleration(), {-hard, 0.0, a.deceleration_m_s2}, 1e-3);

  m.r.z = m.p.hover.height_m + 5.0;
  m.v = {m.p.translation.speed_m_s + 0.1, 0.0, -0.1};
  m.acceleration();
  EXPECT_TRUE(m.in(Phase::approach));
  m.v.x = m.p.translation.speed_m_s - 0.1;
  m.acceleration();
  EXPECT_TRUE(m.in(Phase::hover));

  Moment mad(Phase::approach);  // unless it insists
  mad.range = BrakingRange::controlled;
  mad.insists = true;
  mad.r = {-20000.0, 0.0, mad.p.hover.height_m + 50.0};
  mad.v = {60.0, 0.0, -0.1};
  EXPECT_GT(mad.acceleration().x, 0.0);
  mad.r.z = mad.p.hover.height_m + 5.0;
  mad.acceleration();
  EXPECT_TRUE(mad.in(Phase::hover));
}

// The approach is over where it stands upright close to the hover, or has been close for 15 s: who sinks or climbs a
// little for ever, because its climb rate is believed wrong, hovers all the same. Who tumbles doesn't.
TEST(Phased, ApproachEndsWhereItStandsOrAfterItsTimeToSettle) {
  Moment m(Phase::approach);
  m.r.z = m.p.hover.height_m + 10.5;
  m.v.z = 0.0;
  m.acceleration();
  EXPECT_TRUE(m.in(Phase::approach));
  EXPECT_EQ(m.s.due_s, for_ever_s);  // not close yet
  m.r.z = m.p.hover.height_m + 5.0;
  m.v.z = -1.5;
  m.acceleration();
  EXPECT_TRUE(m.in(Phase::approach));
  EXPECT_EQ(m.s.due_s, Moment::now_s + 15.0);
  m.s.due_s = Moment::now_s + 0.05;  // those 15 s later
  m.steady = 0.0;
  m.acceleration();
  EXPECT_TRUE(m.in(Phase::approach));
  m.steady = 1.0;
  m.acceleration();
  EXPECT_TRUE(m.in(Phase::hover));
  EXPECT_EQ(m.s.hover_m, m.p.hover.height_m);
}

// Nor does who tumbles wait there until the tanks are empty: 30 s after it was to hover it goes down, under throttle
// and ready to cut off.
TEST(Phased, ApproachGoesDownWhereItNeverComesUpright) {
  Moment m(Phase::approach);
  m.r.z = m.p.hover.height_m + 5.0;
  m.steady = 0.0;
  m.s.due_s = Moment::now_s - 29.8;
  m.acceleration();
  EXPECT_TRUE(m.in(Phase::approach));
  m.s.due_s = Moment::now_s - 29.95;
  m.acceleration();
  EXPECT_TRUE(m.in(Phase::descent));
  EXPECT_EQ(m.s.since_s, Moment::now_s);
  m.v.z = -m.p.descent.speed_m_s;
  EXPECT_NEAR(m.acceleration().z, 0.0, 1e-9);  // at the descent's speed
}

// What it does with a phase that begins below where it should: it never climbs.
TEST(Phased, HoverStandsWhereTheApproachEndsAndNeverClimbsToItsHeight) {
  for (const double height : {100.5, 99.0, 60.0}) {
    Moment m(Phase::approach);
    m.r = {3.0, 4.0, height};
    m.v.z = -0.3;
    m.acceleration();
    EXPECT_TRUE(m.in(Phase::hover)) << height;
    EXPECT_EQ(m.s.hover_m, std::fmin(height, m.p.hover.height_m));
    EXPECT_EQ(m.s.since_s, Moment::now_s);
    EXPECT_EQ(m.s.place_L.y, 4.0);
    EXPECT_NEAR(
        m.acceleration().z,
        m.held(m.p.hover.velocity_gain_1_s) * (m.held(m.p.hover.position_gain_1_s) * (m.s.hover_m - height) + 0.3),
        1e-12);
  }
}

TEST(Phased, HoverComesBackToItsPlaceAndHeight) {
  Moment m(Phase::hover);
  m.s.place_L = {10.0, -20.0, 0.0};
  m.s.hover_m = m.p.hover.height_m;
  m.r = {9.0, -18.0, m.p.hover.height_m - 5.0};
  const double gain = m.held(m.p.hover.position_gain_1_s) * m.held(m.p.hover.velocity_gain_1_s);
  expect_near(m.acceleration(), {gain * 1.0, gain * -2.0, gain * 5.0}, 1e-12);
  EXPECT_TRUE(m.in(Phase::hover));
  EXPECT_EQ(m.s.due_s, m.s.since_s + m.p.hover.time_s);
}

TEST(Phased, TranslationGoesOverAndDownNoFasterThanItCanSlow) {
  Moment m(Phase::translation);
  m.mass_kg = 2900.0;  // for which the least thrust is little
  m.p.translation.east_m = 6.0;
  m.p.translation.north_m = -4.0;
  m.s.place_L = {10.0, -20.0, 0.0};
  m.r = {15.0, -23.0, m.p.translation.height_m + 2.0};
  const double speed = m.p.descent.speed_m_s, slows = m.p.translation.limit_m_s2;
  const double lowering = std::sqrt(speed * speed + 2.0 * slows * 2.0), gain = m.held(m.p.hover.velocity_gain_1_s);
  const double across = gain * m.held(m.p.hover.position_gain_1_s);
  expect_near(m.acceleration(), {across * 1.0, -across * 1.0, gain * -lowering}, 1e-12);
  m.r.z = m.p.hover.height_m;
  EXPECT_NEAR(m.acceleration().z, gain * -m.p.translation.speed_down_m_s, 1e-12);
  EXPECT_TRUE(m.in(Phase::translation));
  m.r.z = m.p.translation.height_m;
  m.acceleration();
  EXPECT_TRUE(m.in(Phase::descent));
}

// What ends before control's next command ends at its own time: it waits so long, and the next phase's clock begins
// there.
TEST(Phased, PhasesThatEndWithTimeEndAtTheirOwn) {
  const struct {
    Phase phase, next;
  } timed[] = {{Phase::ignition, Phase::braking}, {Phase::adjust, Phase::approach}, {Phase::hover, Phase::translation}};
  for (const auto& t : timed) {
    for (const double early_s : {0.2, 0.04, 0.0, -0.5}) {
      Moment m(t.phase);
      m.r.z = 3000.0;
      m.v = {0.0, 900.0, -30.0};
      m.s.direction_L = {0.0, -1.0, 0.0};
      m.s.hover_m = 3000.0;
      m.s.braking.thrust_N = m.p.braking.thrust_N;
      m.p.ignition.time_s = m.p.adjust.time_s = m.p.hover.time_s = 5.0 + early_s;
      m.acceleration();
      if (early_s > control_s) {
        EXPECT_TRUE(m.in(t.phase));
        EXPECT_NEAR(m.s.due_s, Moment::now_s + early_s, 1e-12);
        EXPECT_EQ(m.command.wait_s, 0.0);
      } else {
        EXPECT_TRUE(m.in(t.next)) << static_cast<int>(t.phase) << " " << early_s;
        EXPECT_NEAR(m.s.since_s, Moment::now_s + std::fmax(early_s, 0.0), 1e-12);
        EXPECT_NEAR(m.command.wait_s, std::fmax(early_s, 0.0), 1e-12);
      }
    }
  }
}

TEST(Phased, TranslationEndsWhenItsHeightWillBeThere) {
  Moment m(Phase::translation);
  m.r.z = m.p.translation.height_m + 0.09;
  m.v.z = -1.5;
  m.acceleration();
  EXPECT_TRUE(m.in(Phase::descent));
  EXPECT_NEAR(m.command.wait_s, 0.06, 1e-12);
  EXPECT_NEAR(m.s.since_s, Moment::now_s + 0.06, 1e-12);
  Moment early(Phase::translation);
  early.r.z = early.p.translation.height_m + 0.9;
  early.v.z = -1.5;
  early.acceleration();
  EXPECT_TRUE(early.in(Phase::translation));
  EXPECT_NEAR(early.s.due_s, Moment::now_s + 0.6, 1e-12);
}

TEST(Phased, BrakingEndsWhenItsSpeedWillBeThere) {
  Moment m(Phase::braking);
  m.r.z = m.p.braking.height_m;
  m.v = {0.0, m.p.braking.speed_m_s + 0.3, -m.p.braking.speed_down_m_s};
  m.s.braking.thrust_N = m.p.braking.thrust_N;
  m.s.braking.end_s = Moment::now_s + 1.0;  // foreseen; how the steering leans now says better
  m.acceleration();
  EXPECT_TRUE(m.in(Phase::adjust));
  EXPECT_GT(m.command.wait_s, 0.05);  // 0.3 m/s at 5 m/s^2 and the lean's cosine
  EXPECT_LT(m.command.wait_s, control_s);
  EXPECT_EQ(m.s.since_s, Moment::now_s + m.command.wait_s);
  EXPECT_EQ(m.s.thrust_N, m.p.braking.thrust_N);  // where the adjusting begins
}

// A phase of no length is passed through at once.
TEST(Phased, HasAWayOnFromEveryPhase) {
  Moment start(Phase::ignition);
  start.p.ignition.time_s = 0.0, start.since_s = 0.0;
  start.r.z = 15000.0, start.v = {0.0, 1690.0, 0.0};
  start.s.braking.thrust_N = start.p.braking.thrust_N;
  start.acceleration();
  EXPECT_TRUE(start.in(Phase::braking));

  Moment adjust(Phase::adjust);
  adjust.p.adjust.time_s = 0.0, adjust.since_s = 0.0;
  adjust.r.z = 2000.0, adjust.v.z = -50.0;
  adjust.s.direction_L = {0.0, -1.0, 0.0};
  adjust.acceleration();
  EXPECT_TRUE(adjust.in(Phase::approach));
  EXPECT_NEAR(norm(adjust.command.direction_L), 1.0, 1e-12);

  Moment low(Phase::approach);  // below the hover and below the translation's height: straight on to the descent
  low.p.hover.time_s = 0.0;
  low.r.z = 20.0, low.v.z = -0.3;
  low.acceleration();
  EXPECT_TRUE(low.in(Phase::descent));

  Moment climbing(Phase::translation);  // climbs: it goes down all the same
  climbing.r.z = 50.0, climbing.v.z = 3.0;
  EXPECT_LT(climbing.acceleration().z, 0.0);
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
    const GuidanceOptions options{
        GuidanceLaw::phased, 100, {trial % 2 ? BrakingRange::controlled : BrakingRange::free}, {trial % 4 == 3}};
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
      s.since_s = f.t - (points.word() % 2 ? points.between(0.0, 1.0) : 14.95);
      s.hover_m = 100.0;
      s.direction_L = {0.0, -0.8, 0.6};
      s.thrust_N = 7500.0;
      s.braking.end_s = points.word() % 2 ? 0.0 : f.t + points.between(-1.0, 300.0);
      const Estimate<double> one{f.p, f.v, points.between(1300.0, 2900.0), f.p.z, points.word() % 4 ? 1.0 : 0.0};
      s.due_s = points.word() % 2 ? for_ever_s : f.t + points.between(-1.0, 1.0);
      put_lane(params, i, p);
      put_lane(x, i, one);
      put_lane(frame, i, frame_of(f));
      put_lane(state, i, s);
      put_lane(direction, i, Vector{0.6, 0.0, 0.8});
      after[i] = s;
      alone[i] = PhasedGuidance<double>(options, p, engine(), one, frame_of(f),
                                        {{0.6, 0.0, 0.8}, 2222.0, true, 0.0, for_ever_s}, after[i])
                     .command();
    }
    const GuidanceCommand<Lanes> together =
        PhasedGuidance<Lanes>(options, params, engine(), x, frame,
                              {direction, Lanes(2222.0), Mask(true), Lanes(0.0), Lanes(for_ever_s)}, state)
            .command();
    for (int i = 0; i < lane_count; ++i) {
      ASSERT_EQ(lane(together.direction_L.y, i), alone[i].direction_L.y) << trial;
      ASSERT_EQ(lane(together.direction_L.z, i), alone[i].direction_L.z) << trial;
      ASSERT_EQ(lane(together.thrust_N, i), alone[i].thrust_N) << trial;
      const PhasedState<double> there = take_lane(state, i);
      ASSERT_EQ(there.phase, after[i].phase);
      ASSERT_EQ(there.braking.end_s, after[i].braking.end_s);
      ASSERT_EQ(there.braking.up_1_s, after[i].braking.up_1_s);
      ASSERT_EQ(there.since_s, after[i].since_s);
      ASSERT_EQ(there.due_s, after[i].due_s);
      ASSERT_EQ(there.hover_m, after[i].hover_m);
      ASSERT_EQ(there.saturated, after[i].saturated);
      ASSERT_EQ(lane(together.wait_s, i), alone[i].wait_s);
      ASSERT_EQ(there.place_L.y, after[i].place_L.y);
    }
  }
}

}  // namespace

}  // namespace farside::phased_test
