#include "camera/panorama.h"

#include <gtest/gtest.h>

#include <cmath>

#include "moon/frames.h"
#include "unit/camera/picture_scene.h"

namespace farside::panorama_test {
namespace {

constexpr double degree = unit::degree_rad;

// The mast's shadow on the deck begins at its foot, so looking down it is dark from the hull's edge to the picture's.
TEST(Panorama, TheMastsShadowRunsOverTheDeckToItsFoot) {
  test::PictureScene scene(
      "farside: 1\nsite: {elevation_m: 0}\nmoon: {terrain: {model: plane, slope_deg: 0, relief: {model: none}}}\n", "",
      {30.0 * degree, 0.0});
  PanoramaOptions options;
  options.columns = 720;
  options.above_rad = 0.0;
  options.below_rad = 80.0 * degree;
  const LanderPose pose{{0, 0, 0}, {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
  const Panorama panorama(pose, Lander(VehicleParams<double>{}, 4), scene.mosaic.radius_m(), options);
  const RenderedPicture picture = panorama.render(scene.renderer);
  const auto at = [&](double azimuth_deg, double below_deg) {
    const int row = static_cast<int>(std::tan(below_deg * degree) * options.columns / (2.0 * pi));
    return picture.radiance_factor[static_cast<std::size_t>(row * picture.columns + static_cast<int>(2 * azimuth_deg))];
  };
  for (const double below_deg : {44.0, 55.0, 65.0, 75.0, 79.0}) {
    EXPECT_NEAR(at(90.0, below_deg), 0.0612, 1e-6) << below_deg;   // 0.12 (sin 30 deg + 0.01): the lit deck
    EXPECT_NEAR(at(180.0, below_deg), 0.0012, 1e-6) << below_deg;  // away from the sun
  }
}

}  // namespace
}  // namespace farside::panorama_test
