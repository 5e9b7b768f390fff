#include "vehicle/thrusters.h"

#include <gtest/gtest.h>

#include <span>

#include "lanes/lane_struct.h"
#include "unit/lanes/reference.h"
#include "vehicle/attitude_thrusters.h"

namespace farside::thrusters_test {
using reference::Points;

namespace {

ThrusterParams<double> example() {
  ThrusterParams<double> p;
  p.torque_max_B.x = 100.0, p.torque_max_B.y = 200.0, p.torque_max_B.z = 300.0;
  p.arm_m = 1.25;
  p.isp_s = 280.0;
  return p;
}

// Of these cases, with propellant that is counted.
template <class Real>
AttitudeThrusters<Real> started(std::span<const ThrusterParams<double>> cases) {
  ThrusterOptions options;
  options.uses_propellant = true;
  AttitudeThrusters<Real> thrusters(options, {});
  for (std::size_t i = 0; i < cases.size(); ++i) thrusters.start(static_cast<int>(i), cases[i], 1, i);
  return thrusters;
}

TEST(Thrusters, LimitEachAxisByItself) {
  const Vec3<double> above = limit_torque(example(), {101.0, 1e9, 300.5});
  EXPECT_EQ(above.x, 100.0);
  EXPECT_EQ(above.y, 200.0);
  EXPECT_EQ(above.z, 300.0);
  const Vec3<double> below = limit_torque(example(), {-101.0, -1e9, -300.5});
  EXPECT_EQ(below.x, -100.0);
  EXPECT_EQ(below.y, -200.0);
  EXPECT_EQ(below.z, -300.0);
}

TEST(Thrusters, GiveWhatIsAskedWithinTheLimits) {
  const Vec3<double> torque = limit_torque(example(), {-99.0, 150.0, 0.0});
  EXPECT_EQ(torque.x, -99.0);
  EXPECT_EQ(torque.y, 150.0);
  EXPECT_EQ(torque.z, 0.0);
}

TEST(Thrusters, BurnTheForceThatTheTorqueTakes) {
  const ThrusterParams<double> p = example();
  const AttitudeThrusters<double> thrusters = started<double>({&p, 1});
  // (100 + 150 + 50) N m over 1.25 m is 240 N; over 280 s of 9.80665 m/s^2
  for (const double sign : {1.0, -1.0}) {
    const Vec3<double> torque{100.0 * sign, -150.0 * sign, 50.0 * sign};
    EXPECT_NEAR(thrusters.flow_kg_s(torque), 240.0 / (280.0 * 9.80665), 1e-16);  // four roundings of 0.09
  }
  EXPECT_EQ(thrusters.flow_kg_s({0.0, 0.0, 0.0}), 0.0);
}

TEST(ThrusterLanes, AreTheThrustersOneByOne) {
  Points points(83);
  for (int trial = 0; trial < 200; ++trial) {
    ThrusterParams<Lanes> params;
    ThrusterParams<double> one[lane_count];
    Vec3<double> asked[lane_count];
    Vec3<Lanes> asked_lanes{Lanes(0.0), Lanes(0.0), Lanes(0.0)};
    for (int i = 0; i < lane_count; ++i) {
      one[i] = example();
      one[i].torque_max_B.y = points.between(0.0, 400.0);  // above it in some lanes, below in others
      one[i].isp_s = points.between(100.0, 400.0);
      asked[i] = {points.between(-400.0, 400.0), points.between(-400.0, 400.0), points.between(-400.0, 400.0)};
      put_lane(params, i, one[i]);
      put_lane(asked_lanes, i, asked[i]);
    }
    const Vec3<Lanes> torque = limit_torque(params, asked_lanes);
    const Lanes flow = started<Lanes>(one).flow_kg_s(torque);
    for (int i = 0; i < lane_count; ++i) {
      const Vec3<double> expected = limit_torque(one[i], asked[i]);
      ASSERT_EQ(lane(torque.x, i), expected.x);
      ASSERT_EQ(lane(torque.y, i), expected.y);
      ASSERT_EQ(lane(torque.z, i), expected.z);
      ASSERT_EQ(lane(flow, i), started<double>({&one[i], 1}).flow_kg_s(expected));
    }
  }
}

}  // namespace

}  // namespace farside::thrusters_test
