#include <gtest/gtest.h>

#include <cmath>

#include "moon/frames.h"
#include "unit/camera/picture_scene.h"
#include "unit/scenario/raster_fixture.h"

namespace farside::render_map_test {
namespace {

constexpr double degree = unit::degree_rad;

struct Peak {
  double east_m, north_m, height_m, width_m;  // of a bell of Gauss: its standard deviation
  double over(double east, double north) const {
    const double e = (east - east_m) / width_m, n = (north - north_m) / width_m;
    return height_m * std::exp(-0.5 * (e * e + n * n));
  }
};
constexpr Peak peaks[] = {
    {0, 0, 12, 25}, {-300, 240, 30, 30}, {260, 280, 20, 25}, {-320, -260, 25, 30}, {330, -200, 30, 30}};

double height_m(double east, double north) {
  double sum = 0.0;
  for (const Peak& p : peaks) sum += p.over(east, north);
  return sum;
}

// What a picture is made of, over a map that knows 550 m all around, 5 m a pixel.
class RenderOverAMap : public test::RasterTest {
 protected:
  struct Scene : test::PictureScene {
    Scene(const std::string& folder, const Sun& of_sun)
        : PictureScene(
              "farside: 1\nsite: {lat_deg: 0, lon_deg: 0, elevation_m: 0}\nmoon: {terrain: "
              "{model: dem, layers: [{path: peaks.tif}], relief: {model: none}}}\n",
              folder, of_sun) {}
  };

  void make_map() const {
    constexpr double metres = moon_radius_m * degree, pixel_deg = 5.0 / metres, edge_deg = 110 * pixel_deg;
    test::RasterSpec spec;
    spec.geotransform = {-edge_deg, pixel_deg, 0.0, edge_deg, 0.0, -pixel_deg};
    spec.columns = spec.rows = 220;
    make("peaks.tif", spec, [](double lon, double lat) { return height_m(lon * metres, lat * metres); });
  }
};

// Where a summit is seen: there the ground is level, and as bright as level ground. From the east's sun that is told
// along a row, from the north's along a column. Tilted, turned and aside, so that height shifts it by 15 pixels.
TEST_F(RenderOverAMap, PeaksOfItAreWhereTheyAre) {
  make_map();
  const Mat3<double> turn = rotation(normalised(Quat<double>{0.999, 0.03, -0.02, 0.01}));
  const Mat3<double> north_up{{1, 0, 0}, {0, -1, 0}, {0, 0, -1}};
  const Pinhole camera({20, -30, 1000}, north_up * turn, film_side, film_field_deg * degree);
  for (const bool from_east : {true, false}) {
    Scene scene(path(""), {45.0 * degree, (from_east ? 90.0 : 0.0) * degree});
    const RenderedPicture picture = scene.renderer.render(camera, {});
    const auto over_level = [&](int column, int row) {
      const Vec3<double> ray = camera.direction_L({column + 0.5, row + 0.5}), sun = scene.sun.direction_L();
      const double level = radiance_factor(phase_terms(std::acos(-dot(sun, ray))), sun.z, -ray.z);
      return picture.radiance_factor[static_cast<std::size_t>(row * film_side + column)] - level;
    };
    for (const Peak& p : peaks) {
      const double sphere_m = -0.5 * (p.east_m * p.east_m + p.north_m * p.north_m) / moon_radius_m;
      const auto truth = camera.pixel_of({p.east_m, p.north_m, sphere_m + p.height_m});
      ASSERT_TRUE(truth);
      const int column = static_cast<int>(truth->column), row = static_cast<int>(truth->row);
      constexpr int reach = 8;
      double found = -1.0;
      for (int i = -reach; i < reach; ++i) {
        const double before = from_east ? over_level(column + i, row) : over_level(column, row + i),
                     after = from_east ? over_level(column + i + 1, row) : over_level(column, row + i + 1);
        // eastward the ground begins to fall towards its sun; southward it begins to fall away from it
        if (from_east ? before < 0.0 && after >= 0.0 : before >= 0.0 && after < 0.0)
          found = (from_east ? column : row) + i + 0.5 + before / (before - after);
      }
      EXPECT_NEAR(found, from_east ? truth->column : truth->row, 0.5) << p.east_m << " " << p.north_m;
    }
  }
}

// West of a peak under a sun in the east: where the profile of the map hides the sun.
TEST_F(RenderOverAMap, ReliefOfItThrowsShadows) {
  make_map();
  constexpr double elevation_deg = 12.0, height = 1000.0;
  Scene scene(path(""), {elevation_deg * degree, 90.0 * degree});
  const Peak& p = peaks[1];
  const Pinhole camera({p.east_m, p.north_m, height}, {{1, 0, 0}, {0, -1, 0}, {0, 0, -1}}, 512, 25.0 * degree);
  const RenderedPicture picture = scene.renderer.render(camera, {});
  const auto is_hidden = [&](double east) {
    for (double d = 1.0; d < 400.0; d += 0.25) {
      const double rise = height_m(east + d, p.north_m) - height_m(east, p.north_m);
      if (rise > d * std::tan(elevation_deg * degree)) return true;
    }
    return false;
  };
  int begins = -1, ends = -1, begun = -1, ended = -1;
  for (int column = 0; column < 256; ++column) {
    const Vec3<double> ray = camera.direction_L({column + 0.5, 255.5});
    double east = p.east_m;  // of the ground there: it is nearer where it is higher
    for (int i = 0; i < 20; ++i) east = p.east_m + ray.x / -ray.z * (height - height_m(east, p.north_m));
    if (is_hidden(east)) (begins < 0 ? begins : ends) = column;
    if (picture.radiance_factor[static_cast<std::size_t>(255 * 512 + column)] == 0.0f)
      (begun < 0 ? begun : ended) = column;
  }
  ASSERT_GT(ends - begins, 30);
  // the sun's disc blurs an edge by 0.5 deg of elevation: 4 m, or 5 pixels, at the tip
  EXPECT_NEAR(begun, begins, 6);
  EXPECT_NEAR(ended, ends, 2);
}

TEST_F(RenderOverAMap, BeyondItsEdgeNothingIsKnownAndAllIsBlack) {
  make_map();
  Scene scene(path(""), {45.0 * degree, 0.0});
  const Pinhole camera({545, 0, 100}, {{1, 0, 0}, {0, -1, 0}, {0, 0, -1}}, 200, 20.0 * degree);
  const RenderedPicture picture = scene.renderer.render(camera, {});
  EXPECT_GT(picture.unknown_frac, 0.3);
  EXPECT_NEAR(picture.ground_frac + picture.unknown_frac, 1.0, 1e-12);
  for (int column = 0; column < 200; ++column) {
    const bool is_black = picture.radiance_factor[static_cast<std::size_t>(100 * 200 + column)] == 0.0f;
    const Vec3<double> ray = camera.direction_L({column + 0.5, 100.5});
    const double east = 545.0 + 100.0 * ray.x / -ray.z;
    if (std::fabs(east - 547.5) < 3.0) continue;  // the last pixel's middle
    EXPECT_EQ(is_black, east > 547.5) << east;
  }
}

}  // namespace
}  // namespace farside::render_map_test
