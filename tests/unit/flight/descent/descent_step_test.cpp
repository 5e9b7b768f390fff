#include "flight/descent/descent_step.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "flight/start/attitude.h"
#include "unit/lanes/reference.h"

namespace farside::descent_step_test {
using reference::Points;

namespace {

using Vector = Vec3<double>;
using State = DescentState<double>;

// A vehicle over the Moon in the middle of a step: everything that a step takes.
template <bool products>
struct Example {
  State s;
  StepConstants<double, products> k;
  StepInput<double> in;
  ThrustProfile<double> thrust;
  double mass_kg;
};

// `wildness` scales rates and torques; 1 is a landing.
template <bool products>
Example<products> example(Points& points, double wildness = 1.0) {
  Example<products> e{};
  const auto vector = [&](double size) {
    return Vector{points.between(-size, size), points.between(-size, size), points.between(-size, size)};
  };
  e.s.p_I = (1737400.0 + points.between(0.0, 100e3)) * unit_vector(vector(1.0));
  e.s.v_I = vector(1700.0);
  e.s.q_IB = quaternion_of_rotation_vector(vector(2.0));
  e.s.w_B = vector(0.1 * wildness);
  e.s.propellant_kg = points.between(200.0, 1650.0);
  e.s.rcs_propellant_kg = 40.0;
  e.mass_kg = 1200.0 + e.s.propellant_kg + e.s.rcs_propellant_kg;
  e.k.gm_m3_s2 = 4.9028001218468e12;
  e.k.j2_term_m2 = 1.5 * 2.03223560871e-4 * 1738000.0 * 1738000.0;
  e.k.axis_B = unit_vector(Vector{0.001, -0.002, 1.0});
  e.k.twice_axis_B = 2.0 * e.k.axis_B;
  Inertia<double> j{
      points.between(2000.0, 2400.0), points.between(2000.0, 2400.0), points.between(1800.0, 2200.0), 0.0, 0.0, 0.0};
  if (products)
    j.xy = points.between(-50.0, 50.0), j.xz = points.between(-50.0, 50.0), j.yz = points.between(-50.0, 50.0);
  e.k.rotation = rotation_constants<products>(j);
  e.k.turn_of_thrust_B = turn_rate_of(e.k.rotation, cross(Vector{0.003, -0.002, -1.0}, e.k.axis_B));
  e.in.turn_of_control_B = turn_rate_of(e.k.rotation, vector(50.0 * wildness));
  e.in.rcs_flow_kg_s = points.between(0.0, 0.05);
  e.in.per_exhaust_speed_s_m = 1.0 / 3030.0;
  e.in.field_I = vector(1e-3);
  e.thrust = {points.between(1500.0, 7500.0), points.between(1500.0, 7500.0), points.between(1500.0, 7500.0)};
  return e;
}

template <bool products>
State step(const Example<products>& e, double h) {
  State next;
  step_descent(next, e.k, e.in, step_sizes<double>(h), e.thrust, e.mass_kg, e.s);
  return next;
}
template <bool exact, bool products>
State step_by(const Example<products>& e, double h) {
  State next;
  double strain = 0.0;
  step_into<exact>(next, e.k, e.in, step_sizes<double>(h), e.thrust, e.mass_kg, e.s, strain);
  return next;
}

bool same_bits(const State& a, const State& b) { return std::memcmp(&a, &b, sizeof a) == 0; }

// The quadratic through the profile's three values.
double thrust_at(const ThrustProfile<double>& t, double f) {
  return t.start_N +
         f * (-3.0 * t.start_N + 4.0 * t.middle_N - t.end_N + f * 2.0 * (t.start_N - 2.0 * t.middle_N + t.end_N));
}
// Its integral over f from 0.
double impulse_to(const ThrustProfile<double>& t, double f) {
  return f * (t.start_N + f * (0.5 * (-3.0 * t.start_N + 4.0 * t.middle_N - t.end_N) +
                               f * (2.0 / 3.0) * (t.start_N - 2.0 * t.middle_N + t.end_N)));
}

// The same step as a textbook has it: one vector of 13, four evaluations, their weighted mean.
template <bool products>
State textbook_step(const Example<products>& e, double h) {
  struct Rates {
    Vector v, a;
    Quat<double> q;
    Vector w;
  };
  const auto rates = [&](const State& s, double f) {
    const double burnt = h * (e.in.per_exhaust_speed_s_m * impulse_to(e.thrust, f) + f * e.in.rcs_flow_kg_s);
    const GravityParams<double> gravity{0.0, e.k.gm_m3_s2, 2.03223560871e-4, 1738000.0};
    // the quaternion of a stage isn't normalised: its sandwich as in turned()
    const Vector force = turned(s.q_IB, e.k.axis_B, e.k.twice_axis_B);
    const Vector a = j2_gravity(s.p_I, gravity) + e.in.field_I + (thrust_at(e.thrust, f) / (e.mass_kg - burnt)) * force;
    const Vector turn = e.in.turn_of_control_B + thrust_at(e.thrust, f) * e.k.turn_of_thrust_B;
    return Rates{s.v_I, a, 0.5 * times_pure(s.q_IB, s.w_B), angular_acceleration(e.k.rotation, turn, s.w_B)};
  };
  const auto moved = [&](const Rates& k, double time) {
    State s = e.s;
    s.p_I = axpy(time, k.v, s.p_I);
    s.v_I = axpy(time, k.a, s.v_I);
    s.q_IB = axpy(time, k.q, s.q_IB);
    s.w_B = axpy(time, k.w, s.w_B);
    return s;
  };
  const Rates k1 = rates(e.s, 0.0), k2 = rates(moved(k1, h / 2), 0.5), k3 = rates(moved(k2, h / 2), 0.5),
              k4 = rates(moved(k3, h), 1.0);
  const auto mean = [](const auto& a, const auto& b, const auto& c, const auto& d) {
    return axpy(1.0 / 6.0, a, axpy(1.0 / 3.0, b, axpy(1.0 / 3.0, c, (1.0 / 6.0) * d)));
  };
  State s = moved({mean(k1.v, k2.v, k3.v, k4.v), mean(k1.a, k2.a, k3.a, k4.a), mean(k1.q, k2.q, k3.q, k4.q),
                   mean(k1.w, k2.w, k3.w, k4.w)},
                  h);
  s.q_IB = normalised(s.q_IB);
  return s;
}

// Relative to what a step changes it by, but not finer than the rounding of the value itself.
void expect_near(const State& a, const State& b, double relative) {
  EXPECT_LE(norm(a.p_I - b.p_I), relative * norm(b.p_I));
  EXPECT_LE(norm(a.v_I - b.v_I), relative * (norm(b.v_I) + 1.0));
  EXPECT_LE(std::sqrt(norm2(axpy(-1.0, b.q_IB, a.q_IB))), relative);
  EXPECT_LE(norm(a.w_B - b.w_B), relative * (norm(b.w_B) + 0.1));
}

template <bool products>
void expect_textbook() {
  Points points(61);
  for (int trial = 0; trial < 500; ++trial) {
    const Example<products> e = example<products>(points);
    expect_near(step(e, 0.1), textbook_step(e, 0.1), 1e-14);
  }
}
TEST(DescentStep, IsTheClassicRungeKuttaStep) { expect_textbook<false>(); }
TEST(DescentStep, IsTheClassicRungeKuttaStepWithProductsOfInertia) { expect_textbook<true>(); }

TEST(DescentStep, ShortCutsAgreeWithTheExactStepAsFarAsTheyAreTaken) {
  Points points(62);
  int taken = 0;
  for (int trial = 0; trial < 5000; ++trial) {
    const Example<false> e = example<false>(points);
    const double h = points.between(0.01, 1.0);
    const State exact = step_by<true>(e, h), near = step(e, h);
    expect_near(near, exact, 1e-14);
    taken += same_bits(near, step_by<false>(e, h)) ? 1 : 0;
  }
  EXPECT_GT(taken, 2500);
  EXPECT_LT(taken, 5000);  // the longest of these steps are beyond the limit
}

TEST(DescentStep, IsExactBeyondTheLimitOfTheShortCuts) {
  Points points(63);
  for (int trial = 0; trial < 200; ++trial) {
    const Example<false> long_step = example<false>(points);
    EXPECT_TRUE(same_bits(step(long_step, 10.0), step_by<true>(long_step, 10.0)));
    Example<false> tumbling = example<false>(points);
    tumbling.s.w_B = Vector{0.0, 5.0, 5.0};
    EXPECT_TRUE(same_bits(step(tumbling, 0.1), step_by<true>(tumbling, 0.1)));
  }
}

// Places after 16 s by steps of h: rates, thrust and gravity all change.
State after(const Example<false>& e, double h) {
  State s = e.s;
  const int steps = static_cast<int>(std::lround(16.0 / h));
  for (int i = 0; i < steps; ++i) {
    Example<false> now = e;
    now.s = s;
    now.mass_kg = 1200.0 + s.propellant_kg + s.rcs_propellant_kg;
    const auto thrust = [&](double f) { return 3000.0 + 1000.0 * std::sin(0.2 * (i + f) * h); };
    now.thrust = {thrust(0.0), thrust(0.5), thrust(1.0)};
    s = step(now, h);
  }
  return s;
}

TEST(DescentStep, IsOfFourthOrder) {
  Points points(64);
  for (int trial = 0; trial < 5; ++trial) {
    const Example<false> e = example<false>(points);
    const State truth = after(e, 1.0 / 64), coarse = after(e, 0.5), fine = after(e, 0.25);
    // 2^4, less or more by the next order, which is a step's part in the times of the motion
    EXPECT_NEAR(norm(coarse.v_I - truth.v_I) / norm(fine.v_I - truth.v_I), 16.0, 2.0);
    EXPECT_NEAR(norm(coarse.w_B - truth.w_B) / norm(fine.w_B - truth.w_B), 16.0, 2.0);
  }
}

TEST(DescentStep, BurnsTheIntegralOfItsThrust) {
  Points points(65);
  for (int trial = 0; trial < 200; ++trial) {
    const Example<false> e = example<false>(points);
    const State s = step(e, 0.1);
    const double burnt = 0.1 * e.in.per_exhaust_speed_s_m * impulse_to(e.thrust, 1.0);
    EXPECT_NEAR(e.s.propellant_kg - s.propellant_kg, burnt, 5e-13);  // roundings of 1650 kg
    EXPECT_NEAR(e.s.rcs_propellant_kg - s.rcs_propellant_kg, 0.1 * e.in.rcs_flow_kg_s, 1e-14);
    EXPECT_EQ(s.shortfall_kg, 0.0);
  }
}

TEST(DescentStep, GivesWhatADryTankHasAndNotesWhatIsMissing) {
  Points points(66);
  Example<false> e = example<false>(points);
  e.k.usable_floor_kg = 5.0;
  e.thrust = {3030.0, 3030.0, 3030.0};  // 0.1 kg in a step
  e.s.propellant_kg = 5.04;
  e.s.shortfall_kg = 1.0;
  const State dry = step(e, 0.1);
  EXPECT_NEAR(dry.propellant_kg, 5.0, 1e-15);
  EXPECT_NEAR(dry.shortfall_kg, 1.06, 1e-14);
  // the same speed as by two fifths of the thrust from a full tank of that mass
  Example<false> part = e;
  part.s.propellant_kg = 1000.0;
  part.thrust = {1212.0, 1212.0, 1212.0};
  EXPECT_NEAR(norm(dry.v_I - step(part, 0.1).v_I), 0.0, 1e-12);

  e.s = dry;
  const State coasting = step(e, 0.1);
  EXPECT_EQ(coasting.propellant_kg, dry.propellant_kg);
  EXPECT_NEAR(coasting.shortfall_kg, 1.16, 1e-14);
  Example<false> off = e;
  off.thrust = {0.0, 0.0, 0.0};
  EXPECT_EQ(norm(coasting.v_I - step(off, 0.1).v_I), 0.0);
}

TEST(DescentStep, NeverTakesThrusterPropellantThatIsNotThere) {
  Points points(67);
  Example<false> e = example<false>(points);
  e.in.rcs_flow_kg_s = 1.0;
  e.s.rcs_propellant_kg = 0.05;
  EXPECT_EQ(step(e, 0.1).rcs_propellant_kg, 0.0);
}

TEST(DescentStep, KeepsTheMomentumOfAFreeBody) {
  Points points(68);
  for (int trial = 0; trial < 10; ++trial) {
    Example<true> e = example<true>(points);
    e.thrust = {0.0, 0.0, 0.0};
    e.in.turn_of_control_B = {0.0, 0.0, 0.0};
    const auto momentum_I = [&] { return rotation(e.s.q_IB) * (e.k.rotation.inertia * e.s.w_B); };
    const auto energy = [&] { return 0.5 * dot(e.s.w_B, e.k.rotation.inertia * e.s.w_B); };
    const Vector before = momentum_I();
    const double energy_before = energy();
    for (int i = 0; i < 1000; ++i) e.s = step(e, 0.1);
    // fifth power of (rate times step) = 0.017, 1000 times, and 1e3 roundings
    EXPECT_LE(norm(momentum_I() - before), 1e-8 * norm(before));
    EXPECT_NEAR(energy(), energy_before, 1e-9 * energy_before);
    EXPECT_NEAR(norm2(e.s.q_IB), 1.0, 4e-16);
  }
}

TEST(DescentStep, OfPrincipalAxesIsThatOfATensorWithoutProducts) {
  Points points(69);
  for (int trial = 0; trial < 100; ++trial) {
    const Example<false> e = example<false>(points);
    Example<true> tensor{e.s, {}, e.in, e.thrust, e.mass_kg};
    tensor.k.gm_m3_s2 = e.k.gm_m3_s2, tensor.k.j2_term_m2 = e.k.j2_term_m2;
    tensor.k.axis_B = e.k.axis_B, tensor.k.twice_axis_B = e.k.twice_axis_B,
    tensor.k.turn_of_thrust_B = e.k.turn_of_thrust_B;
    const Vector& per = e.k.rotation.per_inertia;
    tensor.k.rotation = rotation_constants<true>(Inertia<double>{1.0 / per.x, 1.0 / per.y, 1.0 / per.z, 0.0, 0.0, 0.0});
    expect_near(step(tensor, 0.1), step(e, 0.1), 1e-14);
  }
}

template <bool products>
void put_constants(StepConstants<Lanes, products>& lanes, int i, const StepConstants<double, products>& one) {
  set_lane(lanes.gm_m3_s2, i, one.gm_m3_s2);
  set_lane(lanes.j2_term_m2, i, one.j2_term_m2);
  put_lane(lanes.axis_B, i, one.axis_B);
  put_lane(lanes.twice_axis_B, i, one.twice_axis_B);
  set_rotation(lanes.rotation, i, one.rotation);
  put_lane(lanes.turn_of_thrust_B, i, one.turn_of_thrust_B);
  set_lane(lanes.usable_floor_kg, i, one.usable_floor_kg);
}

template <bool products>
void expect_lanes_one_by_one() {
  Points points(70);
  for (int trial = 0; trial < 500; ++trial) {
    Example<products> one[lane_count];
    DescentState<Lanes> states, next;
    StepConstants<Lanes, products> constants;
    StepInput<Lanes> inputs;
    ThrustProfile<Lanes> thrust;
    Lanes mass(0.0);
    for (int i = 0; i < lane_count; ++i) {
      // calm and tumbling, dry and not a number, in one register
      one[i] = example<products>(points, points.word() % 3 == 0 ? 100.0 : 1.0);
      if (points.word() % 5 == 0) one[i].s.propellant_kg = points.between(0.0, 0.1);
      if (points.word() % 7 == 0) one[i].s.v_I.y = __builtin_nan("");
      put_lane(states, i, one[i].s);
      put_constants(constants, i, one[i].k);
      put_lane(inputs, i, one[i].in);
      put_lane(thrust, i, one[i].thrust);
      set_lane(mass, i, one[i].mass_kg);
    }
    step_descent(next, constants, inputs, step_sizes<Lanes>(0.1), thrust, mass, states);
    for (int i = 0; i < lane_count; ++i) {
      const State alone = step(one[i], 0.1), together = take_lane(next, i);
      if (std::isnan(one[i].s.v_I.y)) continue;
      ASSERT_TRUE(same_bits(alone, together)) << "trial " << trial << " lane " << i;
    }
  }
}
TEST(DescentStepLanes, AreTheCasesOneByOne) { expect_lanes_one_by_one<false>(); }
TEST(DescentStepLanes, AreTheCasesOneByOneWithProductsOfInertia) { expect_lanes_one_by_one<true>(); }

}  // namespace

}  // namespace farside::descent_step_test
