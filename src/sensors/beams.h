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

// Turned by what the mounting is off: a small rotation vector.
template <class Real>
FARSIDE_INLINE Vec3<Real> mounted(const Vec3<Real>& beam_B, const Vec3<Real>& turn_B) {
  return unit_vector(beam_B + cross(turn_B, beam_B));
}

}  // namespace farside::inline FARSIDE_ISA
