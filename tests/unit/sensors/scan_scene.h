#pragma once
// Grounds and poses for scans: listed craters and rocks, and places where something is known exactly.
#include <cmath>
#include <memory>
#include <vector>

#include "gnc/hazard/hazard_scratch.h"
#include "sensors/lidar/lidar.h"

namespace scan_scene {

using namespace farside;

inline constexpr double radius_m = 1731473.0;

inline ListedThing crater_at(double x_m, double y_m, double diameter_m, double depth_m) {
  const CraterScales s = crater_scales(diameter_m, depth_m);
  return {0.0, 0.0, x_m, y_m, 2.0 / diameter_m, s.below_m, s.above_m};
}
inline ListedThing rock_at(double x_m, double y_m, double diameter_m, double height_m) {
  return {0.0, 0.0, x_m, y_m, 2.0 / diameter_m, 0.0, height_m};
}

// One thing in a list of one level, as the host makes it (scenario/listed.h).
struct OneListed {
  ListedThing thing;
  ListedLevel level;
  OneListed(ListedThing t, double (*edge_m)(double)) : thing(t), level{} {
    const double edge = edge_m(std::ldexp(1.0, std::ilogb(2.0 / t.inverse_radius_1_m) + 1));
    thing.row = std::floor(t.y_m / edge);
    thing.column = std::floor(t.x_m / edge);
    level = {edge, 0, 1};
  }
  ListedThings view() const { return {&thing, &level, 1}; }
};

// A plane, level unless told otherwise.
inline Ground<double> plane(double slope_rad = 0.0, double azimuth_rad = 0.0, ListedRelief listed = {}) {
  TerrainParams<double> p;
  p.slope_rad = slope_rad;
  p.slope_azimuth_rad = azimuth_rad;
  return make_ground({TerrainModel::plane, nullptr, 0, {0, 0, false, listed}}, p, radius_m);
}

inline Mat3<double> turned_about(const Vec3<double>& axis_rad) {
  const double angle = norm(axis_rad);
  if (angle == 0.0) return rotation(Quat<double>{1.0, 0.0, 0.0, 0.0});
  const Vec3<double> half = (std::sin(0.5 * angle) / angle) * axis_rad;
  return rotation(Quat<double>{std::cos(0.5 * angle), half.x, half.y, half.z});
}
inline LidarPose over(double east_m, double north_m, double height_m, const Vec3<double>& axis_rad = {0.0, 0.0, 0.0}) {
  return {{east_m, north_m, height_m}, turned_about(axis_rad)};
}

inline LidarParams<double> exact_lidar() {
  LidarParams<double> p;
  p.noise_m = p.dropout_prob = 0.0;
  return p;
}

struct Scratch {
  std::unique_ptr<LidarScratch> lidar = std::make_unique<LidarScratch>();
  std::unique_ptr<HazardScratch> hazard = std::make_unique<HazardScratch>();
};

// Where a sample of a scan lies, in the site frame.
inline Vec3<double> point_of(const Scan& scan, int column, int row, const LidarPose& pose) {
  const Vec3<double> ray_B{std::tan(scan.angle_x_rad(column)), std::tan(scan.angle_y_rad(row)), -1.0};
  const double range_m = scan.range_m[row * scan.columns + column];
  return pose.p_L + (range_m / norm(ray_B)) * (pose.R_LB * ray_B);
}

}  // namespace scan_scene
