#include "scenario/maps/dem.h"

#include <cmath>

#include "base/error.h"
#include "moon/terrain/ground.h"
#include "unit/reference_data.h"
#include "unit/scenario/raster_fixture.h"

namespace farside::dem_test {
using farside::test::RasterSpec;
using farside::test::RasterTest;
using farside::test::reference_file;

namespace {

constexpr double degree = 0.017453292519943295;

SiteOptions site_at(double lat_deg, double lon_deg, double elevation_m) {
  SiteOptions site;
  site.lat_rad = lat_deg * degree;
  site.lon_rad = lon_deg * degree;
  site.elevation_m = elevation_m;
  return site;
}

std::string refusal(const DemLayer& layer, const SiteOptions& site) {
  try {
    load_dem(layer, site);
  } catch (const DataError& error) {
    return error.what();
  }
  return "";
}

// 0.02 deg is 606 m north to south.
RasterSpec region(double west, double north) {
  RasterSpec spec;
  spec.geotransform = {west, 0.02, 0.0, north, 0.0, -0.02};
  spec.columns = spec.rows = 200;
  return spec;
}
double relief(double lon, double lat) { return -5900.0 + 60.0 * std::sin(9.0 * lon) * std::cos(8.0 * lat); }

// Relief at a place of the site's grid, by spherical trigonometry of its own: azimuth and arc from the target.
double relief_at(const SiteOptions& site, double e, double n) {
  const double radius = 1737400.0 + site.elevation_m, arc = std::asin(std::hypot(e, n) / radius),
               azimuth = std::atan2(e, n);
  const double sin_lat =
      std::sin(site.lat_rad) * std::cos(arc) + std::cos(site.lat_rad) * std::sin(arc) * std::cos(azimuth);
  const double dlon = std::atan2(std::sin(azimuth) * std::sin(arc) * std::cos(site.lat_rad),
                                 std::cos(arc) - std::sin(site.lat_rad) * sin_lat);
  return relief((site.lon_rad + dlon) / degree, std::asin(sin_lat) / degree);
}

TEST_F(RasterTest, DemIsTheMapSeenFromTheSite) {
  const std::string file = make("a.tif", region(175.5, -43.5), relief);
  const SiteOptions site = site_at(-45.4561, 177.5885, -5927.0);
  const TerrainGrid grid = load_dem({file, 400.0, 20e3}, site);
  ASSERT_EQ(grid.columns, 2 * 51 + 1);  // 20 km / 400 m, and one node more
  ASSERT_EQ(grid.rows, grid.columns);
  EXPECT_EQ(grid.east_min_m, -51 * 400.0);
  EXPECT_EQ(grid.spacing_m, 400.0);
  // bicubic: (0.02 deg)^3 / 24 * f''', f''' = 60 * 9^3 in each direction; float32 of 6000 m, 2.4e-4; rounding 2^-11
  const double tolerance = 2 * std::pow(0.02, 3) / 24 * 60.0 * 729.0 + 2.4e-4 + 4.9e-4;
  for (int r = 0; r < grid.rows; r += 5) {
    for (int c = 0; c < grid.columns; c += 7) {
      const double e = grid.east_min_m + c * grid.spacing_m, n = grid.north_min_m + r * grid.spacing_m;
      EXPECT_NEAR(grid.heights[static_cast<std::size_t>(r * grid.columns + c)], relief_at(site, e, n) + 5927.0,
                  tolerance)
          << e << ' ' << n;
    }
  }
}

TEST_F(RasterTest, DemHeightsAreRounded) {
  const TerrainGrid grid =
      load_dem({make("a.tif", region(175.5, -43.5), relief), 500.0, 10e3}, site_at(-45.4561, 177.5885, -5927.3));
  for (const float h : grid.heights) EXPECT_EQ(std::nearbyint(h * 1024.0), h * 1024.0);
}

TEST_F(RasterTest, DemFeedsTheKernelsGround) {
  const SiteOptions site = site_at(-45.4561, 177.5885, -5927.0);
  const TerrainGrid grid = load_dem({make("a.tif", region(175.5, -43.5), relief), 100.0, 5e3}, site);
  const HeightGrid view = grid.view();
  const Ground<double> ground =
      make_ground(TerrainView{TerrainModel::dem, &view, 1, {}}, TerrainParams<double>{}, 1737400.0 - 5927.0);
  for (double e = -4900.0; e < 4900.0; e += 317.0) {
    const GroundSample<double> s = sample_ground(ground, e, 0.4 * e + 120.0);
    ASSERT_TRUE(s.covered);
    EXPECT_NEAR(s.elevation_m, relief_at(site, e, 0.4 * e + 120.0) + 5927.0,
                0.05);  // 0.03 m of the raster, 1e-3 of the grid, rounding
  }
  EXPECT_TRUE(sample_ground(ground, 4999.9, -4999.9).covered);  // the width asked for is covered in full
}

TEST_F(RasterTest, DemCrossesTheSeamOfAMapAllAround) {
  RasterSpec spec;
  spec.geotransform = {0.0, 0.5, 0.0, 90.0, 0.0, -0.5};
  spec.columns = 720;
  spec.rows = 360;
  auto wave = [](double lon, double lat) { return 1000.0 * std::cos(lon * degree) + 2.0 * lat; };
  const std::string file = make("a.tif", spec, wave);
  const SiteOptions site = site_at(-10.0, 0.05, 0.0);
  const TerrainGrid grid = load_dem({file, 5e3, 200e3}, site);
  const double radius = 1737400.0;
  for (int r = 0; r < grid.rows; r += 3) {
    for (int c = 0; c < grid.columns; c += 3) {
      const double e = grid.east_min_m + c * grid.spacing_m, n = grid.north_min_m + r * grid.spacing_m;
      const double up = std::sqrt(radius * radius - e * e - n * n);
      const double z = (n * std::cos(site.lat_rad) + up * std::sin(site.lat_rad)) / radius;
      const double x = up * std::cos(site.lat_rad) - n * std::sin(site.lat_rad);
      const double expected = wave(site.lon_rad / degree + std::atan2(e, x) / degree, std::asin(z) / degree);
      EXPECT_NEAR(grid.heights[static_cast<std::size_t>(r * grid.columns + c)], expected,
                  1e-3);  // float32 6e-5, rounding 5e-4, cubic 3e-5
    }
  }
}

TEST_F(RasterTest, DemDefaultsFollowTheMap) {
  RasterSpec spec;  // 5 m pixels about a point at 87.18 S, in a polar projection that stretches them by less than 1e-3
  spec.srs = "+proj=stere +lat_0=-90 +lon_0=0 +R=1737400 +units=m +no_defs";
  spec.geotransform = {75360.0, 5.0, 0.0, 39640.0, 0.0, -5.0};
  spec.columns = spec.rows = 256;
  const std::string file = make("a.tif", spec, [](double, double) { return 500.0; });
  const TerrainGrid grid = load_dem({file}, site_at(-87.1835, 62.835, 500.0));
  EXPECT_NEAR(grid.spacing_m, 5.0, 0.11);  // to two digits
  // the grid is turned by 62.8 deg against the map: a square of half width w about the middle fits while w (sin +
  // cos 62.8) <= 640 m
  const double fits = 640.0 / (std::sin(62.835 * degree) + std::cos(62.835 * degree));
  EXPECT_NEAR(-grid.east_min_m, fits, 25.0);  // the target is within 20 m of the middle, a node is 5 m
  for (const float h : grid.heights) EXPECT_EQ(h, 0.0F);
}

TEST_F(RasterTest, DemWithoutDataIsNotANumber) {
  RasterSpec spec = region(175.5, -43.5);
  spec.missing = -32768.0;
  const std::string file =
      make("a.tif", spec, [](double lon, double lat) { return lat < -45.5 ? -32768.0 : relief(lon, lat); });
  const TerrainGrid grid = load_dem({file, 500.0, 10e3}, site_at(-45.4561, 177.5885, -5927.0));
  EXPECT_TRUE(std::isnan(grid.heights.front()));  // south
  EXPECT_FALSE(std::isnan(grid.heights.back()));  // north
}

TEST_F(RasterTest, DemBeyondTheMapIsNotANumber) {
  const std::string file = make("a.tif", region(177.0, -43.5), relief);  // begins 12.5 km west of the target
  const TerrainGrid grid = load_dem({file, 500.0, 30e3}, site_at(-45.4561, 177.5885, -5927.0));
  const std::size_t middle = static_cast<std::size_t>(grid.rows / 2) * static_cast<std::size_t>(grid.columns);
  EXPECT_TRUE(std::isnan(grid.heights[middle]));
  EXPECT_FALSE(std::isnan(grid.heights[middle + static_cast<std::size_t>(grid.columns) - 1]));
}

TEST_F(RasterTest, DemRefusesWhatCannotServeTheSite) {
  const std::string file = make("a.tif", region(175.5, -43.5), relief);
  const std::string outside = refusal({file}, site_at(-45.0, 174.0, 0.0));
  EXPECT_NE(outside.find(file + ": does not hold the target at -45.000000 deg N, 174.000000 deg E; check site.lat_deg"),
            std::string::npos)
      << outside;
  EXPECT_NE(outside.find("(this one's middle is at -45.50 deg N, 177.50 deg E)"), std::string::npos) << outside;
  RasterSpec polar;
  polar.srs = "+proj=stere +lat_0=-90 +lon_0=0 +R=1737400 +units=m +no_defs";
  polar.geotransform = {75360.0, 5.0, 0.0, 39640.0, 0.0, -5.0};
  polar.columns = polar.rows = 256;
  const std::string far = refusal({make("b.tif", polar, [](double, double) { return 0.0; })}, site_at(87.2, 62.8, 0.0));
  EXPECT_NE(far.find("middle is at -87.18 deg N, 62.84 deg E)"), std::string::npos) << far;  // atan(76 / 39) = 62.835
  EXPECT_NE(refusal({file}, site_at(-43.51, 177.0, 0.0)).find("use a map that the target is well inside of"),
            std::string::npos);
  const std::string many = refusal({file, 1.0, 50e3}, site_at(-45.4561, 177.5885, -5927.0));
  EXPECT_NE(many.find("choose spacing_m >= 25 or half_width_m <= 1999"), std::string::npos) << many;
  EXPECT_NE(refusal({file, 1000.0, 1.5e6}, site_at(-45.4561, 177.5885, -5927.0)).find("folds over"), std::string::npos);
}

TEST_F(RasterTest, DemRemediesWork) {
  // what the message above advises is accepted
  const std::string file = make("a.tif", region(175.5, -43.5), relief);
  EXPECT_EQ(load_dem({file, 1.0, 1999.0}, site_at(-45.4561, 177.5885, -5927.0)).columns, grid_side_max);
}

TEST_F(RasterTest, LayersAreLoadedInTheirOrder) {
  const std::string file = make("a.tif", region(175.5, -43.5), relief);
  const SiteOptions site = site_at(-45.4561, 177.5885, -5927.0);
  const std::vector<TerrainGrid> grids = load_terrain({{file, 100.0, 2e3}, {file, 500.0, 20e3}}, site);
  ASSERT_EQ(grids.size(), 2U);
  EXPECT_EQ(grids[0].spacing_m, 100.0);
  EXPECT_EQ(grids[1].spacing_m, 500.0);
  EXPECT_THROW(load_terrain(std::vector<DemLayer>(5, DemLayer{file, 500.0, 5e3}), site), ConfigError);
}

// A map that reaches 57 km to the south, 42 km to either side, by grids of 41 nodes instead of 4,001.
TEST_F(RasterTest, AMapThatIsTooWideForAGridIsAllThere) {
  const std::string file = make("a.tif", region(175.5, -43.5), relief);
  const SiteOptions site = site_at(-45.4561, 177.5885, -5927.0);
  const TerrainGrid lone = load_dem({file, 500.0}, site);
  EXPECT_EQ(lone.map.whole_m, 0.0);
  const double whole_m = -lone.east_min_m;
  ASSERT_GT(whole_m, 35e3);

  const std::vector<TerrainGrid> grids = load_terrain({{file, 500.0}}, site, 41);
  ASSERT_EQ(grids.size(), 2U);
  EXPECT_EQ(grids[0].columns, 41);
  EXPECT_EQ(grids[0].map.whole_m, whole_m);
  EXPECT_EQ(grids[1].layer, 0);
  EXPECT_LE(grids[1].columns, 41);
  EXPECT_GT(-grids[1].east_min_m, whole_m - 2.0 * grids[1].spacing_m);
  const int nodes = grids[1].columns / 2;
  std::size_t i = 0;
  for (int r = -nodes; r <= nodes; ++r) {
    for (int c = -nodes; c <= nodes; ++c) {
      const double there = relief_at(site, c * grids[1].spacing_m, r * grids[1].spacing_m) + 5927.0;
      ASSERT_NEAR(grids[1].heights[i++], there, 0.05);  // 0.03 m of the raster, rounding
    }
  }
  const std::vector<TerrainGrid> fits = load_terrain({{file, 500.0}}, site);
  ASSERT_EQ(fits.size(), 1U);
  EXPECT_EQ(fits[0].heights, lone.heights);
}

TEST_F(RasterTest, TheRestOfAMapLiesUnderAllLayersWhereTheyLeaveSome) {
  const std::string file = make("a.tif", region(175.5, -43.5), relief);
  const SiteOptions site = site_at(-45.4561, 177.5885, -5927.0);
  const std::vector<TerrainGrid> three = load_terrain({{file, 500.0}, {file, 1000.0, 15e3}}, site, 41);
  ASSERT_EQ(three.size(), 3U);
  EXPECT_EQ(three[1].layer, 1);
  EXPECT_EQ(three[2].layer, 0);
  EXPECT_EQ(load_terrain({{file, 500.0}, {file, 3000.0, 50e3}}, site, 41).size(), 2U);  // a wider one is listed
  const DemLayer small{file, 500.0, 5e3};
  EXPECT_EQ(load_terrain({{file, 500.0}, small, small, small}, site, 41).size(), 4U);  // and no more
}

TEST_F(RasterTest, TheErrorOfAMapMovesItsRestAsWell) {
  const std::string file = make("a.tif", region(175.5, -43.5), relief);
  const SiteOptions site = site_at(-45.4561, 177.5885, -5927.0);
  const std::vector<TerrainGrid> grids = load_terrain({{file, 500.0}}, site, 41);
  const HeightGrid views[] = {grids[0].view(), grids[1].view()};
  const auto at = [&](double up_m, double east_m) {
    TerrainParams<double> params;
    params.layer0_error.up_m = up_m;
    const TerrainView view{TerrainModel::dem, views, 2, {}};
    return sample_ground(make_ground(view, params, 1737400.0 - 5927.0), east_m, 0.0).elevation_m;
  };
  for (const double east_m : {0.0, 8400.0, 20e3})  // in the fine grid, on its edge, beyond
    EXPECT_NEAR(at(7.0, east_m) - at(0.0, east_m), 7.0, 1e-9) << east_m;
}

TEST(DemReference, Ldem4GivesChangE4sGround) {
  const std::string file = reference_file("data/dem/LDEM_4.LBL");
  if (file.empty()) GTEST_SKIP() << "reference data not there; set FARSIDE_SHARED";
  const TerrainGrid grid = load_dem({file}, site_at(-45.4561, 177.5885, -5927.0));
  EXPECT_EQ(grid.spacing_m,
            5200.0);  // 7580.84 m cos(45.4561 deg) on the sphere 5927 m lower = 5299 m, down to two digits
  EXPECT_GT(-grid.east_min_m, 1.1e6);
  const float here = grid.heights[grid.heights.size() / 2];
  EXPECT_NEAR(here, -5923.15 + 5927.0,
              15.0);  // bilinear checkpoint; the bicubic differs by an eighth of second differences below 100 m
  for (const float h : grid.heights) ASSERT_FALSE(std::isnan(h));
}

TEST(DemReference, AFiveMetreMapKeepsItsRange) {
  const std::string file = reference_file("data/dem/Shoemaker_LOLA_5m_256.tif");
  if (file.empty()) GTEST_SKIP() << "reference data not there; set FARSIDE_SHARED";
  const TerrainGrid grid = load_dem({file, 5.0, 400.0}, site_at(-87.1835, 62.835, 0.0));
  float low = 1e9F, high = -1e9F;
  for (const float h : grid.heights) {
    ASSERT_FALSE(std::isnan(h));
    low = std::min(low, h), high = std::max(high, h);
  }
  EXPECT_GT(low, 467.686F - 1.0F);  // the whole map's range; a cubic may overshoot by a part of a step between pixels
  EXPECT_LT(high, 593.416F + 1.0F);
  EXPECT_NEAR(grid.heights[grid.heights.size() / 2], 548.13,
              0.5);  // mean of the map's four central pixels; 3 m off at slopes of 0.1
}

}  // namespace

}  // namespace farside::dem_test
