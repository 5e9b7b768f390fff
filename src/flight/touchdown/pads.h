#pragma once
// Where pads and hull are in the body frame: pads at equal angles on a circle in the plane z = 0, and the hull, an
// upright cylinder above its middle.
#include "lanes/math.h"
#include "lanes/vec.h"
#include "moon/frames.h"
#include "record/leg_counts.h"
#include "vehicle/vehicle_params.h"

namespace farside::inline FARSIDE_ISA {

// Of the pads that a vehicle has, in order of their angles; the rest are the first again.
template <class Real>
struct PadCircle {
  Real x_m[legs_max], y_m[legs_max];
};

inline PadCircle<double> pad_circle(const LegParams<double>& p, int legs) {
  PadCircle<double> c;
  for (int i = 0; i < legs_max; ++i) {
    const int k = i < legs ? i : 0, quarters = 4 * k / legs;
    double sine, cosine;
    sin_cos(p.pad_azimuth_rad + 2.0 * pi / legs * (k - 0.25 * legs * quarters), sine, cosine);
    const double x = p.pad_radius_m * cosine, y = p.pad_radius_m * sine;
    c.x_m[i] = quarters == 0 ? x : quarters == 1 ? -y : quarters == 2 ? -x : y;
    c.y_m[i] = quarters == 0 ? y : quarters == 1 ? x : quarters == 2 ? -y : -x;
  }
  return c;
}

template <class Real>
FARSIDE_INLINE Vec3<Real> pad_position(const PadCircle<Real>& c, int i) {
  return {c.x_m[i], c.y_m[i], Real(0.0)};
}

// Least n_B . pad over all pads: how far the lowest is below the centre of the pad plane, against a direction in body
// axes.
template <class Real>
FARSIDE_INLINE Real lowest_pad(const PadCircle<Real>& c, const Vec3<Real>& n_B) {
  Real least = fma(n_B.y, c.y_m[0], n_B.x * c.x_m[0]);
  for (int i = 1; i < legs_max; ++i) least = min(fma(n_B.y, c.y_m[i], n_B.x * c.x_m[i]), least);
  return least;
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
