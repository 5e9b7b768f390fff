#include "camera/lander.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/error.h"
#include "camera/plain.h"
#include "camera/sun.h"
#include "moon/frames.h"

namespace farside {
namespace {

constexpr double strut_radius_m = 0.06;       // no key says it
constexpr double eye_least_m = 0.3;           // above the pad plane, of a lander whose hull has no clearance
constexpr double disc_place_radii = 0.70711;  // as many inside as outside
constexpr double rounding_m = 1e-6;           // more than a line's distance from a rod is off

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
    if (!rod.is_seen || passes_by(rod, p_B, direction_B, rounding_m)) continue;
    const std::optional<RodHit> hit = farside::meet(rod, p_B, direction_B);
    if (hit && (!first || hit->distance_m < first->distance_m)) first = hit;
  }
  return first;
}

LanderShadow::Way::Way(const Vec3<double>& axis, const Vec3<double>& direction_B)
    : along(plain_dot(direction_B, axis)), across(plain_axpy(-along, axis, direction_B)) {
  a = plain_dot(across, across);
}

struct LanderShadow::Near {
  double along;
  Vec3<double> across;
  double across2;
  Near(const Caster& rod, const Vec3<double>& p_B) {
    const Vec3<double> p = p_B - rod.from_B;
    along = plain_dot(p, rod.axis);
    across = plain_axpy(-along, rod.axis, p);
    across2 = plain_dot(across, across);
  }
  bool is_outside(const Caster& rod) const {
    return across2 > rod.radius_m * rod.radius_m || along < 0.0 || along > rod.length_m;
  }
};

LanderShadow::LanderShadow(const Lander& lander, const LanderPose& pose, const Vec3<double>& sun_L)
    : pose_(pose), sun_L_(sun_L), reach_m_(lander.reach_m()) {
  const Vec3<double> sun_B = transposed_times(pose.R_LB, sun_L);
  const Vec3<double> other = std::abs(sun_B.z) < 0.9 ? Vec3<double>{0.0, 0.0, 1.0} : Vec3<double>{1.0, 0.0, 0.0};
  const Vec3<double> across = unit_vector(cross(sun_B, other)), beside = cross(sun_B, across);
  std::vector<Vec3<double>> disc;
  for (int i = 0; i < disc_places; ++i) {
    double sine, cosine;
    sin_cos(2.0 * pi * (i + 0.5) / disc_places, sine, cosine);
    const double r = disc_place_radii * sun_radius_rad;
    disc.push_back(unit_vector(axpy(r * cosine, across, axpy(r * sine, beside, sun_B))));
  }
  for (const Rod& rod : lander.rods()) {
    const Vec3<double> whole = rod.to_B - rod.from_B;
    const double length_m = std::sqrt(plain_dot(whole, whole));
    if (!(length_m > 0.0)) continue;
    const Vec3<double> axis = (1.0 / length_m) * whole, past = cross(sun_B, axis);
    const double sine = norm(past);
    const Vec3<double> side = (sine > 1e-9 ? 1.0 / sine : 0.0) * past;
    beside_x_.push_back(side.x);
    beside_y_.push_back(side.y);
    beside_z_.push_back(side.z);
    beside_m_.push_back(plain_dot(rod.from_B, side));
    radius_m_.push_back(rod.radius_m);
    Caster caster{rod.from_B, axis, length_m, rod.radius_m, Way(axis, sun_B), {}};
    for (const Vec3<double>& towards : disc) caster.disc.emplace_back(axis, towards);
    rods_.push_back(std::move(caster));
  }
}

// As meet() has it, for a place outside of the rod.
bool LanderShadow::hides(const Caster& rod, const Near& place, const Way& way) {
  const double radius2 = rod.radius_m * rod.radius_m, b = plain_dot(place.across, way.across),
               c = place.across2 - radius2, reach = b * b - way.a * c;
  if (way.a > 1e-15 && reach >= 0.0) {
    const double t = (-b - std::sqrt(reach)) / way.a, along = place.along + t * way.along;
    if (t > 0.0 && along >= 0.0 && along <= rod.length_m) return true;
  }
  for (const double end : {0.0, rod.length_m}) {
    if (way.along == 0.0) break;
    const double t = (end - place.along) / way.along;
    const Vec3<double> off = plain_axpy(t, way.across, place.across);
    if (t > 0.0 && plain_dot(off, off) <= radius2) return true;
  }
  return false;
}

