#include "gnc/guidance/polynomial.h"

#include <gtest/gtest.h>

#include <cmath>

#include "lanes/lane_struct.h"
#include "unit/lanes/near.h"
#include "unit/lanes/reference.h"

namespace farside::polynomial_test {
using reference::Points;

namespace {

using Vector = Vec3<double>;

// Braking from 15 km and 1.7 km/s to 2 km, as in workload W1.
StageParams<double> braking() { return PolynomialParams<double>{}.braking; }

Estimate<double> at(const Vector& p_LB, const Vector& v_LB) { return {p_LB, v_LB, 2000.0, 1000.0}; }

// The quartic that meets a stage's position, velocity and acceleration at s = 0; s is minus the time to go.
struct Quartic {
  StageParams<double> target;
  Vector jerk, snap;
  Vector position(double s) const {
    return target.position_L + s * target.velocity_L + (s * s / 2) * target.acceleration_L + (s * s * s / 6) * jerk +
           (s * s * s * s / 24) * snap;
  }
  Vector velocity(double s) const {
    return target.velocity_L + s * target.acceleration_L + (s * s / 2) * jerk + (s * s * s / 6) * snap;
  }
  Vector acceleration(double s) const { return target.acceleration_L + s * jerk + (s * s / 2) * snap; }
};

// Through a state too: with T to go, T^3/6 j - T^4/24 S = a = r_T - v_T T + a_T T^2/2 - r and T^2/2 j - T^3/6 S = b = v
// - v_T + a_T T, so that j = (24 a - 6 T b) / T^3 and S = 24 (3 a - T b) / T^4.
Quartic quartic_through(const StageParams<double>& target, const Vector& r, const Vector& v, double T) {
  const Vector a = target.position_L - T * target.velocity_L + (T * T / 2) * target.acceleration_L - r;
  const Vector b = v - target.velocity_L + T * target.acceleration_L;
  return {target, (1.0 / (T * T * T)) * (24.0 * a - (6.0 * T) * b), (24.0 / (T * T * T * T)) * (3.0 * a - T * b)};
}

const Vector start_r{4000.0, -460e3, 12e3}, start_v{-15.0, 1650.0, 80.0};

TEST(PolynomialLaw, IsTheAccelerationOfTheQuarticThatMeetsItsTarget) {
  const double T = 575.0;
  const Quartic path = quartic_through(braking(), start_r, start_v, T);
  expect_near(path.position(-T), start_r, 1e-8, "the quartic's own start");
  expect_near(path.velocity(-T), start_v, 1e-10, "the quartic's own start");
  for (double tgo = T; tgo > 5.0; tgo -= 30.0) {
    const Vector a = polynomial_acceleration(braking(), at(path.position(-tgo), path.velocity(-tgo)), tgo);
    // positions are known to 1e-10 m, and 12 / tgo^2 makes 5e-11 m/s^2 of it at 5 s
    expect_near(a, path.acceleration(-tgo), 1e-10, "on the quartic");
  }
}

// Flies the law by Runge-Kutta steps until `tgo_end`, with the law asked at each stage.
void fly(const StageParams<double>& target, Vector& r, Vector& v, double tgo, double tgo_end, double h) {
  const auto law = [&](const Vector& p, const Vector& w, double left) {
    return polynomial_acceleration(target, at(p, w), left);
  };
  const long steps = std::lround((tgo - tgo_end) / h);
  for (long i = 0; i < steps; ++i) {
    const double left = tgo - static_cast<double>(i) * h, middle = left - 0.5 * h;
    const Vector a1 = law(r, v, left);
    const Vector v2 = axpy(0.5 * h, a1, v), a2 = law(axpy(0.5 * h, v, r), v2, middle);
    const Vector v3 = axpy(0.5 * h, a2, v), a3 = law(axpy(0.5 * h, v2, r), v3, middle);
    const Vector v4 = axpy(h, a3, v), a4 = law(axpy(h, v3, r), v4, left - h);
    r = axpy(h / 6.0, v + 2.0 * v2 + 2.0 * v3 + v4, r);
    v = axpy(h / 6.0, a1 + 2.0 * a2 + 2.0 * a3 + a4, v);
  }
}

// Along a quartic the steps are wrong only by what feedback adds near the end, of fourth order in step over time to go.
TEST(PolynomialLaw, FliesTheQuarticToItsTarget) {
  const Quartic path = quartic_through(braking(), start_r, start_v, 575.0);
  double error_m[2];
  for (const int k : {0, 1}) {
    Vector r = start_r, v = start_v;
    fly(braking(), r, v, 575.0, 1.0, k == 0 ? 0.1 : 0.05);
    error_m[k] = norm(r - path.position(-1.0));
  }
  EXPECT_LT(error_m[1], 1e-5);
  EXPECT_NEAR(std::log2(error_m[0] / error_m[1]), 4.0,
              0.3);  // the next order is a tenth of it at 0.1 of the time to go
  Vector r = start_r, v = start_v;
  fly(braking(), r, v, 575.0, 1.0, 0.01);
  expect_near(r, path.position(-1.0), 2.0 * error_m[1] / 625.0, "position, one second to go");
  expect_near(v, path.velocity(-1.0), 20.0 * error_m[1] / 625.0, "velocity, one second to go");  // 5 /s of it
}

TEST(PolynomialLaw, TakesOutAnErrorBeforeTheEnd) {
  // pushed off the path by 100 m and 2 m/s half way
  Vector r = start_r, v = start_v;
  fly(braking(), r, v, 575.0, 285.0, 0.05);
  r = r + Vector{100.0, -100.0, 100.0}, v = v + Vector{2.0, 2.0, -2.0};
  const Quartic path = quartic_through(braking(), r, v, 285.0);
  fly(braking(), r, v, 285.0, 1.0, 0.01);
  expect_near(r, path.position(-1.0), 1e-7,
              "position, one second to go");  // 3e-6 at steps of 0.05 s falls with their fourth power
  const Vector coasting = braking().position_L - braking().velocity_L + 0.5 * braking().acceleration_L;
  expect_near(r, coasting, 0.1, "the target a second before");  // jerk / 6 + snap / 24, below 0.1 m/s^3
}

TEST(PolynomialLaw, AsksAtItsTargetForTheTargetsAcceleration) {
  const StageParams<double> target = braking();
  const Vector r = target.position_L - 0.01 * target.velocity_L + (0.01 * 0.01 / 2) * target.acceleration_L;
  const Vector v = target.velocity_L - 0.01 * target.acceleration_L;
  // 12 / 0.01^2 times the last digits of 2360 m
  expect_near(polynomial_acceleration(target, at(r, v), 0.01), target.acceleration_L, 2e-7, "on the path, at its end");
}

PolynomialParams<double> two_stages() {
  PolynomialParams<double> p;  // braking to 575 s, approach to 675 s, then down at 2 m/s with a gain of 0.5 1/s
  p.hold_s = 5.0;
  return p;
}
const Vector up{0.0, 0.0, 1.0};

TEST(PolynomialStages, FollowEachOtherAtTheirTimes) {
  const PolynomialParams<double> p = two_stages();
  const Estimate<double> x = at({10.0, -3000.0, 2500.0}, {1.0, 70.0, -30.0});
  expect_near(guide_polynomial(p, x, up, 500.0).a_L, polynomial_acceleration(p.braking, x, 75.0), 0.0, "braking");
  expect_near(guide_polynomial(p, x, up, 574.99).a_L, polynomial_acceleration(p.braking, x, 575.0 - 574.99), 0.0,
              "braking's end");
  expect_near(guide_polynomial(p, x, up, 575.0).a_L, polynomial_acceleration(p.approach, x, 100.0), 0.0, "approach");
  expect_near(guide_polynomial(p, x, up, 675.0).a_L, {-0.5, -35.0, 0.5 * (-2.0 + 30.0)}, 0.0, "descent");
}

TEST(PolynomialStages, DescendAlongTheLocalVertical) {
  const Vector tilted{0.6, 0.0, 0.8};
  expect_near(guide_polynomial(two_stages(), at({0, 0, 20.0}, {0.0, 0.0, 0.0}), tilted, 680.0).a_L, {-0.6, 0.0, -0.8},
              2e-16, "descent");
  const Vector steady = -2.0 * tilted;
  expect_near(guide_polynomial(two_stages(), at({0, 0, 20.0}, steady), tilted, 680.0).a_L, {0.0, 0.0, 0.0}, 0.0,
              "steady");
}

TEST(PolynomialStages, AreHeldInTheirLastSeconds) {
  const Estimate<double> x = at({10.0, -3000.0, 2500.0}, {1.0, 70.0, -30.0});
  struct Case {
    double t_s;
    bool hold;
  };
  for (const Case& c : {Case{569.9, false},
                        {570.0, false},
                        {570.1, true},
                        {574.9, true},
                        {575.0, false},
                        {670.1, true},
                        {675.0, false},
                        {690.0, false}}) {
    EXPECT_EQ(guide_polynomial(two_stages(), x, up, c.t_s).hold, c.hold) << c.t_s;
  }
}

TEST(PolynomialLanes, AreTheCasesOneByOne) {
  Points points(92);
  for (int trial = 0; trial < 300; ++trial) {
    PolynomialParams<Lanes> params;
    PolynomialParams<double> one[lane_count];
    const Vec3<Lanes> zero{Lanes(0.0), Lanes(0.0), Lanes(0.0)};
    Estimate<Lanes> x{zero, zero, Lanes(0.0), Lanes(0.0)};
    Estimate<double> single[lane_count];
    Lanes time(0.0);
    double times_s[lane_count];
    for (int i = 0; i < lane_count; ++i) {
      one[i] = two_stages();
      one[i].braking.position_L.y = points.between(-5e3, 0.0);
      one[i].approach.end_time_s = points.between(600.0, 675.0);
      single[i] = at({points.between(-100.0, 100.0), points.between(-5e3, 0.0), 2500.0},
                     {1.0, points.between(0.0, 90.0), -30.0});
      times_s[i] = std::floor(points.between(500.0, 700.0));  // every stage, in one register
      if (points.word() % 4 == 0) times_s[i] = points.word() % 2 == 0 ? 574.0 : 575.0;
      put_lane(params, i, one[i]);
      put_lane(x, i, single[i]);
      set_lane(time, i, times_s[i]);
    }
    const WantedAcceleration<Lanes> wanted = guide_polynomial(params, x, {Lanes(0.0), Lanes(0.0), Lanes(1.0)}, time);
    for (int i = 0; i < lane_count; ++i) {
      const WantedAcceleration<double> expected = guide_polynomial(one[i], single[i], up, times_s[i]);
      ASSERT_EQ(lane(wanted.a_L.x, i), expected.a_L.x) << times_s[i];
      ASSERT_EQ(lane(wanted.a_L.y, i), expected.a_L.y) << times_s[i];
      ASSERT_EQ(lane(wanted.a_L.z, i), expected.a_L.z) << times_s[i];
      ASSERT_EQ(lane(wanted.hold, i), expected.hold) << times_s[i];
    }
  }
}

}  // namespace

}  // namespace farside::polynomial_test
