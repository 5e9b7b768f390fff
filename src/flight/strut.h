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
  Real first_m, second_m;  // elastic shortening at these forces
};

template <class Real>
FARSIDE_INLINE CrushCurve<Real> crush_curve(const Real& first_N, const Real& second_N, const Real& stage_m,
                                            const Real& stroke_m, const Real& stiffness_N_m) {
  const Real per_stiffness = Real(1.0) / stiffness_N_m;
  return {first_N, second_N, min(stage_m, stroke_m), stroke_m, per_stiffness * first_N, per_stiffness * second_N};
}

// Bearings resist with a part of the axial force; fully above this stroking speed, in proportion below, so that a strut
// at rest has none.
inline constexpr double bearing_speed_m_s = 0.1;

// Force (>= 0) of a cartridge that is shortened by `x_m` at the rate `rate_m_s`; `crush_m` is what of it stays and only
// grows. Damping acts below the crush force alone: it never lifts the force above the curve.
template <class Real>
FARSIDE_INLINE Real crush(const StrutCommon<Real>& k, const CrushCurve<Real>& curve, const Real& x_m,
                          const Real& rate_m_s, Real& crush_m) {
  const Real zero(0.0);
  const Real beyond = x_m - curve.second_m;
  const Real second = fma(k.give, max(beyond - curve.stroke_m, zero), min(beyond, curve.stroke_m));
  crush_m = max(max(second, min(x_m - curve.first_m, curve.stage_m)), crush_m);
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

// A secondary strut has a cartridge for each direction, and moves freely between what the two have been crushed.
template <class Real>
FARSIDE_INLINE Real secondary_force(const StrutCommon<Real>& k, const CrushCurve<Real>& compression,
                                    const CrushCurve<Real>& tension, const Real& x_m, const Real& rate_m_s,
                                    Real& crush_m, Real& stretch_m) {
  const Real pushed_N = crush(k, compression, x_m, rate_m_s, crush_m),
             pulled_N = crush(k, tension, -x_m, -rate_m_s, stretch_m);
  return with_bearing_friction(k, pushed_N - pulled_N, rate_m_s);
}

}  // namespace farside::inline FARSIDE_ISA
