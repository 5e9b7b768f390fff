#include "moon/terrain/ground.h"

#include <gtest/gtest.h>
#include <cmath>
#include <limits>
#include <vector>

namespace farside::ground_test {
namespace {

constexpr double radius = 1731473.0;
constexpr double degree = 3.141592653589793 / 180.0;

Ground<double> plane_ground(double slope_deg, double azimuth_deg) {
  TerrainParams<double> params;
  params.slope_rad = slope_deg * degree;
  params.slope_azimuth_rad = azimuth_deg * degree;
  return make_ground(TerrainView{TerrainModel::plane, nullptr, 0, {}}, params, radius);
}

// Site-frame point of the ground at (east, north).
Vec3<double> ground_point(const Ground<double>& ground, double e, double n) {
  const double dx = e / radius, dy = n / radius, dz = std::sqrt(1.0 - dx * dx - dy * dy);
  const double h = sample_ground(ground, e, n).elevation_m;
  // (R + h) d.z - R without its cancellation
  return {(radius + h) * dx, (radius + h) * dy, h * dz - radius * (dx * dx + dy * dy) / (1.0 + dz)};
}

TEST(Terrain, SphereIsFlatInHeightAndCurvedInTheSiteFrame) {
  const Ground<double> ground =
      make_ground(TerrainView{TerrainModel::sphere, nullptr, 0, {}}, TerrainParams<double>{}, radius);
  const GroundSample<double> s = sample_ground(ground, 12e3, -7e3);
  EXPECT_EQ(s.elevation_m, 0.0);
  EXPECT_EQ(s.slope_east, 0.0);
  EXPECT_EQ(s.slope_north, 0.0);
  EXPECT_TRUE(s.covered);
  // a point of the site's horizontal plane 10 km away stands sqrt(R^2 + s^2) - R above the sphere
  const double up = height_above_ground(ground, Vec3<double>{6000.0, -8000.0, 0.0}).height_m;
  EXPECT_NEAR(up, 1e8 / (std::sqrt(radius * radius + 1e8) + radius),
              1e-14);  // units in the last place of 29 m, 3.6e-15, a few
}

TEST(Terrain, PlaneIsFlatInTheSiteFrameUpToAKilometre) {
  const Ground<double> ground = plane_ground(8.0, 72.3);
  const double fall = std::tan(8.0 * degree), fe = std::sin(72.3 * degree), fn = std::cos(72.3 * degree);
  for (double e = -700.0; e <= 700.0; e += 140.0) {
    for (double n = -700.0; n <= 700.0; n += 140.0) {
      const Vec3<double> p = ground_point(ground, e, n);
      EXPECT_NEAR(p.z, -fall * (fe * p.x + fn * p.y),
                  1e-12);  // heights of 140 m: units in the last place of 3e-14, several
    }
  }
}

TEST(Terrain, PlaneFallsTowardsItsAzimuth) {
  EXPECT_NEAR(sample_ground(plane_ground(8.0, 90.0), 100.0, 0.0).elevation_m, -100.0 * std::tan(8.0 * degree),
              0.004);  // sagitta 100^2 / 2R
  EXPECT_NEAR(sample_ground(plane_ground(8.0, 0.0), 0.0, 100.0).elevation_m, -100.0 * std::tan(8.0 * degree), 0.004);
  EXPECT_NEAR(sample_ground(plane_ground(8.0, 180.0), 0.0, 100.0).elevation_m, 100.0 * std::tan(8.0 * degree), 0.004);
}

TEST(Terrain, FacetIsInclinedAlikeWhereverOneLands) {
  TerrainParams<double> params;
  params.slope_rad = 8.0 * degree;
  params.slope_azimuth_rad = 90.0 * degree;
  const Ground<double> ground = make_ground(TerrainView{TerrainModel::facet, nullptr, 0, {}}, params, radius);
  for (const double east : {0.0, -4000.0, 9000.0}) {
    const Vec3<double> p{east, 500.0, 20.0};
    const Place<double> place = place_of(p, radius);
    const GroundPlane<double> plane = ground_plane(ground, p);
    EXPECT_NEAR(dot(plane.normal_L, place.direction_L), std::cos(8.0 * degree), 1e-6)
        << east;  // east is of the target there: (9 km / R)^2 / 2
    EXPECT_GT(plane.normal_L.x, 0.0);
    EXPECT_NEAR(distance_above(plane, p), place.height_m * std::cos(8.0 * degree),
                1e-4);  // the same, of some tens of metres
    EXPECT_TRUE(plane.covered);
  }
  EXPECT_FALSE(sample_ground(ground, 2.0 * radius, 0.0).covered);
  EXPECT_FALSE(sample_ground(ground, 0.0, std::nan("")).covered);
}

TEST(Terrain, PlaneEndsInTheSphere) {
  const Ground<double> ground = plane_ground(10.0, 30.0);
  EXPECT_NE(sample_ground(ground, 1999.0, 0.0).elevation_m, 0.0);
  for (double e : {2000.0, 2500.0, 4e5, -2e3}) {
    const GroundSample<double> s = sample_ground(ground, e, 0.0);
    EXPECT_EQ(s.elevation_m, 0.0);
    EXPECT_EQ(s.slope_east, 0.0);
    EXPECT_TRUE(s.covered);
  }
}

TEST(Terrain, PlaneIsContinuousWithItsSlopeAtTheEndsOfItsFade) {
  const Ground<double> ground = plane_ground(10.0, 30.0);
  for (double s : {plane_inner_m, plane_outer_m}) {
    for (double angle = 0.0; angle < 6.2; angle += 0.37) {
      const double e = s * std::cos(angle), n = s * std::sin(angle), d = 1e-13;
      const GroundSample<double> a = sample_ground(ground, e * (1 - d), n * (1 - d)),
                                 b = sample_ground(ground, e * (1 + d), n * (1 + d));
      EXPECT_NEAR(a.elevation_m, b.elevation_m, 1e-9);  // 4e-10 m apart, slopes below 1
      EXPECT_NEAR(a.slope_east, b.slope_east, 1e-9);
      EXPECT_NEAR(a.slope_north, b.slope_north, 1e-9);
    }
  }
}

void expect_slopes_are_differences(const Ground<double>& ground, double e, double n, double h, double tolerance) {
  const GroundSample<double> s = sample_ground(ground, e, n);
  const double east =
      (sample_ground(ground, e + h, n).elevation_m - sample_ground(ground, e - h, n).elevation_m) / (2 * h);
  const double north =
      (sample_ground(ground, e, n + h).elevation_m - sample_ground(ground, e, n - h).elevation_m) / (2 * h);
  EXPECT_NEAR(s.slope_east, east, tolerance) << e << ' ' << n;
  EXPECT_NEAR(s.slope_north, north, tolerance) << e << ' ' << n;
}

TEST(Terrain, PlaneSlopesAreTheDifferencesOfHeights) {
  const Ground<double> ground = plane_ground(8.0, 72.3);
  for (double e = -2100.0; e < 2100.0; e += 161.7) {
    // h^2 f''' / 6: the fade's third derivative is 12 (2 e / 3e6 m^2)^3 = 3e-8 / m^3, of 300 m 9e-6: 1.5e-10, and as
    // much from products
    for (double n = -2100.0; n < 2100.0; n += 233.1) expect_slopes_are_differences(ground, e, n, 1e-2, 1e-9);
  }
}

// Two nested maps of one analytic relief, the finer with an offset so that their seam shows.
struct Maps {
  static constexpr double offset = 2.0;
  std::vector<float> fine, coarse;
  HeightGrid grids[2];
  static double relief(double e, double n) { return 40.0 * std::sin(e / 210.0 + 0.3) * std::cos(n / 170.0) + 0.02 * e; }
  static std::vector<float> fill(int nodes, double low, double spacing, double add) {
    std::vector<float> heights;
    for (int r = 0; r < nodes; ++r) {
      for (int c = 0; c < nodes; ++c)
        heights.push_back(static_cast<float>(add + relief(low + c * spacing, low + r * spacing)));
    }
    return heights;
  }
  Maps() : fine(fill(101, -250.0, 5.0, offset)), coarse(fill(121, -1200.0, 20.0, 0.0)) {
    grids[0] = {fine.data(), 101, 101, -250.0, -250.0, 5.0};
    grids[1] = {coarse.data(), 121, 121, -1200.0, -1200.0, 20.0};
  }
  Maps(const Maps&) = delete;
  Ground<double> ground(int count = 2) const {
    return make_ground(TerrainView{TerrainModel::dem, grids, count, {}}, TerrainParams<double>{}, radius);
  }
};

TEST(Terrain, MapsReproduceTheirReliefFinestFirst) {
  const Maps maps;
  const Ground<double> ground = maps.ground();
  for (double e = -220.0; e < 220.0; e += 31.3) {  // (h^3 / 24) f''' in each direction, f''' = 40 / 170^3
    EXPECT_NEAR(sample_ground(ground, e, 40.0).elevation_m, Maps::offset + Maps::relief(e, 40.0),
                2 * 125.0 / 24 * 40 / std::pow(170.0, 3) + 4e-6);
  }
  for (double e = 300.0; e < 1150.0; e += 61.3) {
    EXPECT_NEAR(sample_ground(ground, e, 40.0).elevation_m, Maps::relief(e, 40.0),
                2 * 8000.0 / 24 * 40 / std::pow(170.0, 3) + 4e-6);
  }
}

// The truth is the map moved by its error: each map by its own.
TEST(Terrain, MapsLieWhereTheirErrorsPutThem) {
  const Maps maps;
  TerrainParams<double> params;
  params.layer0_error = {3.0, -2.0, 1.5};
  params.layer1_error = {-40.0, 25.0, -6.0};
  const TerrainView view{TerrainModel::dem, maps.grids, 2, {}};
  const Ground<double> there = maps.ground(), moved = make_ground(view, params, radius);
  for (double e = -180.0; e < 180.0; e += 31.3) {  // within the finer one, of which all is
    const GroundSample<double> was = sample_ground(there, e - 3.0, 40.0 + 2.0), is = sample_ground(moved, e, 40.0);
    EXPECT_EQ(is.elevation_m, was.elevation_m + 1.5);
    EXPECT_EQ(is.slope_east, was.slope_east);
    EXPECT_EQ(is.slope_north, was.slope_north);
  }
  for (double e = 400.0; e < 1000.0; e += 61.3) {
    const GroundSample<double> was = sample_ground(there, e + 40.0, 40.0 - 25.0), is = sample_ground(moved, e, 40.0);
    EXPECT_EQ(is.elevation_m, was.elevation_m - 6.0);
    EXPECT_EQ(is.slope_north, was.slope_north);
  }
  EXPECT_FALSE(sample_ground(moved, 1145.0, 0.0).covered);  // its eastern edge is 40 m farther west
  EXPECT_TRUE(sample_ground(there, 1145.0, 0.0).covered);
}

TEST(Terrain, MapsBlendContinuouslyWithTheirSlope) {
  const Maps maps;
  const Ground<double> ground = maps.ground();
  const double d = 2e-11;
  for (double e : {225.0, 230.0, 235.0, 240.0, 245.0, -225.0,
                   -245.0}) {  // the cells' borders through the blend, its start and its end
    for (double n : {-246.0, -230.0, 3.0, 77.0, 236.0, 244.9}) {
      const GroundSample<double> a = sample_ground(ground, e - d, n), b = sample_ground(ground, e + d, n);
      EXPECT_NEAR(a.elevation_m, b.elevation_m, 1e-9);  // 4e-11 m of slopes below 1 and curvatures below 2 m / (5 m)^2
      EXPECT_NEAR(a.slope_east, b.slope_east, 1e-9);
      EXPECT_NEAR(a.slope_north, b.slope_north, 1e-9);
      const GroundSample<double> p = sample_ground(ground, n, e - d), q = sample_ground(ground, n, e + d);
      EXPECT_NEAR(p.elevation_m, q.elevation_m, 1e-9);
      EXPECT_NEAR(p.slope_east, q.slope_east, 1e-9);
      EXPECT_NEAR(p.slope_north, q.slope_north, 1e-9);
    }
  }
}

TEST(Terrain, MapSlopesAreTheDifferencesOfHeights) {
  const Maps maps;
  const Ground<double> ground = maps.ground();
  for (double e = -290.0; e < 290.0; e += 7.31) {
    for (double n : {-247.0, -236.1, 11.3, 229.7, 243.3, 400.7}) {
      expect_slopes_are_differences(ground, e, n, 1e-4,
                                    1e-8);  // f''' of the fade 12 * 2 m / (20 m)^3 and of its product: 1e-10; 1e-14 / h
    }
  }
}

// Three maps of different heights that overlap sideways, so that in places no single one has its full weight.
TEST(Terrain, MapsThatOnlyOverlapBlendContinuouslyToo) {
  const std::vector<float> a = Maps::fill(41, -100.0, 5.0, 0.0), b = Maps::fill(41, -100.0, 5.0, 3.0),
                           c = Maps::fill(41, -100.0, 5.0, -4.0);
  const HeightGrid grids[] = {{a.data(), 41, 41, -100.0, -100.0, 5.0},
                              {b.data(), 41, 41, 75.0, -90.0, 5.0},
                              {c.data(), 41, 41, -20.0, 75.0, 5.0}};
  const Ground<double> ground =
      make_ground(TerrainView{TerrainModel::dem, grids, 3, {}}, TerrainParams<double>{}, radius);
  int shared = 0;
  for (double e = -94.0; e < 270.0; e += 1.37) {
    for (double n = -93.0; n < 269.0; n += 1.71) {
      double total = 0.0, deepest = 0.0;
      for (const HeightGrid& grid : grids) {
        const GridSample<double> s = sample_grid(grid, e, n);
        if (s.covered) total += s.weight, deepest = std::max(deepest, s.weight);
      }
      if (total < 1e-2) continue;  // near the outer edge, where the difference's own neighbours have too little left
      shared += total > deepest && deepest < 1.0;
      expect_slopes_are_differences(
          ground, e, n, 1e-5,
          1e-6);  // h^2 / 6 of f''' <= 7 m / (20 m * total^0.5)^3 = 0.9: 2e-11; 1e-14 / h * few
    }
  }
  EXPECT_GT(shared, 100);  // the case is met
}

TEST(Terrain, ALoneMapHoldsToItsVeryEdge) {
  const Maps maps;
  const Ground<double> ground = maps.ground(1);
  for (double e : {225.0, 240.0, 244.9, 244.999999}) {
    const GroundSample<double> s = sample_ground(ground, e, -244.9999);
    ASSERT_TRUE(s.covered);
    EXPECT_NEAR(s.elevation_m, Maps::offset + Maps::relief(e, -244.9999), 1e-4);  // interpolation, as above
    EXPECT_NEAR(s.slope_east, 40.0 / 210 * std::cos(e / 210 + 0.3) * std::cos(-244.9999 / 170) + 0.02,
                1e-3);  // (h^2 / 6) f'''
  }
  EXPECT_FALSE(sample_ground(ground, 245.1, 0.0).covered);
}

TEST(Terrain, LeavingAllMapsIsSeenAndGivesTheSphere) {
  const Maps maps;
  const Ground<double> ground = maps.ground();
  const double nan = std::nan(""), inf = std::numeric_limits<double>::infinity();
  for (double e : {1181.0, -1181.0, 1e7, -1e300, inf, nan}) {
    const GroundSample<double> s = sample_ground(ground, e, 0.0);
    EXPECT_FALSE(s.covered);
    EXPECT_EQ(s.elevation_m, 0.0);
    EXPECT_EQ(s.slope_east, 0.0);
  }
  EXPECT_FALSE(sample_ground(maps.ground(0), 0.0, 0.0).covered);
}

TEST(Terrain, TheNextMapShowsThroughAHole) {
  Maps maps;
  maps.fine[50 * 101 + 50] = std::numeric_limits<float>::quiet_NaN();  // the node at the target
  const GroundSample<double> s = sample_ground(maps.ground(), 1.0, 1.0);
  EXPECT_TRUE(s.covered);
  EXPECT_NEAR(s.elevation_m, Maps::relief(1.0, 1.0), 0.01);  // not the finer map's, which lies 2 m higher
  EXPECT_FALSE(sample_ground(maps.ground(1), 1.0, 1.0).covered);
}

TEST(Terrain, TheFarSideOfTheMoonIsNotTheMap) {
  const Maps maps;
  EXPECT_TRUE(height_above_ground(maps.ground(), Vec3<double>{10.0, 20.0, 500.0}).covered);
  EXPECT_FALSE(height_above_ground(maps.ground(), Vec3<double>{10.0, 20.0, -2.0 * radius - 500.0}).covered);
}

TEST(Terrain, HeightIsExactNearTheGround) {
  const Ground<double> ground =
      make_ground(TerrainView{TerrainModel::sphere, nullptr, 0, {}}, TerrainParams<double>{}, radius);
  // on the target's vertical the height is z, to its own last digits
  for (double z : {1e-6, 0.3, 12.345, 15e3})
    EXPECT_NEAR(height_above_ground(ground, Vec3<double>{0.0, 0.0, z}).height_m, z, 4e-16 * z);
}

TEST(Terrain, GroundPlaneOfThePlaneIsThePlaneItself) {
  const Ground<double> ground = plane_ground(8.0, 90.0);
  const Vec3<double> n{std::sin(8.0 * degree), 0.0, std::cos(8.0 * degree)};
  for (double x : {-600.0, -3.0, 0.0, 2.0, 500.0}) {
    const Vec3<double> p{x, 0.4 * x + 1.0, 3.0};
    const GroundPlane<double> plane = ground_plane(ground, p);
    EXPECT_LT(norm(plane.normal_L - n), 1e-15);               // a few units in the last place of 1
    EXPECT_NEAR(distance_above(plane, p), dot(n, p), 1e-13);  // heights of 80 m
    EXPECT_NEAR(distance_above(plane, Vec3<double>{x + 2.0, 5.0, -1.0}), dot(n, Vec3<double>{x + 2.0, 5.0, -1.0}),
                1e-12);
  }
}

TEST(Terrain, GroundPlaneTouchesTheGround) {
  const Maps maps;
  const Ground<double> ground = maps.ground();
  const double e = 61.0, n = -37.0;
  const Vec3<double> foot = ground_point(ground, e, n);
  const GroundPlane<double> plane = ground_plane(ground, foot + Vec3<double>{0.0, 0.0, 1e-3});
  EXPECT_NEAR(distance_above(plane, foot), 0.0, 1e-9);  // 1e-3 m up moves the place by 1e-3 * 61 / R
  // neighbours of the ground lie in it but for the curvature, s^2 / 2 * 40 m / (170 m)^2
  for (double a = 0.0; a < 6.2; a += 0.7) {
    const Vec3<double> beside = ground_point(ground, e + 0.1 * std::cos(a), n + 0.1 * std::sin(a));
    EXPECT_NEAR(distance_above(plane, beside), 0.0, 0.01 / 2 * 40.0 / (170.0 * 170.0) * 1.5);
  }
  EXPECT_NEAR(norm(plane.normal_L), 1.0, 3e-16);
}

TEST(Terrain, LanesGiveTheBitsOfDoubleWhoeverTheNeighboursAre) {
  const Maps maps;
  const double nan = std::nan("");
  const double east[] = {12.0, 238.0, 900.0, 3000.0, nan, -244.0, 1500.0, 1e300, -230.0};
  const double north[] = {-7.0, 5.0, 241.0, 0.0, -100.0};
  for (TerrainModel model : {TerrainModel::sphere, TerrainModel::plane, TerrainModel::facet, TerrainModel::dem}) {
    const TerrainView view{model, maps.grids, 2, {}};
    for (int shift = 0; shift < 45; ++shift) {
      Lanes e(0.0), n(0.0), up(0.0), r(0.0);
      TerrainParams<double> one_params[lane_count];
      Ground<Lanes> ground;
      for (int i = 0; i < lane_count; ++i) {
        set_lane(e, i, east[(shift + i) % 9]);
        set_lane(n, i, north[(shift + i) % 5]);
        set_lane(up, i, 3.0 + i);
        set_lane(r, i, radius + 100.0 * i);
        one_params[i].slope_rad = 0.02 * i;
        one_params[i].slope_azimuth_rad = 0.9 * i;
        one_params[i].layer0_error = {4.0 * i, -3.0, 0.5 * i};
        one_params[i].layer1_error.east_m = -7.0 * i;
        put_ground(ground, i, make_ground(view, one_params[i], lane(r, i)));
      }
      const GroundSample<Lanes> s = sample_ground(ground, e, n);
      const GroundPlane<Lanes> plane = ground_plane(ground, Vec3<Lanes>{e, n, up});
      const HeightAboveGround<Lanes> h = height_above_ground(ground, Vec3<Lanes>{e, n, up});
      for (int i = 0; i < lane_count; ++i) {
        const Ground<double> one = make_ground(view, one_params[i], lane(r, i));
        const GroundSample<double> t = sample_ground(one, lane(e, i), lane(n, i));
        ASSERT_EQ(lane(s.covered, i), t.covered);
        EXPECT_EQ(bits_of(lane(s.elevation_m, i)), bits_of(t.elevation_m));
        EXPECT_EQ(bits_of(lane(s.slope_east, i)), bits_of(t.slope_east));
        EXPECT_EQ(bits_of(lane(s.slope_north, i)), bits_of(t.slope_north));
        const Vec3<double> p{lane(e, i), lane(n, i), lane(up, i)};
        const GroundPlane<double> q = ground_plane(one, p);
        const HeightAboveGround<double> g = height_above_ground(one, p);
        ASSERT_EQ(lane(plane.covered, i), q.covered);
        ASSERT_EQ(lane(h.covered, i), g.covered);
        if (!q.covered) continue;  // NaN has many bit patterns
        EXPECT_EQ(bits_of(lane(plane.normal_L.x, i)), bits_of(q.normal_L.x));
        EXPECT_EQ(bits_of(lane(plane.normal_L.z, i)), bits_of(q.normal_L.z));
        EXPECT_EQ(bits_of(lane(plane.offset_m, i)), bits_of(q.offset_m));
        EXPECT_EQ(bits_of(lane(h.height_m, i)), bits_of(g.height_m));
      }
    }
  }
}

}  // namespace

}  // namespace farside::ground_test
