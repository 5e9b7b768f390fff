#include "moon/terrain/listed.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <tuple>
#include <vector>

#include "moon/terrain/nearby.h"
#include "moon/terrain/raster.h"
#include "unit/lanes/reference.h"

namespace farside::listed_test {
namespace {

// Things of all sizes, sorted as the host sorts them (scenario/listed.h).
struct Sorted {
  std::vector<ListedThing> things;
  std::vector<ListedLevel> levels;

  Sorted(std::vector<ListedThing> all, double (*edge_m)(double)) {
    const auto level_of = [](const ListedThing& t) { return std::ilogb(2.0 / t.inverse_radius_1_m); };
    for (ListedThing& t : all) {
      const double edge = edge_m(std::ldexp(1.0, level_of(t) + 1));
      t.row = std::floor(t.y_m / edge);
      t.column = std::floor(t.x_m / edge);
    }
    const auto order = [&](const ListedThing& t) { return std::make_tuple(level_of(t), t.row, t.column); };
    std::stable_sort(all.begin(), all.end(), [&](const auto& a, const auto& b) { return order(a) < order(b); });
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (i == 0 || level_of(all[i]) != level_of(all[i - 1]))
        levels.push_back({edge_m(std::ldexp(1.0, level_of(all[i]) + 1)), static_cast<std::int32_t>(i), 0});
      levels.back().end = static_cast<std::int32_t>(i + 1);
    }
    things = all;
  }
  ListedThings view() const { return {things.data(), levels.data(), static_cast<std::int32_t>(levels.size())}; }
};

ListedThing crater_at(double x_m, double y_m, double diameter_m, double depth_m) {
  const CraterScales s = crater_scales(diameter_m, depth_m);
  return {0.0, 0.0, x_m, y_m, 2.0 / diameter_m, s.below_m, s.above_m};
}
ListedThing rock_at(double x_m, double y_m, double diameter_m, double height_m) {
  return {0.0, 0.0, x_m, y_m, 2.0 / diameter_m, 0.0, height_m};
}
Sorted craters(std::vector<ListedThing> all) { return {std::move(all), listed_crater_edge_m}; }
Sorted rocks(std::vector<ListedThing> all) { return {std::move(all), listed_rock_edge_m}; }

// Diameters over four decades, crowded in the middle, far fewer outside.
std::vector<ListedThing> many(std::uint64_t seed, int count, double smallest_m, double decades, bool crater) {
  reference::Points points(seed);
  std::vector<ListedThing> all;
  for (int i = 0; i < count; ++i) {
    const double diameter_m = smallest_m * std::pow(10.0, points.between(0.0, decades));
    const double half_m = 3.0 + std::pow(10.0, points.between(0.0, 3.0));
    const double x = points.between(-half_m, half_m), y = points.between(-half_m, half_m);
    const double share = points.between(0.02, 0.2);
    all.push_back(crater ? crater_at(x, y, diameter_m, share * diameter_m)
                         : rock_at(x, y, diameter_m, 2.0 * share * diameter_m));
  }
  return all;
}

ReliefScales listed_alone(const Sorted& craters, const Sorted& rocks) {
  ReliefScales scales{0, 0, false, {}};
  scales.listed = {craters.view(), rocks.view()};
  return scales;
}

TEST(Listed, ACraterIsAsDeepAsItIsSaidFromItsCrestToItsFloor) {
  for (const double depth_m : {0.1, 1.0, 2.2, 4.9}) {  // worn, as the site's, fresh, deeper than the profile
    const Sorted one = craters({crater_at(3.0, -4.0, 20.0, depth_m)}), none = rocks({});
    const ReliefScales scales = listed_alone(one, none);
    double low = 1e9, high = -1e9;
    for (int i = 0; i <= 200000; ++i) {
      const double r = 1e-4 * i;
      const double height_m = relief_at(scales, Relief<double>{}, 3.0 + 0.6 * r, -4.0 + 0.8 * r).height_m;
      low = std::min(low, height_m);
      high = std::max(high, height_m);
      if (r > 15.0) {
        ASSERT_EQ(height_m, 0.0);
      }
    }
    EXPECT_NEAR(high - low, depth_m, 1e-5 * depth_m);  // the crest between two of the points
    EXPECT_EQ(low, relief_at(scales, Relief<double>{}, 3.0, -4.0).height_m);
    // floor and crest of the profile, the crest by share^1.5
    const double share = -low / (0.181 * 20.0);
    EXPECT_NEAR(high, 0.0368291 * 20.0 * std::pow(share, 1.5), 1e-4 * depth_m);
  }
}

TEST(Listed, ARockIsHalfAnEllipsoid) {
  const Sorted none = craters({}), one = rocks({rock_at(1.0, 2.0, 0.8, 0.3)});
  const ReliefScales scales = listed_alone(none, one);
  const auto height_m = [&](double x, double y) { return rocks_under_disc_m(scales, Relief<double>{}, x, y, 0.0); };
  EXPECT_EQ(height_m(1.0, 2.0), 0.3);
  EXPECT_NEAR(height_m(1.24, 2.0), 0.3 * 0.8, 1e-12);
  EXPECT_NEAR(height_m(1.0, 2.24), 0.3 * 0.8, 1e-12);
  EXPECT_EQ(height_m(1.4000001, 2.0), 0.0);
  EXPECT_NEAR(rocks_under_disc_m(scales, Relief<double>{}, 1.5, 2.0, 0.26), 0.3 * 0.8, 1e-12);
}

// Whatever is far away is left out: against the sum over all of them.
TEST(Listed, NothingThatReachesAPlaceIsLeftOut) {
  const Sorted pits = craters(many(3, 3000, 0.1, 4.0, true)), stones = rocks(many(4, 1000, 0.05, 2.5, false));
  const ReliefScales scales = listed_alone(pits, stones);
  reference::Points points(5);
  for (int i = 0; i < 3000; ++i) {
    const double e = points.between(-60.0, 60.0), n = points.between(-60.0, 60.0), disc = points.between(0.0, 0.3);
    Relief3<double> sum{0.0, 0.0, 0.0};
    for (const ListedThing& t : pits.things)
      sum = sum + crater_relief(Crater<double>{t.x_m, t.y_m, t.inverse_radius_1_m, t.below_m, t.above_m}, e, n);
    double highest = 0.0;
    for (const ListedThing& t : stones.things) {
      const Rock<double> rock = rock_of(ListedHere<double>{t.x_m, t.y_m, t.inverse_radius_1_m, t.below_m, t.above_m});
      highest = std::max(highest, rock_under_disc(rock, e, n, disc).height_m);
    }
    EXPECT_EQ(bits_of(relief_at(scales, Relief<double>{}, e, n).height_m), bits_of(cut_off(sum).height_m));
    EXPECT_EQ(rocks_under_disc_m(scales, Relief<double>{}, e, n, disc), highest);
  }
}

// P10: a case a lane, what is drawn below what is listed, and lists that were gathered.
TEST(Listed, LanesPointsAndListsHaveTheSameBits) {
  const Sorted pits = craters(many(6, 400, 0.1, 4.0, true)), stones = rocks(many(7, 60, 0.05, 2.5, false));
  ReliefScales scales{crater_levels_max, octaves_max, true, {}};
  scales.listed = {pits.view(), stones.view()};
  const TerrainView view{TerrainModel::sphere, nullptr, 0, scales};
  reference::Points points(8);
  std::vector<Nearby<Lanes>> near(1);
  int reached = 0;
  for (int g = 0; g < 40; ++g) {
    Relief<Lanes> lanes;
    Relief<double> one[lane_count];
    PointAbout<Lanes> about;
    double e0[lane_count], n0[lane_count];
    for (int l = 0; l < lane_count; ++l) {
      TerrainParams<double> p;
      p.relief.ground = points.between(0.0, 1.0);
      p.relief.craters.equilibrium_1_m2 = 0.02;
      const Ground<double> ground = make_ground(view, p, 1.73e6);
      one[l] = ground.relief;
      put_lane(lanes, l, one[l]);
      e0[l] = points.between(-40.0, 40.0);
      n0[l] = points.between(-40.0, 40.0);
      near[0].gather(l, ground, e0[l], n0[l], 3.0);
    }
    for (int i = 0; i < 50; ++i) {
      Lanes e(0.0), n(0.0);
      for (int l = 0; l < lane_count; ++l) {
        const double r = points.between(0.0, 3.0), turn = points.between(0.0, 6.3);
        set_lane(e, l, e0[l] + r * std::cos(turn));
        set_lane(n, l, n0[l] + r * std::sin(turn));
      }
      const Relief3<Lanes> cells = relief_at(scales, lanes, e, n);
      const Relief3<Lanes> list = near[0].relief(scales, lanes, about, e, n);
      const Lanes stood = rocks_under_disc_m(scales, lanes, e, n, Lanes(0.1));
      for (int l = 0; l < lane_count; ++l) {
        const Relief3<double> point = relief_at(scales, one[l], lane(e, l), lane(n, l));
        ASSERT_EQ(bits_of(lane(cells.height_m, l)), bits_of(point.height_m));
        ASSERT_EQ(bits_of(lane(cells.slope_east, l)), bits_of(point.slope_east));
        ASSERT_EQ(bits_of(lane(list.height_m, l)), bits_of(point.height_m));
        ASSERT_EQ(bits_of(lane(list.slope_north, l)), bits_of(point.slope_north));
        const double stands = rocks_under_disc_m(scales, one[l], lane(e, l), lane(n, l), 0.1);
        ASSERT_EQ(bits_of(lane(stood, l)), bits_of(stands));
        double highest = 0.0;
        for (int k = 0; k < near[0].rocks(); ++k) {
          const RockUnderDisc<Lanes> under = rock_under_disc(near[0].rock(k), e, n, Lanes(0.1));
          highest = std::max(highest, lane(under.height_m, l));
        }
        ASSERT_EQ(highest, stands);
        reached += stands > 0.0;
      }
    }
  }
  EXPECT_GT(reached, 20);
}

// Sub-linear: what is asked is what is near, though sizes go over four decades.
// P10: the raster at pixels below and above the things' sizes, alone and beside what is drawn.
TEST(Listed, ARasterHasThemToo) {
  const Sorted pits = craters(many(9, 400, 0.1, 4.0, true)), stones = rocks(many(10, 400, 0.05, 2.5, false));
  for (const bool drawn : {false, true}) {
    ReliefScales scales{drawn ? crater_levels_max : 0, drawn ? octaves_max : 0, drawn, {}};
    scales.listed = {pits.view(), stones.view()};
    TerrainParams<double> p;
    p.relief.ground = 0.375;
    const Ground<double> ground = make_ground({TerrainModel::sphere, nullptr, 0, scales}, p, 1.73e6);
    for (const double pixel_m : {0.05, 0.5, 4.0, 40.0}) {
      constexpr int side = 130;  // three tiles and a bit
      std::vector<double> height_m(side * side), rock_m(side * side);
      const GroundTile tile{-0.5 * side * pixel_m, 0.4 * side * pixel_m, pixel_m, 0, 0, side, side, side,
                            height_m.data(),       rock_m.data()};
      GroundRaster<Lanes>(ground).fill(tile);
      int wrong = 0, stand = 0;
      for (int i = 0; i < side * side; ++i) {
        const double e = tile.east_of_m(i % side), n = tile.north_of_m(i / side);
        const double point_m = sample_ground(ground, e, n).elevation_m;
        const double above_m = rocks_above_ground_m(ground, e, n, point_m);
        const auto at = static_cast<std::size_t>(i);
        wrong += bits_of(height_m[at]) != bits_of(point_m) || bits_of(rock_m[at]) != bits_of(above_m);
        stand += above_m > 0.0;
      }
      EXPECT_EQ(wrong, 0) << drawn << " " << pixel_m;
      if (pixel_m < 1.0) {
        EXPECT_GT(stand, 0) << drawn << " " << pixel_m;
      }
    }
  }
}

TEST(Listed, OfManyOnlyThoseAboutAPlaceAreLookedAt) {
  reference::Points points(9);
  std::vector<ListedThing> all;
  for (int i = 0; i < 100000; ++i) {  // sizes by D^-2, a square kilometre
    const double diameter_m = 0.5 / std::sqrt(1.0 - points.between(0.0, 0.99999));
    all.push_back(
        crater_at(points.between(-500.0, 500.0), points.between(-500.0, 500.0), diameter_m, 0.1 * diameter_m));
  }
  const Sorted pits = craters(std::move(all));
  int most = 0;
  for (int i = 0; i < 1000; ++i) {
    int seen = 0;
    visit_listed(pits.view(), points.between(-500.0, 500.0), points.between(-500.0, 500.0),
                 [&](const ListedHere<double>&) { ++seen; });
    most = std::max(most, seen);
  }
  EXPECT_LT(most, 60);  // about 1.5 a level, 10 levels
}

TEST(Listed, APlaceThatIsNoneReachesNothing) {
  const Sorted pits = craters(many(6, 50, 0.1, 4.0, true)), none = rocks({});
  const ReliefScales scales = listed_alone(pits, none);
  const double nan = __builtin_nan("");
  EXPECT_EQ(relief_at(scales, Relief<double>{}, nan, 0.0).height_m, 0.0);
  EXPECT_EQ(relief_at(scales, Relief<double>{}, 1e30, -1e30).height_m, 0.0);
}

}  // namespace

}  // namespace farside::listed_test
