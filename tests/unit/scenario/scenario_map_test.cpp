#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/error.h"
#include "base/sha256.h"
#include "scenario/scenario.h"
#include "unit/scenario/raster_fixture.h"

namespace farside::scenario_map_test {
namespace {

namespace fs = std::filesystem;

// A folder with a configuration and its map: heights that rise towards the north.
class ScenarioFiles : public test::RasterTest {
 protected:
  void SetUp() override {
    RasterTest::SetUp();
    fs::create_directories(path("maps"));
    make_map("maps/a.tif", 100.0);
    std::ofstream(path("c.yaml"))
        << "farside: 1\nsite: {lat_deg: 0, lon_deg: 0}\n"
           "moon: {terrain: {model: dem, layers: [{path: maps/a.tif, spacing_m: 200, half_width_m: 1000}]}}\n";
  }
  void make_map(const std::string& name, double rise) {
    test::RasterSpec spec;
    spec.geotransform = {-0.1, 0.01, 0, 0.1, 0, -0.01};
    spec.columns = spec.rows = 20;
    make(name, spec, [&](double, double lat) { return rise * lat; });
  }
  Scenario load_it(const std::vector<std::string>& sets = {}) { return load_scenario(path("c.yaml"), sets); }
};

TEST_F(ScenarioFiles, FindMapsFromTheFolderOfTheConfiguration) {
  const Scenario s = load_it();
  ASSERT_EQ(s.terrain.size(), 1u);
  EXPECT_EQ(s.terrain[0].spacing_m, 200.0);
  ASSERT_EQ(s.input_files.size(), 1u);
  EXPECT_EQ(s.input_files[0].name, "maps/a.tif");
  EXPECT_EQ(s.input_files[0].sha256, sha256_of_file(path("maps/a.tif")));
}

TEST_F(ScenarioFiles, FindMapsFromTheCurrentFolderElse) {
  const fs::path before = fs::current_path();
  fs::create_directories(path("elsewhere"));
  make_map("elsewhere/b.tif", 100.0);
  fs::current_path(path("elsewhere"));
  const Scenario s = load_it({"moon.terrain.layers[0].path=b.tif"});
  fs::current_path(before);
  EXPECT_EQ(s.input_files[0].path, "b.tif");
}

TEST_F(ScenarioFiles, SayWhatToDoWithoutAMap) {
  std::string why;
  try {
    load_it({"moon.terrain.layers[1].path=NAC.TIF"});
  } catch (const DataError& e) {
    why = e.what();
  }
  EXPECT_NE(why.find("NAC.TIF: can't be read: no such file"), why.npos) << why;
  EXPECT_NE(why.find("by --set 'moon.terrain.layers[1].path=FILE'"), why.npos) << why;
}

TEST_F(ScenarioFiles, KnowMapsByTheirContent) {
  const std::string id = load_it().campaign_id;
  fs::rename(path("maps/a.tif"), path("b.tif"));
  EXPECT_EQ(load_it({"moon.terrain.layers[0].path=b.tif"}).campaign_id, id);
  make_map("b.tif", 101.0);
  EXPECT_NE(load_it({"moon.terrain.layers[0].path=b.tif"}).campaign_id, id);
}

// A label holds no height itself: what counts is in the image that it names.
TEST_F(ScenarioFiles, CountTheFilesThatBelongToAMap) {
  for (const char* name : {"maps/a.PRJ", "maps/a.tif.aux.xml", "maps/a.pdf", "maps/ab.lbl"})
    std::ofstream(path(name)) << "1";
  std::vector<std::string> names;
  for (const InputFile& file : load_it().input_files) names.push_back(file.name);
  EXPECT_EQ(names, (std::vector<std::string>{"maps/a.tif", "maps/a.PRJ"}));
  const std::string id = load_it().campaign_id;
  std::ofstream(path("maps/a.PRJ")) << "2";
  EXPECT_NE(load_it().campaign_id, id);
}

TEST_F(ScenarioFiles, NameAMapThatIsMissingOrIsNone) {
  std::ofstream(path("words.tif")) << "no map";
  for (const std::string name : {"gone.tif", "words.tif"}) {
    try {
      load_it({"moon.terrain.layers[0].path=" + name});
      FAIL() << name << " was accepted";
    } catch (const DataError& e) {
      EXPECT_NE(std::string(e.what()).find(name), std::string::npos) << e.what();
    }
  }
}

}  // namespace
}  // namespace farside::scenario_map_test
