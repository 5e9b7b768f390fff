#include "flight/touchdown/contact.h"

#include <gtest/gtest.h>

#include <cmath>

#include "lanes/lane_struct.h"
#include "unit/lanes/reference.h"

namespace farside::contact_test {
using reference::Points;

namespace {

using Vector = Vec3<double>;

constexpr double stiffness = 40000.0, damping = 8000.0, friction = 0.5, friction_speed = 0.02;
RegolithParams<double> regolith_of(double stiffness_N_m, double damping_N_s_m, double coefficient) {
  RegolithParams<double> p;
  p.stiffness_N_m = stiffness_N_m;
  p.damping_N_s_m = damping_N_s_m;
  p.friction = coefficient;
  p.friction_speed_m_s = friction_speed;
  return p;
}
Soil<double> soil() { return soil_of(regolith_of(stiffness, damping, friction)); }

struct Touch {
  Vector force_B, torque_B;
  double depth_m;
};

// A point below the CG on level ground in a level body; the CG is `height` above the ground.
Touch touch_at(double height_m, const Vector& v_B, const Vector& w_B = {0.0, 0.0, 0.0},
               const Vector& arm_B = {0.0, 0.0, -1.0}) {
  const BodyPlane<double> plane{{0.0, 0.0, 1.0}, height_m, v_B.z};
  Wrench<double> sum{};
  const double depth = touch(soil(), plane, arm_B, v_B, w_B, sum);
  return {sum.force_B, sum.torque_B, depth};
}

TEST(Contact, IsASpringAndADamperAlongTheNormal) {
  const Touch at_rest = touch_at(0.99, {0.0, 0.0, 0.0});
  EXPECT_NEAR(at_rest.depth_m, 0.01, 1e-16);
  EXPECT_NEAR(at_rest.force_B.z, stiffness * 0.01, 1e-11);  // a rounding of the height of 1 m, times the stiffness
  EXPECT_NEAR(touch_at(0.99, {0.0, 0.0, -0.5}).force_B.z, stiffness * 0.01 + damping * 0.5, 1e-11);
  EXPECT_EQ(at_rest.force_B.x, 0.0);
  EXPECT_EQ(at_rest.force_B.y, 0.0);
}

TEST(Contact, NeverPulls) {
  EXPECT_GT(touch_at(0.99, {0.0, 0.0, 0.049}).force_B.z, 0.0);  // the damper outweighs the spring from 0.05 m/s on
  const Touch leaving = touch_at(0.99, {1.0, 0.0, 0.051});
  EXPECT_GT(leaving.depth_m, 0.0);
  EXPECT_EQ(norm(leaving.force_B), 0.0);
  EXPECT_EQ(norm(leaving.torque_B), 0.0);
}

TEST(Contact, BeginsAtTheGround) {
  const Touch above = touch_at(1.001, {1.0, 1.0, -5.0});
  EXPECT_NEAR(above.depth_m, -0.001, 1e-15);
  EXPECT_EQ(norm(above.force_B), 0.0);
  EXPECT_EQ(norm(touch_at(1.0, {1.0, 1.0, -5.0}).force_B), 0.0);
}

TEST(Contact, FrictionOpposesTheSlideAndFillsTheConeFromItsSpeedOn) {
  const double normal_N = touch_at(0.99, {0.0, 0.0, 0.0}).force_B.z;
  const Touch fast = touch_at(0.99, {0.3, -0.4, 0.0});
  EXPECT_NEAR(fast.force_B.x, -0.6 * friction * normal_N, 1e-10);
  EXPECT_NEAR(fast.force_B.y, 0.8 * friction * normal_N, 1e-10);
  const Touch slow = touch_at(0.99, {0.25 * friction_speed, 0.0, 0.0});
  EXPECT_NEAR(slow.force_B.x, -0.25 * friction * normal_N, 1e-10);
}

TEST(Contact, ForceStaysInTheConeAndTakesEnergyWhateverTheMotion) {
  Points points(21);
  for (int trial = 0; trial < 5000; ++trial) {
    const Vector n_B = unit_vector(Vector{points.between(-0.5, 0.5), points.between(-0.5, 0.5), 1.0});
    const Vector v_B{points.between(-2.0, 2.0), points.between(-2.0, 2.0), points.between(-2.0, 2.0)};
    const Vector w_B{points.between(-1.0, 1.0), points.between(-1.0, 1.0), points.between(-1.0, 1.0)};
    const Vector arm_B{points.between(-2.0, 2.0), points.between(-2.0, 2.0), points.between(-2.0, 0.0)};
    Wrench<double> sum{};
    const double depth = touch(soil(), {n_B, points.between(-0.1, 2.0), dot(n_B, v_B)}, arm_B, v_B, w_B, sum);
    const double normal_N = dot(n_B, sum.force_B);
    const Vector across = sum.force_B - normal_N * n_B, u = v_B + cross(w_B, arm_B);
    const Vector slide = u - dot(n_B, u) * n_B;
    ASSERT_GE(normal_N, -1e-10);
    ASSERT_LE(norm(across), friction * normal_N * (1.0 + 1e-13) + 1e-10);
    ASSERT_LE(dot(across, slide), 1e-9);
    ASSERT_EQ(norm(sum.force_B) > 0.0, depth > 0.0 && stiffness * depth > damping * dot(n_B, u));
    const Vector torque = cross(arm_B, sum.force_B);
    ASSERT_NEAR(norm(sum.torque_B - torque), 0.0, 1e-12 * (1.0 + norm(sum.force_B)) * norm(arm_B));
  }
}

TEST(Contact, MovesWithTheBodysTurning) {
  // 0.5 rad/s about y at an arm of 1 m downwards: 0.5 m/s towards -x, so friction pushes towards +x
  const Touch turning = touch_at(0.99, {0.0, 0.0, 0.0}, {0.0, 0.5, 0.0});
  EXPECT_NEAR(turning.force_B.x, friction * turning.force_B.z, 1e-10);
  EXPECT_NEAR(turning.torque_B.y, -turning.force_B.x, 1e-10);  // against the turning
}

TEST(Contact, AddsToWhatOtherPointsGive) {
  const BodyPlane<double> plane{{0.0, 0.0, 1.0}, 0.99, 0.0};
  Wrench<double> sum{{1.0, 2.0, 3.0}, {4.0, 5.0, 6.0}};
  touch(soil(), plane, {0.5, 0.0, -1.0}, {0.0, 0.0, 0.0}, {0.0, 0.0, 0.0}, sum);
  const double force_N = stiffness * 0.01;
  EXPECT_NEAR(sum.force_B.z, 3.0 + force_N, 1e-11);
  EXPECT_EQ(sum.force_B.x, 1.0);
  EXPECT_NEAR(sum.torque_B.y, 5.0 - 0.5 * force_N, 1e-11);
}

TEST(ContactLanes, AreThePointsOneByOne) {
  Points points(22);
  for (int trial = 0; trial < 500; ++trial) {
    const Vec3<Lanes> zero{Lanes(0.0), Lanes(0.0), Lanes(0.0)};
    RegolithParams<Lanes> regolith;
    BodyPlane<Lanes> planes{zero, Lanes(0.0), Lanes(0.0)};
    Vec3<Lanes> arms = zero, speeds = zero, rates = zero;
    Wrench<double> expected[lane_count];
    double depth[lane_count];
    for (int i = 0; i < lane_count; ++i) {  // above and below the ground, pressing and leaving, in one register
      const RegolithParams<double> one =
          regolith_of(points.between(1e3, 1e5), points.between(0.0, 1e4), points.between(0.0, 1.0));
      const Vector n_B = unit_vector(Vector{points.between(-0.5, 0.5), points.between(-0.5, 0.5), 1.0});
      const Vector v_B{points.between(-1.0, 1.0), points.between(-1.0, 1.0), points.between(-1.0, 1.0)};
      const Vector w_B{points.between(-1.0, 1.0), points.between(-1.0, 1.0), points.between(-1.0, 1.0)};
      const Vector arm_B{points.between(-2.0, 2.0), points.between(-2.0, 2.0), -1.0};
      const BodyPlane<double> plane{n_B, points.between(0.0, 2.0), dot(n_B, v_B)};
      put_lane(regolith, i, one);
      put_lane(planes, i, plane);
      put_lane(arms, i, arm_B);
      put_lane(speeds, i, v_B);
      put_lane(rates, i, w_B);
      expected[i] = {{0.0, 0.0, 0.0}, {0.0, 0.0, 0.0}};
      depth[i] = touch(soil_of(one), plane, arm_B, v_B, w_B, expected[i]);
    }
    Wrench<Lanes> sum{zero, zero};
    const Lanes depths = touch(soil_of(regolith), planes, arms, speeds, rates, sum);
    for (int i = 0; i < lane_count; ++i) {
      ASSERT_EQ(lane(depths, i), depth[i]);
      ASSERT_EQ(lane(sum.force_B.x, i), expected[i].force_B.x);
      ASSERT_EQ(lane(sum.force_B.z, i), expected[i].force_B.z);
      ASSERT_EQ(lane(sum.torque_B.y, i), expected[i].torque_B.y);
    }
  }
}

}  // namespace

}  // namespace farside::contact_test
