#pragma once
// Places about a vehicle near the ground: how east, north and height (moon/terrain/ground.h) change with its position.
// Linear, which leaves out the Moon's curvature: 0.5 mm within 40 m.
#include "lanes/vec.h"

namespace farside::inline FARSIDE_ISA {

struct Nadir {
  double east_m, north_m, height_m;    // of the position itself
  Vec3<double> east_L, north_L, up_L;  // what a small step changes of these: dot(east_L, step)
};

inline Nadir nadir_of(const Vec3<double>& p_L, double radius_m) {
  const double lift = fma(radius_m + radius_m, p_L.z, norm2(p_L));  // r^2 - R^2
  const double r = sqrt(fma(radius_m, radius_m, lift)), per_r = radius_m / r;
  const Vec3<double> up{p_L.x / r, p_L.y / r, (p_L.z + radius_m) / r};
  const Vec3<double> x{1.0, 0.0, 0.0}, y{0.0, 1.0, 0.0};
  return {
      per_r * p_L.x, per_r * p_L.y, lift / (r + radius_m), per_r * axpy(-up.x, up, x), per_r * axpy(-up.y, up, y), up};
}

}  // namespace farside::inline FARSIDE_ISA
