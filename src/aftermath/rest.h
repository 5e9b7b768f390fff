#pragma once
// A vehicle at rest, and the level and the compass of its own place.
#include "lanes/vec.h"
#include "moon/frames.h"
#include "moon/terrain/ground.h"

namespace farside::inline FARSIDE_ISA {

struct AtRest {
  double time_s;
  Vec3<double> p_L;  // of the CG
  Quat<double> q_LB;
  Vec3<double> cg_B;
};

// Unit vectors of the site frame at a place near the target: local vertical, and across it east and north.
struct LocalAxes {
  Vec3<double> east_L, north_L, up_L;

  // Components of a vector of the site frame.
  Vec3<double> operator*(const Vec3<double>& a_L) const {
    return {dot(east_L, a_L), dot(north_L, a_L), dot(up_L, a_L)};
  }
};
// `pole_L`: of the Moon, towards its north. At the pole itself north is the target's.
inline LocalAxes axes_at(const Vec3<double>& up_L, const Vec3<double>& pole_L) {
  Vec3<double> east_L = cross(pole_L, up_L);
  if (norm2(east_L) < 1e-18) east_L = cross(Vec3<double>{0.0, 1.0, 0.0}, up_L);
  east_L = unit_vector(east_L);
  return {east_L, cross(up_L, east_L), up_L};
}

// A time between the moments of a table, `step_s` apart and the first at 0: the one before it, and the share of the way
// to the next. Outside of them the nearer end.
struct BetweenMoments {
  int before;
  double share;
};
inline BetweenMoments between_moments(double time_s, double step_s, int moments) {
  const double at = clamp(time_s / step_s, 0.0, static_cast<double>(moments - 1));
  const int last = moments - 2, before = static_cast<int>(at) < last ? static_cast<int>(at) : last;
  return {before, at - before};
}

// A direction in body axes: leaning by `tilt_rad` from body z towards `azimuth_rad`, which is from body x to body y.
inline Vec3<double> leaning_B(double tilt_rad, double azimuth_rad) {
  double sine, cosine, y, x;
  sin_cos(tilt_rad, sine, cosine);
  sin_cos(azimuth_rad, y, x);
  return {sine * x, sine * y, cosine};
}

// Of a direction (east, north, up) of any length.
inline double azimuth_rad(const Vec3<double>& a) {
  const double angle = atan2(a.x, a.y);
  return angle < 0.0 ? angle + 2.0 * pi : angle;
}
inline double across(const Vec3<double>& a) { return sqrt(fma(a.y, a.y, a.x * a.x)); }
inline double elevation_rad(const Vec3<double>& a) { return atan2(a.z, across(a)); }

}  // namespace farside::inline FARSIDE_ISA
