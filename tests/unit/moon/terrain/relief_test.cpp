#include "moon/terrain/relief.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "lanes/lane_struct.h"
#include "moon/terrain/nearby.h"
#include "unit/lanes/reference.h"

namespace farside::relief_test {
namespace {

constexpr ReliefScales all_scales{crater_levels_max, octaves_max, true, {}};

Relief<double> relief_of(double ground, const ReliefScales& scales = all_scales, ReliefParams<double> p = {}) {
  p.ground = ground;
  return make_relief(scales, p);
}

// Largest distance between the distribution of `values` and its law; within 1.95 / sqrt(n) but once in a thousand.
template <class Cdf>
double kolmogorov_smirnov(std::vector<double> values, Cdf&& cdf) {
  std::sort(values.begin(), values.end());
  const double n = static_cast<double>(values.size());
  double worst = 0.0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double law = cdf(values[i]);
    worst = std::max({worst, law - static_cast<double>(i) / n, static_cast<double>(i + 1) / n - law});
  }
  return worst * std::sqrt(n);
}

// Craters of a level in a square of cells, as whoever visits them finds them.
std::vector<Crater<double>> craters_of(const Relief<double>& relief, int level, int cells) {
  std::vector<Crater<double>> found;
  for (int row = 0; row < cells; ++row) {
    for (int column = 0; column < cells; ++column) {
      const std::uint64_t c = word_of_whole(double(column)), r = word_of_whole(double(row));
      const auto first = cell_hash<double>(key_of(relief), StrewnLayer::craters, c, r, level, 0);
      for (int rank = 0; rank < crater_ranks; ++rank) {
        if (whole_of_bits<0, 20, double>(first.second) < relief.craters.count[level].at_least[rank]) break;
        const auto hash =
            rank == 0 ? first : cell_hash<double>(key_of(relief), StrewnLayer::craters, c, r, level, rank);
        found.push_back(make_crater(hash, double(column), double(row), relief.craters, level));
      }
    }
  }
  return found;
}

TEST(Craters, ProductionIsNeukums) {  // T31
  const double diameter_km[] = {0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 5.0};
  const double per_km2[] = {30517.93768, 3774.385909,   209.5884477,    23.34930627,
                            2.397529616, 0.08749969772, 0.006735384324, 9.325566907e-05};
  for (int i = 0; i < 8; ++i)
    EXPECT_NEAR(1e6 * crater_production_per_m2(1e3 * diameter_km[i], 3.6), per_km2[i], 1e-6 * per_km2[i]);
}

TEST(Craters, EquilibriumHoldsBelowItsCrossing) {
  const CraterParams<double> p;
  EXPECT_NEAR(craters_per_m2(p, 1.0), 0.07943282347, 1e-10);
  EXPECT_NEAR(craters_per_m2(p, 227.7), 0.07943282347 / (227.7 * 227.7), 1e-12);
  EXPECT_LT(craters_per_m2(p, 227.9), 0.07943282347 / (227.9 * 227.9) * (1.0 - 1e-4));  // crossing at 227.782 m
}

TEST(Craters, NumberAndSizesFollowTheLaw) {  // T32b, by level
  const Relief<double> relief = relief_of(0.25);
  for (const int level : {0, 3, 8, 10}) {
    const int cells = 300;
    const double side_m = cells * crater_edge_m(level), low = crater_level_m(level);
    const std::vector<Crater<double>> craters = craters_of(relief, level, cells);
    const double wanted = (craters_per_m2({}, low) - craters_per_m2({}, 2.0 * low)) * side_m * side_m;
    EXPECT_NEAR(static_cast<double>(craters.size()), wanted, 3.5 * std::sqrt(wanted)) << level;
    std::vector<double> sizes;
    for (const Crater<double>& c : craters) sizes.push_back(2.0 / c.inverse_radius_1_m);
    const auto law = [&](double d) { return (1.0 - low * low / (d * d)) / 0.75; };
    EXPECT_LT(kolmogorov_smirnov(sizes, law), 1.95) << level;
  }
}

TEST(Craters, DepthsAreThoseOfALifeUnderDiffusion) {  // T36b
  ReliefParams<double> p;
  p.craters.depth_fresh_frac = 0.2;
  p.craters.depth_least_frac = 0.02;
  const Relief<double> relief = relief_of(0.75, all_scales, p);
  std::vector<double> depths;
  for (const Crater<double>& c : craters_of(relief, 2, 420))
    depths.push_back(crater_profile_depth_frac * c.bowl_m * c.inverse_radius_1_m / 2.0);
  ASSERT_GT(depths.size(), 90000U);
  const auto law = [](double d) { return 1.0 - (0.2 / d - 1.0) / 9.0; };
  EXPECT_LT(kolmogorov_smirnov(depths, law), 1.95);
  std::nth_element(depths.begin(), depths.begin() + static_cast<std::ptrdiff_t>(depths.size() / 2), depths.end());
  EXPECT_NEAR(depths[depths.size() / 2], 0.03636363636, 0.0005);
}

TEST(Craters, DefaultsHaveTheMeanDepthOfTheSite) {
  const CraterParams<double> p;
  const double ratio = p.depth_fresh_frac / p.depth_least_frac;  // mean of d0 / (1 + u (ratio - 1))
  EXPECT_NEAR(p.depth_fresh_frac * std::log(ratio) / (ratio - 1.0), 0.061, 0.0005);
}

// A fresh crater of the profile's own depth, 2 m wide, at the origin.
constexpr Crater<double> fresh{0.0, 0.0, 1.0, 2.0, 2.0};

TEST(Craters, ProfileIsThePublishedOne) {  // T35, whose values are of coefficients with three decimals: to 1e-3
  const double x[] = {0.0, 0.5, 0.9, 1.0, 1.2, 1.499999};
  const double over_diameter[] = {-0.181, -0.099125, 0.014999, 0.034, 0.01544, 0.0};
  for (int i = 0; i < 6; ++i) {
    const double east = x[i] * 0.6, north = x[i] * 0.8;
    EXPECT_NEAR(crater_relief(fresh, east, north).height_m / 2.0, over_diameter[i], 1e-3) << x[i];
  }
  EXPECT_EQ(crater_relief(fresh, 1.500001, 0.0).height_m, 0.0);
}

TEST(Craters, ProfileHasNoStep) {
  double before = crater_relief(fresh, 0.0, 0.0).height_m;
  for (int i = 1; i <= 160000; ++i) {
    const double here = crater_relief(fresh, 1e-5 * i, 0.0).height_m;
    ASSERT_NEAR(here, before, 1.1e-5) << i;  // steepest 0.5; a step of the published pieces would be 1.4e-3
    before = here;
  }
}

TEST(Rocks, NumberSizesAndHeightsFollowTheLaw) {
  const Relief<double> relief = relief_of(0.5);
  const RockParams<double> p;
  std::vector<double> sizes, heights;
  const int cells = 500;
  for (int row = 0; row < cells; ++row) {
    for (int column = 0; column < cells; ++column) {
      const std::uint64_t c = word_of_whole(double(column)), r = word_of_whole(double(row));
      const auto first = cell_hash<double>(key_of(relief), StrewnLayer::rocks, c, r, 0, 0);
      for (int rank = 0; rank < rock_ranks; ++rank) {
        if (whole_of_bits<0, 20, double>(first.second) < relief.rocks.count.at_least[rank]) break;
        const auto hash = cell_hash<double>(key_of(relief), StrewnLayer::rocks, c, r, 0, rank);
        const Rock<double> rock = make_rock(hash, double(column), double(row), relief.rocks);
        sizes.push_back(2.0 / std::hypot(rock.ax_1_m, rock.ay_1_m));
        heights.push_back(rock.height_m / sizes.back());
      }
    }
  }
  const double area = cells * rock_edge_m * cells * rock_edge_m;
  const auto beyond = [&](double d) { return p.number_1_m2 * (std::pow(d, -p.exponent) - std::pow(2.0, -p.exponent)); };
  for (const double d : {0.1, 0.2, 0.5, 1.0}) {
    const double wanted = beyond(d) * area;
    const auto found = std::count_if(sizes.begin(), sizes.end(), [&](double size) { return size >= d; });
    EXPECT_NEAR(static_cast<double>(found), wanted, 3.5 * std::sqrt(wanted) + 1.0) << d;
  }
  EXPECT_LT(kolmogorov_smirnov(sizes, [&](double d) { return 1.0 - beyond(d) / beyond(0.1); }), 1.95);
  EXPECT_LT(kolmogorov_smirnov(heights, [](double h) { return (h - 0.3) / 0.4; }), 1.95 + 0.2);  // 2048 heights
}

TEST(Rocks, CoverWhatIsSeenAtTheSite) {
  const RockParams<double> p;  // of the area under plan ellipses of D x 0.8 D, D from 0.1 to 2 m
  const double b = p.exponent;
  const double share = p.number_1_m2 * b / (2.0 - b) * (std::pow(2.0, 2.0 - b) - std::pow(0.1, 2.0 - b));
  EXPECT_NEAR(share * rock_axis_ratio * 3.14159265 / 4.0, 0.0021, 2e-5);  // 0.21 %
}

// Root mean square difference in height over a distance.
double deviation_m(const ReliefScales& scales, const ReliefParams<double>& params, double distance_m) {
  reference::Points points(7);
  double sum = 0.0;
  const int grounds = 40, pairs = 250;
  for (int g = 0; g < grounds; ++g) {
    const Relief<double> relief = relief_of((g + 0.5) / grounds, scales, params);
    for (int i = 0; i < pairs; ++i) {
      const double e = points.between(-2000.0, 2000.0), n = points.between(-2000.0, 2000.0);
      const double turn = points.between(0.0, 6.28318530718);
      const double there =
          relief_at(scales, relief, e + distance_m * std::cos(turn), n + distance_m * std::sin(turn)).height_m;
      const double rise = there - relief_at(scales, relief, e, n).height_m;
      sum += rise * rise;
    }
  }
  return std::sqrt(sum / (grounds * pairs));
}

// The share of discs under which a rock is higher than `above_m` at its point nearest to the disc's middle: 1 -
// exp(-n), n the mean of rocks whose cut at that height, an ellipse of radius r(a) about its axis, ends within radius_m
// + r of the disc's middle. `touching`: that of rocks which are as high anywhere under the disc (Steiner).
double share_under_disc(const RockParams<double>& p, double above_m, double radius_m, bool touching) {
  constexpr int sizes = 2000, heights = 200, directions = 180;
  constexpr double pi = 3.141592653589793;
  double mean_radius = 0.0, around = 0.0;  // of an ellipse with a semi-axis of 1
  for (int k = 0; k < directions; ++k) {
    const double c = std::cos(pi * (k + 0.5) / directions), s = std::sin(pi * (k + 0.5) / directions);
    mean_radius += rock_axis_ratio / std::hypot(rock_axis_ratio * c, s) / directions;
    around += 2.0 * pi * std::hypot(s, rock_axis_ratio * c) / directions;
  }
  const double span = std::log(rock_largest_m / rock_smallest_m);
  double mean = 0.0;
  for (int i = 0; i < sizes; ++i) {
    const double diameter_m = rock_smallest_m * std::exp(span * (i + 0.5) / sizes);
    const double rocks_1_m2 = p.number_1_m2 * p.exponent * std::pow(diameter_m, -p.exponent) * span / sizes;
    for (int k = 0; k < heights; ++k) {
      const double top_m = diameter_m * p.height_frac * (0.6 + 0.8 * (k + 0.5) / heights);
      if (top_m <= above_m) continue;
      const double a = 0.5 * diameter_m * std::sqrt(1.0 - above_m * above_m / (top_m * top_m));
      const double beside = touching ? around : 2.0 * pi * mean_radius;
      mean += rocks_1_m2 / heights * (pi * (radius_m * radius_m + rock_axis_ratio * a * a) + beside * radius_m * a);
    }
  }
  return 1.0 - std::exp(-mean);
}

TEST(Rocks, StandUnderADiscAsOftenAsPoissonSays) {
  ReliefParams<double> p;
  p.rocks.number_1_m2 = 1e-3;
  p.rocks.height_frac = 1.0;
  Relief<Lanes> relief;
  for (int l = 0; l < lane_count; ++l) put_lane(relief, l, relief_of(0.25, all_scales, p));
  constexpr int side = 1024;
  constexpr double apart_m = 5.0;  // farther than any two discs that one rock is under
  const struct { double radius_m, above_m; } discs[] = {{0.0, 0.1}, {0.15, 0.2}, {0.35, 0.3}};
  for (const auto& [radius_m, above_m] : discs) {
    long struck = 0;
    for (int row = 0; row < side; ++row) {
      for (int column = 0; column < side; column += lane_count) {
        double east[lane_count], highest[lane_count];
        for (int l = 0; l < lane_count; ++l) east[l] = apart_m * (column + l);
        to_array(highest, rocks_under_disc_m(all_scales, relief, from_array<Lanes>(east), Lanes(apart_m * row),
                                             Lanes(radius_m)));
        for (const double h : highest) struck += h > above_m;
      }
    }
    const double wanted = share_under_disc(p.rocks, above_m, radius_m, false), n = double(side) * side;
    EXPECT_NEAR(struck / n, wanted, 4.0 * std::sqrt(wanted * (1.0 - wanted) / n)) << radius_m;  // 4 sigma: 2 % of it
    // what the point nearest to the axis misses of a rock that is higher elsewhere under the disc
    const double touched = share_under_disc(p.rocks, above_m, radius_m, true);
    EXPECT_GE(touched, wanted);
    EXPECT_LT(touched, 1.006 * wanted);
  }
}

TEST(Roughness, IsSelfAffine) {  // T37
  constexpr ReliefScales rough{0, octaves_max, true, {}};
  for (const double hurst : {0.5, 0.76, 0.95}) {
    ReliefParams<double> p;
    p.roughness.deviation_m = 0.05;
    p.roughness.hurst = hurst;
    // octaves end at 0.5 m: below 3 m some of what finer ones would add is missing
    const double at_3 = deviation_m(rough, p, 3.0), at_20 = deviation_m(rough, p, 20.0);
    EXPECT_NEAR(std::log(at_20 / at_3) / std::log(20.0 / 3.0), hurst, 0.03) << hurst;
    EXPECT_NEAR(at_3, 0.05 * std::pow(3.0, hurst), 0.04 * at_3) << hurst;
  }
}

// Said in src/MODELS.md and configs/change4.yaml.
TEST(Relief, OfTheDefaultsHasItsSlopesOverFiveMetres) {
  reference::Points points(9);
  std::vector<double> slopes_deg;
  double mean_deg = 0.0;
  const int grounds = 40, pairs = 500;
  for (int g = 0; g < grounds; ++g) {
    const Relief<double> relief = relief_of((g + 0.5) / grounds);
    for (int i = 0; i < pairs; ++i) {
      const double e = points.between(-2000.0, 2000.0), n = points.between(-2000.0, 2000.0);
      const double turn = points.between(0.0, 6.28318530718);
      const double there = relief_at(all_scales, relief, e + 5.0 * std::cos(turn), n + 5.0 * std::sin(turn)).height_m;
      const double rise = there - relief_at(all_scales, relief, e, n).height_m;
      slopes_deg.push_back(std::atan(std::fabs(rise) / 5.0) * 57.29577951308232);
      mean_deg += slopes_deg.back() / (grounds * pairs);
    }
  }
  std::sort(slopes_deg.begin(), slopes_deg.end());
  EXPECT_NEAR(mean_deg, 2.9, 0.15);
  EXPECT_NEAR(slopes_deg[slopes_deg.size() * 95 / 100], 11.0, 0.6);
}

TEST(Relief, SlopesAreDifferences) {
  const Relief<double> relief = relief_of(0.3);
  reference::Points points(1);
  int rough = 0;
  for (int i = 0; i < 3000; ++i) {
    const double e = points.between(-500.0, 500.0), n = points.between(-500.0, 500.0), h = 1e-4;
    const Relief3<double> r = relief_at(all_scales, relief, e, n);
    const double east =
        (relief_at(all_scales, relief, e + h, n).height_m - relief_at(all_scales, relief, e - h, n).height_m) /
        (2.0 * h);
    const double north =
        (relief_at(all_scales, relief, e, n + h).height_m - relief_at(all_scales, relief, e, n - h).height_m) /
        (2.0 * h);
    // a crater's slope breaks at its floor and its rim
    rough += std::fabs(r.slope_east - east) > 1e-5 || std::fabs(r.slope_north - north) > 1e-5;
  }
  EXPECT_LT(rough, 15);
}

TEST(Relief, HasNoSeam) {  // P10: across the borders of cells, where other ones are visited
  const Relief<double> relief = relief_of(0.6);
  reference::Points points(3);
  for (int i = 0; i < 20000; ++i) {
    const int level = i % crater_levels_max;
    const double border = std::floor(points.between(-400.0, 400.0)) * 0.5 * crater_edge_m(level);
    const double along = points.between(-300.0, 300.0);
    const double low = relief_at(all_scales, relief, border - 1e-9, along).height_m;
    const double high = relief_at(all_scales, relief, border + 1e-9, along).height_m;
    ASSERT_NEAR(low, high, 4e-9);  // slopes of up to 1, and rounding at 300 km
  }
}

TEST(Relief, IsCutOffWhereNothingIsLookedForAbove) {
  const Relief3<double> below{relief_highest_m - 1e-9, 0.1, 0.2}, above{relief_highest_m + 20.0, 0.1, 0.2};
  EXPECT_EQ(cut_off(below).height_m, below.height_m);
  EXPECT_EQ(cut_off(below).slope_north, 0.2);
  EXPECT_EQ(cut_off(above).height_m, relief_highest_m);
  EXPECT_EQ(cut_off(above).slope_east, 0.0);
}

TEST(Relief, OtherGroundsAreOthers) {
  EXPECT_NE(relief_at(all_scales, relief_of(0.1), 5.0, 5.0).height_m,
            relief_at(all_scales, relief_of(0.1 + 1e-15), 5.0, 5.0).height_m);
}

TEST(Relief, OfALaneIsThatOfACase) {  // P10
  reference::Points points(5);
  for (int i = 0; i < 4000; ++i) {
    Relief<Lanes> lanes;
    Relief<double> one[lane_count];
    Lanes e(0.0), n(0.0), disc(0.0);
    for (int l = 0; l < lane_count; ++l) {
      ReliefParams<double> p;
      p.craters.equilibrium_1_m2 = points.between(0.0, 0.2);
      p.rocks.number_1_m2 = points.between(0.0, 1e-3);
      one[l] = relief_of(points.between(0.0, 1.0), all_scales, p);
      put_lane(lanes, l, one[l]);
      set_lane(e, l, points.between(-3e4, 3e4));
      set_lane(n, l, points.between(-3e4, 3e4));
      set_lane(disc, l, points.between(0.0, 0.3));
    }
    const Relief3<Lanes> r = relief_at(all_scales, lanes, e, n);
    const Lanes rocks = rocks_under_disc_m(all_scales, lanes, e, n, disc);
    for (int l = 0; l < lane_count; ++l) {
      const Relief3<double> q = relief_at(all_scales, one[l], lane(e, l), lane(n, l));
      ASSERT_EQ(bits_of(lane(r.height_m, l)), bits_of(q.height_m));
      ASSERT_EQ(bits_of(lane(r.slope_east, l)), bits_of(q.slope_east));
      ASSERT_EQ(bits_of(lane(r.slope_north, l)), bits_of(q.slope_north));
      ASSERT_EQ(bits_of(lane(rocks, l)),
                bits_of(rocks_under_disc_m(all_scales, one[l], lane(e, l), lane(n, l), lane(disc, l))));
    }
  }
}

// Points of a disc that was gathered, against the cells; `radius_m` beyond what fits makes it ask the cells itself.
void expect_the_same_nearby(double radius_m, int grounds, int points_each) {
  reference::Points points(6);
  TerrainView view{TerrainModel::sphere, nullptr, 0, all_scales};
  std::vector<Nearby<Lanes>> near(1);  // not on the stack
  for (int g = 0; g < grounds; ++g) {
    Relief<Lanes> lanes;
    Lanes e0(0.0), n0(0.0);
    PointAbout<Lanes> about;
    for (int l = 0; l < lane_count; ++l) {
      TerrainParams<double> p;
      p.relief.ground = points.between(0.0, 1.0);
      p.relief.craters.equilibrium_1_m2 = points.between(0.0, 0.2);
      const Ground<double> ground = make_ground(view, p, 1.73e6);
      put_lane(lanes, l, ground.relief);
      const double e = points.between(-2e4, 2e4), n = points.between(-2e4, 2e4);
      set_lane(e0, l, e);
      set_lane(n0, l, n);
      near[0].gather(l, ground, e, n, radius_m);
    }
    Lanes e = e0, n = n0;
    for (int i = 0; i < points_each; ++i) {
      for (int l = 0; l < lane_count; ++l) {
        // somewhere else, or a little further: what is known of its surroundings serves again, or just no more
        const bool jumps = i % 4 == 0;
        const double r = jumps ? radius_m * points.between(0.0, 1.0) : points.between(0.0, 0.2);
        const double turn = points.between(0.0, 6.3);
        const double x = (jumps ? 0.0 : 0.95 * (lane(e, l) - lane(e0, l))) + r * std::cos(turn);
        const double y = (jumps ? 0.0 : 0.95 * (lane(n, l) - lane(n0, l))) + r * std::sin(turn);
        set_lane(e, l, lane(e0, l) + x);
        set_lane(n, l, lane(n0, l) + y);
      }
      const Relief3<Lanes> cells = relief_at(all_scales, lanes, e, n);
      const Relief3<Lanes> list = near[0].relief(all_scales, lanes, about, e, n);
      for (int l = 0; l < lane_count; ++l) {
        ASSERT_EQ(bits_of(lane(list.height_m, l)), bits_of(lane(cells.height_m, l)));
        ASSERT_EQ(bits_of(lane(list.slope_east, l)), bits_of(lane(cells.slope_east, l)));
        ASSERT_EQ(bits_of(lane(list.slope_north, l)), bits_of(lane(cells.slope_north, l)));
      }
    }
  }
}
TEST(Nearby, HasTheBitsOfTheCells) { expect_the_same_nearby(4.0, 200, 60); }  // P10
TEST(Nearby, AsksTheCellsWhereItIsFull) { expect_the_same_nearby(60.0, 3, 20); }

TEST(Nearby, KnowsEveryRockThatStandsInTheDisc) {
  reference::Points points(8);
  TerrainView view{TerrainModel::sphere, nullptr, 0, all_scales};
  TerrainParams<double> p;
  p.relief.rocks.number_1_m2 = 1e-3;
  std::vector<Nearby<double>> near(1);
  int met = 0;
  for (int g = 0; g < 60; ++g) {
    p.relief.ground = points.between(0.0, 1.0);
    const Ground<double> ground = make_ground(view, p, 1.73e6);
    near[0].gather(0, ground, 100.0, -50.0, 4.0);
    for (int i = 0; i < 200; ++i) {
      const double e = 100.0 + points.between(-2.8, 2.8), n = -50.0 + points.between(-2.8, 2.8);
      double highest = 0.0;
      for (int k = 0; k < near[0].rocks(); ++k) highest = std::max(highest, rock_height_m(near[0].rock(k), e, n));
      EXPECT_EQ(highest, rocks_under_disc_m(ground.view.relief, ground.relief, e, n, 0.0));
      met += highest > 0.0;
    }
  }
  EXPECT_GT(met, 20);
}

}  // namespace

}  // namespace farside::relief_test
