#include "flight/touchdown/pads_outcome.h"

#include <gtest/gtest.h>

#include <cmath>

#include "flight/outcome.h"
#include "unit/flight/legs_scene.h"

namespace farside::pads_outcome_test {
using namespace legs_scene;

namespace {

LandingRecord landed(const Scene& scene) {
  const KernelSetup setup = scene.setup();
  const DescentWorld world(setup);
  LandingRecord r = empty_record(0);
  record_pads(world, scene.p, land_one<uneven_ground>(scene), r);
  return r;
}

TEST(PadsOutcome, PadsStandOnTheGroundOfTheirPlaces) {
  Scene scene;
  scene.relief = {crater_levels_max, octaves_max, true, {}};
  scene.p.moon.terrain.relief.ground = 0.4;
  scene.p.moon.terrain.slope_rad = 0.05;
  scene.p.start.touchdown.east_m = 300.0;
  scene.p.start.touchdown.velocity_L.z = -1.0;
  const LandingRecord r = landed(scene);
  const KernelSetup setup = scene.setup();
  const DescentWorld world(setup);
  const Ground<double> ground = make_ground(world.view, scene.p.moon.terrain, world.site.radius_m);
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(r.pad_ground[i], sample_ground(ground, r.pad_east[i], r.pad_north[i]).elevation_m) << i;
    const int next = (i + 1) % 4;
    const double side = scene.p.vehicle.legs.pad_radius_m * std::sqrt(2.0);
    EXPECT_NEAR(std::hypot(r.pad_east[i] - r.pad_east[next], r.pad_north[i] - r.pad_north[next]), side, 0.2) << i;
  }
  EXPECT_NEAR(r.pad_east[0], 300.0, 5.0);
}

TEST(PadsOutcome, OnAFacetThereAreNoHeightsAndWithoutContactNoPads) {
  Scene scene;
  scene.options.moon.terrain.model = TerrainModel::facet;
  scene.p.start.touchdown.velocity_L.z = -1.0;
  LandingRecord r = landed(scene);
  for (int i = 0; i < 4; ++i) {
    EXPECT_TRUE(std::isfinite(r.pad_east[i]) && std::isfinite(r.pad_north[i]));
    EXPECT_TRUE(std::isnan(r.pad_ground[i]));
  }
  const KernelSetup setup = scene.setup();
  const DescentWorld world(setup);
  TouchdownEnd end = land_one<uneven_ground>(scene);
  r = empty_record(0);
  end.ending = TouchdownEnding::off_map;
  record_pads(world, scene.p, end, r);
  EXPECT_TRUE(std::isnan(r.pad_east[0]));
  end.ending = TouchdownEnding::rest;
  end.memory.contact_s = std::nan("");
  record_pads(world, scene.p, end, r);
  EXPECT_TRUE(std::isnan(r.pad_east[0]));
}

}  // namespace

}  // namespace farside::pads_outcome_test
