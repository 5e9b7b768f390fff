#include "moon/terrain/sunlight.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace farside::sunlight_test {
namespace {

constexpr double radius_m = 1737400.0;
constexpr double deg = 0.017453292519943295;

Vec3<double> sun(double elevation_rad, double azimuth_rad) {
  const double c = std::cos(elevation_rad);
  return {c * std::sin(azimuth_rad), c * std::cos(azimuth_rad), std::sin(elevation_rad)};
}

TEST(Sunlight, PositionOverAPlaceIsTheInverseOfPlaceOf) {
  const Vec3<double> p_L = position_over(radius_m, 12345.0, -6789.0, 321.0);
  const Place<double> place = place_of(p_L, radius_m);
  EXPECT_NEAR(place.east_m, 12345.0, 1e-8);
  EXPECT_NEAR(place.north_m, -6789.0, 1e-8);
  EXPECT_NEAR(place.height_m, 321.0, 1e-8);
}

// A rise of 40 m within 40 m that runs from south to north: its shadow, from its crest 20 m east on, is H /
// tan(elevation) long.
TEST(Sunlight, AShadowIsAsLongAsTheClosedFormHasIt) {  // T99
  const int side = 401;
  const double spacing = 2.0, high = 40.0, elevation = 31.5069 * deg;
  std::vector<float> heights;
  for (int i = 0; i < side * side; ++i)
    heights.push_back(static_cast<float>(std::fmin(std::fmax(spacing * (i % side) - 380.0, 0.0), high)));
  const HeightGrid grid{heights.data(), side, side, -400.0, -400.0, spacing};
  const Ground<double> ground = make_ground({TerrainModel::dem, &grid, 1, {}}, {}, radius_m);
  std::vector<double> height_m, sunlit(300);
  GroundTile tile{-75.0, 0.25, 0.5, 0, 0, 300, 1, 300, nullptr, nullptr};
  for (int c = 0; c < 300; ++c)
    height_m.push_back(sample_ground(ground, tile.east_of_m(c), tile.north_of_m(0)).elevation_m);
  tile.height_m = height_m.data();
  sunlit_tile<Lanes>(ground, sun(elevation, 90.0 * deg), tile, sunlit.data());
  const double tip_m = 20.0 - high / std::tan(elevation);
  for (int c = 0; c < 300; ++c) {
    const double east = tile.east_of_m(c);
    if (std::fabs(east - tip_m) < 1.0 || std::fabs(east - 20.0) < 2.0) continue;  // the map rounds the crest off
    EXPECT_EQ(sunlit[static_cast<std::size_t>(c)], east > tip_m && east < 20.0 ? 0.0 : 1.0) << east;
  }
  sunlit_tile<Lanes>(ground, sun(elevation, 270.0 * deg), tile, sunlit.data());  // from the low side
  for (const double s : sunlit) EXPECT_EQ(s, 1.0);
}

TEST(Sunlight, OverReliefLanesAreAsAloneAndALowSunHidesMore) {
  TerrainParams<double> p;
  p.relief.ground = 0.6;
  const Ground<double> ground =
      make_ground({TerrainModel::sphere, nullptr, 0, {crater_levels_max, octaves_max, true, {}}}, p, radius_m);
  const GroundTile tile{-20.0, 20.0, 2.0, 0, 0, 21, 20, 21, nullptr, nullptr};
  std::vector<double> height_m(21 * 20), many(21 * 20), one(21 * 20);
  GroundTile filled = tile;
  filled.height_m = height_m.data();
  for (int r = 0; r < 20; ++r) {
    for (int c = 0; c < 21; ++c)
      height_m[static_cast<std::size_t>(r * 21 + c)] =
          sample_ground(ground, tile.east_of_m(c), tile.north_of_m(r)).elevation_m;
  }
  height_m[5] = std::nan("");
  int dark[2] = {};
  for (const int low : {0, 1}) {
    const Vec3<double> to_sun = sun((low ? 3.0 : 20.0) * deg, 120.0 * deg);
    sunlit_tile<Lanes>(ground, to_sun, filled, many.data());
    sunlit_tile<double>(ground, to_sun, filled, one.data());
    for (std::size_t i = 0; i < many.size(); ++i) {
      EXPECT_EQ(bits_of(many[i]), bits_of(one[i]));
      dark[low] += many[i] == 0.0;
    }
    EXPECT_TRUE(std::isnan(many[5]));
  }
  EXPECT_GT(dark[1], 2 * dark[0]);
  EXPECT_LT(dark[0], 40);
}

}  // namespace

}  // namespace farside::sunlight_test
