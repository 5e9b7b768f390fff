#include "engine/ground_layers.h"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/dispatch.h"
#include "moon/terrain/ground_tile.h"

namespace farside::ground_layers_test {
namespace {

Scenario load(const std::string& text) {
  return load_scenario_text("farside: 1\nmoon: {terrain: " + text, "t.yaml", "");
}
std::vector<Stand> stands(const Scenario& s, const std::vector<StandPlace>& places, int threads = 2) {
  return stands_of(CaseGround(s, 0, choose_kernel("auto"), threads), places);
}
constexpr double radius_m = 1737400.0 - 5927.0;

TEST(GroundLayers, APlaneHasItsSlopeAndNoRoughness) {
  const Scenario s = load("{model: plane, slope_deg: 7, slope_azimuth_deg: 130}}\n");
  for (const Stand& stand : stands(s, {{0.0, 0.0}, {300.0, -200.0}})) {
    // heights over a sphere: a plane bends by the footprint over its radius
    EXPECT_NEAR(stand.slope_rad / unit::degree_rad, 7.0, 0.02);  // 300 m away the vertical is 0.01 deg another
    EXPECT_NEAR(stand.roughness_m, 0.0, 3.0 * 3.0 / radius_m);
    EXPECT_NEAR(stand.obstacle_m, 0.0, 3.0 * 3.0 / radius_m);
    EXPECT_EQ(stand.hazard, 0.0);
  }
}

TEST(GroundLayers, SlopeIsAHazardBeyondTheVehiclesOwnLimit) {
  const std::string vehicle = "vehicle: {limits: {final_tilt_deg: ", plane = "{model: plane, slope_deg: 9}}\n";
  EXPECT_EQ(stands(load(plane + vehicle + "9.1}}\n"), {{0.0, 0.0}})[0].hazard, 0.0);
  EXPECT_EQ(stands(load(plane + vehicle + "8.9}}\n"), {{0.0, 0.0}})[0].hazard, double(Hazard::slope));
}

// The same as what a fit over a fine raster of the very footprint gives, by its normal equations.
TEST(GroundLayers, AFootprintOverReliefIsFittedBestAndObstaclesStandOverThatPlane) {
  const Scenario s = load("{model: sphere, relief: {model: generated, rocks: {number_1_m2: 9.0e-4}}}}\n");
  const CaseGround ground(s, 0, choose_kernel("auto"), 1);
  const double reach_m = footprint_radius_m(ground.params().vehicle);
  constexpr int side = 201;
  for (const StandPlace& place : {StandPlace{3.0, 4.0}, StandPlace{-57.0, 20.0}, StandPlace{9000.0, -800.0}}) {
    const double pixel_m = 2.0 * reach_m / (side - 1);
    std::vector<double> height_m(side * side), rock_m(height_m.size());
    ground.fill({{place.east_m - 0.5 * side * pixel_m, place.north_m + 0.5 * side * pixel_m, pixel_m, 0, 0, side, side,
                  side, height_m.data(), rock_m.data()}});
    double n = 0.0, z = 0.0, xz = 0.0, yz = 0.0, xx = 0.0;
    const auto each = [&](auto&& add) {
      for (int r = 0; r < side; ++r) {
        for (int c = 0; c < side; ++c) {
          const double x = (c - side / 2) * pixel_m, y = (side / 2 - r) * pixel_m;
          if (std::hypot(x, y) <= reach_m)
            add(x, y, height_m[static_cast<std::size_t>(r * side + c)], rock_m[static_cast<std::size_t>(r * side + c)]);
        }
      }
    };
    each([&](double x, double y, double h, double) { n += 1.0, z += h, xz += x * h, yz += y * h, xx += x * x; });
    const double mean = z / n, east = xz / xx, north = yz / xx;
    double squares = 0.0, highest = -1e9;
    each([&](double x, double y, double h, double rock) {
      const double above = h - mean - east * x - north * y;
      squares += above * above;
      highest = std::fmax(highest, above + rock);
    });
    const double upright = 1.0 / std::sqrt(1.0 + east * east + north * north);
    const Stand stand = stands(s, {place})[0];
    // 441 samples of a disc against 31,000: parts of the rim fall to one or the other
    EXPECT_NEAR(stand.slope_rad, std::atan(std::hypot(east, north)), 0.006);
    EXPECT_NEAR(stand.roughness_m, std::sqrt(squares / n) * upright, 0.004);
    EXPECT_NEAR(stand.obstacle_m, highest * upright, 0.05);
  }
}

TEST(GroundLayers, HullAndNozzleAreStruckWhereTheirClearanceIsLessThanWhatStandsUnderThem) {
  const std::string relief =
      "{model: sphere, relief: {model: generated, ground: 0.3, rocks: {number_1_m2: 9.0e-4}}}}\n";
  std::vector<StandPlace> places;
  for (int i = 0; i < 4000; ++i) places.push_back({7.0 * (i % 64), 7.0 * (i / 64)});
  const auto count = [&](const std::string& vehicle, Hazard h) {
    int found = 0;
    for (const Stand& stand : stands(load(relief + vehicle), places))
      found += (static_cast<unsigned>(stand.hazard) & static_cast<unsigned>(h)) != 0;
    return found;
  };
  const std::string legs = "touchdown: {model: legs}\n";
  const int low = count(legs + "vehicle: {legs: {nozzle_clearance_m: 0.15}}\n", Hazard::nozzle);
  const int high = count(legs + "vehicle: {legs: {nozzle_clearance_m: 0.3}}\n", Hazard::nozzle);
  EXPECT_GT(low, 2 * high);
  EXPECT_GT(high, 5);
  // the rigid model has no nozzle
  EXPECT_EQ(count("vehicle: {legs: {nozzle_clearance_m: 0.15}}\n", Hazard::nozzle), 0);
  EXPECT_GT(count("vehicle: {legs: {hull_clearance_m: 0.25}}\n", Hazard::hull),
            count("vehicle: {legs: {hull_clearance_m: 0.5}}\n", Hazard::hull));
}

TEST(GroundLayers, DoNotDependOnThreadsNorOnTheirNeighbours) {
  const Scenario s = load("{model: sphere, relief: {model: generated}}}\n");
  std::vector<StandPlace> places;
  for (int i = 0; i < 300; ++i) places.push_back({3.0 * i, -2.0 * i});
  const std::vector<Stand> many = stands(s, places, 3);
  for (const std::size_t i : {0, 77, 299}) {
    const Stand one = stands(s, {places[i]}, 1)[0];
    EXPECT_EQ(one.slope_rad, many[i].slope_rad);
    EXPECT_EQ(one.roughness_m, many[i].roughness_m);
    EXPECT_EQ(one.obstacle_m, many[i].obstacle_m);
  }
}

}  // namespace
}  // namespace farside::ground_layers_test
