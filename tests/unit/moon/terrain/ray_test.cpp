#include "moon/terrain/ray.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "lanes/lane_struct.h"

namespace farside::ray_test {
namespace {

constexpr double radius_m = 1731473.0;
constexpr double deg = 0.017453292519943295;

Ground<double> plane(double slope_rad) {
  TerrainParams<double> p;
  p.slope_rad = slope_rad;
  p.slope_azimuth_rad = 90.0 * deg;  // falls to the east
  return make_ground({TerrainModel::plane, nullptr, 0, {}}, p, radius_m);
}
Vec3<double> beam(double off_nadir_rad, double azimuth_rad) {
  const double s = std::sin(off_nadir_rad);
  return {s * std::sin(azimuth_rad), s * std::cos(azimuth_rad), -std::cos(off_nadir_rad)};
}
// To the plane z = -tan(slope) x from (0, 0, h).
double range_to_plane(double h, double slope_rad, const Vec3<double>& d) {
  return h / (-d.z - std::tan(slope_rad) * d.x);
}

TEST(Ray, HasTheSlantRangeToAnInclinedPlane) {  // T38
  for (const double azimuth : {0.0, 90.0, 200.0, 270.0}) {
    const Vec3<double> d = beam(25.0 * deg, azimuth * deg);
    const RayToGround<double> ray = ray_to_ground(plane(10.0 * deg), {0.0, 0.0, 1000.0}, d, 5000.0);
    EXPECT_TRUE(ray.meets);
    EXPECT_NEAR(ray.range_m, range_to_plane(1000.0, 10.0 * deg, d), 1e-6) << azimuth;
  }
}

TEST(Ray, HasItToACentimetreOverAMapOfThatPlane) {  // T38
  const int side = 301;
  const double spacing = 5.0, first = -750.0, fall = std::tan(10.0 * deg);
  std::vector<float> heights;
  for (int r = 0; r < side; ++r) {
    for (int c = 0; c < side; ++c) {
      // the plane's radial height where the direction of (x, y) meets it, as maps are made
      const double x = (first + c * spacing) / radius_m, y = (first + r * spacing) / radius_m;
      const double q = std::sqrt(1.0 - x * x - y * y) + fall * x;
      heights.push_back(static_cast<float>(std::nearbyint((radius_m / q - radius_m) * 1024.0) / 1024.0));
    }
  }
  const HeightGrid grid{heights.data(), side, side, first, first, spacing};
  const Ground<double> ground = make_ground({TerrainModel::dem, &grid, 1, {}}, {}, radius_m);
  for (const double azimuth : {10.0, 135.0, 260.0}) {
    const Vec3<double> d = beam(25.0 * deg, azimuth * deg);
    EXPECT_NEAR(ray_to_ground(ground, {0.0, 0.0, 1000.0}, d, 5000.0).range_m, range_to_plane(1000.0, 10.0 * deg, d),
                0.01);
  }
  // a beam that leaves the map meets nothing
  const RayToGround<double> off = ray_to_ground(ground, {0.0, 0.0, 1000.0}, beam(60.0 * deg, 0.0), 5000.0);
  EXPECT_FALSE(off.meets);
  EXPECT_EQ(off.range_m, 5000.0);
}

TEST(Ray, EndsAShadowWhereTheClosedFormDoes) {  // T99
  const double height = 0.5, sun = 31.5069 * deg;
  const Vec3<double> from_sun{std::cos(sun), 0.0, -std::sin(sun)};
  const RayToGround<double> ray = ray_to_ground(plane(0.0), {0.0, 0.0, height}, from_sun, 100.0);
  EXPECT_NEAR(ray.range_m * std::cos(sun), height / std::tan(sun), 1e-9);
}

TEST(Ray, ThatLeavesTheGroundMeetsNothingAndOneInItIsThere) {
  const RayToGround<double> up = ray_to_ground(plane(0.1), {0.0, 0.0, 1.0}, {0.0, 0.0, 1.0}, 1e5);
  EXPECT_FALSE(up.meets);
  EXPECT_EQ(up.range_m, 1e5);
  const RayToGround<double> in = ray_to_ground(plane(0.1), {0.0, 0.0, -1.0}, {0.0, 0.0, -1.0}, 1e5);
  EXPECT_TRUE(in.meets);
  EXPECT_EQ(in.range_m, 0.0);
  const RayToGround<double> none = ray_to_ground(plane(0.1), {0.0, 0.0, 1.0}, {0.0, 0.0, -1.0}, 0.5);
  EXPECT_FALSE(none.meets);
}

TEST(Ray, OverReliefMeetsTheFirstGroundInLanesAsAlone) {
  TerrainParams<double> p;
  p.relief.ground = 0.3;
  const Ground<double> ground =
      make_ground({TerrainModel::sphere, nullptr, 0, {crater_levels_max, octaves_max, true, {}}}, p, radius_m);
  Ground<Lanes> lanes{};
  Vec3<Lanes> from_L, direction_L;
  std::vector<Vec3<double>> from, direction;
  for (int i = 0; i < lane_count; ++i) {
    put_ground(lanes, i, ground);
    from.push_back({37.0 * i, -91.0 * i, 2.0 + 30.0 * i});
    direction.push_back(beam((80.0 - 9.0 * i) * deg, 50.0 * i * deg));
    put_lane(from_L, i, from.back());
    put_lane(direction_L, i, direction.back());
  }
  const RayToGround<Lanes> many = ray_to_ground(lanes, from_L, direction_L, Lanes(2000.0));
  for (int i = 0; i < lane_count; ++i) {
    const auto k = static_cast<std::size_t>(i);
    const RayToGround<double> one = ray_to_ground(ground, from[k], direction[k], 2000.0);
    EXPECT_EQ(bits_of(lane(many.range_m, i)), bits_of(one.range_m));
    ASSERT_TRUE(one.meets);
    const auto above_m = [&](double s) { return height_above_ground(ground, axpy(s, direction[k], from[k])).height_m; };
    EXPECT_NEAR(above_m(one.range_m), 0.0, 1e-8);
    // nothing before it, looked at every centimetre
    for (double s = 0.0; s < one.range_m - 0.01; s += 0.01) ASSERT_GT(above_m(s), -1e-3) << i << " " << s;
  }
}

Ground<double> relief_on_sphere(const ReliefParams<double>& relief) {
  TerrainParams<double> p;
  p.relief = relief;
  return make_ground({TerrainModel::sphere, nullptr, 0, {crater_levels_max, octaves_max, true, {}}}, p, radius_m);
}
ReliefParams<double> rough_highland() {
  ReliefParams<double> p;
  p.craters.depth_fresh_frac = 0.2;
  p.roughness = {0.15, 0.9};
  return p;
}

// Halved to a micrometre where first found in the ground, looked at every 2 cm.
double marched_range_m(const Ground<double>& ground, const Vec3<double>& p_L, const Vec3<double>& d, double from_m,
                       double longest_m) {
  const auto in = [&](double s) { return height_above_ground(ground, axpy(s, d, p_L)).height_m <= 0.0; };
  for (double s = from_m; s < longest_m; s += 0.02) {
    if (!in(s)) continue;
    if (s == from_m) return s;
    double low = s - 0.02, high = s;
    while (high - low > 1e-6) (in(0.5 * (low + high)) ? high : low) = 0.5 * (low + high);
    return high;
  }
  return longest_m;
}

TEST(Ray, HasTheRangeOfAMarchInStepsOf2Centimetres) {
  // from heights of 5 m to 15 km, 0 to 60 degrees off nadir, over a mare and a highland
  const double heights[] = {5.0, 20.0, 150.0, 2000.0, 15000.0};
  int beams = 0;
  double u = 0.5;
  for (const ReliefParams<double>& params : {ReliefParams<double>{}, rough_highland()}) {
    ReliefParams<double> p = params;
    for (const double height : heights) {
      for (int k = 0; k < 5; ++k) {
        u = std::fmod(u + 0.6180339887498949, 1.0);
        p.ground = u;
        const Ground<double> ground = relief_on_sphere(p);
        const Vec3<double> d = beam(15.0 * k * deg, 360.0 * u * deg), from{900.0 * u, -300.0 * k, height};
        const RayToGround<double> ray = ray_to_ground(ground, from, d, 4e4);
        ASSERT_TRUE(ray.meets);
        // by then 40 m above where it is found to meet, and nothing in these grounds stands 40 m over its foot
        const double march_from = std::max(0.0, ray.range_m - 40.0 / -d.z);
        EXPECT_NEAR(ray.range_m, marched_range_m(ground, from, d, march_from, 4e4), 0.01) << height << " " << k;
        ++beams;
      }
    }
  }
  EXPECT_EQ(beams, 50);
}

TEST(Ray, LooksAtTheVeryGroundAlongItsWay) {
  // also where more craters lie together than a list holds: as many as can be asked for, all of them in the way
  ReliefParams<double> crowd = rough_highland();
  crowd.craters.equilibrium_1_m2 = 0.3;
  for (const ReliefParams<double>& params : {ReliefParams<double>{}, crowd}) {
    Ground<Lanes> lanes{};
    Vec3<Lanes> from_L, direction_L;
    for (int i = 0; i < lane_count; ++i) {
      ReliefParams<double> p = params;
      p.ground = 0.1 + 0.07 * i;
      put_ground(lanes, i, relief_on_sphere(p));
      put_lane(from_L, i, Vec3<double>{-50.0 * i, 70.0 * i, 40.0});
      put_lane(direction_L, i, beam(70.0 * deg, 77.0 * i * deg));
    }
    GroundAlongRay<Lanes> along(lanes, direction_L, Lanes(0.0));
    for (int k = 0; k < 2000; ++k) {
      const Place<Lanes> place = place_of(axpy(Lanes(0.1 * k), direction_L, from_L), lanes.radius_m);
      const auto look = along.look(place, Lanes(0.0));
      const Lanes elevation_m = sample_ground(lanes, place.east_m, place.north_m).elevation_m;
      ASSERT_TRUE(all(bits_of(look.above_m) == bits_of(place.height_m - elevation_m))) << k;
      ASSERT_TRUE(all(look.slack_m == Lanes(0.0)));
      // what a look from higher up leaves out stands no higher than it says
      const auto coarse = along.look(place, Lanes(0.05 * k));
      ASSERT_TRUE(all(coarse.above_m - coarse.slack_m <= look.above_m)) << k;
      ASSERT_TRUE(all(coarse.slack_m <= Lanes(0.05 * k)));
    }
  }
}

TEST(Ray, MeetsListedCratersToo) {
  // one of 20 m, 2 m deep, on the sphere: the beam ends on its floor, the profile's flat fifth
  const CraterScales scales = crater_scales(20.0, 2.0);
  const double edge_m = listed_crater_edge_m(20.0), x_m = 300.0, y_m = -100.0;
  ListedThing crater{};
  crater.row = nearest_whole(y_m / edge_m - 0.5);
  crater.column = nearest_whole(x_m / edge_m - 0.5);
  crater.x_m = x_m;
  crater.y_m = y_m;
  crater.inverse_radius_1_m = 0.1;
  crater.below_m = scales.below_m;
  crater.above_m = scales.above_m;
  const ListedLevel level{edge_m, 0, 1};
  ReliefScales relief{0, 0, true, {}};
  relief.listed.craters = {&crater, &level, 1};
  const Ground<double> ground = make_ground({TerrainModel::sphere, nullptr, 0, relief}, {}, radius_m);
  for (const double height : {50.0, 5000.0}) {
    const double sag_m = (x_m * x_m + y_m * y_m) / (2.0 * radius_m);
    const RayToGround<double> ray = ray_to_ground(ground, {x_m, y_m, height}, beam(0.0, 0.0), 1e4);
    EXPECT_NEAR(ray.range_m, height + sag_m + crater_floor_frac * scales.below_m, 1e-6);  // sag to fourth order
  }
}

TEST(Ray, LeavesOutWhatIsSmallerThanAsked) {
  const Ground<double> ground = relief_on_sphere({});
  const Vec3<double> from{12.0, 34.0, 3000.0}, down = beam(0.0, 0.0);
  EXPECT_EQ(ray_to_ground(ground, from, down, 1e4, 0.4).range_m, ray_to_ground(ground, from, down, 1e4).range_m);
  EXPECT_NEAR(ray_to_ground(ground, from, down, 1e4, 1e9).range_m,
              3000.0 + (12.0 * 12.0 + 34.0 * 34.0) / (2.0 * radius_m), 1e-6);
  // craters of 8 m and more, octaves of 8 m and more
  Ground<double> coarse = ground;
  for (int l = 0; 2.0 * crater_level_m(l) <= 8.0; ++l) {
    for (double& at_least : coarse.relief.craters.count[l].at_least) at_least = poisson_words;
  }
  for (int o = 0; octave_spacing_m(o) < 8.0; ++o) coarse.relief.roughness.peak_to_peak_m[o] = 0.0;
  EXPECT_EQ(ray_to_ground(ground, from, down, 1e4, 8.0).range_m, ray_to_ground(coarse, from, down, 1e4).range_m);
}

}  // namespace

}  // namespace farside::ray_test
