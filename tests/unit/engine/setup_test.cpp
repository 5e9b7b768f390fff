#include "engine/setup.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <random>

#include "moon/terrain/ground.h"

namespace farside::setup_test {
namespace {

Scenario load(const std::string& text) { return load_scenario_text("farside: 1\n" + text, "t.yaml", ""); }

TerrainGrid grid_of(int side, double spacing_m) {
  TerrainGrid grid;
  grid.heights.assign(static_cast<std::size_t>(side * side), 0.0f);
  grid.columns = grid.rows = side;
  grid.spacing_m = spacing_m;
  grid.east_min_m = grid.north_min_m = -0.5 * spacing_m * (side - 1);
  return grid;
}

double highest_sample(const Ground<double>& ground, double half_width_m, int steps) {
  double highest = 0.0;
  for (int i = 0; i <= steps; ++i) {
    for (int j = 0; j <= steps; ++j) {
      const double east = half_width_m * (2.0 * i / steps - 1.0), north = half_width_m * (2.0 * j / steps - 1.0);
      highest = std::max(highest, sample_ground(ground, east, north).elevation_m);
    }
  }
  return highest;
}

constexpr double radius_m = 1737400.0 - 5927.0;

TEST(Setup, NoInterpolatedGroundIsHigherThanTheBound) {
  std::mt19937 random(1);  // a checkerboard is the worst case of a bicubic surface; noise is next to it
  for (int trial = 0; trial < 40; ++trial) {
    TerrainGrid grid = grid_of(12, 10.0);
    for (std::size_t i = 0; i < grid.heights.size(); ++i) {
      const bool high = trial == 0 ? (i / 12 + i % 12) % 4 < 2 : random() % 2 == 0;
      grid.heights[i] = high ? 700.0f : -300.0f;
    }
    if (trial % 2 == 1) grid.heights[70] = std::numeric_limits<float>::quiet_NaN();
    const HeightGrid view = grid.view();
    const Ground<double> ground{{TerrainModel::dem, &view, 1, {}}, radius_m, 0.0, 0.0, {}};
    EXPECT_LE(highest_sample(ground, 60.0, 240), highest_ground_m(TerrainModel::dem, {grid}));
  }
}

TEST(Setup, TheBoundHoldsTheSurfaceThatOvershootsMost) {
  // Nodes high where both axes' weights are positive or both negative at the middle of a cell, low elsewhere: 1.25^2 of
  // the half range.
  TerrainGrid grid = grid_of(12, 10.0);
  for (int row = 0; row < 12; ++row) {
    for (int column = 0; column < 12; ++column) {
      const bool inner_row = row == 5 || row == 6, inner_column = column == 5 || column == 6;
      grid.heights[static_cast<std::size_t>(row * 12 + column)] = inner_row == inner_column ? 100.0f : -100.0f;
    }
  }
  const HeightGrid view = grid.view();
  const Ground<double> ground{{TerrainModel::dem, &view, 1, {}}, radius_m, 0.0, 0.0, {}};
  const double highest = sample_ground(ground, 0.0, 0.0).elevation_m,
               bound = highest_ground_m(TerrainModel::dem, {grid});
  EXPECT_NEAR(highest, 156.25, 1e-9);
  EXPECT_LE(highest, bound);
  EXPECT_LE(bound, highest + 1.5);  // and no looser than its allowance for rounding
}

TEST(Setup, NoPlaneIsHigherThanTheBound) {
  CaseParams<double> params;
  params.moon.terrain.slope_rad = 45.0 * unit::degree_rad;  // the limit of the key
  EXPECT_EQ(registry().find("moon.terrain.slope_deg")->range.max, 45.0);
  const Ground<double> ground =
      make_ground(TerrainView{TerrainModel::plane, nullptr, 0, {}}, params.moon.terrain, radius_m);
  EXPECT_LE(highest_sample(ground, plane_outer_m, 400), highest_ground_m(TerrainModel::plane, {}));
}

TEST(Setup, ASphereAndAbyssesEndAtTheSphere) {
  EXPECT_EQ(highest_ground_m(TerrainModel::sphere, {}), 0.0);
  TerrainGrid deep = grid_of(6, 10.0);
  std::fill(deep.heights.begin(), deep.heights.end(), -500.0f);
  EXPECT_GE(highest_ground_m(TerrainModel::dem, {deep}), 0.0);
}

TEST(Setup, ProductsOfInertiaMatterWhenGivenOrDispersed) {
  EXPECT_FALSE(make_setup(load("")).products_of_inertia);
  EXPECT_TRUE(make_setup(load("vehicle: {mass: {inertia_x_kg_m2: 900, inertia_y_kg_m2: 900, inertia_z_kg_m2: 900, "
                              "inertia_xz_kg_m2: 5}}\n"))
                  .products_of_inertia);
  EXPECT_TRUE(make_setup(load("dispersions:\n  - {path: vehicle.mass.inertia_yz_kg_m2, normal: {sd: 1}}\n"))
                  .products_of_inertia);
  EXPECT_FALSE(make_setup(load("dispersions:\n  - {path: vehicle.mass.inertia_x_kg_m2, uniform: {min: 1, max: 2}}\n"))
                   .products_of_inertia);
}

TEST(Setup, PassesOnWhatTheScenarioHolds) {
  const Scenario s = load("flight: {step_s: 0.05}\ndispersions:\n  - {path: vehicle.engine.isp_s, normal: {sd: 1}}\n");
  const KernelSetup setup = make_setup(s);
  EXPECT_EQ(setup.options.flight.step_ticks, 5);
  EXPECT_EQ(setup.nominal, s.nominal_values());
  ASSERT_EQ(setup.dispersed_count, 1);
  EXPECT_EQ(setup.nominal[setup.dispersed_slots[0]], 309.0);
  EXPECT_EQ(setup.grid_count, 0);
}

}  // namespace
}  // namespace farside::setup_test
