#include "aftermath/edge.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "moon/terrain/horizon.h"
#include "unit/aftermath/made_sky.h"

namespace farside::edge_test {
using namespace made_sky;

namespace {

struct Seen {
  Place<double> eye;
  LocalAxes axes;
};
Seen from(const Ground<double>& ground, double east_m, double north_m, double eye_m) {
  const double up_m = sample_ground(ground, east_m, north_m).elevation_m + eye_m;
  const double x = east_m / radius_m, y = north_m / radius_m, z = std::sqrt(1.0 - x * x - y * y);
  return {{east_m, north_m, up_m, {x, y, z}}, axes_at({x, y, z}, {0.0, 1.0, 0.0})};
}

TEST(Compass, TellsAnAzimuthByItsNumberAndBack) {
  for (int i = 0; i < edge_azimuths; ++i) {
    const Compass c = compass_of(i);
    EXPECT_NEAR(c.east * c.east + c.north * c.north, 1.0, 1e-15);
    EXPECT_NEAR(compass_number(3.0 * c.east, 3.0 * c.north), i, 1e-12) << i;
  }
  EXPECT_EQ(compass_number(0.0, 1.0), 0.0);
  EXPECT_EQ(compass_number(1.0, 0.0), 0.25 * edge_azimuths);
  EXPECT_EQ(compass_number(0.0, -1.0), 0.5 * edge_azimuths);
  EXPECT_EQ(compass_number(-1.0, 0.0), 0.75 * edge_azimuths);
}

TEST(Edge, OfLevelGroundIsTheSpheres) {
  const Ground<double> sphere = make_ground({TerrainModel::sphere, nullptr, 0, {}}, {}, radius_m);
  const Sky sky(0.3, day_s, 1.0);
  const Seen seen = from(sphere, 300.0, -200.0, 2.0);
  const Edge edge = find_edge<Lanes>(sphere, seen.eye, seen.axes, sky.table);
  const double dip = -std::acos(radius_m / (radius_m + 2.0));
  for (const double t : edge.tangent) EXPECT_NEAR(t, dip, 1e-8);
}

TEST(Edge, OfAPlaneIsItsSlope) {
  TerrainParams<double> params;
  params.slope_rad = 8.0 * degree;
  params.slope_azimuth_rad = 180.0 * degree;  // falls to the south, rises to the north
  const Ground<double> plane = make_ground({TerrainModel::plane, nullptr, 0, {}}, params, radius_m);
  const Sky sky(0.3, day_s, 1.0);
  const Seen seen = from(plane, 0.0, 0.0, 1.5);
  const Edge edge = find_edge<Lanes>(plane, seen.eye, seen.axes, sky.table);
  EXPECT_NEAR(edge.tangent[0], std::tan(8.0 * degree), 0.002);  // an eye 1.5 m above it
  EXPECT_NEAR(edge.tangent[edge_azimuths / 4], 0.0, 0.002);
}

TEST(LocalAxes, PointToThePoleFromWhereItIs) {
  // 30 deg from the pole in the site frame's y and z: a place to the east of the target has its north turned to the
  // west
  const Vec3<double> pole{0.0, 0.5, std::sqrt(0.75)};
  const double x = 0.1;
  const LocalAxes axes = axes_at({x, 0.0, std::sqrt(1.0 - x * x)}, pole);
  EXPECT_NEAR(dot(axes.east_L, pole), 0.0, 1e-15);
  EXPECT_GT(dot(axes.north_L, pole), 0.0);
  EXPECT_LT(axes.north_L.x, -0.1);
  EXPECT_NEAR(norm(cross(axes.east_L, axes.north_L) - axes.up_L), 0.0, 1e-15);
  EXPECT_NEAR(norm(axes_at({0.0, 0.0, 1.0}, {0.0, 0.0, 1.0}).north_L - Vec3<double>{0.0, 1.0, 0.0}), 0.0, 1e-15);
}

// A wall all round, 40 m high at 500 m; beyond 20 km a mountain in the east.
TEST(Edge, OfAMapIsWhatStandsHighest) {
  constexpr int side = 801;
  constexpr double spacing_m = 100.0, first_m = -0.5 * (side - 1) * spacing_m;
  std::vector<float> heights;
  for (int r = 0; r < side; ++r) {
    for (int c = 0; c < side; ++c) {
      const double x = first_m + c * spacing_m, y = first_m + r * spacing_m, d = std::hypot(x, y);
      const bool mountain = x > 20000.0 && x < 26000.0 && std::fabs(y) < 8000.0;
      heights.push_back(mountain ? 3000.0F : d > 450.0 && d < 750.0 ? 40.0F : 0.0F);
    }
  }
  const HeightGrid grid{heights.data(), side, side, first_m, first_m, spacing_m};
  const Ground<double> ground = make_ground({TerrainModel::dem, &grid, 1, {}}, {}, radius_m);
  const Sky sky(0.3, day_s, 1.0);
  const Seen seen = from(ground, 0.0, 0.0, 2.0);
  const Edge edge = find_edge<Lanes>(ground, seen.eye, seen.axes, sky.table);
  EXPECT_NEAR(edge.tangent[0], 38.0 / 500.0, 0.012);  // somewhere on its slope of 100 m
  const double far_m = 20100.0;
  EXPECT_NEAR(edge.tangent[edge_azimuths / 4], (2998.0 - far_m * far_m / (2.0 * radius_m)) / far_m, 0.01);
  EXPECT_NEAR(edge.at({0.0, 1.0, 0.0}), edge.tangent[0], 1e-15);
  EXPECT_NEAR(edge.at({-1.0, 1.0, 5.0}), edge.tangent[7 * edge_azimuths / 8], 1e-12);
}

// A ridge of 2 km that crosses the way towards east 10 km off: seen from under it, direction by direction. The sphere
// falls away by 29 m until there.
TEST(HiddenByMaps, IsWhatLiesBehindARidge) {
  constexpr int side = 501;
  constexpr double spacing_m = 100.0, first_m = -0.5 * (side - 1) * spacing_m, top_m = 2000.0;
  std::vector<float> heights;
  for (int r = 0; r < side; ++r) {
    for (int c = 0; c < side; ++c) {
      const double x = first_m + c * spacing_m;
      heights.push_back(x > 9900.0 && x < 13000.0 ? float(top_m) : 0.0F);
    }
  }
  const HeightGrid grid{heights.data(), side, side, first_m, first_m, spacing_m};
  const Ground<double> one = make_ground({TerrainModel::dem, &grid, 1, {}}, {}, radius_m);
  Ground<Lanes> ground{};
  for (int i = 0; i < lane_count; ++i) put_ground(ground, i, one);
  const auto hidden = [&](double up_m, double elevation_rad, double azimuth_rad) {
    const double flat = std::cos(elevation_rad);
    const Vec3<Lanes> p{Lanes(0.0), Lanes(0.0), Lanes(up_m)};
    const Vec3<Lanes> towards{Lanes(flat * std::sin(azimuth_rad)), Lanes(flat * std::cos(azimuth_rad)),
                              Lanes(std::sin(elevation_rad))};
    const MaskOf<Lanes> found = hidden_by_maps(ground, p, towards, top_m);
    for (int i = 1; i < lane_count; ++i) EXPECT_EQ(lane(found, i), lane(found, 0));
    return lane(found, 0);
  };
  const double near_m = 9950.0;  // its slope is 100 m wide
  for (const double up_m : {100.0, 1000.0, 1900.0}) {
    const double edge = std::atan((top_m - near_m * near_m / (2.0 * radius_m) - up_m) / near_m);
    EXPECT_TRUE(hidden(up_m, edge - 0.02, 0.5 * M_PI)) << up_m;
    EXPECT_FALSE(hidden(up_m, edge + 0.02, 0.5 * M_PI)) << up_m;
    EXPECT_FALSE(hidden(up_m, edge - 0.02, -0.5 * M_PI)) << up_m;  // to the west the ground is level
  }
  EXPECT_FALSE(hidden(2100.0, 0.0, 0.5 * M_PI));
}

// A line of sight from over the target, `tangent` being that of its elevation, clears the ground from this height on:
// by looks `step_m` apart. The sphere falls away below it.
double least_clear_m(const Ground<double>& ground, double tangent, double azimuth_rad, double reach_m,
                     double step_m = 0.01) {
  double least = -1e9;
  for (double r = 0.0; r < reach_m; r += step_m) {
    const double ground_m = sample_ground(ground, r * std::sin(azimuth_rad), r * std::cos(azimuth_rad)).elevation_m;
    least = std::max(least, ground_m - tangent * r - r * r / (2.0 * radius_m));
  }
  return least;
}

// From over the target, in lanes of which every other one asks, each a centimetre higher than the one before.
void expect_hidden(const Ground<double>& one, double up_m, double tangent, double azimuth_rad, double top_m,
                   bool expected) {
  Ground<Lanes> ground{};
  Lanes up, asks;
  for (int i = 0; i < lane_count; ++i) {
    put_ground(ground, i, one);
    set_lane(up, i, up_m + 0.01 * i);
    set_lane(asks, i, i % 2 == 0 ? 1.0 : 0.0);
  }
  const double flat = 1.0 / std::sqrt(1.0 + tangent * tangent);
  const Vec3<double> towards{flat * std::sin(azimuth_rad), flat * std::cos(azimuth_rad), flat * tangent};
  const Vec3<Lanes> in_lanes{Lanes(towards.x), Lanes(towards.y), Lanes(towards.z)};
  const MaskOf<Lanes> hidden =
      hidden_by_ground(ground, Vec3<Lanes>{Lanes(0.0), Lanes(0.0), up}, in_lanes, asks > Lanes(0.0), top_m);
  for (int i = 0; i < lane_count; ++i) {
    EXPECT_EQ(lane(hidden, i), expected && i % 2 == 0) << up_m << " m, tangent " << tangent << ", lane " << i;
    const Vec3<double> p{0.0, 0.0, up_m + 0.01 * i};
    EXPECT_EQ(hidden_by_ground(one, p, towards, true, top_m), expected) << up_m << " m, tangent " << tangent;
  }
}
void expect_hidden_below(const Ground<double>& ground, double clear_m, double tangent, double azimuth_rad, double top_m,
                         double near_m) {
  expect_hidden(ground, clear_m - near_m - 0.01 * lane_count, tangent, azimuth_rad, top_m, true);
  expect_hidden(ground, clear_m + near_m, tangent, azimuth_rad, top_m, false);
}

// In the middle of a crater of 100 m, down its axis: by the published profile (craters.h), whose walls and rim are
// looked along from the height at which a line of that elevation touches them.
TEST(HiddenByGround, IsWhatLiesBehindTheWallOfACrater) {
  constexpr double diameter_m = 100.0;
  const double edge_m = listed_crater_edge_m(128.0);
  const CraterScales scales = crater_scales(diameter_m, 30.0);
  const ListedThing crater{std::floor(0.0 / edge_m), std::floor(0.0 / edge_m), 0.0,           0.0,
                           2.0 / diameter_m,         scales.below_m,           scales.above_m};
  const ListedLevel level{edge_m, 0, 1};
  ReliefScales relief{};
  relief.listed.craters = {&crater, &level, 1};
  const Ground<double> ground = make_ground({TerrainModel::sphere, nullptr, 0, relief}, {}, radius_m);
  const double rim_m = least_clear_m(ground, 0.0, 0.0, 60.0);
  EXPECT_GT(rim_m, 3.0);
  for (const double tangent : {0.0, 0.1, 0.3, 0.5}) {
    const double clear_m = least_clear_m(ground, tangent, 2.0, 80.0);
    EXPECT_NEAR(clear_m, rim_m - tangent * 0.5 * diameter_m, 2.0);  // the crest stands near the radius
    expect_hidden_below(ground, clear_m, tangent, 2.0, relief_highest_m, 0.02);
  }
  expect_hidden(ground, -20.0, 1.25, 2.0, relief_highest_m, false);  // so steeply no ground stands over it
}

TEST(HiddenByGround, IsWhatLiesBehindASlope) {
  TerrainParams<double> params;
  params.slope_rad = std::atan(0.36);  // down towards north
  const Ground<double> ground = make_ground({TerrainModel::plane, nullptr, 0, {}}, params, radius_m);
  const double clear_m = least_clear_m(ground, 0.18, M_PI, 2100.0);
  EXPECT_GT(clear_m, 180.0);                                      // the plane is level again from 1 to 2 km on
  expect_hidden_below(ground, clear_m, 0.18, M_PI, 2500.0, 0.5);  // places lie askew by h / R
  expect_hidden(ground, 1.0, 0.18, 0.0, 2500.0, false);
}

TEST(HiddenByGround, IsWhatStandsHigherAmongGeneratedCraters) {
  int looks = 0;
  for (int number = 0; number < 40; ++number) {
    TerrainParams<double> params;
    params.relief.ground = number;
    const ReliefScales scales{crater_levels_max, octaves_max, true, {}};
    const Ground<double> ground = make_ground({TerrainModel::sphere, nullptr, 0, scales}, params, radius_m);
    const double tangent = 0.01 + 0.002 * number, azimuth_rad = number;
    const double clear_m = least_clear_m(ground, tangent, azimuth_rad, 1000.0, 0.05);
    if (clear_m < sample_ground(ground, 0.0, 0.0).elevation_m + 0.2) continue;  // nothing is in the way from above it
    expect_hidden_below(ground, clear_m, tangent, azimuth_rad, relief_highest_m, 0.05);
    ++looks;
  }
  EXPECT_GT(looks, 2);
}

// Craters and roughness of the site's law: against the exact edge.
TEST(Edge, NearCratersIsGoodToADegree) {
  const Sky sky(0.3, day_s, 1.0);
  const ReliefScales scales{crater_levels_max, octaves_max, true, {}};
  std::vector<double> errors;
  for (int place = 0; place < 12; ++place) {
    TerrainParams<double> params;
    params.relief.ground = place;
    const Ground<double> ground = make_ground({TerrainModel::sphere, nullptr, 0, scales}, params, radius_m);
    const Seen seen = from(ground, 40.0 * place, -25.0 * place, 1.5);
    const Edge edge = find_edge<Lanes>(ground, seen.eye, seen.axes, sky.table);
    for (int i = 0; i < edge_azimuths; i += 5) {
      const Compass c = compass_of(i);
      const LineOfSight<double> sight =
          line_of_sight(radius_m, seen.eye.east_m, seen.eye.north_m, seen.eye.height_m, std::atan2(c.east, c.north));
      errors.push_back(std::fabs(std::atan(edge.tangent[i]) - std::atan(horizon_tangent(ground, sight, 1000.0))));
    }
  }
  std::sort(errors.begin(), errors.end());
  EXPECT_LT(errors[errors.size() * 95 / 100], 1.0 * degree);
  EXPECT_LT(errors[errors.size() / 2], 0.2 * degree);
}

TEST(Edge, IsTheSameInLanesAndAlone) {
  const Sky sky(0.3, day_s, 1.0);
  const ReliefScales scales{crater_levels_max, octaves_max, true, {}};
  const Ground<double> ground = make_ground({TerrainModel::plane, nullptr, 0, scales}, {}, radius_m);
  const Seen seen = from(ground, 13.0, 7.0, 1.5);
  const Edge many = find_edge<Lanes>(ground, seen.eye, seen.axes, sky.table),
             one = find_edge<double>(ground, seen.eye, seen.axes, sky.table);
  for (int i = 0; i < edge_azimuths; ++i) EXPECT_EQ(many.tangent[i], one.tangent[i]) << i;
}

}  // namespace

}  // namespace farside::edge_test
