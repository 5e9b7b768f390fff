#include "scenario/maps/layer_checks.h"

#include <cmath>
#include <limits>

#include "base/error.h"
#include "unit/scenario/raster_fixture.h"

namespace farside::layer_checks_test {
namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

// A grid of 2 n + 1 nodes a side about the target.
TerrainGrid grid(double spacing_m, int n, const std::function<double(double east, double north)>& height) {
  TerrainGrid g;
  g.columns = g.rows = 2 * n + 1;
  g.map.source = "map.lbl";
  g.spacing_m = spacing_m;
  g.east_min_m = g.north_min_m = -(n * spacing_m);
  for (int r = -n; r <= n; ++r) {
    for (int c = -n; c <= n; ++c) g.heights.push_back(static_cast<float>(height(c * spacing_m, r * spacing_m)));
  }
  return g;
}
TerrainGrid level(double spacing_m, int n, double height_m = 0.0) {
  return grid(spacing_m, n, [height_m](double, double) { return height_m; });
}

std::vector<std::string> doubts(const std::vector<TerrainGrid>& grids, double elevation_m = -5927.0) {
  std::vector<DemLayer> layers;
  for (std::size_t i = 0; i < grids.size(); ++i)
    layers.push_back({"map" + std::to_string(i) + ".tif", 0.0, 0.0, i == 0 ? "c.yaml:7:1: key" : ""});
  SiteOptions site;
  site.elevation_m = elevation_m;
  return check_layers(layers, grids, site);
}

template <class Error>
std::string refusal(const std::vector<TerrainGrid>& grids) {
  try {
    doubts(grids);
  } catch (const Error& e) {
    return e.what();
  }
  return "accepted";
}

void expect_one(const std::vector<std::string>& found, const std::string& text) {
  ASSERT_EQ(found.size(), 1u);
  EXPECT_NE(found[0].find(text), std::string::npos) << found[0];
}

TEST(LayerChecks, MapsThatFitAreNoMatter) {
  EXPECT_TRUE(doubts({}).empty());
  EXPECT_TRUE(doubts({level(5.0, 50, 0.4), level(100.0, 50, -0.4)}).empty());
}

TEST(LayerChecks, AMapFarFromTheSitesElevationSaysHowFarAndWhatToChange) {
  expect_one(doubts({level(5.0, 50, -101.0)}),
             "c.yaml:7:1: key: warning: map0.tif: the ground at the target is at -6028.0 m, 101.0 m below "
             "site.elevation_m = -5927, which the start and the target's height count from; if the map is right, set "
             "site.elevation_m to -6028.0, otherwise mend the map");
  const auto of_two = doubts({level(5.0, 50, 350.5), level(100.0, 50, 350.5)});
  ASSERT_EQ(of_two.size(), 2u);
  expect_one({of_two[1]}, "warning: map1.tif: the ground at the target is at -5576.5 m, 350.5 m above ");
}

TEST(LayerChecks, KnownMistakesAreNamed) {
  for (const auto& [height_m, advice] : std::vector<std::pair<double, std::string>>{
           {-5.927,
            "kilometres taken for metres; to mend that: gdal_translate -a_scale 1000 -a_offset 0 map.lbl map_moon.tif"},
           {-11854.0,
            "counts of half a metre without their scale; to mend that: gdal_translate -a_scale 0.5 -a_offset 0 "
            "map.lbl "},
           {-6527.0,
            "heights above a sphere of 1738 km; to mend that: gdal_translate -a_scale 1 -a_offset 600 map.lbl "},
           {5927.0, "depths taken for heights; to mend that: gdal_translate -a_scale -1 -a_offset 0 map.lbl "},
           {1731.473,
            "radii in kilometres taken for heights; to mend that: gdal_translate -a_scale 1000 -a_offset -1737400 "
            "map.lbl "}}) {
    expect_one(doubts({level(5.0, 50, height_m + 5927.0)}), "It looks like " + advice);
  }
  EXPECT_EQ(doubts({level(5.0, 50, 2000.0)})[0].find("It looks like"), std::string::npos);
  EXPECT_EQ(doubts({level(5.0, 50, 150.0)}, 0.0)[0].find("It looks like"),
            std::string::npos);  // nor half of it, which is nearer
}

TEST(LayerChecks, AMapThatIsNowhereSeenIsRefused) {
  EXPECT_EQ(refusal<ConfigError>({level(100.0, 50), level(5.0, 50)}),
            "error: map1.tif: is nowhere seen, since map0.tif lies over all of it; list the finest map first");
  EXPECT_EQ(refusal<ConfigError>({level(5.0, 200), level(5.0, 100)}).find("error: map1.tif: is nowhere seen"), 0u);
}

TEST(LayerChecks, AFinerMapUnderACoarserOneIsTold) {
  expect_one(doubts({level(100.0, 50), level(5.0, 1100)}),  // it reaches farther
             "warning: map1.tif: its grid of 5 m lies under that of map0.tif, of 100 m; list the finest map first");
  const TerrainGrid holed = grid(100.0, 50, [](double east, double) { return east > 100.0 ? nothing : 0.0; });
  expect_one(doubts({holed, level(5.0, 50)}), "list the finest map first");  // it shows in the gap
}

TEST(LayerChecks, TheTargetWantsDataInOneOfTheMaps) {
  const TerrainGrid ring =
      grid(5.0, 50, [](double east, double north) { return std::hypot(east, north) < 20.0 ? nothing : 0.0; });
  EXPECT_EQ(refusal<DataError>({ring}),
            "c.yaml:7:1: key: map0.tif: has no data at the target (site.lat_deg, site.lon_deg); choose another target, "
            "or give, as the last, a map that has data there");
  EXPECT_NE(
      refusal<DataError>({ring, grid(100.0, 50, [](double east, double) { return east < 1000.0 ? nothing : 0.0; })})
          .find("nor have"),
      std::string::npos);
  EXPECT_TRUE(doubts({ring, level(100.0, 50)}).empty());
}

TEST(LayerChecks, AMapThatIsUsedInPartSaysHowToUseAll) {
  TerrainGrid strip = level(5.0, 500);
  strip.map.reach_m = 12457.3;
  expect_one(doubts({strip}),
             "map0.tif: is used to 2500 m about the target, and reaches 12457 m to one side; half_width_m: 12457, "
             "spacing_m: 6.3 takes all of it in");
  strip.map.reach_m = 5001.0;
  expect_one(doubts({strip}), "half_width_m: 5001 takes all of it in");
  strip.map.reach_m = 5000.0;
  EXPECT_TRUE(doubts({strip}).empty());
  strip.map.whole_m = 3000.0;  // cut by the number of nodes, and not continued
  expect_one(doubts({strip}), "is used to 2500 m about the target, and reaches 5000 m to one side; half_width_m: 5000");
}

TEST(LayerChecks, AMapThatGoesOnInACoarserGridIsTold) {
  TerrainGrid fine = level(5.0, 100), rest = level(12.0, 99);
  fine.map.reach_m = fine.map.whole_m = 1250.0;
  fine.layer = rest.layer = 0;
  std::vector<DemLayer> layers{{"map.tif", 0.0, 0.0, "c.yaml:7:1: key"}};
  SiteOptions site;
  EXPECT_EQ(check_layers(layers, {fine, rest}, site),
            std::vector<std::string>{
                "c.yaml:7:1: key: warning: map.tif: is wider than 201 nodes of 5 m: heights are 5 m apart to 500 m "
                "about the target, and picked every 12 m from there to 1188 m, where no other map lies"});
  fine.map.reach_m = 5000.0;
  const std::vector<std::string> both = check_layers(layers, {fine, rest}, site);
  ASSERT_EQ(both.size(), 2u);
  EXPECT_NE(both[1].find("is used to 1188 m about the target, and reaches 5000 m to one side"), std::string::npos);
}

TEST(LayerChecks, LevelGroundAtZeroFarFromTheRestIsTold) {
  const auto filled = [](double beyond_m, double rise) {
    return grid(5.0, 50, [=](double east, double) { return east > beyond_m ? 5927.0 : rise * east; });
  };
  expect_one(doubts({filled(200.0, 0.0)}),
             "map0.tif: 10 % of its heights are 0, and no others near; if 0 stands for no data, say so: gdal_translate "
             "-a_nodata 0 map.lbl ");
  EXPECT_TRUE(doubts({filled(247.0, 0.0)}).empty());             // a node of 101 across: a crater's rim may be that
  EXPECT_TRUE(doubts({filled(200.0, 5927.0 / 200.0)}).empty());  // the rest comes near
  const TerrainGrid sea = level(5.0, 50);
  EXPECT_TRUE(doubts({sea}, 0.0).empty());  // all level
}

class DemLayersTest : public test::RasterTest {
 protected:
  test::RasterSpec region(double west) const {
    test::RasterSpec spec;
    spec.geotransform = {west, 0.02, 0.0, -43.5, 0.0, -0.02};
    spec.columns = spec.rows = 200;
    return spec;
  }
  static SiteOptions site() {
    SiteOptions s;
    s.lat_rad = -45.4561 * 0.017453292519943295, s.lon_rad = 177.5885 * 0.017453292519943295, s.elevation_m = -5927.0;
    return s;
  }
};

TEST_F(DemLayersTest, AMapWithoutAnyDataIsRefused) {
  test::RasterSpec spec = region(175.5);
  spec.missing = -9999.0;
  const std::string file = make("a.tif", spec, [](double, double) { return -9999.0; });
  try {
    load_terrain({{file, 500.0, 10e3, "c.yaml:7:1: key"}}, site());
    FAIL();
  } catch (const DataError& e) {
    EXPECT_EQ(std::string(e.what()).find("c.yaml:7:1: key: " + file + ": has no data within 10500 m of the target"), 0u)
        << e.what();
  }
}

TEST_F(DemLayersTest, WhatAMapReachesIsKnown) {
  const std::string file = make("a.tif", region(177.3), [](double, double) { return -5927.0; });
  const TerrainGrid whole = load_dem({file, 500.0}, site());
  const double radius = 1737400.0 - 5927.0, degree = 0.017453292519943295;
  // west it reaches 0.2885 degrees of longitude; north 1.9561 degrees of latitude, south 2.0439: the farthest but for
  // east
  EXPECT_LT(-whole.east_min_m, radius * std::sin(0.2885 * degree) * std::cos(45.4561 * degree) + 1.0);
  EXPECT_NEAR(whole.map.reach_m, radius * std::cos(45.4561 * degree) * std::sin(3.7115 * degree),
              2000.0);  // a great circle leaves the parallel
  EXPECT_EQ(load_dem({file, 500.0, 5e3}, site()).map.reach_m, 0.0);
}

}  // namespace

}  // namespace farside::layer_checks_test
