#include "camera/lander.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/error.h"
#include "camera/sun.h"
#include "moon/frames.h"

namespace farside {
namespace {

constexpr double strut_radius_m = 0.06;       // no key says it
constexpr double eye_least_m = 0.3;           // above the pad plane, of a lander whose hull has no clearance
constexpr double disc_place_radii = 0.70711;  // as many inside as outside
constexpr double rounding_m = 1e-6;           // more than a line's distance from a rod is off

// In plain products: an fma is a call on the oldest CPUs, and much of a picture may lie in the lander's shadow.
double plain_dot(const Vec3<double>& a, const Vec3<double>& b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
Vec3<double> plain_axpy(double t, const Vec3<double>& d, const Vec3<double>& p) {
  return {p.x + t * d.x, p.y + t * d.y, p.z + t * d.z};
}

// Does a line pass by a rod's axis, endless as both are, by more than its radius and `more_m`?
bool passes_by(const Rod& rod, const Vec3<double>& p, const Vec3<double>& direction, double more_m) {
  const double ax = rod.to_B.x - rod.from_B.x, ay = rod.to_B.y - rod.from_B.y, az = rod.to_B.z - rod.from_B.z;
  const double nx = direction.y * az - direction.z * ay, ny = direction.z * ax - direction.x * az,
               nz = direction.x * ay - direction.y * ax;
  const double off = (p.x - rod.from_B.x) * nx + (p.y - rod.from_B.y) * ny + (p.z - rod.from_B.z) * nz;
  const double reach_m = rod.radius_m + more_m;
  return off * off > reach_m * reach_m * (nx * nx + ny * ny + nz * nz);
}

}  // namespace

std::optional<RodHit> meet(const Rod& rod, const Vec3<double>& p_B, const Vec3<double>& direction_B) {
  const Vec3<double> whole = rod.to_B - rod.from_B;
  const double length_m = std::sqrt(plain_dot(whole, whole));
  if (!(length_m > 0.0)) return std::nullopt;
  const Vec3<double> axis = (1.0 / length_m) * whole, p = p_B - rod.from_B;
  const double p_along = plain_dot(p, axis), d_along = plain_dot(direction_B, axis);
  const Vec3<double> p_across = plain_axpy(-p_along, axis, p), d_across = plain_axpy(-d_along, axis, direction_B);
  const double a = plain_dot(d_across, d_across), b = plain_dot(p_across, d_across),
               c = plain_dot(p_across, p_across) - rod.radius_m * rod.radius_m;
  std::optional<RodHit> first;
  const auto keep = [&](double t, const Vec3<double>& normal) {
    if (t > 0.0 && (!first || t < first->distance_m)) first = RodHit{t, normal};
  };
  if (a > 1e-15 && b * b - a * c >= 0.0) {
    const double t = (-b - std::sqrt(b * b - a * c)) / a, along = p_along + t * d_along;
    if (along >= 0.0 && along <= length_m) keep(t, (1.0 / rod.radius_m) * plain_axpy(t, d_across, p_across));
  }
  for (const double end : {0.0, length_m}) {
    if (d_along == 0.0) break;
    const double t = (end - p_along) / d_along;
    const Vec3<double> off = plain_axpy(t, d_across, p_across);
    if (plain_dot(off, off) <= rod.radius_m * rod.radius_m) keep(t, (end > 0.0 ? 1.0 : -1.0) * axis);
  }
  return first;
}

Lander::Lander(const VehicleParams<double>& vehicle, int legs) {
  for (int i = 0; i < disc_places; ++i) sin_cos(2.0 * pi * (i + 0.5) / disc_places, disc_[i].sine, disc_[i].cosine);
  const LegParams<double>& p = vehicle.legs;
  top_m_ = std::max(p.hull_height_m, p.hull_clearance_m);
  if (p.hull_radius_m > 0.0) add({{0.0, 0.0, p.hull_clearance_m}, {0.0, 0.0, top_m_}, p.hull_radius_m});
  if (p.nozzle_radius_m > 0.0 && p.nozzle_clearance_m < p.hull_clearance_m)
    add({{0.0, 0.0, p.nozzle_clearance_m}, {0.0, 0.0, p.hull_clearance_m}, p.nozzle_radius_m});
  const double pitch_rad = 2.0 * pi / legs, pad_top_m = std::max(p.pad_height_m, 0.02);
  for (int i = 0; i < legs; ++i) {
    double sine, cosine;
    sin_cos(p.pad_azimuth_rad + i * pitch_rad, sine, cosine);
    const auto at = [&](double out_m, double aside_m, double up_m) {
      return Vec3<double>{out_m * cosine - aside_m * sine, out_m * sine + aside_m * cosine, up_m};
    };
    const Vec3<double> foot = at(p.pad_radius_m, 0.0, 0.5 * pad_top_m);
    add({at(p.pad_radius_m, 0.0, 0.0), at(p.pad_radius_m, 0.0, pad_top_m), 0.5 * p.pad_diameter_m});
    add({foot, at(p.primary.hinge_radius_m, 0.0, p.primary.hinge_height_m), strut_radius_m});
    for (const double side : {-1.0, 1.0}) {
      add({foot, at(p.secondary.hinge_radius_m, side * p.secondary.hinge_offset_m, p.secondary.hinge_height_m),
           0.7 * strut_radius_m});
    }
  }
  double sine, cosine;  // of the camera: between the last pad and the first
  sin_cos(p.pad_azimuth_rad - 0.5 * pitch_rad, sine, cosine);
  eye_B_ = {p.hull_radius_m * cosine, p.hull_radius_m * sine, std::max(p.hull_clearance_m, eye_least_m)};
}

void Lander::add(const Rod& rod) {
  if (rods_.size() == rods_max) throw InternalError("a lander of more cylinders than there is room for");
  rods_.push_back(rod);
  reach_m_ = std::max({reach_m_, norm(rod.from_B) + rod.radius_m, norm(rod.to_B) + rod.radius_m});
}

std::optional<RodHit> Lander::meet(const Vec3<double>& p_B, const Vec3<double>& direction_B) const {
  std::optional<RodHit> first;
  for (const Rod& rod : rods_) {
    if (passes_by(rod, p_B, direction_B, rounding_m)) continue;
    const std::optional<RodHit> hit = farside::meet(rod, p_B, direction_B);
    if (hit && (!first || hit->distance_m < first->distance_m)) first = hit;
  }
  return first;
}

double Lander::light_at(const LanderPose& pose, const Vec3<double>& place_L, const Vec3<double>& sun_L) const {
  // Most places are far from its shadow. In plain products: an fma is a call on the oldest CPUs.
  const double x = pose.p_L.x - place_L.x, y = pose.p_L.y - place_L.y, z = pose.p_L.z - place_L.z;
  const double along_m = x * sun_L.x + y * sun_L.y + z * sun_L.z;
  const double wide_m = reach_m_ + std::max(along_m, 0.0) * sun_radius_rad;
  if (along_m < -reach_m_ || x * x + y * y + z * z - along_m * along_m > wide_m * wide_m) return 1.0;
  const Vec3<double> p_B = transposed_times(pose.R_LB, place_L - pose.p_L), sun_B = transposed_times(pose.R_LB, sun_L);
  // Most of those near it are far from any rod's.
  const double disc_m = 1.01 * sun_radius_rad * (std::max(along_m, 0.0) + 2.0 * reach_m_);
  std::array<const Rod*, rods_max> near;
  std::size_t count = 0;
  for (const Rod& rod : rods_) {
    if (!passes_by(rod, p_B, sun_B, disc_m)) near[count++] = &rod;
  }
  if (count == 0) return 1.0;
  const Vec3<double> other = std::abs(sun_B.z) < 0.9 ? Vec3<double>{0.0, 0.0, 1.0} : Vec3<double>{1.0, 0.0, 0.0};
  const Vec3<double> across = unit_vector(cross(sun_B, other)), beside = cross(sun_B, across);
  int seen = 0;
  for (int i = 0; i < disc_places; ++i) {
    const auto [sine, cosine] = disc_[i];
    const double r = disc_place_radii * sun_radius_rad;
    const Vec3<double> towards = unit_vector(axpy(r * cosine, across, axpy(r * sine, beside, sun_B)));
    seen += std::none_of(near.begin(), near.begin() + count, [&](const Rod* rod) {
      return !passes_by(*rod, p_B, towards, rounding_m) && farside::meet(*rod, p_B, towards).has_value();
    });
  }
  return static_cast<double>(seen) / disc_places;
}

}  // namespace farside
