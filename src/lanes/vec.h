#pragma once
// Vectors, rotations and quaternions over Real. Explicit fma sits here, so that model code reads as equations; the
// order of operations is part of the result.
#include <type_traits>

#include "lanes/lanes.h"

namespace farside::inline FARSIDE_ISA {

// The number before a vector: a double is taken for all lanes, so that products need no Real(...).
template <class Real>
using Scalar = std::type_identity_t<Real>;

template <class Real>
struct Vec3 {
  Real x, y, z;
};
// The same vector in every lane.
template <class Real>
FARSIDE_INLINE Vec3<Real> in_all_lanes(const Vec3<double>& a) {
  return {a.x, a.y, a.z};
}

template <class Real>
FARSIDE_INLINE Vec3<Real> operator+(const Vec3<Real>& a, const Vec3<Real>& b) {
  return {a.x + b.x, a.y + b.y, a.z + b.z};
}
template <class Real>
FARSIDE_INLINE Vec3<Real> operator-(const Vec3<Real>& a, const Vec3<Real>& b) {
  return {a.x - b.x, a.y - b.y, a.z - b.z};
}
template <class Real>
FARSIDE_INLINE Vec3<Real> operator-(const Vec3<Real>& a) {
  return {-a.x, -a.y, -a.z};
}
template <class Real>
FARSIDE_INLINE Vec3<Real> operator*(const Scalar<Real>& s, const Vec3<Real>& a) {
  return {s * a.x, s * a.y, s * a.z};
}
// s a + b
template <class Real>
FARSIDE_INLINE Vec3<Real> axpy(const Scalar<Real>& s, const Vec3<Real>& a, const Vec3<Real>& b) {
  return {fma(s, a.x, b.x), fma(s, a.y, b.y), fma(s, a.z, b.z)};
}
template <class Real>
FARSIDE_INLINE Real dot(const Vec3<Real>& a, const Vec3<Real>& b) {
  return fma(a.z, b.z, fma(a.y, b.y, a.x * b.x));
}
template <class Real>
FARSIDE_INLINE Real norm2(const Vec3<Real>& a) {
  return dot(a, a);
}
template <class Real>
FARSIDE_INLINE Real norm(const Vec3<Real>& a) {
  return sqrt(dot(a, a));
}
template <class Real>
FARSIDE_INLINE Vec3<Real> cross(const Vec3<Real>& a, const Vec3<Real>& b) {
  return {fma(a.y, b.z, -(a.z * b.y)), fma(a.z, b.x, -(a.x * b.z)), fma(a.x, b.y, -(a.y * b.x))};
}
// a / |a|; the zero vector gives NaN, so guard it before.
template <class Real>
FARSIDE_INLINE Vec3<Real> unit_vector(const Vec3<Real>& a) {
  return (Real(1.0) / norm(a)) * a;
}
template <class Real>
FARSIDE_INLINE Vec3<Real> select(MaskOf<Real> m, const Vec3<Real>& yes, const Vec3<Real>& no) {
  return {select(m, yes.x, no.x), select(m, yes.y, no.y), select(m, yes.z, no.z)};
}

// Rows of a 3x3 matrix; a rotation R_LB turns B components into L components.
template <class Real>
struct Mat3 {
  Vec3<Real> row0, row1, row2;
};
template <class Real>
FARSIDE_INLINE Vec3<Real> operator*(const Mat3<Real>& m, const Vec3<Real>& a) {
  return {dot(m.row0, a), dot(m.row1, a), dot(m.row2, a)};
}
template <class Real>
FARSIDE_INLINE Mat3<Real> in_all_lanes(const Mat3<double>& m) {
  return {in_all_lanes<Real>(m.row0), in_all_lanes<Real>(m.row1), in_all_lanes<Real>(m.row2)};
}
// The transpose of m times a: R_LB.transposed v_L = v_B.
template <class Real>
FARSIDE_INLINE Vec3<Real> transposed_times(const Mat3<Real>& m, const Vec3<Real>& a) {
  return axpy(a.z, m.row2, axpy(a.y, m.row1, a.x * m.row0));
}
template <class Real>
FARSIDE_INLINE Mat3<Real> operator*(const Mat3<Real>& m, const Mat3<Real>& n) {
  return {transposed_times(n, m.row0), transposed_times(n, m.row1), transposed_times(n, m.row2)};
}
template <class Real>
FARSIDE_INLINE Mat3<Real> transposed(const Mat3<Real>& m) {
  return {{m.row0.x, m.row1.x, m.row2.x}, {m.row0.y, m.row1.y, m.row2.y}, {m.row0.z, m.row1.z, m.row2.z}};
}

// Unit quaternion, scalar first, Hamilton: q_LB turns B components into L components.
template <class Real>
struct Quat {
  Real w, x, y, z;
};
template <class Real>
FARSIDE_INLINE Quat<Real> operator*(const Quat<Real>& a, const Quat<Real>& b) {
  return {fnma(a.z, b.z, fnma(a.y, b.y, fnma(a.x, b.x, a.w * b.w))),
          fnma(a.z, b.y, fma(a.y, b.z, fma(a.x, b.w, a.w * b.x))),
          fma(a.z, b.x, fma(a.y, b.w, fnma(a.x, b.z, a.w * b.y))),
          fma(a.z, b.w, fnma(a.y, b.x, fma(a.x, b.y, a.w * b.z)))};
}
template <class Real>
FARSIDE_INLINE Quat<Real> conjugate(const Quat<Real>& q) {
  return {q.w, -q.x, -q.y, -q.z};
}
// q times the pure quaternion (0, w): the kinematics q' = 1/2 q (0, w_LB_B), without its factor.
template <class Real>
FARSIDE_INLINE Quat<Real> times_pure(const Quat<Real>& q, const Vec3<Real>& w) {
  return {-fma(q.z, w.z, fma(q.y, w.y, q.x * w.x)), fnma(q.z, w.y, fma(q.y, w.z, q.w * w.x)),
          fnma(q.x, w.z, fma(q.z, w.x, q.w * w.y)), fnma(q.y, w.x, fma(q.x, w.y, q.w * w.z))};
}
// s a + b
template <class Real>
FARSIDE_INLINE Quat<Real> axpy(const Scalar<Real>& s, const Quat<Real>& a, const Quat<Real>& b) {
  return {fma(s, a.w, b.w), fma(s, a.x, b.x), fma(s, a.y, b.y), fma(s, a.z, b.z)};
}
template <class Real>
FARSIDE_INLINE Real norm2(const Quat<Real>& q) {
  return fma(q.z, q.z, fma(q.y, q.y, fma(q.x, q.x, q.w * q.w)));
}
template <class Real>
FARSIDE_INLINE Quat<Real> operator*(const Scalar<Real>& s, const Quat<Real>& q) {
  return {s * q.w, s * q.x, s * q.y, s * q.z};
}
template <class Real>
FARSIDE_INLINE Quat<Real> normalised(const Quat<Real>& q) {
  return (Real(1.0) / sqrt(norm2(q))) * q;
}
// The same for a quaternion that one small step has left near unit length: with n = |q|^2 = 1 + e,
// 1/sqrt(n) = 1 - e/2 + 3/8 e^2 - O(e^3), so |e| < 1e-5 leaves 3e-16. No root, no division.
template <class Real>
FARSIDE_INLINE Quat<Real> renormalised(const Quat<Real>& q) {
  const Real e = norm2(q) - Real(1.0);
  return fma(e, fma(Real(0.375), e, Real(-0.5)), Real(1.0)) * q;
}
template <class Real>
FARSIDE_INLINE Quat<Real> select(MaskOf<Real> m, const Quat<Real>& yes, const Quat<Real>& no) {
  return {select(m, yes.w, no.w), select(m, yes.x, no.x), select(m, yes.y, no.y), select(m, yes.z, no.z)};
}
// Rotation matrix of a unit quaternion.
template <class Real>
FARSIDE_INLINE Mat3<Real> rotation(const Quat<Real>& q) {
  const Real two(2.0), one(1.0);
  const Real x2 = two * q.x, y2 = two * q.y, z2 = two * q.z;
  const Real wx = q.w * x2, wy = q.w * y2, wz = q.w * z2;
  return {{fnma(q.z, z2, fnma(q.y, y2, one)), fma(q.x, y2, -wz), fma(q.x, z2, wy)},
          {fma(q.x, y2, wz), fnma(q.z, z2, fnma(q.x, x2, one)), fma(q.y, z2, -wx)},
          {fma(q.x, z2, -wy), fma(q.y, z2, wx), fnma(q.y, y2, fnma(q.x, x2, one))}};
}
// R(q) (0, 0, 1): body z in the outer frame.
template <class Real>
FARSIDE_INLINE Vec3<Real> body_z(const Quat<Real>& q) {
  const Real x2 = Real(2.0) * q.x, y2 = Real(2.0) * q.y;
  return {fma(q.z, x2, q.w * y2), fma(q.z, y2, -(q.w * x2)), fnma(q.y, y2, fnma(q.x, x2, Real(1.0)))};
}

// R(q) u with 2u given: u + 2w (q x u) + 2 q x (q x u).
template <class Real>
FARSIDE_INLINE Vec3<Real> turned(const Quat<Real>& q, const Vec3<Real>& u, const Vec3<Real>& twice_u) {
  const Vec3<Real> v{q.x, q.y, q.z};
  const Vec3<Real> t = cross(v, twice_u);
  const Vec3<Real> base = axpy(q.w, t, u);
  return {fnma(q.z, t.y, fma(q.y, t.z, base.x)), fnma(q.x, t.z, fma(q.z, t.x, base.y)),
          fnma(q.y, t.x, fma(q.x, t.y, base.z))};
}
// R(q)^T u: from the outer frame into the body's.
template <class Real>
FARSIDE_INLINE Vec3<Real> turned_back(const Quat<Real>& q, const Vec3<Real>& u) {
  const Vec3<Real> v{q.x, q.y, q.z};
  const Vec3<Real> t = cross(v, 2.0 * u);
  const Vec3<Real> base{fnma(q.w, t.x, u.x), fnma(q.w, t.y, u.y), fnma(q.w, t.z, u.z)};
  return {fnma(q.z, t.y, fma(q.y, t.z, base.x)), fnma(q.x, t.z, fma(q.z, t.x, base.y)),
          fnma(q.y, t.x, fma(q.x, t.y, base.z))};
}

}  // namespace farside::inline FARSIDE_ISA
