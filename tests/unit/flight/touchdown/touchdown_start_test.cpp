#include "flight/touchdown/touchdown_start.h"

#include <gtest/gtest.h>

#include <cmath>

#include "unit/flight/legs_scene.h"

namespace farside::touchdown_start_test {
using namespace legs_scene;

namespace {

TEST(TouchdownStart, LowestPadStandsAtItsHeightAlongTheNormal) {
  Scene scene;
  scene.p.start.touchdown.height_m = 0.5;
  scene.p.start.touchdown.tilt_east_rad = 0.1;
  scene.p.moon.terrain.slope_rad = 0.3;
  const KernelSetup setup = scene.setup();
  const DescentWorld world(setup);
  const TouchdownStart s = start_above_ground(world, scene.p);
  const GroundPlane<double> plane =
      ground_plane(make_ground(world.view, scene.p.moon.terrain, world.site.radius_m), s.state.p_L);
  double least_m = 1e30;
  for (int i = 0; i < 4; ++i) {
    const Vec3<double> arm_B = pad_position(s.constants.pads, i) - s.constants.cg_B;
    least_m = std::fmin(distance_above(plane, s.state.p_L + rotation(s.state.q_LB) * arm_B), least_m);
  }
  EXPECT_NEAR(least_m, 0.5, 1e-9);  // of planes whose offset is rounded at 1.7e6 m
}

Scene turning_scene() {
  Scene scene;
  scene.options.moon.gravity.model = GravityModel::point_mass;
  scene.options.moon.rotation = true;
  return scene;
}

TEST(TouchdownStart, TakesWeightFromTheTurningGround) {
  Scene scene = turning_scene();
  const KernelSetup turning = scene.setup();
  const DescentWorld world(turning);
  scene.options.moon.rotation = false;
  const KernelSetup resting = scene.setup();
  const DescentWorld still(resting);
  const Vec3<double> p_L{0.0, 0.0, 1.0};
  const Vec3<double> pull = apparent_gravity(world, scene.p.moon, p_L) - apparent_gravity(still, scene.p.moon, p_L);
  const double rate = scene.p.moon.rotation_rate_rad_s, lat = scene.options.site.lat_rad;
  const double axis_m = (world.site.radius_m + 1.0) * std::cos(lat);  // from the axis
  EXPECT_NEAR(pull.x, 0.0, 1e-14);
  EXPECT_NEAR(pull.y, -rate * rate * axis_m * std::sin(lat), 1e-14);  // rounding of 1.6 m/s^2
  EXPECT_NEAR(pull.z, rate * rate * axis_m * std::cos(lat), 1e-14);
}

TEST(TouchdownStart, RatesAreThoseOverTheTurningGround) {
  const Scene scene = turning_scene();
  const KernelSetup setup = scene.setup();
  const DescentWorld world(setup);
  DescentEnd d{};
  d.q_LB = {std::cos(0.2), std::sin(0.2), 0.0, 0.0};
  d.w_IB_B =
      transposed_times(rotation(d.q_LB), world.site.R_LM * Vec3<double>{0.0, 0.0, scene.p.moon.rotation_rate_rad_s});
  EXPECT_LT(norm(start_of_touchdown(world, scene.p, d).state.w_B), 1e-20);  // it turns with the Moon
}

}  // namespace

}  // namespace farside::touchdown_start_test
