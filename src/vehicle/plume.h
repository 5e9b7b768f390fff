#pragma once
// What the exhaust does to the ground (M18): where its pressure on the axis is above a threshold it moves soil, the
// more the longer. It is written down and changes nothing: the ground stays as it is, and no force comes back.
#include "lanes/math.h"
#include "vehicle/vehicle_params.h"

namespace farside::inline FARSIDE_ISA {

// Pressure times distance squared on the axis of a plume in vacuum, T (n + 2) / (2 pi): its density falls with the
// angle from the axis as cos^n, and what hits the ground in all is the thrust (Roberts 1963).
template <class Real>
FARSIDE_INLINE Real plume_strength_N(const PlumeParams<Real>& p, const Real& thrust_N) {
  constexpr double per_turn = 0.15915494309189535;  // 1 / (2 pi)
  return Real(per_turn) * (thrust_N * (p.focus + Real(2.0)));
}

// The distance from the nozzle's exit within which a thrust moves soil.
template <class Real>
FARSIDE_INLINE Real plume_reach_m(const PlumeParams<Real>& p, const Real& thrust_N) {
  return sqrt(plume_strength_N(p, thrust_N) / p.onset_N_m2);
}

// Pressure above the threshold at a height of the exit above the ground; 0 where soil stays. Closer than the exit's
// radius that field isn't there yet: the height counts as no less.
template <class Real>
FARSIDE_INLINE Real plume_excess_N_m2(const PlumeParams<Real>& p, const Real& thrust_N, const Real& exit_height_m,
                                      const Real& exit_radius_m) {
  constexpr double least_m = 1e-3;  // of a nozzle without a radius
  const Real h = max(exit_height_m, max(exit_radius_m, Real(least_m)));
  return max(plume_strength_N(p, thrust_N) / (h * h) - p.onset_N_m2, Real(0.0));
}

// What it has done so far. Nothing but Reals.
template <class Real>
struct PlumeTrace {
  Real onset_m;  // height of the nozzle's exit above the ground when soil began to move; NaN: it hasn't
  Real dug_m;
};

// An excess of pressure for a time.
template <class Real>
FARSIDE_INLINE void erode(const PlumeParams<Real>& p, const Real& excess_N_m2, const Real& exit_height_m,
                          const Real& time_s, PlumeTrace<Real>& trace) {
  const MaskOf<Real> begins = (excess_N_m2 > Real(0.0)) & !(trace.onset_m == trace.onset_m);
  trace.onset_m = select(begins, exit_height_m, trace.onset_m);
  trace.dug_m = fma(p.dig_m3_N_s * time_s, excess_N_m2, trace.dug_m);
}

}  // namespace farside::inline FARSIDE_ISA