// How much of the line to the middle of the disc lies in a rod that is larger by `more_m` all round; none: to_m is not
// above from_m. Not for lines along the rod.
LanderShadow::Span LanderShadow::span_in(const Caster& rod, const Near& place, double more_m) {
  constexpr Span none{0.0, 0.0};
  const double radius_m = rod.radius_m + more_m, low_m = -more_m - place.along,
               high_m = rod.length_m + more_m - place.along;
  if (!(radius_m > 0.0) || !(low_m < high_m)) return none;
  const double b = plain_dot(place.across, rod.middle.across),
               reach = b * b - rod.middle.a * (place.across2 - radius_m * radius_m);
  if (!(reach > 0.0)) return none;
  const double root = std::sqrt(reach), per_a = 1.0 / rod.middle.a;
  Span span{std::max((-b - root) * per_a, 0.0), (-b + root) * per_a};
  if (std::abs(rod.middle.along) > 1e-6) {
    const double per_along = 1.0 / rod.middle.along;
    span.from_m = std::max(span.from_m, std::min(low_m * per_along, high_m * per_along));
    span.to_m = std::min(span.to_m, std::max(low_m * per_along, high_m * per_along));
  } else {
    const double drift_m = more_m > 0.0 ? 1e-3 : -1e-3;  // along the rod, over a kilometre of the line
    if (low_m > drift_m || high_m < -drift_m) return none;
  }
  return span;
}

double LanderShadow::light_at(const Vec3<double>& place_L) const {
  // Most places are far from its shadow. In plain products: an fma is a call on the oldest CPUs.
  const double x = pose_.p_L.x - place_L.x, y = pose_.p_L.y - place_L.y, z = pose_.p_L.z - place_L.z;
  const double along_m = x * sun_L_.x + y * sun_L_.y + z * sun_L_.z;
  const double wide_m = reach_m_ + std::max(along_m, 0.0) * sun_radius_rad;
  if (along_m < -reach_m_ || x * x + y * y + z * z - along_m * along_m > wide_m * wide_m) return 1.0;
  const Vec3<double> p_B = transposed_times(pose_.R_LB, place_L - pose_.p_L);
  // Most of those near it are far from any rod's.
  const double disc_m = 1.01 * sun_radius_rad * (std::max(along_m, 0.0) + 2.0 * reach_m_);
  std::array<double, Lander::rods_max> beyond_m;
  for (std::size_t k = 0; k < rods_.size(); ++k)
    beyond_m[k] = std::abs(p_B.x * beside_x_[k] + p_B.y * beside_y_[k] + p_B.z * beside_z_[k] - beside_m_[k]) -
                  (radius_m_[k] + disc_m);
  std::array<bool, disc_places> hidden{};
  for (std::size_t k = 0; k < rods_.size(); ++k) {
    if (beyond_m[k] > rounding_m) continue;
    const Caster& rod = rods_[k];
    const Near place(rod, p_B);
    // All lines to the disc lie within disc_m of the one to its middle: where that misses a rod that is larger by as
    // much they all do, and none does where it meets one that is smaller.
    if (rod.middle.a > 1e-6) {
      const Span larger = span_in(rod, place, disc_m + rounding_m);
      if (!(larger.from_m < larger.to_m)) continue;
      const Span smaller = span_in(rod, place, -disc_m - rounding_m);
      if (smaller.from_m < smaller.to_m && place.is_outside(rod)) return 0.0;
    }
    for (std::size_t i = 0; i < disc_places; ++i) hidden[i] = hidden[i] || hides(rod, place, rod.disc[i]);
  }
  return 1.0 - static_cast<double>(std::count(hidden.begin(), hidden.end(), true)) / disc_places;
}

}  // namespace farside
