#include "gnc/guidance.h"

#include <gtest/gtest.h>

#include <cmath>

#include "lanes/lane_struct.h"
#include "unit/lanes/reference.h"

namespace farside::guidance_test {
using reference::Points;

namespace {

using Vector = Vec3<double>;

constexpr double thrust_min_N = 1500.0, thrust_max_N = 7500.0, control_s = 0.1;
const Vector gravity{0.01, -0.02, -1.63}, up{0.0, 0.0, 1.0};
GuidanceFrame<double> frame_at(double t_s) { return {gravity, up, 1734000.0, 1731473.0, t_s, 1.0, control_s}; }

EngineParams<double> known_engine() {
  EngineParams<double> engine;
  engine.thrust_min_N = thrust_min_N;
  engine.thrust_max_N = thrust_max_N;
  return engine;
}

Estimate<double> over_the_site(double height_m) {
  return {{1.0, -3000.0, 2500.0}, {1.0, 70.0, -30.0}, 1500.0, height_m};
}
const GuidanceCommand<double> last{{0.6, 0.0, 0.8}, 2222.0, true, 0.0, for_ever_s};

GuidanceCommand<double> polynomial_at(double t_s) {
  return guide(GuidanceLaw::polynomial, GuidanceParams<double>{}, known_engine(), over_the_site(2500.0), frame_at(t_s),
               last);
}

TEST(ThrustFor, CarriesTheVehicleAgainstGravityAndGivesTheRest) {
  const Vector wanted{0.5, 0.3, 0.7};
  const GuidanceCommand<double> command = thrust_for(wanted, gravity, 1500.0, thrust_min_N, thrust_max_N);
  const Vector a = (command.thrust_N / 1500.0) * command.direction_L + gravity;  // what the vehicle does
  EXPECT_NEAR(a.x, wanted.x, 2e-15);                                             // some roundings of 2.5 m/s^2
  EXPECT_NEAR(a.y, wanted.y, 2e-15);
  EXPECT_NEAR(a.z, wanted.z, 2e-15);
  EXPECT_TRUE(command.on);
  EXPECT_EQ(command.wait_s, 0.0);
  EXPECT_EQ(command.for_s, for_ever_s);
}

TEST(ThrustFor, StaysWithinTheEnginesRange) {
  EXPECT_EQ(thrust_for(Vector{0.0, 0.0, 20.0}, gravity, 1500.0, thrust_min_N, thrust_max_N).thrust_N, thrust_max_N);
  EXPECT_EQ(thrust_for(Vector{0.0, 0.0, -1.5}, gravity, 1500.0, thrust_min_N, thrust_max_N).thrust_N, thrust_min_N);
}

TEST(ThrustFor, IsFiniteWhereFreeFallIsWanted) {
  const GuidanceCommand<double> command = thrust_for(gravity, gravity, 1500.0, thrust_min_N, thrust_max_N);
  EXPECT_EQ(norm(command.direction_L), 0.0);
  EXPECT_EQ(command.thrust_N, thrust_min_N);
}

TEST(Guide, FollowsThePolynomialLaw) {
  const double t_s = 500.0;
  const Estimate<double> x = over_the_site(2500.0);
  const Vector wanted = guide_polynomial(PolynomialParams<double>{}, x, up, t_s).a_L;
  const GuidanceCommand<double> expected = thrust_for(wanted, gravity, x.mass_kg, thrust_min_N, thrust_max_N);
  EXPECT_EQ(polynomial_at(t_s).thrust_N, expected.thrust_N);
  EXPECT_EQ(polynomial_at(t_s).direction_L.y, expected.direction_L.y);
}

TEST(Guide, KeepsToTheRangeOfTheNominalEngine) {
  EngineParams<double> known = known_engine();
  known.thrust_min_N = 4000.0, known.thrust_max_N = 4100.0;
  const auto thrust_N_from = [&](double vz_m_s) {
    Estimate<double> x = over_the_site(20.0);
    x.v_LB = {0.0, 0.0, vz_m_s};
    return guide(GuidanceLaw::polynomial, GuidanceParams<double>{}, known, x, frame_at(680.0), last).thrust_N;
  };
  EXPECT_EQ(thrust_N_from(-2.0), 4000.0);   // steady descent takes 2445 N
  EXPECT_EQ(thrust_N_from(-10.0), 4100.0);  // braking at 4 m/s^2 takes 8445 N
}

TEST(Guide, HoldsItsLastCommandInTheLastSecondsOfAStage) {
  EXPECT_NE(polynomial_at(570.0).thrust_N, last.thrust_N);
  const GuidanceCommand<double> held = polynomial_at(571.0);
  EXPECT_EQ(held.thrust_N, last.thrust_N);
  EXPECT_EQ(held.direction_L.x, last.direction_L.x);
  EXPECT_EQ(held.direction_L.z, last.direction_L.z);
  EXPECT_TRUE(held.on);
}

GuidanceCommand<double> open_loop_at(double t_s, double thrust_N) {
  GuidanceParams<double> p;
  p.open_loop = {thrust_N, 10.0, 20.0, 3.0, 0.0, -4.0};
  return guide(GuidanceLaw::open_loop, p, known_engine(), over_the_site(2500.0), frame_at(t_s), last);
}

TEST(OpenLoop, HoldsThrustAndDirectionWhateverTheEngineAndTheState) {
  const GuidanceCommand<double> command = open_loop_at(12.0, 9000.0);
  EXPECT_EQ(command.thrust_N, 9000.0);
  EXPECT_NEAR(command.direction_L.x, 0.6, 2e-16);
  EXPECT_EQ(command.direction_L.y, 0.0);
  EXPECT_NEAR(command.direction_L.z, -0.8, 2e-16);
}

// Told at t, the engine burns from t + wait_s to t + for_s: 10 s to 30 s, whether that is now or before the next
// command of control.
TEST(OpenLoop, BurnsForItsTime) {
  EXPECT_FALSE(open_loop_at(9.89, 3000.0).on);
  EXPECT_TRUE(open_loop_at(29.99, 3000.0).on);
  EXPECT_FALSE(open_loop_at(30.0, 3000.0).on);
  for (const double t : {9.91, 9.99, 10.0, 12.0, 29.95, 29.99}) {
    const GuidanceCommand<double> command = open_loop_at(t, 3000.0);
    EXPECT_TRUE(command.on) << t;
    EXPECT_NEAR(command.wait_s, std::fmax(10.0 - t, 0.0), 1e-14) << t;
    EXPECT_NEAR(command.for_s, 30.0 - t, 1e-14) << t;
  }
}

TEST(OpenLoop, BurnsBetweenTwoCommands) {
  GuidanceParams<double> p;
  p.open_loop = {3000.0, 10.02, 0.05, 0.0, 0.0, 1.0};
  const GuidanceCommand<double> command =
      guide(GuidanceLaw::open_loop, p, known_engine(), over_the_site(2500.0), frame_at(10.0), last);
  EXPECT_TRUE(command.on);
  EXPECT_NEAR(command.wait_s, 0.02, 1e-14);
  EXPECT_NEAR(command.for_s, 0.07, 1e-14);
  EXPECT_FALSE(guide(GuidanceLaw::open_loop, p, known_engine(), over_the_site(2500.0), frame_at(9.9), last).on);
  EXPECT_FALSE(guide(GuidanceLaw::open_loop, p, known_engine(), over_the_site(2500.0), frame_at(10.1), last).on);
}

TEST(OpenLoop, WithoutThrustIsOff) { EXPECT_FALSE(open_loop_at(12.0, 0.0).on); }

void expect_same(const GuidanceCommand<Lanes>& lanes, const GuidanceCommand<double>& one, int i) {
  EXPECT_EQ(lane(lanes.direction_L.x, i), one.direction_L.x);
  EXPECT_EQ(lane(lanes.direction_L.y, i), one.direction_L.y);
  EXPECT_EQ(lane(lanes.direction_L.z, i), one.direction_L.z);
  EXPECT_EQ(lane(lanes.thrust_N, i), one.thrust_N);
  EXPECT_EQ(lane(lanes.on, i), one.on);
  EXPECT_EQ(lane(lanes.wait_s, i), one.wait_s);
  EXPECT_EQ(lane(lanes.for_s, i), one.for_s);
}

TEST(GuidanceLanes, AreTheCasesOneByOne) {
  Points points(93);
  const Vec3<Lanes> zero{Lanes(0.0), Lanes(0.0), Lanes(0.0)};
  for (int trial = 0; trial < 300; ++trial) {
    GuidanceParams<Lanes> params;
    GuidanceParams<double> one[lane_count];
    Estimate<double> single[lane_count];
    double times_s[lane_count];
    Estimate<Lanes> x{zero, zero, Lanes(0.0), Lanes(0.0)};
    GuidanceFrame<Lanes> frame{};
    Vec3<Lanes> last_direction = zero;
    for (int i = 0; i < lane_count; ++i) {
      one[i].open_loop = {points.word() % 3 == 0 ? 0.0 : 4000.0,
                          points.between(560.0, 700.0),
                          points.between(0.01, 100.0),
                          1.0,
                          points.between(-1.0, 1.0),
                          0.5};
      single[i] = over_the_site(points.between(0.0, 6.0));
      single[i].mass_kg = points.between(1000.0, 3000.0);
      // flown by the law, held, and over into the next stage
      times_s[i] = std::floor(points.between(560.0, 700.0));
      put_lane(params, i, one[i]);
      put_lane(x, i, single[i]);
      put_lane(frame, i, frame_at(times_s[i]));
      put_lane(last_direction, i, last.direction_L);
    }
    const GuidanceCommand<Lanes> last_lanes{last_direction, Lanes(last.thrust_N), Mask(true), Lanes(0.0),
                                            Lanes(for_ever_s)};
    for (const GuidanceLaw law :
         {GuidanceLaw::polynomial, GuidanceLaw::quartic, GuidanceLaw::gravity_turn, GuidanceLaw::open_loop}) {
      const GuidanceCommand<Lanes> command = guide(law, params, known_engine(), x, frame, last_lanes);
      for (int i = 0; i < lane_count; ++i) {
        expect_same(command, guide(law, one[i], known_engine(), single[i], frame_at(times_s[i]), last), i);
      }
    }
    ASSERT_FALSE(HasFailure()) << "trial " << trial;
  }
}

}  // namespace

}  // namespace farside::guidance_test
