// What is linked here is src/scenario/maps/dem_without_gdal.cpp and geotiff_without_gdal.cpp, whether the program has
// GDAL or not.
#include <gtest/gtest.h>

#include <filesystem>

#include "base/error.h"
#include "scenario/maps/geotiff.h"
#include "scenario/scenario.h"

namespace farside::without_gdal_test {
namespace {

Scenario load(const std::string& terrain) {
  return load_scenario_text("farside: 1\nmoon: {terrain: " + terrain + "}\n", "a.yaml", "");
}

TEST(WithoutGdal, AMapIsRefusedWithTheReasonAndTheRemedy) {
  try {
    load("{model: dem, layers: [{path: nowhere.tif}]}");
    FAIL() << "a map was taken";
  } catch (const UsageError& e) {
    EXPECT_EQ(std::string(e.what()),
              "a.yaml:2:46: moon.terrain.layers[0].path: this farside was built without GDAL, and reads no maps; build "
              "it with GDAL 3.4 or newer (libgdal-dev, -DFARSIDE_GDAL=ON), or choose another moon.terrain.model");
  }
}

TEST(WithoutGdal, NothingElseReadsAMapEither) {
  EXPECT_FALSE(reads_maps);
  EXPECT_THROW(parts_of_map("a.tif"), UsageError);
  EXPECT_THROW(load_dem({"a.tif"}, {}), UsageError);
  EXPECT_THROW(load_terrain({{"a.tif"}}, {}), UsageError);
}

TEST(WithoutGdal, NoRasterIsWritten) {
  EXPECT_FALSE(writes_rasters);
  EXPECT_THROW(write_geotiff("a.tif", Existing::refuse, {}, {}, {}, {}), UsageError);
  EXPECT_THROW(write_png("a.png", Existing::refuse, {}), UsageError);
}

TEST(WithoutGdal, CampaignsWithoutAMapAreLoaded) {
  EXPECT_TRUE(load("{model: facet}").terrain.empty());
  const std::string path = FARSIDE_SOURCE_DIR "/configs/change4.yaml";
  EXPECT_GT(load_scenario(path).inputs.size(), 40u);
}

#ifdef FARSIDE_WITHOUT_GDAL
TEST(WithoutGdal, TestsThatMakeMapsAreLeftOut) {
  EXPECT_FALSE(reads_maps);
  GTEST_SKIP() << "the program has no GDAL: tests of scenario/ and engine/ that make maps are not built";
}
#endif

}  // namespace
}  // namespace farside::without_gdal_test
