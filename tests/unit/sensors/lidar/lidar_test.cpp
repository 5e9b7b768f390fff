#include "sensors/lidar/lidar.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "unit/sensors/scan_scene.h"

namespace farside::lidar_test {
using namespace scan_scene;

namespace {

constexpr int samples = 128;

template <class Real = Lanes>
Scan scan_of(const Ground<double>& ground, const LidarPose& pose, const LidarParams<double>& p, Scratch& scratch,
             const ScanDraws* draws = nullptr, int each_way = samples) {
  return Lidar<Real>(ground, p, each_way, *scratch.lidar).look(pose, draws);
}

TEST(Lidar, MeasuresAPlaneWhereItIs) {
  Scratch scratch;
  const double slope = 0.15, azimuth = 0.8;
  const Ground<double> ground = plane(slope, azimuth);
  const LidarPose pose = over(12.0, -7.0, 100.0, {0.05, -0.03, 0.4});
  const Scan scan = scan_of(ground, pose, exact_lidar(), scratch);
  for (int r = 0; r < samples; ++r) {
    for (int c = 0; c < samples; ++c) {
      const Vec3<double> p = point_of(scan, c, r, pose);
      const double plane_m = -std::tan(slope) * (p.x * std::sin(azimuth) + p.y * std::cos(azimuth));
      // what the curved places leave out over 30 m (moon/nadir.h) and the place's factor R / r over 10 m of height
      ASSERT_NEAR(p.z, plane_m, 2e-3) << c << ' ' << r;
    }
  }
}

// Level ground between the rock and where the ray over its top comes down again is seen by no ray.
TEST(Lidar, SeesNothingThatARockHides) {
  Scratch scratch;
  const double x = 10.0, top_m = 2.0, radius = 1.0;
  const OneListed rock(rock_at(x, 0.0, 2.0 * radius, top_m), listed_rock_edge_m);
  const Ground<double> ground = plane(0.0, 0.0, {{}, rock.view()});
  const LidarPose pose = over(0.0, 0.0, 40.0);
  const Scan scan = Lidar<Lanes>(ground, exact_lidar(), 256, *scratch.lidar).look(pose, nullptr);
  // the ray that touches the half ellipsoid in the plane y = 0, from its quadratic's double root: where it comes down
  const double z0 = pose.p_L.z, a2 = radius * radius, b2 = top_m * top_m;
  double end_m = x + radius;
  for (double reach = x; reach < x + 3.0; reach += 1e-3) {
    const double slope = reach / z0;  // the ray x = slope (z0 - z); it meets (x - x0)^2 / a2 + z^2 / b2 = 1
    const double a = slope * slope / a2 + 1.0 / b2, b = -2.0 * slope * (reach - x) / a2;
    const double c = (reach - x) * (reach - x) / a2 - 1.0;
    if (b * b - 4.0 * a * c > 0.0) end_m = reach;
  }
  ASSERT_GT(end_m, x + radius + 0.12);
  int hidden = 0, on_rock = 0;
  for (int r = 0; r < 256; ++r) {
    for (int c = 0; c < 256; ++c) {
      const Vec3<double> p = point_of(scan, c, r, pose);
      const double reach_x = z0 * std::tan(scan.angle_x_rad(c)), reach_y = -z0 * std::tan(scan.angle_y_rad(r));
      if (std::abs(reach_y) < 0.05 && reach_x > x && reach_x < end_m - 0.01) {
        ++hidden;
        EXPECT_GT(p.z, 0.02) << "level ground is seen at " << p.x;
      }
      on_rock += p.z > 0.1;
      ASSERT_FALSE(p.z > 0.05 && std::hypot(p.x - x, p.y) > radius + 1e-3) << "height where there is no rock";
    }
  }
  EXPECT_GT(hidden, 5);
  // of its outline, seen askew: between that from above and half as much again
  const double spacing_m2 = std::pow(2.0 * z0 / 256.0, 2) * std::tan(0.5 * exact_lidar().field_x_rad) *
                            std::tan(0.5 * exact_lidar().field_y_rad);
  EXPECT_GT(on_rock * spacing_m2, 0.9 * 3.14159 * a2);
  EXPECT_LT(on_rock * spacing_m2, 1.5 * 3.14159 * a2);
}

// The line from the sensor to each point that it sees runs over the ground, asked point by point.
TEST(Lidar, RaysDontPassThroughTheGround) {
  Scratch scratch;
  TerrainParams<double> p;
  p.relief.ground = 5.0;
  p.relief.rocks.number_1_m2 = 4e-3;
  const ReliefScales scales{crater_levels_max, octaves_max, true, {}};
  const Ground<double> ground = make_ground({TerrainModel::sphere, nullptr, 0, scales}, p, radius_m);
  const LidarPose pose = over(200.0, 300.0, sample_ground(ground, 200.0, 300.0).elevation_m + 60.0, {0.1, 0.05, 1.0});
  const Scan scan = scan_of(ground, pose, exact_lidar(), scratch);
  int seen = 0;
  for (int r = 0; r < samples; r += 6) {
    for (int c = 0; c < samples; c += 6) {
      const Vec3<double> end = point_of(scan, c, r, pose);
      if (!(end.z == end.z)) continue;
      ++seen;
      for (double part = 0.9; part < 0.9985; part += 0.0005) {
        const Place<double> q = place_of(pose.p_L + part * (end - pose.p_L), radius_m);
        const double ground_m = sample_ground(ground, q.east_m, q.north_m).elevation_m;
        const double top_m = ground_m + rocks_above_ground_m(ground, q.east_m, q.north_m, ground_m);
        ASSERT_GT(q.height_m, top_m - 0.03) << c << ' ' << r;  // curvature of small craters within a pixel
      }
      const Place<double> q = place_of(end, radius_m);
      const double ground_m = sample_ground(ground, q.east_m, q.north_m).elevation_m;
      ASSERT_GT(q.height_m, ground_m - 0.03);
    }
  }
  EXPECT_GT(seen, 450);
}

// Parts of the raster beyond the field's edges aren't made: whatever way it is turned, no ray misses them.
TEST(Lidar, SeesAllOfItsFieldWhateverItsHeading) {
  Scratch scratch;
  for (const double heading : {0.0, 0.4, 0.7853981633974483, 2.0, -2.5}) {
    const LidarPose pose = over(5.0, 9.0, 100.0, {0.0, 0.0, heading});
    const Scan scan = scan_of(plane(0.1, 0.3), pose, exact_lidar(), scratch);
    for (int i = 0; i < samples * samples; ++i) ASSERT_FALSE(std::isnan(scan.range_m[i])) << heading << ' ' << i;
  }
}

TEST(Lidar, RangesHaveTheNoiseAndTheDropoutsOfItsParameters) {
  Scratch exact, scratch;
  LidarParams<double> p = exact_lidar();
  const Ground<double> ground = plane();
  const LidarPose pose = over(0.0, 0.0, 100.0);
  const Scan truth = scan_of(ground, pose, p, exact);
  p.noise_m = 0.08, p.bias_m = 0.3, p.dropout_prob = 0.1;
  const ScanDraws draws{7, 42, 65000};
  const Scan scan = scan_of(ground, pose, p, scratch, &draws);
  double sum = 0.0, squares = 0.0;
  int answered = 0;
  for (int i = 0; i < samples * samples; ++i) {
    const double error = scan.range_m[i] - truth.range_m[i];
    if (!(error == error)) continue;
    ++answered, sum += error, squares += error * error;
  }
  const double mean = sum / answered, sd = std::sqrt(squares / answered - mean * mean);
  EXPECT_NEAR(mean, 0.3, 4.0 * 0.08 / 121.0);              // 4 sigma of 14,700 draws
  EXPECT_NEAR(sd, 0.08, 4.0 * 0.08 / std::sqrt(29400.0));  // the same
  EXPECT_NEAR(answered, 0.9 * samples * samples, 4.0 * std::sqrt(0.09 * samples * samples));
  const ScanDraws other{7, 42, 65100};
  Scratch second;
  const Scan later = scan_of(ground, pose, p, second, &other);
  EXPECT_NE(later.range_m[5], scan.range_m[5]);
}

TEST(Lidar, OfRangeZeroIsDead) {
  Scratch scratch;
  LidarParams<double> p = exact_lidar();
  p.range_max_m = 0.0;
  const Scan scan = scan_of(plane(), over(0.0, 0.0, 50.0), p, scratch);
  for (int i = 0; i < samples * samples; ++i) ASSERT_TRUE(std::isnan(scan.range_m[i]));
}

TEST(Lidar, AMountingErrorTurnsTheField) {
  Scratch scratch;
  LidarParams<double> p = exact_lidar();
  p.misalignment_B = {0.0, 0.01, 0.0};
  const LidarPose pose = over(0.0, 0.0, 100.0);
  const Scan scan = scan_of(plane(), pose, p, scratch);
  // -z turned by 0.01 rad about y leans to -x: the ground it meets, told in body axes, seems to rise there
  const Vec3<double> left = point_of(scan, 0, samples / 2, pose),
                     right = point_of(scan, samples - 1, samples / 2, pose);
  EXPECT_NEAR((left.z - right.z) / (left.x - right.x), 0.01, 2e-4);
}

TEST(Lidar, HasTheSameBitsWithOneLane) {
  Scratch lanes, one;
  TerrainParams<double> t;
  t.relief.ground = 3.0;
  t.relief.rocks.number_1_m2 = 4e-3;
  const ReliefScales scales{crater_levels_max, octaves_max, true, {}};
  const Ground<double> ground = make_ground({TerrainModel::sphere, nullptr, 0, scales}, t, radius_m);
  const LidarPose pose = over(50.0, 30.0, sample_ground(ground, 50.0, 30.0).elevation_m + 30.0, {0.05, 0.02, 0.3});
  LidarParams<double> p;
  const ScanDraws draws{1, 2, 3};
  for (const int each_way : {samples, 51}) {  // the latter fill no register
    const Scan a = scan_of<Lanes>(ground, pose, p, lanes, &draws, each_way);
    const Scan b = scan_of<double>(ground, pose, p, one, &draws, each_way);
    int seen = 0;
    for (int i = 0; i < each_way * each_way; ++i) {
      ASSERT_TRUE(bits_of(a.range_m[i]) == bits_of(b.range_m[i]) ||
                  (std::isnan(a.range_m[i]) && std::isnan(b.range_m[i])));
      seen += a.range_m[i] == a.range_m[i];
    }
    EXPECT_GT(seen, 85 * each_way * each_way / 100);
  }
}

}  // namespace

}  // namespace farside::lidar_test
