#include "scenario/maps/seams.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>

#include "scenario/maps/layer_checks.h"

namespace farside::seams_test {
namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
using Height = std::function<double(double east, double north)>;

// A grid of 2 n + 1 nodes a side about the target.
TerrainGrid map_of(double spacing_m, int n, const Height& height) {
  TerrainGrid g;
  g.columns = g.rows = 2 * n + 1;
  g.spacing_m = spacing_m;
  g.east_min_m = g.north_min_m = -(n * spacing_m);
  for (int r = -n; r <= n; ++r) {
    for (int c = -n; c <= n; ++c) g.heights.push_back(static_cast<float>(height(c * spacing_m, r * spacing_m)));
  }
  return g;
}

std::optional<Seam> seam_between(const TerrainGrid& upper, const TerrainGrid& lower) {
  return worst_seam({upper.view(), lower.view()}, 0, {upper.spacing_m, lower.spacing_m});
}

// Hills of all sizes from 20 m to 2 km with slopes of some 6 deg, as they are.
double hills(double east, double north) {
  double sum = 0.0, wave_m = 20.0;
  for (int k = 0; k < 7; ++k, wave_m *= 2.15) {
    const double turn = 2.4 * k, along = east * std::cos(turn) + north * std::sin(turn);
    sum += 0.01 * wave_m * std::sin(6.2831853 * along / wave_m + k) *
           std::sin(6.2831853 * (east * std::sin(turn) - north * std::cos(turn)) / wave_m - k);
  }
  return sum;
}

// A number between -1 and 1 of a node, as noise has none to do with its neighbours.
double noise(double east, double north) {
  const double x = 43758.5453 * std::sin(12.9898 * east + 78.233 * north);
  return 2.0 * (x - std::floor(x)) - 1.0;
}

TEST(Seams, WhatACoarseMapCannotShowIsNoStep) {
  const TerrainGrid fine = map_of(5.0, 200, hills);
  for (const double spacing_m : {20.0, 118.0, 600.0})
    EXPECT_FALSE(seam_between(fine, map_of(spacing_m, static_cast<int>(4000.0 / spacing_m), hills))) << spacing_m;
}

TEST(Seams, NoiseOfMapsIsNoStep) {
  const TerrainGrid fine = map_of(5.0, 200, [](double e, double n) { return hills(e, n) + 0.3 * noise(e, n); });
  EXPECT_FALSE(
      seam_between(fine, map_of(60.0, 60, [](double e, double n) { return hills(e, n) + 6.0 * noise(e, n); })));
}

TEST(Seams, AMapThatCountsFromElsewhereStepsAlongAllOfIt) {
  const TerrainGrid fine = map_of(5.0, 200, hills);
  const std::optional<Seam> seam =
      seam_between(fine, map_of(20.0, 100, [](double e, double n) { return hills(e, n) - 8.0; }));
  ASSERT_TRUE(seam);
  EXPECT_TRUE(seam->along_all_of_it);
  EXPECT_NEAR(seam->offset_m, -8.0, 0.5);
  EXPECT_GE(seam->largest_m, 8.0);
  EXPECT_NEAR(std::max(std::abs(seam->east_m), std::abs(seam->north_m)), 985.0, 1e-9);  // three nodes from the border
}

TEST(Seams, OneSideIsEnough) {  // a map that is tilted
  const TerrainGrid fine = map_of(5.0, 200, [](double, double) { return 0.0; });
  const std::optional<Seam> seam = seam_between(fine, map_of(50.0, 60, [](double e, double) { return 0.004 * e; }));
  ASSERT_TRUE(seam);
  EXPECT_TRUE(seam->side == Seam::Side::west || seam->side == Seam::Side::east);
  EXPECT_NEAR(seam->largest_m, 0.004 * 985.0, 0.01);
}

TEST(Seams, AWallAtOnePlaceIsFound) {
  const TerrainGrid fine = map_of(5.0, 200, hills);
  const std::optional<Seam> seam = seam_between(fine, map_of(20.0, 100, [](double e, double n) {
                                                  return hills(e, n) + (std::hypot(e - 985.0, n - 300.0) < 60.0) * 40.0;
                                                }));
  ASSERT_TRUE(seam);
  EXPECT_FALSE(seam->along_all_of_it);
  EXPECT_EQ(seam->side, Seam::Side::east);
  EXPECT_NEAR(seam->largest_m, 40.0, 10.0);
  EXPECT_NEAR(seam->north_m, 300.0, 70.0);
}

TEST(Seams, PlacesWithoutDataAreSeams) {
  const TerrainGrid fine =
      map_of(5.0, 200, [](double e, double n) { return std::hypot(e - 300.0, n) < 100.0 ? nothing : hills(e, n); });
  const std::optional<Seam> seam =
      seam_between(fine, map_of(20.0, 45, [](double e, double n) { return hills(e, n) + 5.0; }));  // ends before it
  ASSERT_TRUE(seam);
  EXPECT_EQ(seam->side, Seam::Side::hole);
  EXPECT_NEAR(seam->offset_m, 5.0, 0.5);
}

TEST(Seams, AreLookedForWhereTheyShow) {  // not under a map that lies over them
  const TerrainGrid over = map_of(2.0, 600, hills), hidden = map_of(5.0, 200, hills);
  const TerrainGrid under = map_of(20.0, 100, [](double e, double n) { return hills(e, n) - 8.0; });
  const std::vector<HeightGrid> grids{over.view(), hidden.view(), under.view()};
  EXPECT_FALSE(worst_seam(grids, 1, {2.0, 5.0, 20.0}));
  EXPECT_TRUE(worst_seam(grids, 0, {2.0, 5.0, 20.0}));
}

TEST(Seams, AreToldWithBothMaps) {
  const TerrainGrid fine = map_of(5.0, 200, [](double, double) { return 1.0; });
  const TerrainGrid coarse = map_of(50.0, 60, [](double, double) { return 13.5; });
  const std::vector<std::string> doubts =
      check_layers({{"a.tif", 0.0, 0.0, "c.yaml:7:1: key"}, {"b.tif"}}, {fine, coarse}, SiteOptions{});
  ASSERT_EQ(doubts.size(), 1u);
  for (const char* part : {"c.yaml:7:1: key: warning: a.tif: along its western side b.tif, which follows it, is 12.5 m "
                           "higher, and the ground "
                           "steps by up to 12.5 m, -985 m east and ",
                           " m north of the target; both maps are flown over as they are: mend the one that is wrong, "
                           "or don't land there"})
    EXPECT_NE(doubts[0].find(part), std::string::npos) << doubts[0];
}

}  // namespace

}  // namespace farside::seams_test
