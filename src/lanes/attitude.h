#pragma once
// Between unit quaternions and rotation vectors, axis times angle; and from matrices, one at a time.
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

// Quaternion of a rotation matrix, from its largest component (Shepperd 1978, J. Guidance and Control 1(3):223); w >= 0
// is not forced.
inline Quat<double> quaternion_of(const Mat3<double>& m) {
  const double xx = m.row0.x, yy = m.row1.y, zz = m.row2.z, trace = xx + yy + zz;
  Quat<double> q;
  if (trace >= xx && trace >= yy && trace >= zz) {
    q = {1.0 + trace, m.row2.y - m.row1.z, m.row0.z - m.row2.x, m.row1.x - m.row0.y};
  } else if (xx >= yy && xx >= zz) {
    q = {m.row2.y - m.row1.z, 1.0 + xx - yy - zz, m.row0.y + m.row1.x, m.row0.z + m.row2.x};
  } else if (yy >= zz) {
    q = {m.row0.z - m.row2.x, m.row0.y + m.row1.x, 1.0 - xx + yy - zz, m.row1.z + m.row2.y};
  } else {
    q = {m.row1.x - m.row0.y, m.row0.z + m.row2.x, m.row1.z + m.row2.y, 1.0 - xx - yy + zz};
  }
  return normalised(q);
}

}  // namespace farside::inline FARSIDE_ISA
