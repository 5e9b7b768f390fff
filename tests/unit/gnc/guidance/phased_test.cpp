#include "gnc/guidance/phased.h"

#include <gtest/gtest.h>

#include <cmath>

#include "lanes/lane_struct.h"
#include "unit/lanes/reference.h"

using namespace farside;
using reference::Points;

namespace {

using Vector = Vec3<double>;

constexpr double level_m = 1731473.0, gm = 4.9028e12, exhaust_m_s = 3030.0;
constexpr double degree = unit::degree_rad;

// A point mass that thrusts where guidance wants it.
struct Flight {
  Vector p, v;
  double mass, t = 0.0;

  Vector from_centre() const { return {p.x, p.y, p.z + level_m}; }
  Vector up() const { return unit_vector(from_centre()); }
  Vector gravity() const {
    const Vector r = from_centre();
    return (-gm / (norm2(r) * norm(r))) * r;
  }
  void fly(const Vector& direction, double thrust_N, double time_s) {
    constexpr double h = 0.005;  // midpoint rule: second order, 1e-4 m in a burn
    for (int i = 0; i < std::lround(time_s / h); ++i) {
      const Flight start = *this;
      for (const double dt : {h / 2, h}) {
        const Vector a = axpy(thrust_N / mass, direction, gravity());
        p = axpy(dt, v, start.p);
        v = axpy(dt, a, start.v);
        mass = start.mass - dt * thrust_N / exhaust_m_s;
      }
      t = start.t + h;
    }
  }
};

// At ignition, `range_deg` before the target, flying north.
Flight at_ignition(double range_deg) {
  const double s = std::sin(range_deg * degree), c = std::cos(range_deg * degree), r = 1752400.0;
  return {{150.0, -r * s, r * c - level_m}, {0.15, 1692.0 * c, 1692.0 * s}, 2900.0};
}

struct Burnout {
  Flight flight;
  double thrust_N;
};
Burnout brake(BrakingParams<double> p, bool controlled, double range_deg, double true_thrust) {
  Flight f = at_ignition(range_deg);
  BrakingPlan<double> plan{};
  plan.thrust_N = p.thrust_N;
  for (int i = 0; i < 700; ++i) {
    const Track<double> track = track_at({f.p, f.v, f.mass, 0.0}, f.gravity(), f.up(), norm(f.from_centre()), 0.0);
    const Vector direction = guide_braking(p, controlled, track, exhaust_m_s, f.mass, level_m, f.t, plan);
    const double left = plan.end_s - f.t;
    if (left < 0.5) break;
    f.fly(direction, true_thrust * plan.thrust_N, left < 1.5 ? left : 1.0);
  }
  return {f, plan.thrust_N};
}

TEST(Braking, EndsAtItsHeightAndVelocityInThePlaneOfTheTrack) {
  const BrakingParams<double> p;
  for (const double thrust : {0.99, 1.0, 1.01}) {  // believes 1
    const Flight f = brake(p, false, 15.6, thrust).flight;
    EXPECT_NEAR(norm(f.from_centre()) - level_m, p.height_m,
                10.0);  // what 1 % of thrust leaves of the last hold_s: 8^2 / 2 * 0.047 and its lag
    EXPECT_NEAR(dot(f.v, f.up()), -p.speed_down_m_s, 1.0);
    EXPECT_NEAR(f.v.y, p.speed_m_s, 1.0);
    EXPECT_NEAR(f.p.x, 0.0, 2.0);  // 150 m beside the track at ignition
    EXPECT_NEAR(f.v.x, 0.0, 0.2);
  }
}

TEST(Braking, FreeRangeGoesWithTheThrust) {
  const double less = brake({}, false, 15.6, 0.99).flight.p.y, more = brake({}, false, 15.6, 1.01).flight.p.y;
  EXPECT_NEAR(less - more, 2 * 4900.0, 800.0);  // 1 % of thrust: 4.9 km of planar PEG; a longer burn changes that a little
}

TEST(Braking, ControlledRangeIsMetByTheMarginOfTheThrust) {
  BrakingParams<double> p;
  p.thrust_N = 6900.0;
  for (const double thrust : {0.99, 1.0, 1.01}) {
    const Burnout b = brake(p, true, 16.8, thrust);
    EXPECT_NEAR(b.flight.p.y, -p.lead_m, 150.0);  // of 509 km; the approach takes off the rest
    EXPECT_NEAR(norm(b.flight.from_centre()) - level_m, p.height_m, 10.0);
    EXPECT_LE(b.thrust_N, 1.08 * p.thrust_N);
  }
  EXPECT_GT(std::fabs(brake(p, false, 16.8, 1.01).flight.p.y - brake(p, false, 16.8, 0.99).flight.p.y), 8000.0);
}

TEST(Cone, KeepsWhatIsVerticalAndCutsWhatIsAcross) {
  const Vector up{0.0, 0.0, 1.0};
  const Vector inside = within_cone(Vector{0.1, -0.2, 2.0}, up, 0.2), cut = within_cone(Vector{3.0, -4.0, 2.0}, up, 0.2);
  EXPECT_EQ(inside.x, 0.1);
  EXPECT_EQ(inside.z, 2.0);
  EXPECT_NEAR(cut.x, 0.6 * 0.4, 1e-15);
  EXPECT_NEAR(cut.y, -0.8 * 0.4, 1e-15);
  EXPECT_EQ(cut.z, 2.0);
}

TEST(Turn, IsLinearInTheAngle) {
  const Vector a{1.0, 0.0, 0.0}, up{0.0, 0.0, 1.0};
  const Vector third = turned_part(a, up, 1.0 / 3.0);
  EXPECT_NEAR(third.x, std::cos(30.0 * degree), 1e-15);
  EXPECT_NEAR(third.z, std::sin(30.0 * degree), 1e-15);
  EXPECT_EQ(turned_part(up, up, 0.3).z, 1.0);  // nothing to turn
}

EngineParams<double> engine() { return {}; }

GuidanceFrame<double> frame_of(const Flight& f) { return {f.gravity(), f.up(), norm(f.from_centre()), level_m, f.t, 1.0}; }

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
