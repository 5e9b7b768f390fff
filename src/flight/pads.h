#pragma once
// Where pads and hull are in the body frame: four pads at equal angles on a circle in the plane z = 0, and the hull, an
// upright cylinder above its middle.
#include "lanes/math.h"
#include "lanes/vec.h"
#include "vehicle/vehicle_params.h"

namespace farside::inline FARSIDE_ISA {

template <class Real>
struct PadCircle {
  Real x_m, y_m;  // of the first pad; the others are (-y, x), (-x, -y), (y, -x)
};

template <class Real>
FARSIDE_INLINE PadCircle<Real> pad_circle(const LegParams<Real>& p) {
  Real sine, cosine;
  sin_cos(p.pad_azimuth_rad, sine, cosine);
  return {p.pad_radius_m * cosine, p.pad_radius_m * sine};
}

// Pad `i` (0..3).
template <class Real>
FARSIDE_INLINE Vec3<Real> pad_position(const PadCircle<Real>& c, int i) {
  const Real zero(0.0);
  if (i == 0) return {c.x_m, c.y_m, zero};
  if (i == 1) return {-c.y_m, c.x_m, zero};
  if (i == 2) return {-c.x_m, -c.y_m, zero};
  return {c.y_m, -c.x_m, zero};
}

// Least n_B . pad over the four: how far the lowest pad is below the centre of the pad plane, against a direction in
// body axes.
template <class Real>
FARSIDE_INLINE Real lowest_pad(const PadCircle<Real>& c, const Vec3<Real>& n_B) {
  const Real along = fma(n_B.y, c.y_m, n_B.x * c.x_m), across = fma(n_B.y, c.x_m, -(n_B.x * c.y_m));
  return -max(abs(along), abs(across));
}

// The hull's lowest and highest ring: heights above the pad plane.
template <class Real>
struct HullShape {
  Real radius_m, bottom_m, top_m;
};
template <class Real>
FARSIDE_INLINE HullShape<Real> hull_shape(const LegParams<Real>& p) {
  return {p.hull_radius_m, p.hull_clearance_m, max(p.hull_height_m, p.hull_clearance_m)};
}

// Least n_B . point over the hull: its lowest point, as lowest_pad.
template <class Real>
FARSIDE_INLINE Real lowest_of_hull(const HullShape<Real>& h, const Vec3<Real>& n_B) {
  const Real across = sqrt(fma(n_B.y, n_B.y, n_B.x * n_B.x));
  return fnma(h.radius_m, across, min(n_B.z * h.bottom_m, n_B.z * h.top_m));
}

// Least n_B . point over the vehicle: of whatever meets a plane with the normal n_B first. The nozzle stands between
// pads and hull.
template <class Real>
FARSIDE_INLINE Real lowest_part(const PadCircle<Real>& c, const HullShape<Real>& h, const Vec3<Real>& n_B) {
  return min(lowest_pad(c, n_B), lowest_of_hull(h, n_B));
}

}  // namespace farside::inline FARSIDE_ISA
