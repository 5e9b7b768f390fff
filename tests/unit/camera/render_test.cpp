#include "camera/render.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "moon/frames.h"
#include "unit/camera/picture_scene.h"

namespace farside::render_test {
namespace {

constexpr double degree = unit::degree_rad;
const Mat3<double> north_up{{1, 0, 0}, {0, -1, 0}, {0, 0, -1}};

struct Scene : test::PictureScene {
  Scene(const std::string& terrain, double elevation_deg, double azimuth_deg, int threads = 2)
      : PictureScene("farside: 1\nsite: {elevation_m: 0}\nmoon: {terrain: {" + terrain + "}}\n", "",
                     {elevation_deg * degree, azimuth_deg * degree}, threads) {}
};

// Crater or rock, and how wide it may look at most.
struct Feature {
  double east_m, north_m, diameter_m, height_m;
  bool is_rock;
};

// Places on a lattice with some disorder, within the picture, so that none touches another.
std::vector<Feature> features(double width_m, double pixel_m) {
  std::vector<Feature> all;
  for (int i = 0; i < 50; ++i) {
    const int row = i / 8, column = i % 8;
    const double jitter_x = 0.3 * std::sin(12.9 * i), jitter_y = 0.3 * std::cos(7.3 * i);
    const double diameter_m = pixel_m * (12.0 + 7.0 * std::fabs(std::sin(3.1 * i)));
    const bool is_rock = i % 2 == 0;
    const double widest_m = is_rock ? 20.0 : 20000.0;  // that may be listed
    const double wide_m = std::fmin(diameter_m, widest_m);
    all.push_back({((column - 3.5 + jitter_x) / 8.6) * width_m, ((row - 3.0 + jitter_y) / 7.8) * width_m, wide_m,
                   (is_rock ? 0.06 : 0.03) * wide_m, is_rock});
  }
  return all;
}

std::string terrain_of(const std::vector<Feature>& all) {
  std::string craters, rocks;
  for (const Feature& f : all) {
    std::string& list = f.is_rock ? rocks : craters;
    list += (list.empty() ? "{east_m: " : ", {east_m: ") + std::to_string(f.east_m) +
            ", north_m: " + std::to_string(f.north_m) + ", diameter_m: " + std::to_string(f.diameter_m) +
            (f.is_rock ? ", height_m: " : ", depth_m: ") + std::to_string(f.height_m) + "}";
  }
  return "model: plane, slope_deg: 0, relief: {model: listed, craters: {listed: [" + craters + "]}, rocks: {listed: [" +
         rocks + "]}}";
}

// The middle of what differs from flat ground around a pixel, filled row by row: a thing's outline, however its parts
// are lit.
Pixel middle_of_outline(const RenderedPicture& p, const Pixel& about, double reach) {
  const auto at = [&](int c, int r) { return double{p.radiance_factor[static_cast<std::size_t>(r * p.columns + c)]}; };
  const int first_row = static_cast<int>(about.row - reach), last_row = static_cast<int>(about.row + reach);
  const int first = static_cast<int>(about.column - reach), last = static_cast<int>(about.column + reach);
  double pixels = 0.0, column = 0.0, row = 0.0;
  for (int r = first_row; r <= last_row; ++r) {
    int west = last + 1, east = first;
    for (int c = first; c <= last; ++c) {
      // flat ground between the window's left and right edge
      const double flat = at(first, r) + (at(last, r) - at(first, r)) * (c - first) / (last - first);
      if (std::fabs(at(c, r) - flat) < 0.004 * flat) continue;
      west = std::min(west, c);
      east = std::max(east, c);
    }
    if (west > east) continue;
    pixels += east - west + 1;
    column += (east - west + 1) * 0.5 * (west + east + 1);
    row += (east - west + 1) * (r + 0.5);
  }
  return {column / pixels, row / pixels};
}

// The sun is high, so that shadows are short, and no picture sees it straight behind: there slopes have no contrast.
TEST(Render, FiftyCratersAndRocksAreWhereTheyAre) {
  for (const double height_m : {5000.0, 500.0, 50.0}) {
    const Pinhole probe({0, 0, height_m}, north_up, film_side, film_field_deg * degree);
    const double pixel_m = height_m * probe.pixel_rad(), width_m = film_side * pixel_m;
    const std::vector<Feature> all = features(width_m, pixel_m);
    Scene scene(terrain_of(all), 65.0, 30.0);
    // tilted, turned and aside
    const Mat3<double> turn = rotation(normalised(Quat<double>{0.999, 0.008, -0.006, 0.03}));
    const Pinhole camera({0.01 * width_m, -0.02 * width_m, height_m}, north_up * turn, film_side,
                         film_field_deg * degree);
    const RenderedPicture picture = scene.renderer.render(camera, {});
    EXPECT_DOUBLE_EQ(picture.ground_frac, 1.0);
    double worst = 0.0;
    for (const Feature& f : all) {
      const double distance2 = f.east_m * f.east_m + f.north_m * f.north_m;
      const double plain_m = distance2 < 9e5 ? 0.0 : -0.5 * distance2 / moon_radius_m;  // the plane ends in the sphere
      const auto truth = camera.pixel_of({f.east_m, f.north_m, plain_m});
      ASSERT_TRUE(truth);
      const Pixel found = middle_of_outline(picture, *truth, f.diameter_m / pixel_m + 2.0);
      const double off = std::hypot(found.column - truth->column, found.row - truth->row);
      EXPECT_LT(off, 0.5) << height_m << " m: " << f.east_m << ", " << f.north_m << (f.is_rock ? " rock" : " crater");
      worst = std::fmax(worst, off);
    }
    RecordProperty("worst_pixels_from_" + std::to_string(static_cast<int>(height_m)) + "_m", std::to_string(worst));
  }
}

// An inclined plane under a sun that its slope meets at one angle after the other.
TEST(Render, BrightnessFallsWithIncidenceAsTheLawSays) {
  for (const double slope_deg : {0.0, 10.0, 25.0}) {
    for (const double elevation_deg : {15.0, 31.5, 80.0}) {
      Scene scene("model: plane, slope_deg: " + std::to_string(slope_deg) + ", slope_azimuth_deg: 90", elevation_deg,
                  270.0);
      const Pinhole camera({0, 0, 50}, north_up, 32, 1.0 * degree);
      const RenderedPicture picture = scene.renderer.render(camera, {});
      // the plane falls to the east, the sun is in the west
      const double incidence = std::sin((elevation_deg - slope_deg) * degree), emission = std::cos(slope_deg * degree);
      const double law =
          incidence > 0.0 ? radiance_factor(phase_terms((90.0 - elevation_deg) * degree), incidence, emission) : 0.0;
      const double found = picture.radiance_factor[16 * 32 + 16];
      EXPECT_NEAR(found, law, 2e-3 * normal_albedo) << slope_deg << " " << elevation_deg;  // half a pixel is 0.016 deg
    }
  }
}

TEST(Render, TheHorizonIsWhereTheSphereEnds) {
  Scene scene("model: sphere", 30.0, 0.0);
  constexpr double height_m = 1000.0;
  const double dip = std::acos(moon_radius_m / (moon_radius_m + height_m));
  // looking north, level; row 0 is up
  const Pinhole camera({0, 0, height_m}, {{1, 0, 0}, {0, 0, -1}, {0, 1, 0}}, 400, 10.0 * degree);
  const RenderedPicture picture = scene.renderer.render(camera, {});
  const double horizon_row = 200.0 + std::tan(dip) / camera.pixel_rad();
  for (int row = 0; row < 400; ++row) {
    if (std::fabs(row + 0.5 - horizon_row) < 1.0) continue;
    EXPECT_EQ(picture.radiance_factor[static_cast<std::size_t>(row * 400 + 200)] > 0.0f, row > horizon_row) << row;
  }
  EXPECT_EQ(picture.unknown_frac, 0.0);
  EXPECT_NEAR(picture.sky_frac, horizon_row / 400.0, 0.01);
  EXPECT_NEAR(picture.farthest_m, std::sqrt(2.0 * moon_radius_m * height_m), 0.15 * picture.farthest_m);
}

TEST(Render, HasTheSameBitsForAnyThreadsAndWhateverWasRenderedBefore) {
  const std::string terrain = "model: plane, slope_deg: 4, relief: {model: generated, ground: 0.3}";
  const LanderPose tilted{{3, 4, 60}, rotation(normalised(Quat<double>{1, 0.05, -0.2, 0.3}))};
  const Pinhole camera = descent_camera(tilted, {1.2, 0, 0.6}, 160, film_field_deg * degree);
  Scene one(terrain, 31.5, 50.7, 1), three(terrain, 31.5, 50.7, 3);
  const Pinhole other({50, 50, 300}, north_up, 100, 0.8);
  three.renderer.render(other, {});
  const RenderedPicture a = one.renderer.render(camera, {}), b = three.renderer.render(camera, {});
  ASSERT_EQ(a.radiance_factor.size(), b.radiance_factor.size());
  EXPECT_EQ(std::memcmp(a.radiance_factor.data(), b.radiance_factor.data(), a.radiance_factor.size() * sizeof(float)),
            0);
  EXPECT_EQ(a.shadow_frac, b.shadow_frac);
  EXPECT_GT(a.radiance_factor[80 * 160 + 80], 0.0f);
}

TEST(Render, MemoryIsBoundedAndForgottenTilesComeBackTheSame) {
  const std::string terrain = "model: plane, relief: {model: generated, ground: 0.3}";
  Scene large(terrain, 31.5, 50.7);
  Mosaic small(large.ground, large.sun, 1 << 20);
  Renderer renderer(small);
  const auto camera = [](double east_m) { return Pinhole({east_m, 0, 40}, north_up, 64, 0.8); };
  const RenderedPicture first = renderer.render(camera(0.0), {});
  const std::size_t after_one = small.memory_bytes();
  for (int i = 1; i < 4; ++i) renderer.render(camera(500.0 * i), {});
  EXPECT_LT(small.memory_bytes(), 3 * after_one);  // of the last picture and of the one before
  const RenderedPicture again = renderer.render(camera(0.0), {});
  EXPECT_EQ(first.radiance_factor, again.radiance_factor);
}

TEST(Render, ExposureIsInProportion) {
  EXPECT_EQ(exposed({0.0f, 0.05f, 0.1f, 0.3f}, 0.1), (std::vector<std::uint8_t>{0, 128, 255, 255}));
  const Sun sun{31.5 * degree, 0.0};
  const double level = radiance_factor(phase_terms(58.5 * degree), std::sin(31.5 * degree), 1.0);
  EXPECT_EQ(exposed({static_cast<float>(level)}, preset_white(sun))[0], 115);  // 45 %
}

TEST(Render, WithoutMapsAndReliefThereIsNothingToSee) {
  EXPECT_FALSE(has_features(Scene("model: plane, slope_deg: 5", 30, 0).ground.setup()));
  EXPECT_TRUE(has_features(Scene("model: sphere, relief: {model: generated}", 30, 0).ground.setup()));
}

}  // namespace
}  // namespace farside::render_test
