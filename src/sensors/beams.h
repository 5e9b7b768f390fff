#pragma once
// Where the beams of altimeter and velocimeter point, as built and as mounted.
#include "lanes/math.h"
#include "sensors/beam_params.h"
#include "sensors/measurements.h"

namespace farside::inline FARSIDE_ISA {

// Body axes, unit vectors, as built.
template <class Real>
FARSIDE_INLINE Vec3<Real> altimeter_beam_B(const AltimeterParams<Real>& p, int beam) {
  if (beam == 0) return {Real(0.0), Real(0.0), Real(-1.0)};
  Real sine, cosine;
  sin_cos(p.second_beam_rad, sine, cosine);
  return {-sine, Real(0.0), -cosine};
}
template <class Real>
FARSIDE_INLINE Vec3<Real> velocimeter_beam_B(const VelocimeterParams<Real>& p, int beam) {
  Real sine, cosine;
  sin_cos(p.cone_rad, sine, cosine);
  constexpr double ahead[velocimeter_beams] = {1.0, 0.0, -1.0, 0.0}, aside[velocimeter_beams] = {0.0, 1.0, 0.0, -1.0};
  return {Real(ahead[beam]) * sine, Real(aside[beam]) * sine, -cosine};
}

// A sensor of range 0 is dead, also below the level that it is told by.
template <class Real>
FARSIDE_INLINE MaskOf<Real> reaches(const Real& range_m, const Real& height_m) {
  return (height_m <= range_m) & (range_m > Real(0.0));
}
// What every reading of an altimeter is off, noise aside: its bias, and its step while that lasts.
template <class Real>
FARSIDE_INLINE Real altimeter_error_m(const AltimeterParams<Real>& p, const Real& time_s) {
  const Real since_s = time_s - p.step_time_s;
  const MaskOf<Real> stepped = (since_s >= Real(0.0)) & (since_s < p.step_duration_s);
  return p.bias_m + select(stepped, p.step_m, Real(0.0));
}

// The same of a velocimeter, as a velocity: its bias, and what a false lock adds to it.
template <class Real>
FARSIDE_INLINE Vec3<Real> velocimeter_error_B(const VelocimeterParams<Real>& p, const Real& time_s) {
  const Vec3<Real> bias_B = p.bias_B, false_B = p.false_lock_B;
  return select(time_s >= p.false_lock_from_s, bias_B + false_B, bias_B);
}

// Turned by what the mounting is off: a small rotation vector.
template <class Real>
FARSIDE_INLINE Vec3<Real> mounted(const Vec3<Real>& beam_B, const Vec3<Real>& turn_B) {
  return unit_vector(beam_B + cross(turn_B, beam_B));
}

}  // namespace farside::inline FARSIDE_ISA
