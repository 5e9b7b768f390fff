#pragma once
// Gravitational acceleration of the Moon (M2): uniform, point mass, oblate, spherical harmonics. Inputs are positions
// from the Moon's centre, never at the centre; a zero position gives NaN, which stays in its own lane.
#include "moon/frames.h"
#include "moon/gravity_params.h"
#include "moon/harmonics.h"

namespace farside::inline FARSIDE_ISA {

// gm / r^3 and 1 / r^2 of a position, with one division and one root.
template <class Real>
struct CentralRate {
  Real k_1_s2, inverse_r2_1_m2;
};
template <class Real>
FARSIDE_INLINE CentralRate<Real> central_rate(const Vec3<Real>& p, const Real& gm_m3_s2) {
  const Real r2 = norm2(p);
  const Real inverse_r2 = Real(1.0) / r2, r = sqrt(r2);  // neither waits for the other
  return {(gm_m3_s2 * inverse_r2) * (r * inverse_r2), inverse_r2};
}

// The model `uniform`: the same everywhere, against `up` (unit vector of the target's vertical).
template <class Real>
FARSIDE_INLINE Vec3<Real> uniform_gravity(const Vec3<Real>& up, const GravityParams<Real>& params) {
  return (-params.g_m_s2) * up;
}

template <class Real>
FARSIDE_INLINE Vec3<Real> point_mass_gravity(const Vec3<Real>& p, const GravityParams<Real>& params) {
  return (-central_rate(p, params.gm_m3_s2).k_1_s2) * p;
}

// Point mass and oblateness about the z axis: position and acceleration in any frame that shares the Moon's pole (I or
// M). a = -k (1 + c (1 - s)) (x, y) and -k (1 + c (3 - s)) z with k = gm / r^3, c = 3/2 J2 R^2 / r^2, s = 5 z^2 / r^2.
template <class Real>
FARSIDE_INLINE Vec3<Real> j2_gravity(const Vec3<Real>& p, const GravityParams<Real>& params) {
  const CentralRate<Real> rate = central_rate(p, params.gm_m3_s2);
  const Real radius2 = params.reference_radius_m * params.reference_radius_m;
  const Real c = ((Real(1.5) * params.j2) * radius2) * rate.inverse_r2_1_m2;
  const Real s = Real(5.0) * (p.z * p.z) * rate.inverse_r2_1_m2;
  const Real across = -rate.k_1_s2 * fma(c, Real(1.0) - s, Real(1.0));
  const Real along = -rate.k_1_s2 * fma(c, Real(3.0) - s, Real(1.0));
  return {across * p.x, across * p.y, along * p.z};
}

// What the field of that degree adds to the point mass; p_A and the result in the principal-axis frame. Degree 2..8,
// the same for all lanes. A term of degree n varies over about r / n, 200 km at degree 8, so that it may be held over a
// control step.
template <class Real>
FARSIDE_INLINE Vec3<Real> harmonic_perturbation(int degree, const Vec3<Real>& p_A, const GravityParams<Real>& params) {
  const CentralRate<Real> rate = central_rate(p_A, params.gm_m3_s2);
  const HarmonicSums<Real> sums = harmonic_sums(degree, p_A, rate.inverse_r2_1_m2, params.reference_radius_m);
  return rate.k_1_s2 * axpy(-sums.radial, p_A, params.reference_radius_m * sums.direct);
}

// Point mass and field together, principal-axis frame.
template <class Real>
FARSIDE_INLINE Vec3<Real> harmonic_gravity(int degree, const Vec3<Real>& p_A, const GravityParams<Real>& params) {
  const CentralRate<Real> rate = central_rate(p_A, params.gm_m3_s2);
  const HarmonicSums<Real> sums = harmonic_sums(degree, p_A, rate.inverse_r2_1_m2, params.reference_radius_m);
  return rate.k_1_s2 * axpy(-(Real(1.0) + sums.radial), p_A, params.reference_radius_m * sums.direct);
}

// The same perturbation for a position and a result in mean-Earth axes.
template <class Real>
FARSIDE_INLINE Vec3<Real> harmonic_perturbation_M(int degree, const Vec3<Real>& p_M,
                                                  const GravityParams<Real>& params) {
  return mean_earth_from_principal<Real>() * harmonic_perturbation(degree, principal_from_mean_earth(p_M), params);
}

// What of it oblateness doesn't hold.
template <class Real>
FARSIDE_INLINE Vec3<Real> beyond_oblateness_M(int degree, const Vec3<Real>& p_M, const GravityParams<Real>& params) {
  const Real k = central_rate(p_M, params.gm_m3_s2).k_1_s2;
  const Vec3<Real> oblateness_M = axpy(k, p_M, j2_gravity(p_M, params));
  return harmonic_perturbation_M(degree, p_M, params) - oblateness_M;
}

}  // namespace farside::inline FARSIDE_ISA
