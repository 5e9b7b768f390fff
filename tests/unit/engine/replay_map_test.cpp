#include <gtest/gtest.h>

#include "base/error.h"
#include "engine/replay.h"
#include "unit/engine/empty_campaign_file.h"
#include "unit/scenario/raster_fixture.h"

namespace farside::replay_map_test {
namespace {

using engine_test::header_of;
using engine_test::write;

using ScenarioOverAMap = test::RasterTest;

TEST_F(ScenarioOverAMap, NamesTheMapThatWasChanged) {
  const auto make_map = [&](double height_m) {
    test::RasterSpec spec;
    spec.geotransform = {-0.5, 0.01, 0.0, 0.5, 0.0, -0.01};
    spec.columns = spec.rows = 100;
    make("a.tif", spec, [=](double, double) { return height_m; });
  };
  const std::string text =
      "farside: 1\nsite: {lat_deg: 0, lon_deg: 0}\nmoon: {terrain: {model: dem, layers: [{path: a.tif, spacing_m: 300, "
      "half_width_m: 3000}]}}\n";
  make_map(10.0);
  const std::string folder = path("");
  const Scenario s = load_scenario_text(text, "t.yaml", folder);
  CampaignHeader header = header_of(s);
  header.provenance.input_files = s.input_files[0].sha256 + "  a.tif\n";
  write(path("a.h5"), header);
  const CampaignFile file(path("a.h5"));
  EXPECT_EQ(scenario_of(file, folder).terrain.size(), 1u);
  make_map(11.0);
  try {
    scenario_of(file, folder);
    FAIL() << "a changed map was taken";
  } catch (const DataError& e) {
    EXPECT_NE(std::string(e.what()).find("input files have another content than then: a.tif"), std::string::npos)
        << e.what();
  }
}

}  // namespace
}  // namespace farside::replay_map_test
