#include "gnc/hazard/hazard_map.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

#include "unit/gnc/hazard/hazard_scene.h"

namespace farside::hazard_map_test {
using namespace hazard_scene;

namespace {

constexpr double degree = unit::degree_rad;

TEST(HazardMap, OfAPlaneHasItsSlopeEverywhere) {
  for (const double slope_deg : {0.0, 5.0, 12.0}) {
    Scratch scratch;
    const LidarPose pose = over(3.0, -4.0, 100.0, {0.02, 0.03, 0.2});
    const HeightMap map = judged(plane(slope_deg * degree, 0.6), pose, scratch);
    const HazardScratch& s = *scratch.hazard;
    const int seen = each_seen(map, scratch, pose, [&](int cell, double, double) {
      // A cell's samples are up to half a cell from its middle each way, which the fall between its neighbours, whose
      // samples are as far from theirs, doesn't quite make good.
      const double off_m = 0.7 * 0.5 * std::sqrt(2.0) * map.cell_m * std::tan(slope_deg * degree);
      ASSERT_GT(s.slope_rad[cell] / degree, slope_deg - 0.25);
      ASSERT_LT(s.slope_rad[cell] / degree, slope_deg + 0.1 + std::sqrt(2.0) * off_m / 2.35 / degree);
      ASSERT_LT(s.obstacle_m[cell], off_m + 0.02);
      ASSERT_EQ(s.index[cell] > 1.0, slope_deg > 8.0);
    });
    EXPECT_GT(seen * map.cell_m * map.cell_m, 0.75 * 52.0 * 45.0);
  }
}

// Two levels that meet at x = 0, told as heights: what a plane through the disc finds there is known.
TEST(HazardMap, OfAStepIsUnsafeWhereTheFootprintLiesOnBothSides) {
  Scratch scratch;
  HazardScratch& s = *scratch.hazard;
  const double step_m = 0.8;
  const HeightMap map{-15.0, -15.0, 0.25, 121, 121, s.height_m, 1.0};
  for (int r = 0; r < map.rows; ++r) {
    for (int c = 0; c < map.columns; ++c) s.height_m[r * map.columns + c] = map.east_of_m(c) >= 0.0 ? step_m : 0.0;
  }
  const Stance f = make_stance(vehicle().legs, 4, map.cell_m);
  judge_cells<Lanes>(map, f, limits, {}, s);
  each_seen(map, scratch, over(0.0, 0.0, 0.0), [&](int cell, double east, double) {
    double squares = 0.0, moment = 0.0, mean = 0.0;
    const auto each_point = [&](auto&& visit) {
      for (int r = -f.disc.arm; r <= f.disc.arm; ++r) {
        for (int half = f.disc.half[std::abs(r)], c = -half; c <= half; ++c)
          visit(c * map.cell_m, east + c * map.cell_m >= 0.0 ? step_m : 0.0);
      }
    };
    each_point([&](double x, double h) { squares += x * x, moment += x * h, mean += h / f.disc.count; });
    const double fall = moment / squares;
    double highest = -1e9;
    each_point([&](double x, double h) { highest = std::max(highest, h - mean - fall * x); });
    EXPECT_GE(s.slope_rad[cell], std::atan(fall) - 1e-12);  // the pads' plane may lean more
    EXPECT_NEAR(s.obstacle_m[cell], highest / std::sqrt(1.0 + fall * fall), 1e-12);
    if (std::abs(east) > 2.63) {  // wholly on one side: the disc is 2.5 m, a cell more
      EXPECT_LE(s.index[cell], 1e-6);
    }
    if (std::abs(east) < 2.0) {
      EXPECT_GT(s.index[cell], 1.0);
    }
  });
}

TEST(HazardMap, OfOneRockIsUnsafeUnderTheVehicleAlone) {
  Scratch scratch;
  const double x = 6.0, y = -3.0, diameter = 1.0, height = 0.5;
  const OneListed rock(rock_at(x, y, diameter, height), listed_rock_edge_m);
  const LidarPose pose = over(0.0, 0.0, 30.0);
  const HeightMap map = judged(plane(0.0, 0.0, {{}, rock.view()}), pose, scratch);
  const HazardScratch& s = *scratch.hazard;
  const int seen = each_seen(map, scratch, pose, [&](int cell, double east, double north) {
    const double d = std::hypot(east - x, north - y);
    if (d < 2.3) {  // 0.5 m in a disc whose hull bears 0.3 m
      EXPECT_GT(s.index[cell], 1.0) << d;
    }
    if (d > 2.5 + 0.5 + 0.36) {  // disc, rock and a cell's diagonal away
      EXPECT_LT(s.index[cell], 0.2) << d;
    }
    if (d < 0.5) {  // a cell's mean of a dome
      EXPECT_NEAR(s.obstacle_m[cell], height, 0.12);
    }
  });
  EXPECT_GT(seen, 1000);
}

TEST(HazardMap, OfOneCraterHasItsSlopes) {
  Scratch scratch;
  const double diameter = 12.0, depth = 2.4;  // floor below the rim
  const OneListed crater(crater_at(0.0, 0.0, diameter, depth), listed_crater_edge_m);
  const Ground<double> ground = plane(0.0, 0.0, {crater.view(), {}});
  const LidarPose pose = over(0.0, 0.0, 60.0);
  const HeightMap map = judged(ground, pose, scratch);
  const HazardScratch& s = *scratch.hazard;
  const Stance fine = make_stance(vehicle().legs, 4, 0.16);
  int walls = 0;
  each_seen(map, scratch, pose, [&](int cell, double east, double north) {
    // the same judged on the ground itself, point by point
    const auto at = [&](int row, int column) {
      return sample_ground(ground, east + column * fine.spacing_m, north + row * fine.spacing_m).elevation_m;
    };
    const PlaceHazard<double> truth = judge_place<double>(fine, limits, {}, at);
    EXPECT_NEAR(s.slope_rad[cell] / degree, truth.slope_rad / degree, 2.5);  // pads are put in cells: 0.12 m on a wall
    EXPECT_NEAR(s.obstacle_m[cell], truth.roughness_m, 0.1);
    const double d = std::hypot(east, north);
    if (d > 3.0 && d < 4.5) {
      ++walls;
      EXPECT_GT(s.index[cell], 1.0);
    }
    if (d > 0.75 * diameter + 2.8) {  // beyond the rim's foot
      EXPECT_LT(s.slope_rad[cell] / degree, 1.0);
    }
  });
  EXPECT_GT(walls, 100);
}

// Heights of independent errors (T65): sd of the fitted slope along an axis s / (p sqrt(N (N^2 - 1) N / 12)), here of a
// disc: s / sqrt(sum of x^2).
TEST(HazardMap, SlopeNoiseIsThatOfAPlaneFit) {
  constexpr int n = 11;
  constexpr double spacing = 0.4, sd = 0.05;
  const double closed = sd / (spacing * std::sqrt(n * n * (n * n - 1.0) / 12.0));
  EXPECT_NEAR(closed, 0.003593497341, 1e-12);  // T65
  // the fit itself, on a square of 11 x 11 points as T65 has it
  Stance square{};
  square.spacing_m = spacing;
  square.disc = {5, {5, 5, 5, 5, 5, 5}, n * n};
  square.per_squares = 1.0 / (n * 2.0 * (1 + 4 + 9 + 16 + 25));
  square.nozzle = {0, {0}, 1};
  square.pad_count = 1;  // with its pads' planes off, the slope is the fit's alone
  std::mt19937_64 engine(1);
  std::normal_distribution<double> noise(0.0, sd);
  double sum2 = 0.0, sum = 0.0;
  constexpr int trials = 20000;
  for (int t = 0; t < trials; ++t) {
    double z[n * n];
    for (double& h : z) h = noise(engine);
    const auto at = [&](int row, int column) { return z[(row + 5) * n + column + 5]; };
    const PlaceHazard<double> place = judge_place<double>(square, {8.0 * degree, 1e9, 1e9}, {}, at);
    const double fall = std::tan(place.slope_rad);
    sum2 += fall * fall, sum += place.slope_rad / degree;
  }
  EXPECT_NEAR(std::sqrt(0.5 * sum2 / trials), closed, 0.02 * closed);  // T65: MC 2 %
  EXPECT_NEAR(sum / trials, 0.2580458996, 0.02 * 0.2580458996);        // the mean of the slope of flat ground
}

// What noise alone makes of level ground is taken off: in the mean nothing is left of it but what can't be negative.
TEST(HazardMap, NoiseOfRangesIsNoRoughness) {
  Scratch scratch;
  HazardScratch& s = *scratch.hazard;
  const double sd = 0.05;
  const HeightMap map{-30.0, -30.0, 0.25, 241, 241, s.height_m, 1.0};
  std::mt19937_64 engine(4);
  std::normal_distribution<double> noise(0.0, sd);
  for (int i = 0; i < map.rows * map.columns; ++i) s.height_m[i] = noise(engine);
  const Stance stance = make_stance(vehicle().legs, 4, map.cell_m);
  const auto mean = [&](const StanceNoise& known, const double* value) {
    judge_cells<Lanes>(map, stance, limits, known, s);
    double sum = 0.0;
    const int seen =
        each_seen(map, scratch, over(0.0, 0.0, 0.0), [&](int cell, double, double) { sum += value[cell]; });
    return sum / seen;
  };
  const StanceNoise known = stance_noise(stance, sd);
  EXPECT_NEAR(mean({}, s.obstacle_m), known.roughness_m, 0.03 * known.roughness_m);  // Blom's 2 %, cells that overlap
  EXPECT_LT(mean(known, s.obstacle_m), 0.2 * known.roughness_m);
  const double slope = mean({}, s.slope_rad);
  EXPECT_NEAR(slope, std::sqrt(known.fall2), 0.15 * slope);  // a mean of roots against the root of a mean
  EXPECT_LT(mean(known, s.slope_rad), 0.5 * slope);
  double under_nozzle = 0.0;
  const int trials = 4000;
  for (int t = 0; t < trials; ++t) {
    std::vector<double> z(51 * 51);
    for (double& h : z) h = noise(engine);
    const auto at = [&](int row, int column) { return z[static_cast<std::size_t>((row + 25) * 51 + column + 25)]; };
    // only heights near the middle and at the pads matter here
    under_nozzle += judge_place<double>(stance, limits, {}, at).obstacle_m / trials;
  }
  EXPECT_NEAR(under_nozzle, known.obstacle_m, 0.05 * known.obstacle_m);
}

// A rock no wider than samples are apart is hit by at least one of a square grid of them with pi D^2 / (4 p^2) (T67).
TEST(HazardMap, ASmallRockIsHitAsOftenAsTheClosedFormSays) {
  constexpr double diameter = 0.3, spacing = 0.5, closed = 0.2827433388;
  EXPECT_NEAR(closed, 3.14159265358979 * diameter * diameter / (4.0 * spacing * spacing), 1e-9);
  LidarParams<double> p = exact_lidar();
  constexpr int samples = 64;
  const double height_m = 100.0;
  p.field_x_rad = p.field_y_rad = 2.0 * std::atan(0.5 * spacing * samples / height_m);
  std::mt19937_64 engine(5);
  std::uniform_real_distribution<double> place(-1.0, 1.0);
  constexpr int trials = 4000;
  int hits = 0;
  Scratch scratch;
  for (int t = 0; t < trials; ++t) {
    const double x = place(engine), y = place(engine);
    const OneListed rock(rock_at(x, y, diameter, 0.3), listed_rock_edge_m);
    const Scan scan = Lidar<Lanes>(plane(0.0, 0.0, {{}, rock.view()}), p, samples, *scratch.lidar)
                          .look(over(0.0, 0.0, height_m), nullptr);
    bool hit = false;
    for (int r = 24; r < 40 && !hit; ++r) {
      for (int c = 24; c < 40; ++c) hit = hit || point_of(scan, c, r, over(0.0, 0.0, height_m)).z > 1e-4;
    }
    hits += hit;
  }
  // rays at up to 2 m of 100 m aside see a little of its side: 1 mm of 0.3 m
  EXPECT_NEAR(double(hits) / trials, closed, 3.0 * std::sqrt(closed * (1.0 - closed) / trials) + 0.004);
}

TEST(HazardMap, BeliefMovesTheMap) {
  Scratch right, wrong;
  const double x = 6.0, y = -3.0;
  const OneListed rock(rock_at(x, y, 1.0, 0.8), listed_rock_edge_m);
  const Ground<double> ground = plane(0.0, 0.0, {{}, rock.view()});
  const LidarPose pose = over(0.0, 0.0, 60.0);
  const auto middle_of_rock = [&](const LidarPose& believed, Scratch& scratch) {
    const Scan scan = Lidar<Lanes>(ground, exact_lidar(), 128, *scratch.lidar).look(pose, nullptr);
    const HeightMap map = heights(scan, believed, scratch);
    double e = 0.0, n = 0.0, weight = 0.0;
    for (int i = 0; i < map.rows * map.columns; ++i) {
      const double above = map.height_m[i] + 60.0;
      const double east = believed.p_L.x + map.east_of_m(i % map.columns);
      const double north = believed.p_L.y + map.north_of_m(i / map.columns);
      if (!(above > 0.3) || std::hypot(east - x, north - y) > 8.0) continue;
      e += east, n += north, weight += 1.0;
    }
    return std::make_pair(e / weight, n / weight);
  };
  const auto seen = middle_of_rock(pose, right);
  EXPECT_NEAR(seen.first, x, 0.25);
  EXPECT_NEAR(seen.second, y, 0.25);
  // believed 5 m east and 2 m south of where it is: all of the map is there
  const auto moved = middle_of_rock(over(5.0, -2.0, 60.0), wrong);
  EXPECT_NEAR(moved.first - seen.first, 5.0, 0.25);
  EXPECT_NEAR(moved.second - seen.second, -2.0, 0.25);
  // believed turned by 0.1 rad about the vertical: the map turns with it
  const auto turned = middle_of_rock(over(0.0, 0.0, 60.0, {0.0, 0.0, 0.1}), wrong);
  EXPECT_NEAR(turned.first, x * std::cos(0.1) - y * std::sin(0.1), 0.3);
  EXPECT_NEAR(turned.second, x * std::sin(0.1) + y * std::cos(0.1), 0.3);
}

// Believed to be upright while it leans by 3 deg, it takes level ground for a slope.
TEST(HazardMap, ABelievedTiltIsASlope) {
  Scratch scratch;
  const LidarPose pose = over(0.0, 0.0, 60.0, {0.0, 3.0 * degree, 0.0}), believed = over(0.0, 0.0, 60.0);
  const HeightMap map = judged(plane(), pose, believed, scratch);
  const int seen = each_seen(map, scratch, believed, [&](int cell, double, double) {
    ASSERT_NEAR(scratch.hazard->slope_rad[cell] / degree, 3.0, 0.2);
  });
  EXPECT_GT(seen, 500);
}

TEST(HazardMap, WhatIsNotSeenIsNotSafe) {
  Scratch scratch;
  HazardScratch& s = *scratch.hazard;
  const Scan scan = Lidar<Lanes>(plane(), exact_lidar(), 128, *scratch.lidar).look(over(0.0, 0.0, 100.0), nullptr);
  double* const range_m = scratch.lidar->range_m;
  range_m[64 * 128 + 64] = __builtin_nan("");  // one sample that got lost is bridged
  for (int r = 30; r < 34; ++r) {
    for (int c = 30; c < 34; ++c) range_m[r * 128 + c] = __builtin_nan("");  // a shadow is not
  }
  const LidarPose pose = over(0.0, 0.0, 100.0);
  const HeightMap map = heights(scan, pose, scratch);
  judge_cells<Lanes>(map, make_stance(vehicle().legs, 4, map.cell_m), limits, {}, s);
  const double east = 100.0 * std::tan(scan.angle_x_rad(32)), north = 100.0 * std::tan(scan.angle_y_rad(32));
  const Vec3<double> shadow = over(0.0, 0.0, 0.0).R_LB * Vec3<double>{east, north, 0.0};
  int safe_about_shadow = 0, safe_in_middle = 0;
  each_seen(map, scratch, pose, [&](int cell, double e, double n) {
    if (!(s.index[cell] <= 1.0)) return;
    safe_about_shadow += std::hypot(e - shadow.x, n - shadow.y) < 2.0;
    safe_in_middle += std::hypot(e, n) < 1.0;
  });
  EXPECT_EQ(safe_about_shadow, 0);
  EXPECT_GT(safe_in_middle, 8);
}

TEST(HazardMap, ClearanceIsTheDistanceToTheNearestUnsafeCell) {
  Scratch scratch;
  HazardScratch& s = *scratch.hazard;
  const HeightMap map{0.0, 0.0, 0.5, 70, 50, s.height_m, 1.0};
  std::mt19937_64 engine(2);
  std::uniform_real_distribution<double> draw(0.0, 1.0);
  for (int i = 0; i < map.rows * map.columns; ++i) {
    const double u = draw(engine);
    s.index[i] = u < 0.003 ? 2.0 : u < 0.004 ? __builtin_nan("") : 0.5;
  }
  const double most_m = 6.0;
  measure_clearance<Lanes>(map, most_m, s);
  for (int r = 0; r < map.rows; ++r) {
    for (int c = 0; c < map.columns; ++c) {
      double nearest = 1e9;
      for (int i = -1; i <= map.rows; ++i) {
        for (int j = -1; j <= map.columns; ++j) {
          const bool beyond = i < 0 || j < 0 || i == map.rows || j == map.columns;
          if (!beyond && s.index[i * map.columns + j] <= 1.0) continue;
          nearest = std::min(nearest, 0.5 * std::hypot(i - r, j - c));
        }
      }
      const double got = s.clearance_m[r * map.columns + c];
      if (nearest <= most_m) {
        ASSERT_NEAR(got, nearest, 1e-12) << r << ' ' << c;
      } else {
        ASSERT_GE(got, most_m);
      }
    }
  }
}

// The share of landings that cross into a hazard with a straight edge, aimed at from the margin (T103).
TEST(HazardMap, AMarginOfSomeSdIsCrossedAsOftenAsTheNormalLawSays) {
  const double d = 3.0, sd = 2.0;
  EXPECT_NEAR(0.5 * std::erfc(d / sd / std::sqrt(2.0)), 0.06680720127, 1e-10);  // T103
  Scratch scratch;
  HazardScratch& s = *scratch.hazard;
  const HeightMap map{-20.0, -20.0, 0.25, 161, 161, s.height_m, 1.0};
  for (int i = 0; i < map.rows * map.columns; ++i) s.index[i] = map.east_of_m(i % map.columns) < 0.0 ? 2.0 : 0.5;
  measure_clearance<Lanes>(map, 8.0, s);
  const int row = 80;
  int column = 0;
  while (s.clearance_m[row * map.columns + column] < d) ++column;
  const double aim = map.east_of_m(column);
  EXPECT_NEAR(aim + 0.25, d, 1e-12);  // the last unsafe cell is at -0.25 m
  std::mt19937_64 engine(9);
  std::normal_distribution<double> error(0.0, sd);
  constexpr int trials = 200000;
  int crossed = 0;
  for (int t = 0; t < trials; ++t) crossed += aim + error(engine) < -0.25;
  EXPECT_NEAR(double(crossed) / trials, 0.06680720127, 4.0 * std::sqrt(0.0668 * 0.9332 / trials));
}

TEST(HazardMap, HasTheSameBitsWithOneLane) {
  Scratch lanes, one;
  TerrainParams<double> t;
  t.relief.ground = 3.0;
  t.relief.rocks.number_1_m2 = 4e-3;
  const ReliefScales scales{crater_levels_max, octaves_max, true, {}};
  const Ground<double> ground = make_ground({TerrainModel::sphere, nullptr, 0, scales}, t, radius_m);
  const LidarPose pose = over(50.0, 30.0, sample_ground(ground, 50.0, 30.0).elevation_m + 50.0, {0.05, 0.02, 0.3});
  const ScanDraws draws{1, 2, 3};
  const auto same = [](double x, double y) { return bits_of(x) == bits_of(y) || (std::isnan(x) && std::isnan(y)); };
  for (const int samples : {128, 51}) {  // the latter fill no register
    const HeightMap a = judged<Lanes>(ground, pose, pose, lanes, {}, &draws, samples);
    const HeightMap b = judged<double>(ground, pose, pose, one, {}, &draws, samples);
    measure_clearance<Lanes>(a, 6.0, *lanes.hazard);
    measure_clearance<double>(b, 6.0, *one.hazard);
    ASSERT_EQ(a.rows * a.columns, b.rows * b.columns);
    int seen = 0;
    for (int i = 0; i < a.rows * a.columns; ++i) {
      ASSERT_TRUE(same(lanes.hazard->index[i], one.hazard->index[i]));
      ASSERT_TRUE(same(lanes.hazard->slope_rad[i], one.hazard->slope_rad[i]));
      ASSERT_TRUE(same(lanes.hazard->clearance_m[i], one.hazard->clearance_m[i]));
      seen += lanes.hazard->index[i] == lanes.hazard->index[i];
    }
    EXPECT_GT(seen, samples == 128 ? 1000 : 300);
  }
}

}  // namespace

}  // namespace farside::hazard_map_test
