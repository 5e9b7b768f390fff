#include "flight/start/coast.h"

#include <gtest/gtest.h>

#include <cmath>

#include "lanes/lane_struct.h"

namespace farside::coast_test {
namespace {

constexpr double gm = 4902800122445.3, perilune = 1752400.0, apolune = 1837400.0;  // models.md T2b: 15 x 100 km
constexpr double axis = 0.5 * (perilune + apolune), turning = 2.661699458e-6;

GravityOptions model(GravityModel chosen, int degree = 8) {
  GravityOptions o;
  o.model = chosen;
  o.degree = degree;
  return o;
}
GravityParams<double> with_gm() {
  GravityParams<double> g;
  g.gm_m3_s2 = gm;
  return g;
}

// Any orthonormal pair: towards the perilune, and the motion there.
const Vec3<double> towards = unit_vector(Vec3<double>{0.3, -0.5, 0.8}),
                   there = unit_vector(cross(towards, Vec3<double>{0.1, 0.9, 0.2}));

// Kepler's closed form: the state `time_s` after the apolune, by its equation solved with Newton's iteration.
InertialState<double> on_ellipse(double time_s) {
  const double e = (apolune - perilune) / (apolune + perilune), n = std::sqrt(gm / (axis * axis * axis));
  const double mean = M_PI + n * time_s;
  double E = mean;
  for (int i = 0; i < 30; ++i) E -= (E - e * std::sin(E) - mean) / (1.0 - e * std::cos(E));
  const double b = axis * std::sqrt(1.0 - e * e), rate = n / (1.0 - e * std::cos(E));
  return {axpy(axis * (std::cos(E) - e), towards, b * std::sin(E) * there),
          axpy(-axis * std::sin(E) * rate, towards, b * std::cos(E) * rate * there)};
}

InertialState<double> after(const GravityOptions& o, double coast_s, double step_s, double turning_rad_s = 0.0) {
  const CoastWorld<double> world{o, with_gm(), turning_rad_s};
  return coasted(world, on_ellipse(0.0), -coast_s, coast_s, step_s).end;
}

double apart(const InertialState<double>& a, const InertialState<double>& b) { return norm(a.p_I - b.p_I); }

TEST(Coast, ReachesThePeriluneOfADeorbitedCircleAfterHalfARevolution) {  // T2b
  const double half = M_PI * std::sqrt(axis * axis * axis / gm);
  EXPECT_NEAR(half, 3411.836138, 5e-7);
  const InertialState<double> x = after(model(GravityModel::point_mass), half, 5.0);
  EXPECT_NEAR(norm(x.p_I), 1752400.0, 2e-4);  // as below
  EXPECT_NEAR(norm(x.v_I), 1692.338362, 5e-7);
}

TEST(Coast, InStepsOf5SecondsFollowsKeplersClosedFormWithinAFifthOfAMillimetre) {
  for (const double time_s : {1.0, 777.7, 3411.836, 6823.0}) {
    const InertialState<double> x = after(model(GravityModel::point_mass), time_s, 5.0), kepler = on_ellipse(time_s);
    EXPECT_LT(norm(x.p_I - kepler.p_I), 2e-4) << time_s;  // 1.3e-4 m after a revolution
    EXPECT_LT(norm(x.v_I - kepler.v_I), 2e-7) << time_s;
  }
}

TEST(Coast, ErrorFallsWithTheFourthPowerOfTheStep) {
  const double time_s = 3400.0;
  const InertialState<double> kepler = on_ellipse(time_s);
  const GravityOptions o = model(GravityModel::point_mass);
  const double at40 = apart(after(o, time_s, 40.0), kepler), at20 = apart(after(o, time_s, 20.0), kepler),
               at10 = apart(after(o, time_s, 10.0), kepler);
  EXPECT_NEAR(at40 / at20, 16.0, 1.0);
  EXPECT_NEAR(at20 / at10, 16.0, 1.0);
}

TEST(Coast, HalvedStepsMoveNothingInTheFieldOfDegree8OfATurningMoon) {
  const GravityOptions o = model(GravityModel::spherical_harmonic);
  const InertialState<double> at5 = after(o, 3400.0, 5.0, turning);
  EXPECT_LT(apart(at5, after(o, 3400.0, 2.5, turning)), 1e-4);
  EXPECT_GT(apart(at5, after(model(GravityModel::point_mass), 3400.0, 5.0)), 500.0);  // the field is there
  EXPECT_GT(apart(at5, after(o, 3400.0, 5.0, 0.0)), 0.5);                             // and it turns
}

TEST(Coast, KeepsEnergyInAPointMassAndAroundAnOblateMoon) {
  const GravityParams<double> g = with_gm();
  const auto energy = [&](const InertialState<double>& x, double j2) {
    const double r = norm(x.p_I), s = x.p_I.z / r, ratio = g.reference_radius_m / r;
    return 0.5 * norm2(x.v_I) - gm / r * (1.0 - j2 * ratio * ratio * 0.5 * (3.0 * s * s - 1.0));
  };
  const InertialState<double> began = on_ellipse(0.0);
  for (const auto& [chosen, j2] : {std::pair{GravityModel::point_mass, 0.0}, {GravityModel::j2, g.j2}}) {
    const InertialState<double> ended = after(model(chosen), 20000.0, 5.0);  // three revolutions
    EXPECT_NEAR(energy(ended, j2) / energy(began, j2), 1.0, 1e-10);
  }
}

TEST(Coast, IsTheSameInAxesThatWereTheMoonsAtTheEpoch) {
  const double time_s = 3411.0;
  const CoastWorld<double> world{model(GravityModel::spherical_harmonic), with_gm(), turning};
  const TurnZ<double> back = world.turn(-time_s);
  const InertialState<double> began = on_ellipse(0.0);  // in the axes of the Moon at the end
  const InertialState<double> then{back * began.p_I, back * began.v_I};
  const InertialState<double> a = coasted(world, began, -time_s, time_s, 5.0).end,
                              b = coasted(world, then, 0.0, time_s, 5.0).end;
  EXPECT_NEAR(norm(a.p_I - transposed_times(back, b.p_I)), 0.0, 1e-7);  // roundings of 3,400 s of steps
}

TEST(Coast, TellsHowLowItCameAndStandsStillWithoutTime) {
  const CoastWorld<double> world{model(GravityModel::point_mass), with_gm(), 0.0};
  const Coast<double> over = coasted(world, on_ellipse(0.0), -5000.0, 5000.0, 5.0);
  EXPECT_NEAR(over.lowest_m, perilune, 0.1);  // between two steps: 2.5 s from it
  const InertialState<double> began = on_ellipse(0.0);
  const Coast<double> none = coasted(world, began, 0.0, 0.0, 5.0);
  EXPECT_EQ(norm(none.end.p_I - began.p_I), 0.0);
  EXPECT_EQ(norm(none.end.v_I - began.v_I), 0.0);
}

TEST(Coast, LanesGiveTheBitsOfDouble) {
  for (const GravityModel chosen : {GravityModel::point_mass, GravityModel::j2, GravityModel::spherical_harmonic}) {
    CoastWorld<Lanes> world{model(chosen), {}, {}};
    InertialState<Lanes> x;
    const auto rate = [](int i) { return turning * (1.0 + 0.01 * i); };
    const auto gravity = [](int i) {
      GravityParams<double> g = with_gm();
      g.gm_m3_s2 *= 1.0 + 1e-4 * i;
      return g;
    };
    for (int i = 0; i < LaneTraits<Lanes>::count; ++i) {
      put_lane(world.gravity, i, gravity(i));
      set_lane(world.turning_rad_s, i, rate(i));
      put_lane(x, i, on_ellipse(10.0 * i));
    }
    const Coast<Lanes> many = coasted(world, x, -1003.0, 1003.0, 5.0);
    for (int i = 0; i < LaneTraits<Lanes>::count; ++i) {
      const CoastWorld<double> one{model(chosen), gravity(i), rate(i)};
      const Coast<double> alone = coasted(one, on_ellipse(10.0 * i), -1003.0, 1003.0, 5.0);
      const InertialState<double> lane_end = take_lane(many.end, i);
      EXPECT_EQ(norm(lane_end.p_I - alone.end.p_I) + norm(lane_end.v_I - alone.end.v_I), 0.0);
      EXPECT_EQ(lane(many.lowest_m, i), alone.lowest_m);
    }
  }
}

}  // namespace

}  // namespace farside::coast_test
