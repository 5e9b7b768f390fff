#pragma once
// A point mass over a round Moon that thrusts where guidance wants it, for the tests of the laws that brake it.
#include <cmath>
#include <initializer_list>

#include "base/field.h"
#include "lanes/vec.h"

namespace point_flight {

using namespace farside;
using Vector = Vec3<double>;

inline constexpr double level_m = 1731473.0, gm = 4.9028e12, exhaust_m_s = 3030.0;
inline constexpr double degree = unit::degree_rad;

struct Flight {
  Vector p, v;
  double mass, t = 0.0;
  Vector pull{0.0, 0.0, 0.0};  // beside the Moon's own, m/s^2

  Vector from_centre() const { return {p.x, p.y, p.z + level_m}; }
  Vector up() const { return unit_vector(from_centre()); }
  Vector gravity() const {
    const Vector r = from_centre();
    return axpy(-gm / (norm2(r) * norm(r)), r, pull);
  }
  void fly(const Vector& direction, double thrust_N, double time_s) {
    const double count = std::ceil(time_s / 0.005 - 1e-6),
                 h = time_s / count;  // midpoint rule: second order, 1e-4 m in a burn
    for (int i = 0; i < count; ++i) {
      const Flight start = *this;
      for (const double dt : {h / 2, h}) {
        const Vector a = axpy(thrust_N / mass, direction, gravity());
        p = axpy(dt, v, start.p);
        v = axpy(dt, a, start.v);
        mass = start.mass - dt * thrust_N / exhaust_m_s;
      }
      t = start.t + h;
    }
  }
};

// Turned about the target's vertical, north towards east.
inline Vector turned_to(const Vector& a, double azimuth_rad) {
  const double s = std::sin(azimuth_rad), c = std::cos(azimuth_rad);
  return {c * a.x + s * a.y, c * a.y - s * a.x, a.z};
}

// At ignition, `range_deg` before the target and 150 m to the right of the track.
inline Flight at_ignition(double range_deg, double azimuth_rad = 0.0) {
  const double s = std::sin(range_deg * degree), c = std::cos(range_deg * degree), r = 1752400.0;
  return {turned_to({150.0, -r * s, r * c - level_m}, azimuth_rad),
          turned_to({0.15, 1692.0 * c, 1692.0 * s}, azimuth_rad), 2900.0};
}

}  // namespace point_flight
