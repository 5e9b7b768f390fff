#include "engine/case_ground.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <numbers>

#include "base/error.h"
#include "engine/dispatch.h"
#include "moon/terrain/ground_tile.h"

namespace farside::case_ground_test {
namespace {

Scenario load(const std::string& terrain, const std::string& more = "") {
  return load_scenario_text("farside: 1\ncampaign: {seed: 3, cases: 20}\nmoon: {terrain: {" + terrain + "}}\n" + more,
                            "t.yaml", "");
}
const char* const relief = "model: plane, slope_deg: 5, relief: {model: generated}";

struct Raster {
  std::vector<double> height_m = std::vector<double>(700 * 300), rock_m = height_m;
  GroundTile tile() { return {-80.0, 40.0, 0.25, 0, 0, 700, 300, 700, height_m.data(), rock_m.data()}; }
};
Raster raster_of(const Scenario& scenario, std::uint64_t number, const Kernel& kernel, int threads) {
  Raster raster;
  CaseGround(scenario, number, kernel, threads).fill({raster.tile()});
  return raster;
}
bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0;
}

TEST(CaseGround, HasTheSameBitsOnEveryKernelAndForAnyThreads) {
  const Scenario s = load(relief);
  const Raster one = raster_of(s, 7, choose_kernel("baseline"), 1);
  int kernels_tried = 0;
  for (const KernelStatus& k : kernels()) {
    if (!k.runs()) continue;
    ++kernels_tried;
    for (const int threads : {1, 3}) {
      const Raster other = raster_of(s, 7, *k.kernel, threads);
      EXPECT_TRUE(same_bits(other.height_m, one.height_m)) << k.kernel->isa << threads;
      EXPECT_TRUE(same_bits(other.rock_m, one.rock_m)) << k.kernel->isa << threads;
    }
  }
  EXPECT_GE(kernels_tried, 1);
}

TEST(CaseGround, SmallTilesHoldTheSamePixels) {
  const Scenario s = load(relief);
  Raster whole = raster_of(s, 2, choose_kernel("auto"), 2), parts;
  std::vector<GroundTile> tiles;
  for (int r = 0; r < 300; r += 20) {
    for (int c = 0; c < 700; c += 20) {
      GroundTile tile = parts.tile();
      tile.first_column = c, tile.first_row = r, tile.columns = tile.rows = 20;
      tile.height_m += r * 700 + c;
      tile.rock_m += r * 700 + c;
      tiles.push_back(tile);
    }
  }
  CaseGround(s, 2, choose_kernel("auto"), 3).fill(tiles);
  EXPECT_TRUE(same_bits(parts.height_m, whole.height_m));
  EXPECT_TRUE(same_bits(parts.rock_m, whole.rock_m));
}

TEST(CaseGround, IsAnotherOneInEachCaseUnlessTheCampaignSaysSo) {
  const Kernel& kernel = choose_kernel("auto");
  const Scenario own = load(relief);
  EXPECT_FALSE(same_bits(raster_of(own, 0, kernel, 1).height_m, raster_of(own, 1, kernel, 1).height_m));
  const Scenario shared = load("relief: {model: generated, ground: 0.25}");
  EXPECT_TRUE(same_bits(raster_of(shared, 0, kernel, 1).height_m, raster_of(shared, 1, kernel, 1).height_m));
}

TEST(CaseGround, IsThatOfTheDrawnInputs) {
  const Scenario s = load("model: plane",
                          "dispersions: [{path: moon.terrain.slope_deg, uniform: {min: 1, max: 9}}, "
                          "{path: moon.terrain.slope_azimuth_deg, uniform: {min: 0, max: 360}}]\n");
  for (const std::uint64_t number : {0, 5}) {
    const CaseGround ground(s, number, choose_kernel("auto"), 1);
    const Raster raster = raster_of(s, number, choose_kernel("auto"), 1);
    const TerrainParams<double>& p = ground.params().moon.terrain;
    const double east = (raster.height_m[699] - raster.height_m[0]) / (699 * 0.25);
    // the plane is one; seen from the Moon's centre it bends by a millionth
    EXPECT_NEAR(east, -std::tan(p.slope_rad) * std::sin(p.slope_azimuth_rad), 1e-4) << number;
  }
}

// A plane that falls by 5 deg towards the north: that high in the south as far as it is a plane, and the same of a
// pixel of a raster.
TEST(CaseGround, TheHorizonAroundAPlaceIsThatOfThePixelThere) {
  const Scenario s = load("model: plane, slope_deg: 5");
  const CaseGround ground(s, 0, choose_kernel("auto"), 2);
  const int azimuths = 8;
  const std::vector<double> around = ground.horizon_around(20.0, -30.0, azimuths, 0.0, 500.0);
  ASSERT_EQ(around.size(), 8U);
  EXPECT_NEAR(around[4], 5.0 * unit::degree_rad, 1e-4);
  EXPECT_LT(around[0], 0.0);
  double height_m = 0.0, rock_m = 0.0, pixel = 0.0;
  const GroundTile place{19.5, -29.5, 1.0, 0, 0, 1, 1, 1, &height_m, &rock_m};
  ground.fill({place});
  for (int i = 0; i < azimuths; ++i) {
    ground.horizon(place, {2.0 * std::numbers::pi * i / azimuths, 0.0, 500.0}, &pixel);
    EXPECT_EQ(around[static_cast<std::size_t>(i)], pixel) << i;
  }
}

TEST(CaseGround, ACaseWhoseInputsCantBeHasNone) {
  const Scenario s =
      load("model: sphere", "dispersions: [{path: vehicle.engine.thrust_min_N, normal: {mean: 9e3, sd: 1}}]\n");
  EXPECT_THROW(CaseGround(s, 3, choose_kernel("auto"), 1), ConfigError);
}

}  // namespace
}  // namespace farside::case_ground_test
