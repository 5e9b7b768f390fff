#include "camera/shadows.h"

#include <gtest/gtest.h>

#include <cmath>

#include "camera/mosaic.h"
#include "engine/dispatch.h"

namespace farside::shadows_test {
namespace {

constexpr double degree = unit::degree_rad;

TEST(Shadows, ASunHalfBelowAHorizonGivesHalfOfItsLight) {
  EXPECT_DOUBLE_EQ(disc_share(0.0), 0.5);
  EXPECT_EQ(disc_share(1.0), 1.0);
  EXPECT_EQ(disc_share(-1.0), 0.0);
  EXPECT_NEAR(disc_share(0.5), 0.8044988905, 1e-9);  // 1/2 + (sqrt(3)/4 + pi/6) / pi
}

// T99: a height of 0.5 m under a sun 31.5069 deg high throws a shadow of 0.8157 m. The tip of a half ellipsoid's is
// sqrt(r^2 + (h / tan e)^2) from its axis.
TEST(Shadows, ARocksShadowIsItsHeightOverTheTangent) {
  const Scenario s = load_scenario_text(
      "farside: 1\nmoon: {terrain: {model: plane, slope_deg: 0, relief: {model: listed, rocks: {listed: [{east_m: 0, "
      "north_m: 0, diameter_m: 0.5, height_m: 0.5}]}}}}\n",
      "t.yaml", "");
  const CaseGround ground(s, 0, choose_kernel("auto"), 1);
  for (const double azimuth_deg : {0.0, 50.7071, 200.0}) {
    const Sun sun{31.5069 * degree, azimuth_deg * degree};
    Mosaic mosaic(ground, sun, 1 << 28);
    std::vector<TileKey> keys;
    for (int x = -2; x < 2; ++x) {
      for (int y = -2; y < 2; ++y) keys.push_back({0, x, y});
    }
    mosaic.light(keys);
    MosaicReader reader(mosaic);
    const auto light = [&](double away_m) {  // from the axis, straight away from the sun
      const BetweenTileNodes at =
          between_tile_nodes(0, -away_m * std::sin(sun.azimuth_rad), -away_m * std::cos(sun.azimuth_rad));
      return interpolated(reader.tile(at.key)->light, at) / 255.0;
    };
    EXPECT_LT(light(0.6), 0.01);
    EXPECT_GT(light(1.0), 0.99);
    EXPECT_GT(light(-0.5), 0.99);  // on the side of the sun
    double low = 0.6, high = 1.0;
    while (high - low > 1e-5) (light(0.5 * (low + high)) < 0.5 ? low : high) = 0.5 * (low + high);
    const double pole_m = 0.5 / std::tan(31.5069 * degree);
    EXPECT_NEAR(pole_m, 0.8157053272, 1e-9);
    EXPECT_NEAR(high, std::hypot(0.25, pole_m), 1.5 * mosaic_finest_m) << azimuth_deg;  // its nodes' resolution
  }
}

TEST(Shadows, AFlatPlaceIsAllLight) {
  const Scenario s = load_scenario_text("farside: 1\n", "t.yaml", "");
  const CaseGround ground(s, 0, choose_kernel("auto"), 1);
  Mosaic mosaic(ground, {0.01, 1.0}, 1 << 28);
  mosaic.light({{0, 0, 0}, {9, 3, -2}});
  for (const TileKey key : {TileKey{0, 0, 0}, TileKey{9, 3, -2}}) {
    for (const std::uint8_t light : mosaic.find(key)->light) ASSERT_EQ(light, 255);
  }
}

TEST(Shadows, ANightIsDark) {
  const Scenario s = load_scenario_text("farside: 1\n", "t.yaml", "");
  const CaseGround ground(s, 0, choose_kernel("auto"), 1);
  Mosaic mosaic(ground, {-0.01, 1.0}, 1 << 28);
  mosaic.light({{0, 0, 0}});
  for (const std::uint8_t light : mosaic.find({0, 0, 0})->light) ASSERT_EQ(light, 0);
}

}  // namespace
}  // namespace farside::shadows_test
