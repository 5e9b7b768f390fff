#include "sensors/imu.h"

#include <gtest/gtest.h>

#include "lanes/lane_struct.h"
#include "unit/lanes/near.h"
#include "unit/lanes/reference.h"

namespace farside::imu_test {
using reference::Points;

namespace {

using Vector = Vec3<double>;

TEST(Imu, WithoutErrorsMeasuresWhatIs) {
  expect_near(measured_velocity_change(ImuParams<double>{}, 0.0, Vector{0.1, -0.2, 0.25}, 0.1), {0.1, -0.2, 0.25}, 0.0);
}

TEST(Imu, AddsItsBiasOverTheInterval) {
  ImuParams<double> p;
  p.bias_B.x = 1e-3, p.bias_B.y = -2e-3, p.bias_B.z = 3e-3;
  expect_near(measured_velocity_change(p, 0.0, Vector{0.0, 0.0, 0.0}, 0.5), {0.5e-3, -1e-3, 1.5e-3}, 1e-18);
}

TEST(Imu, HasItsBiasFromATimeOn) {
  ImuParams<double> p;
  p.bias_B.x = 1e-3, p.bias_from_s = 20.0;
  const Vector still{0.0, 0.0, 0.0};
  expect_near(measured_velocity_change(p, 19.9, still, 0.5), {0.0, 0.0, 0.0}, 0.0);
  expect_near(measured_velocity_change(p, 20.0, still, 0.5), {0.5e-3, 0.0, 0.0}, 1e-18);
  GyroParams<double> g;
  g.bias_B.z = 1e-5, g.bias_from_s = 20.0;
  expect_near(measured_turn_rate(g, 19.9, still, still, still), {0.0, 0.0, 0.0}, 0.0);
  expect_near(measured_turn_rate(g, 20.0, still, still, still), {0.0, 0.0, 1e-5}, 1e-20);
}

TEST(Imu, ScalesAndTurnsWhatItFeels) {
  ImuParams<double> p;
  p.scale = 1.01;
  expect_near(measured_velocity_change(p, 0.0, Vector{1.0, -2.0, 3.0}, 0.1), {1.01, -2.02, 3.03}, 1e-15);
  p.scale = 1.0, p.misalignment_B.z = 1e-3;  // about z: x goes towards y
  expect_near(measured_velocity_change(p, 0.0, Vector{1.0, 0.0, 0.0}, 0.1), {1.0, 1e-3, 0.0}, 1e-15);
  p.misalignment_B.z = 0.0, p.misalignment_B.x = 1e-3;  // about x: y goes towards z
  expect_near(measured_velocity_change(p, 0.0, Vector{0.0, 1.0, 0.0}, 0.1), {0.0, 1.0, 1e-3}, 1e-15);
  p.misalignment_B.x = 0.0, p.misalignment_B.y = 1e-3;  // about y: z goes towards x
  expect_near(measured_velocity_change(p, 0.0, Vector{0.0, 0.0, 1.0}, 0.1), {1e-3, 0.0, 1.0}, 1e-15);
}

TEST(ImuLanes, AreTheCasesOneByOne) {
  Points points(60);
  ImuParams<Lanes> p;
  ImuParams<double> one[lane_count];
  Vec3<Lanes> change{Lanes(0.0), Lanes(0.0), Lanes(0.0)};
  Vector single[lane_count];
  for (int i = 0; i < lane_count; ++i) {
    const auto small = [&] { return points.between(-1e-3, 1e-3); };
    one[i].bias_B = {small(), small(), small()};
    one[i].bias_from_s = points.between(0.0, 8.0);
    one[i].scale = 1.0 + small();
    one[i].misalignment_B = {small(), small(), small()};
    single[i] = {points.between(-1.0, 1.0), points.between(-1.0, 1.0), points.between(-1.0, 1.0)};
    put_lane(p, i, one[i]);
    put_lane(change, i, single[i]);
  }
  const Vec3<Lanes> measured = measured_velocity_change(p, Lanes(4.0), change, Lanes(0.1));
  for (int i = 0; i < lane_count; ++i)
    expect_near(take_lane(measured, i), measured_velocity_change(one[i], 4.0, single[i], 0.1), 0.0);
}

}  // namespace

}  // namespace farside::imu_test
