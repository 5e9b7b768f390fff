#pragma once
// What the ground may do under this vehicle (M14): the slope it bears, and how high something may stand under its
// nozzle and its hull when its legs are as short as a planned landing makes them.
#include "gnc/gnc_params.h"
#include "lanes/math.h"
#include "vehicle/vehicle_params.h"

namespace farside::inline FARSIDE_ISA {

struct LandingClearance {
  double slope_rad;
  double nozzle_m, hull_m;  // above the plane of the pads; positive
};

// How far the hull comes down against the pads when the primary struts of all legs are shortened by `stroke_m`: a pad
// turns about the hinges of its secondary struts, which keep their length.
inline double leg_drop_m(const LegParams<double>& legs, double stroke_m) {
  const PrimaryStrutParams<double>& a = legs.primary;
  const SecondaryStrutParams<double>& b = legs.secondary;
  const double out = legs.pad_radius_m - b.hinge_radius_m;
  const double arm = sqrt(fma(out, out, b.hinge_height_m * b.hinge_height_m));
  const double x = b.hinge_radius_m - a.hinge_radius_m, z = b.hinge_height_m - a.hinge_height_m;
  const double between = sqrt(fma(x, x, z * z));
  const double dx = legs.pad_radius_m - a.hinge_radius_m;
  const double length = max(sqrt(fma(dx, dx, a.hinge_height_m * a.hinge_height_m)) - stroke_m, 0.0);
  if (!(arm > 0.0) || !(between > 0.0)) return stroke_m;
  const double cosine =
      clamp((fma(length, length, -fma(arm, arm, between * between))) / (2.0 * arm * between), -1.0, 1.0);
  const double across = z * out + x * b.hinge_height_m;  // on which side of the line of hinges the pad is
  const double turn = atan2(sqrt(fma(-cosine, cosine, 1.0)), cosine);
  const double angle = atan2(z, x) + (across < 0.0 ? turn : -turn);
  double sine, unused;
  sin_cos(angle, sine, unused);
  return max(fma(arm, sine, b.hinge_height_m), 0.0);
}

// The primary struts alone take up what a fall from the cutoff height brings: secondary struts and the soil take a part
// of it, so that real landings leave more room. Never more than the struts' stroke.
inline double planned_drop_m(const LegParams<double>& legs, int leg_count, const GuidanceParams<double>& g,
                             double mass_kg, double gravity_m_s2) {
  const PrimaryStrutParams<double>& a = legs.primary;
  const double speed2 = fma(g.descent.speed_m_s, g.descent.speed_m_s, 2.0 * gravity_m_s2 * g.cutoff_height_m);
  double stroke_m = 0.0;
  for (int round = 0; round < 8; ++round) {
    const double energy_J = mass_kg * fma(gravity_m_s2, leg_drop_m(legs, stroke_m), 0.5 * speed2) / leg_count;
    const double first_J = a.crush_first_N * a.stroke_first_m;
    const double beyond_J = max(energy_J - first_J, 0.0);
    const double second_m = a.crush_second_N > 0.0 ? beyond_J / a.crush_second_N : a.stroke_m;
    const double first_m = a.crush_first_N > 0.0 ? min(energy_J / a.crush_first_N, a.stroke_first_m) : a.stroke_first_m;
    stroke_m = min(first_m + second_m, a.stroke_m);
  }
  return leg_drop_m(legs, stroke_m);
}

inline LandingClearance landing_clearance(const VehicleParams<double>& v, int leg_count,
                                          const GuidanceParams<double>& g, double slope_max_rad, double mass_kg,
                                          double gravity_m_s2) {
  constexpr double least_m = 0.02;  // a vehicle that stands on its nozzle has no clearance: smooth ground is best
  const double drop_m = planned_drop_m(v.legs, leg_count, g, mass_kg, gravity_m_s2);
  return {slope_max_rad, max(v.legs.nozzle_clearance_m - drop_m, least_m),
          max(v.legs.hull_clearance_m - drop_m, least_m)};
}

}  // namespace farside::inline FARSIDE_ISA
