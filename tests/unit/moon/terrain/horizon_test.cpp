#include "moon/terrain/horizon.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace farside::horizon_test {
namespace {

constexpr double radius_m = 1737400.0;
constexpr double deg = 0.017453292519943295;

// Elevation in degrees seen from the middle of a pixel at (east, north).
template <class Real>
double horizon_deg(const Ground<double>& ground, double azimuth_deg, double eye_m, double reach_m, double east_m = 0.0,
                   double north_m = 0.0) {
  double height_m = sample_ground(ground, east_m, north_m).elevation_m, angle_rad = 0.0;
  const GroundTile tile{east_m - 0.5, north_m + 0.5, 1.0, 0, 0, 1, 1, 1, &height_m, nullptr};
  horizon_tile<Real>(ground, {azimuth_deg * deg, eye_m, reach_m}, tile, &angle_rad);
  return angle_rad / deg;
}
// Of a point at a height, from an eye at another, an arc away.
double elevation_deg(double eye_m, double height_m, double arc_m) {
  const double angle = arc_m / radius_m, half = std::sin(0.5 * angle);
  const double up = (height_m - eye_m) - (radius_m + height_m) * 2.0 * half * half;
  return std::atan(up / ((radius_m + height_m) * std::sin(angle))) / deg;
}

struct Map {
  std::vector<float> heights;
  HeightGrid grid;
  Ground<double> ground;
  template <class Height>
  Map(int side, double spacing_m, Height&& height) {
    const double first = -0.5 * (side - 1) * spacing_m;
    for (int r = 0; r < side; ++r) {
      for (int c = 0; c < side; ++c)
        heights.push_back(static_cast<float>(height(first + c * spacing_m, first + r * spacing_m)));
    }
    grid = {heights.data(), side, side, first, first, spacing_m};
    ground = make_ground({TerrainModel::dem, &grid, 1, {}}, {}, radius_m);
  }
};
// 0 before, 1 behind, rounded so that a map has it to a thousandth.
double ramp(double x, double from, double width) {
  const double t = std::fmin(std::fmax((x - from) / width, 0.0), 1.0);
  return t * t * t * (10.0 + t * (6.0 * t - 15.0));
}

TEST(Horizon, OfASphereDipsByItsCurvature) {
  const Ground<double> sphere = make_ground({TerrainModel::sphere, nullptr, 0, {}}, {}, radius_m);
  for (const double eye_m : {1.0, 20.0, 3000.0}) {
    const double dip_deg = std::acos(radius_m / (radius_m + eye_m)) / deg;
    EXPECT_NEAR(horizon_deg<double>(sphere, 123.0, eye_m, 3e5), -dip_deg,
                1e-5 * dip_deg);  // half a step of a 128th, squared
  }
  EXPECT_NEAR(horizon_deg<double>(sphere, 123.0, 0.0, 3e5), 0.0, 2e-6);  // looked at from 0.1 m on
  // a reach that ends before the tangent point: what lies there
  EXPECT_NEAR(horizon_deg<double>(sphere, 10.0, 3000.0, 5e4), elevation_deg(3000.0, 0.0, 5e4), 0.02);
}

TEST(Horizon, OfAPlaneIsItsSlopeUphill) {
  TerrainParams<double> p;
  p.slope_rad = 10.0 * deg;
  p.slope_azimuth_rad = 90.0 * deg;  // falls to the east
  const Ground<double> plane = make_ground({TerrainModel::plane, nullptr, 0, {}}, p, radius_m);
  EXPECT_NEAR(horizon_deg<double>(plane, 270.0, 0.0, 900.0), 10.0, 1e-6);
  EXPECT_NEAR(horizon_deg<double>(plane, 300.0, 0.0, 900.0),
              std::atan(std::tan(10.0 * deg) * std::cos(30.0 * deg)) / deg, 1e-6);
  EXPECT_NEAR(horizon_deg<double>(plane, 0.0, 0.0, 900.0), 0.0, 1e-6);
  EXPECT_NEAR(horizon_deg<double>(plane, 90.0, 0.0, 900.0), -10.0, 1e-6);
}

TEST(Horizon, OfAWallIsAsHighAsItStandsAndWhereItStands) {
  // 60 m, from 400 m to 480 m east
  const Map map(401, 5.0, [](double east, double) { return 60.0 * ramp(east, 400.0, 80.0); });
  // seen highest where the ramp's tangent goes through the eye
  double expected = -90.0;
  for (double x = 400.0; x < 500.0; x += 0.01)
    expected = std::fmax(expected, elevation_deg(0.0, 60.0 * ramp(x, 400.0, 80.0), radius_m * std::asin(x / radius_m)));
  EXPECT_NEAR(horizon_deg<double>(map.ground, 90.0, 0.0, 900.0), expected, 0.01);
  EXPECT_NEAR(horizon_deg<double>(map.ground, 270.0, 0.0, 900.0), 0.0, 1e-3);
  EXPECT_NEAR(horizon_deg<double>(map.ground, 0.0, 0.0, 900.0), 0.0, 1e-3);
  // it doesn't end above its own top, and not where the reach ends before it
  EXPECT_LT(horizon_deg<double>(map.ground, 90.0, 61.0, 900.0), 0.0);
  EXPECT_NEAR(horizon_deg<double>(map.ground, 90.0, 0.0, 390.0), 0.0, 1e-3);
}

TEST(Horizon, OfAMountainFarAwayIsLowerByTheCurvature) {
  const Map map(401, 1000.0, [](double, double north) { return 5000.0 * ramp(north, 80e3, 20e3); });
  double expected = -90.0;
  for (double y = 80e3; y < 110e3; y += 10.0)
    expected =
        std::fmax(expected, elevation_deg(2.0, 5000.0 * ramp(y, 80e3, 20e3), radius_m * std::asin(y / radius_m)));
  EXPECT_NEAR(horizon_deg<double>(map.ground, 0.0, 2.0, 1.9e5), expected, 2e-3);
  EXPECT_GT(std::atan(5000.0 / 100e3) / deg, expected + 0.8);  // what a flat Moon would show
  // from a place of its own: local up and local north
  double there = -90.0;
  for (double y = 80e3; y < 110e3; y += 10.0)
    there = std::fmax(there, elevation_deg(2.0, 5000.0 * ramp(y, 80e3, 20e3),
                                           radius_m * (std::asin(y / radius_m) + std::asin(20e3 / radius_m))));
  EXPECT_NEAR(horizon_deg<double>(map.ground, 0.0, 2.0, 1.9e5, 0.0, -20e3), there, 2e-3);
}

TEST(Horizon, OverReliefIsThatOfAMarchInSmallStepsAndTheSameInLanes) {
  TerrainParams<double> p;
  p.relief.ground = 0.6;
  const Ground<double> ground =
      make_ground({TerrainModel::sphere, nullptr, 0, {crater_levels_max, octaves_max, true, {}}}, p, radius_m);
  constexpr int side = 9;
  std::vector<double> height_m(side), many(side), one(side);
  for (const double azimuth_deg : {0.0, 77.0, 200.0, 315.0}) {
    for (const double eye_m : {0.0, 1.5}) {
      const GroundTile tile{-40.0, 5.0, 10.0, 0, 0, side, 1, side, height_m.data(), nullptr};
      for (int c = 0; c < side; ++c)
        height_m[static_cast<std::size_t>(c)] =
            sample_ground(ground, tile.east_of_m(c), tile.north_of_m(0)).elevation_m;
      height_m[7] = std::nan("");
      const HorizonView view{azimuth_deg * deg, eye_m, 2000.0};
      horizon_tile<Lanes>(ground, view, tile, many.data());
      horizon_tile<double>(ground, view, tile, one.data());
      for (int c = 0; c < side; ++c)
        EXPECT_EQ(bits_of(many[static_cast<std::size_t>(c)]), bits_of(one[static_cast<std::size_t>(c)])) << c;
      EXPECT_TRUE(std::isnan(many[7]));
      for (const int c : {0, 4}) {
        const auto at = static_cast<std::size_t>(c);
        const double east = tile.east_of_m(c), north = tile.north_of_m(0), eye = height_m[at] + eye_m;
        double expected = -90.0;
        for (double arc = horizon_first_m; arc < 2000.0; arc *= 1.0002) {
          // places of a plane: 1 km of a sphere is as long to 1e-7
          const double x = east + arc * std::sin(azimuth_deg * deg), y = north + arc * std::cos(azimuth_deg * deg);
          expected = std::fmax(expected, elevation_deg(eye, sample_ground(ground, x, y).elevation_m, arc));
        }
        // what is left out, 0.014 deg, and crests between looks
        EXPECT_NEAR(many[at] / deg, expected, 0.03) << azimuth_deg << " " << eye_m << " " << c;
      }
    }
  }
}

TEST(Horizon, NothingIsSeenWhereTheMapEnds) {
  const Map map(41, 5.0, [](double east, double) { return 0.05 * std::fmax(east, 0.0); });
  EXPECT_NEAR(horizon_deg<double>(map.ground, 90.0, 0.0, 3e5), std::atan(0.05) / deg, 0.02);
}

}  // namespace

}  // namespace farside::horizon_test
