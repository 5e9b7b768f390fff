#include "moon/terrain/raster.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "lanes/lanes.h"

namespace farside::raster_test {
namespace {

constexpr double radius_m = 1731473.0;
constexpr ReliefScales all_scales{crater_levels_max, octaves_max, true, {}};

Ground<double> ground_of(const TerrainView& view, double number) {
  TerrainParams<double> p;
  p.slope_rad = 0.2;
  p.slope_azimuth_rad = 0.7;
  p.relief.ground = number;
  p.relief.rocks.number_1_m2 = 9e-4;  // many
  return make_ground(view, p, radius_m);
}
Ground<double> relief_of(double number) { return ground_of({TerrainModel::sphere, nullptr, 0, all_scales}, number); }

struct Raster {
  std::vector<double> height_m, rock_m;
  GroundTile tile{};
};
template <class Real>
Raster raster_of(const Ground<double>& ground, double west_m, double north_m, double pixel_m, int columns, int rows) {
  Raster raster;
  raster.height_m.resize(static_cast<std::size_t>(columns * rows), -1e9);
  raster.rock_m = raster.height_m;
  raster.tile = {west_m, north_m, pixel_m, 0, 0, columns, rows, columns, raster.height_m.data(), raster.rock_m.data()};
  GroundRaster<Real>(ground).fill(raster.tile);
  return raster;
}

// Number of pixels whose height or rock has other bits than the same place asked as a point.
int differences(const Ground<double>& ground, const Raster& raster) {
  int wrong = 0;
  const GroundTile& t = raster.tile;
  for (int r = 0; r < t.rows; ++r) {
    for (int c = 0; c < t.columns; ++c) {
      const double east_m = t.east_of_m(c), north_m = t.north_of_m(r);
      const GroundSample<double> point = sample_ground(ground, east_m, north_m);
      const double height_m = t.height_m[r * t.stride + c], rock_m = t.rock_m[r * t.stride + c];
      if (!point.covered) {
        wrong += height_m == height_m || rock_m == rock_m;
        continue;
      }
      const double above_m =
          has_relief(ground.view.relief) ? rocks_above_ground_m(ground, east_m, north_m, point.elevation_m) : 0.0;
      wrong += bits_of(height_m) != bits_of(point.elevation_m) || bits_of(rock_m) != bits_of(above_m);
    }
  }
  return wrong;
}

// P10. Pixels from a twentieth of the finest crater to more than the largest cell, so that every way through the raster
// is taken; sides that are no multiples of a tile or of lanes; 1.1 million places in all.
TEST(Raster, HasTheBitsOfPointsAtEveryScale) {
  int places = 0;
  for (const double pixel_m : {0.013, 0.05, 0.25, 0.4999, 0.5, 1.0, 1.5625, 2.8, 7.0, 64.0, 130.0, 3000.0}) {
    for (const double number : {0.125, 0.875}) {
      const Ground<double> ground = relief_of(number);
      const Raster raster = raster_of<Lanes>(ground, -1234.567, 765.4321, pixel_m, 301, 153);
      EXPECT_EQ(differences(ground, raster), 0) << pixel_m << " " << number;
      places += 301 * 153;
    }
  }
  EXPECT_GT(places, 1000000);
}

TEST(Raster, HasThemAtBordersOfCellsAndNodesAndFarFromTheTarget) {
  const Ground<double> ground = relief_of(0.5);
  // middles of pixels on whole multiples of every edge of cells and spacing of nodes
  for (const double edge_m : {crater_edge_m(0), crater_edge_m(3), rock_edge_m, 0.5, 8.0}) {
    const double pixel_m = edge_m / 8.0;
    EXPECT_EQ(differences(ground, raster_of<Lanes>(ground, -40.5 * pixel_m, 50.5 * pixel_m, pixel_m, 100, 100)), 0)
        << edge_m;
  }
  EXPECT_EQ(differences(ground, raster_of<Lanes>(ground, 9e5, -7e5, 0.25, 128, 128)), 0);
}

TEST(Raster, ACaseAloneHasTheBitsOfLanes) {
  const Ground<double> ground = relief_of(0.3);
  const Raster lanes = raster_of<Lanes>(ground, -10.0, 10.0, 0.25, 130, 70);
  const Raster alone = raster_of<double>(ground, -10.0, 10.0, 0.25, 130, 70);
  for (std::size_t i = 0; i < lanes.height_m.size(); ++i) {
    ASSERT_EQ(bits_of(lanes.height_m[i]), bits_of(alone.height_m[i]));
    ASSERT_EQ(bits_of(lanes.rock_m[i]), bits_of(alone.rock_m[i]));
  }
}

// A pixel is the same whatever raster it is part of.
TEST(Raster, DoesNotDependOnItsTiles) {
  const Ground<double> ground = relief_of(0.6);
  const Raster whole = raster_of<Lanes>(ground, -30.0, 30.0, 0.3, 200, 200);
  std::vector<double> height_m(static_cast<std::size_t>(200 * 200)), rock_m(height_m.size());
  GroundTile part = whole.tile;
  part.columns = 37;
  part.rows = 81;
  part.stride = 37;
  part.height_m = height_m.data();
  part.rock_m = rock_m.data();
  part.first_column = 101;
  part.first_row = 53;
  GroundRaster<Lanes>(ground).fill(part);
  for (int r = 0; r < part.rows; ++r) {
    for (int c = 0; c < part.columns; ++c) {
      const auto i = static_cast<std::size_t>(r * 37 + c), j = static_cast<std::size_t>((r + 53) * 200 + c + 101);
      ASSERT_EQ(bits_of(height_m[i]), bits_of(whole.height_m[j]));
      ASSERT_EQ(bits_of(rock_m[i]), bits_of(whole.rock_m[j]));
    }
  }
}

TEST(Raster, OverAPlaneAndOverMaps) {
  const Ground<double> plane = ground_of({TerrainModel::plane, nullptr, 0, all_scales}, 0.2);
  EXPECT_EQ(differences(plane, raster_of<Lanes>(plane, -2500.0, 2500.0, 25.0, 200, 200)), 0);
  const Ground<double> bare = ground_of({TerrainModel::plane, nullptr, 0, {}}, 0.0);
  EXPECT_EQ(differences(bare, raster_of<Lanes>(bare, -2500.0, 2500.0, 25.0, 200, 200)), 0);

  // a fine map with a hole inside a coarse one, which ends within the raster
  std::vector<float> fine(61 * 61), coarse(41 * 41);
  for (std::size_t i = 0; i < fine.size(); ++i) fine[i] = static_cast<float>(std::sin(0.3 * double(i % 61)) * 4.0);
  fine[1000] = std::nanf("");
  for (std::size_t i = 0; i < coarse.size(); ++i) coarse[i] = static_cast<float>(double(i / 41) * 3.0 - 20.0);
  const HeightGrid grids[] = {{fine.data(), 61, 61, -150.0, -150.0, 5.0},
                              {coarse.data(), 41, 41, -400.0, -400.0, 20.0}};
  const ReliefScales below_5_m{4, 4, false, {}};
  for (const ReliefScales& scales : {ReliefScales{}, below_5_m}) {
    const Ground<double> maps = ground_of({TerrainModel::dem, grids, 2, scales}, 0.7);
    const Raster raster = raster_of<Lanes>(maps, -450.0, 450.0, 3.0, 300, 300);
    EXPECT_EQ(differences(maps, raster), 0);
    EXPECT_TRUE(std::isnan(raster.height_m[0]));
    EXPECT_TRUE(std::isnan(raster.rock_m[0]));
    EXPECT_FALSE(std::isnan(raster.height_m[150 * 301]));
  }
}

// P10: across borders of cells, nodes and tiles the ground has no step: from one place to one 2e-10 m on it changes by
// less than 1e-9 m, so steep it is nowhere.
TEST(Raster, HasNoSeams) {
  const Ground<double> ground = relief_of(0.45);
  const double e = 1e-10;
  double worst = 0.0;
  for (const double edge_m :
       {0.5, 1.0, 64.0, crater_edge_m(0), crater_edge_m(1), crater_edge_m(5), crater_edge_m(10)}) {
    for (int border = -20; border <= 20; ++border) {
      for (int i = 0; i < 200; ++i) {
        const double x = border * edge_m, y = 0.37 * i - 30.0;
        worst = std::fmax(worst, std::fabs(sample_ground(ground, x - e, y).elevation_m -
                                           sample_ground(ground, x + e, y).elevation_m));
        worst = std::fmax(worst, std::fabs(sample_ground(ground, y, x - e).elevation_m -
                                           sample_ground(ground, y, x + e).elevation_m));
      }
    }
  }
  EXPECT_LT(worst, 1e-9);
}

}  // namespace

}  // namespace farside::raster_test
