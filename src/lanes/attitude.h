#pragma once
// Between unit quaternions and rotation vectors: axis times angle.
#include "lanes/math.h"
#include "lanes/vec.h"

namespace farside::inline FARSIDE_ISA {

// Rotation about the axis of a vector by its length.
template <class Real>
FARSIDE_INLINE Quat<Real> quaternion_of_rotation_vector(const Vec3<Real>& turn_rad) {
  const Real angle = norm(turn_rad);
  Real sine, cosine;
  sin_cos(Real(0.5) * angle, sine, cosine);
  const Real per_angle = select(angle > Real(1e-150), sine / angle, Real(0.5));
  return {cosine, per_angle * turn_rad.x, per_angle * turn_rad.y, per_angle * turn_rad.z};
}

// The shorter of the two rotations that a quaternion stands for, 0..pi.
template <class Real>
FARSIDE_INLINE Vec3<Real> rotation_vector(const Quat<Real>& q) {
  const Real sine = sqrt(fma(q.z, q.z, fma(q.y, q.y, q.x * q.x))), sign = copy_sign(Real(1.0), q.w);
  const Real angle = Real(2.0) * atan2(sine, abs(q.w));
  const Real per_sine = sign * select(sine > Real(1e-150), angle / max(sine, Real(1e-300)), Real(2.0));
  return {per_sine * q.x, per_sine * q.y, per_sine * q.z};
}

}  // namespace farside::inline FARSIDE_ISA
