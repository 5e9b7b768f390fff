#pragma once
// Struts of a leg (M19): elastic below a crush force, plastic at it. The plastic part is an exact return to the crush
// curve, so its result doesn't depend on how a stroke is cut into steps. Stroke and rates are positive when the strut
// shortens.
#include "lanes/lanes.h"

namespace farside::inline FARSIDE_ISA {

// What all struts of a vehicle share.
template <class Real>
struct StrutCommon {
  Real stiffness_N_m, damping_N_s_m, bottoming_N_m;
  Real give;  // of a shortening beyond the bottomed crush force, the part that stays
  Real bearing_frac;
};

// A crush curve: `first_N` until the crush `stage_m`, `second_N` until `stroke_m`, then growing with the bottoming
// stiffness.
template <class Real>
struct CrushCurve {
  Real first_N, second_N, stage_m, stroke_m;
  Real first_m, second_m, return_m;  // elastic shortening at these forces; return: with which it comes out again
};

template <class Real>
FARSIDE_INLINE CrushCurve<Real> crush_curve(const Real& first_N, const Real& second_N, const Real& stage_m,
                                            const Real& stroke_m, const Real& return_N, const Real& stiffness_N_m) {
  const Real per_stiffness = Real(1.0) / stiffness_N_m;
  return {first_N,
          second_N,
          min(stage_m, stroke_m),
          stroke_m,
          per_stiffness * first_N,
          per_stiffness * second_N,
          per_stiffness * return_N};
}

// Bearings resist with a part of the axial force; fully above this stroking speed, in proportion below, so that a strut
// at rest has none.
inline constexpr double bearing_speed_m_s = 0.1;

// Force (>= 0) of a cartridge that is shortened by `x_m` at the rate `rate_m_s`; `crush_m` is what of it stays. That
// only grows, but for a strut with a force of return, which loses it again as it comes out. Damping acts below the
// crush force alone: it never lifts the force above the curve.
template <class Real>
FARSIDE_INLINE Real crush(const StrutCommon<Real>& k, const CrushCurve<Real>& curve, const Real& x_m,
                          const Real& rate_m_s, Real& crush_m) {
  const Real zero(0.0);
  const Real beyond = x_m - curve.second_m;
  const Real second = fma(k.give, max(beyond - curve.stroke_m, zero), min(beyond, curve.stroke_m));
  crush_m = max(max(second, min(x_m - curve.first_m, curve.stage_m)), crush_m);
  crush_m = select(curve.return_m > zero, min(max(x_m - curve.return_m, zero), crush_m), crush_m);
  const Real limit_N = fma(k.bottoming_N_m, max(crush_m - curve.stroke_m, zero),
                           select(crush_m < curve.stage_m, curve.first_N, curve.second_N));
  const Real elastic_m = x_m - crush_m;
  const Real force_N = fma(k.damping_N_s_m, rate_m_s, k.stiffness_N_m * elastic_m);
  return select(elastic_m > zero, clamp(force_N, zero, limit_N), zero);
}

template <class Real>
FARSIDE_INLINE Real with_bearing_friction(const StrutCommon<Real>& k, const Real& force_N, const Real& rate_m_s) {
  const Real share = clamp(Real(1.0 / bearing_speed_m_s) * rate_m_s, Real(-1.0), Real(1.0));
  return fma(k.bearing_frac * share, abs(force_N), force_N);
}

// Axial force, positive in compression. The primary strut telescopes freely between what has been crushed and its full
// length, where it stops.
template <class Real>
FARSIDE_INLINE Real primary_force(const StrutCommon<Real>& k, const CrushCurve<Real>& curve, const Real& x_m,
                                  const Real& rate_m_s, Real& crush_m) {
  const Real zero(0.0);
  const Real stop_N = select(x_m < zero, min(fma(k.damping_N_s_m, rate_m_s, k.stiffness_N_m * x_m), zero), zero);
  return with_bearing_friction(k, crush(k, curve, x_m, rate_m_s, crush_m) + stop_N, rate_m_s);
}

// A secondary strut has a cartridge for each direction, and moves freely between what the two have been crushed. Only
// the one of the way it has moved can bear, so that both are one computation.
template <class Real>
struct CrushPair {
  Real pushed_N, pulled_N, stroke_m;
  Real pushed_m, pulled_m;  // elastic shortening and lengthening at these forces
};
template <class Real>
FARSIDE_INLINE CrushPair<Real> crush_pair(const Real& pushed_N, const Real& pulled_N, const Real& stroke_m,
                                          const Real& stiffness_N_m) {
  const Real per_stiffness = Real(1.0) / stiffness_N_m;
  return {pushed_N, pulled_N, stroke_m, per_stiffness * pushed_N, per_stiffness * pulled_N};
}
template <class Real>
FARSIDE_INLINE Real secondary_force(const StrutCommon<Real>& k, const CrushPair<Real>& curve, const Real& x_m,
                                    const Real& rate_m_s, Real& crush_m, Real& stretch_m) {
  const Real zero(0.0);
  const MaskOf<Real> shorter = x_m > zero;
  const Real way = select(shorter, Real(1.0), Real(-1.0));
  const Real moved_m = abs(x_m), force_N = select(shorter, curve.pushed_N, curve.pulled_N);
  const Real beyond = moved_m - select(shorter, curve.pushed_m, curve.pulled_m);
  const Real plastic = fma(k.give, max(beyond - curve.stroke_m, zero), min(beyond, curve.stroke_m));
  const Real stays_m = max(plastic, select(shorter, crush_m, stretch_m));
  crush_m = select(shorter, stays_m, crush_m);
  stretch_m = select(shorter, stretch_m, stays_m);
  const Real limit_N = fma(k.bottoming_N_m, max(stays_m - curve.stroke_m, zero), force_N);
  const Real elastic_m = moved_m - stays_m;
  const Real push_N = clamp(fma(k.damping_N_s_m, way * rate_m_s, k.stiffness_N_m * elastic_m), zero, limit_N);
  return with_bearing_friction(k, way * select(elastic_m > zero, push_N, zero), rate_m_s);
}

}  // namespace farside::inline FARSIDE_ISA
