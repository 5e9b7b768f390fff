#include "moon/terrain/ray.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "lanes/lane_struct.h"

using namespace farside;

namespace {

constexpr double radius_m = 1731473.0;
constexpr double deg = 0.017453292519943295;

Ground<double> plane(double slope_rad) {
  TerrainParams<double> p;
  p.slope_rad = slope_rad;
  p.slope_azimuth_rad = 90.0 * deg;  // falls to the east
  return make_ground({TerrainModel::plane, nullptr, 0, {}}, p, radius_m);
}
Vec3<double> beam(double off_nadir_rad, double azimuth_rad) {
  const double s = std::sin(off_nadir_rad);
  return {s * std::sin(azimuth_rad), s * std::cos(azimuth_rad), -std::cos(off_nadir_rad)};
}
// To the plane z = -tan(slope) x from (0, 0, h).
double range_to_plane(double h, double slope_rad, const Vec3<double>& d) {
  return h / (-d.z - std::tan(slope_rad) * d.x);
}

TEST(Ray, HasTheSlantRangeToAnInclinedPlane) {  // T38
  for (const double azimuth : {0.0, 90.0, 200.0, 270.0}) {
    const Vec3<double> d = beam(25.0 * deg, azimuth * deg);
    const RayToGround<double> ray = ray_to_ground(plane(10.0 * deg), {0.0, 0.0, 1000.0}, d, 5000.0);
    EXPECT_TRUE(ray.meets);
    EXPECT_NEAR(ray.range_m, range_to_plane(1000.0, 10.0 * deg, d), 1e-6) << azimuth;
  }
}

TEST(Ray, HasItToACentimetreOverAMapOfThatPlane) {  // T38
  const int side = 301;
  const double spacing = 5.0, first = -750.0, fall = std::tan(10.0 * deg);
  std::vector<float> heights;
  for (int r = 0; r < side; ++r) {
    for (int c = 0; c < side; ++c) {
      // the plane's radial height where the direction of (x, y) meets it, as maps are made
      const double x = (first + c * spacing) / radius_m, y = (first + r * spacing) / radius_m;
      const double q = std::sqrt(1.0 - x * x - y * y) + fall * x;
      heights.push_back(static_cast<float>(std::nearbyint((radius_m / q - radius_m) * 1024.0) / 1024.0));
    }
  }
  const HeightGrid grid{heights.data(), side, side, first, first, spacing};
  const Ground<double> ground = make_ground({TerrainModel::dem, &grid, 1, {}}, {}, radius_m);
  for (const double azimuth : {10.0, 135.0, 260.0}) {
    const Vec3<double> d = beam(25.0 * deg, azimuth * deg);
    EXPECT_NEAR(ray_to_ground(ground, {0.0, 0.0, 1000.0}, d, 5000.0).range_m, range_to_plane(1000.0, 10.0 * deg, d),
                0.01);
  }
  // a beam that leaves the map meets nothing
  const RayToGround<double> off = ray_to_ground(ground, {0.0, 0.0, 1000.0}, beam(60.0 * deg, 0.0), 5000.0);
  EXPECT_FALSE(off.meets);
  EXPECT_EQ(off.range_m, 5000.0);
}

TEST(Ray, EndsAShadowWhereTheClosedFormDoes) {  // T99
  const double height = 0.5, sun = 31.5069 * deg;
  const Vec3<double> from_sun{std::cos(sun), 0.0, -std::sin(sun)};
  const RayToGround<double> ray = ray_to_ground(plane(0.0), {0.0, 0.0, height}, from_sun, 100.0);
  EXPECT_NEAR(ray.range_m * std::cos(sun), height / std::tan(sun), 1e-9);
}

TEST(Ray, ThatLeavesTheGroundMeetsNothingAndOneInItIsThere) {
  const RayToGround<double> up = ray_to_ground(plane(0.1), {0.0, 0.0, 1.0}, {0.0, 0.0, 1.0}, 1e5);
  EXPECT_FALSE(up.meets);
  EXPECT_EQ(up.range_m, 1e5);
  const RayToGround<double> in = ray_to_ground(plane(0.1), {0.0, 0.0, -1.0}, {0.0, 0.0, -1.0}, 1e5);
  EXPECT_TRUE(in.meets);
  EXPECT_EQ(in.range_m, 0.0);
  const RayToGround<double> none = ray_to_ground(plane(0.1), {0.0, 0.0, 1.0}, {0.0, 0.0, -1.0}, 0.5);
  EXPECT_FALSE(none.meets);
}

TEST(Ray, OverReliefMeetsTheFirstGroundInLanesAsAlone) {
  TerrainParams<double> p;
  p.relief.ground = 0.3;
  const Ground<double> ground =
      make_ground({TerrainModel::sphere, nullptr, 0, {crater_levels_max, octaves_max, true, {}}}, p, radius_m);
  Ground<Lanes> lanes{};
  Vec3<Lanes> from_L, direction_L;
  std::vector<Vec3<double>> from, direction;
  for (int i = 0; i < lane_count; ++i) {
    put_ground(lanes, i, ground);
    from.push_back({37.0 * i, -91.0 * i, 2.0 + 30.0 * i});
    direction.push_back(beam((80.0 - 9.0 * i) * deg, 50.0 * i * deg));
    put_lane(from_L, i, from.back());
    put_lane(direction_L, i, direction.back());
  }
  const RayToGround<Lanes> many = ray_to_ground(lanes, from_L, direction_L, Lanes(2000.0));
  for (int i = 0; i < lane_count; ++i) {
    const auto k = static_cast<std::size_t>(i);
    const RayToGround<double> one = ray_to_ground(ground, from[k], direction[k], 2000.0);
    EXPECT_EQ(bits_of(lane(many.range_m, i)), bits_of(one.range_m));
    ASSERT_TRUE(one.meets);
    const auto above_m = [&](double s) { return height_above_ground(ground, axpy(s, direction[k], from[k])).height_m; };
    EXPECT_NEAR(above_m(one.range_m), 0.0, 1e-8);
    // nothing before it, looked at every centimetre
    for (double s = 0.0; s < one.range_m - 0.01; s += 0.01) ASSERT_GT(above_m(s), -1e-3) << i << " " << s;
  }
}

}  // namespace
