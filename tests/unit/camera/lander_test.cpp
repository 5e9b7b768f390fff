#include "camera/lander.h"

#include <gtest/gtest.h>

#include <cmath>

#include "camera/sun.h"

namespace farside::lander_test {
namespace {

const Mat3<double> upright{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};

TEST(Lander, ARayMeetsTheSideOrTheEndOfARod) {
  const Rod rod{{0, 0, 1}, {0, 0, 3}, 0.5};
  const auto side = meet(rod, {5, 0, 2}, {-1, 0, 0});
  ASSERT_TRUE(side);
  EXPECT_DOUBLE_EQ(side->distance_m, 4.5);
  EXPECT_DOUBLE_EQ(side->normal_B.x, 1.0);
  const auto top = meet(rod, {0.2, 0, 9}, {0, 0, -1});
  ASSERT_TRUE(top);
  EXPECT_DOUBLE_EQ(top->distance_m, 6.0);
  EXPECT_DOUBLE_EQ(top->normal_B.z, 1.0);
  EXPECT_FALSE(meet(rod, {5, 0, 4}, {-1, 0, 0}));    // over it
  EXPECT_FALSE(meet(rod, {5, 0.6, 2}, {-1, 0, 0}));  // past it
  EXPECT_FALSE(meet(rod, {5, 0, 2}, {1, 0, 0}));     // behind
}

// The hull alone, 2.4 m wide and from 0.6 to 2.5 m high: under a sun of 45 deg in the east its shadow begins
// 1.2 + 0.6 m west of the middle, less a width of the hull, and ends at 1.2 + 2.5 m.
TEST(Lander, TheHullsShadowIsAsLongAsItIsHigh) {
  VehicleParams<double> vehicle;
  vehicle.legs.nozzle_radius_m = 0.0;
  vehicle.legs.pad_radius_m = 0.0;  // struts stay under the hull
  vehicle.legs.primary.hinge_radius_m = vehicle.legs.secondary.hinge_radius_m = 0.0;
  vehicle.legs.primary.hinge_height_m = vehicle.legs.secondary.hinge_height_m = 0.5;
  vehicle.legs.secondary.hinge_offset_m = 0.01;
  const Lander lander(vehicle, 4);
  const Vec3<double> sun{std::sqrt(0.5), 0.0, std::sqrt(0.5)};
  const LanderPose pose{{10, 20, 5}, upright};
  const LanderShadow shadow(lander, pose, sun);
  const auto light = [&](double west_m) { return shadow.light_at({10 - west_m, 20, 5}); };
  EXPECT_EQ(light(3.5), 0.0);
  EXPECT_EQ(light(3.9), 1.0);
  double low = 3.5, high = 3.9;
  while (high - low > 1e-4) (light(0.5 * (low + high)) < 0.5 ? low : high) = 0.5 * (low + high);
  // half of the disc by eight places of it: within its radius, seen from 3.5 m along the ray
  EXPECT_NEAR(high, 1.2 + 2.5, 3.5 * sun_radius_rad * std::sqrt(2.0));
  EXPECT_EQ(light(-3.0), 1.0);  // towards the sun
}

// What meets which of eight lines towards the disc, line by line, all over the shadow of a lander that leans.
TEST(Lander, LeavesOfTheDiscWhatNoRodMeets) {
  const Lander lander(VehicleParams<double>{}, 4);
  const Vec3<double> sun = unit_vector(Vec3<double>{0.6, 0.5, 0.45});
  const double c = std::cos(0.2), s = std::sin(0.2);
  const LanderPose pose{{0, 0, 4}, {{c, 0, s}, {0, 1, 0}, {-s, 0, c}}};
  const LanderShadow shadow(lander, pose, sun);
  const Vec3<double> sun_B = transposed_times(pose.R_LB, sun);
  const Vec3<double> across = unit_vector(cross(sun_B, {0, 0, 1})), beside = cross(sun_B, across);
  int dark = 0, half = 0;
  for (double east = -14; east < 2; east += 0.1) {
    for (double north = -12; north < 2; north += 0.1) {
      const Vec3<double> place{east, north, 0.0}, p_B = transposed_times(pose.R_LB, place - pose.p_L);
      int seen = 0;
      for (int i = 0; i < 8; ++i) {
        const double angle = 2.0 * M_PI * (i + 0.5) / 8, r = 0.70711 * sun_radius_rad;
        const Vec3<double> towards =
            unit_vector(axpy(r * std::cos(angle), across, axpy(r * std::sin(angle), beside, sun_B)));
        seen += !lander.meet(p_B, towards);
      }
      ASSERT_EQ(shadow.light_at(place), seen / 8.0) << east << " " << north;
      dark += seen == 0;
      half += seen > 0 && seen < 8;
    }
  }
  EXPECT_GT(dark, 300);
  EXPECT_GT(half, 300);
}

}  // namespace
}  // namespace farside::lander_test
