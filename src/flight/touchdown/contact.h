#pragma once
// Penalty contact of the rigid vehicle with the ground: at a point that is deeper than 0 a spring and damper along the
// normal that never pulls, and Coulomb friction regularised at a small sliding speed. Everything in body axes, so that
// the state turns once.
#include "lanes/vec.h"
#include "moon/moon_params.h"

namespace farside::inline FARSIDE_ISA {

// The ground under a point as a plane: distance of the CG from it, normal in body axes.
template <class Real>
struct BodyPlane {
  Vec3<Real> normal_B;
  Real distance_m, rate_m_s;  // of the CG
};

// Of a point at `arm_B` from the CG under the plane; negative: above it.
template <class Real>
FARSIDE_INLINE Real depth_of(const BodyPlane<Real>& plane, const Vec3<Real>& arm_B) {
  return -(plane.distance_m + dot(plane.normal_B, arm_B));
}

// Force and torque about the CG, body axes.
template <class Real>
struct Wrench {
  Vec3<Real> force_B, torque_B;
};

template <class Real>
struct Soil {
  Real stiffness_N_m, damping_N_s_m, friction, friction_speed2_m2_s2;
};
template <class Real>
FARSIDE_INLINE Soil<Real> soil_of(const RegolithParams<Real>& p) {
  return {p.stiffness_N_m, p.damping_N_s_m, p.friction, p.friction_speed_m_s * p.friction_speed_m_s};
}

template <class Real>
FARSIDE_INLINE Soil<Real> half_as_stiff(const Soil<Real>& s) {
  return {Real(0.5) * s.stiffness_N_m, Real(0.5) * s.damping_N_s_m, s.friction, s.friction_speed2_m2_s2};
}

// Adds what a point at `arm_B` from the CG gets from the ground; returns its penetration (negative: above the ground).
template <class Real>
FARSIDE_INLINE Real touch(const Soil<Real>& soil, const BodyPlane<Real>& plane, const Vec3<Real>& arm_B,
                          const Vec3<Real>& v_B, const Vec3<Real>& w_B, Wrench<Real>& sum) {
  const Real zero(0.0);
  const Real depth = depth_of(plane, arm_B);
  const Vec3<Real> u = {fma(w_B.y, arm_B.z, fnma(w_B.z, arm_B.y, v_B.x)),
                        fma(w_B.z, arm_B.x, fnma(w_B.x, arm_B.z, v_B.y)),
                        fma(w_B.x, arm_B.y, fnma(w_B.y, arm_B.x, v_B.z))};
  const Real outwards = dot(plane.normal_B, u);
  const Real spring = fnma(soil.damping_N_s_m, outwards, soil.stiffness_N_m * depth);
  const Real normal_N = select(depth > zero, max(spring, zero), zero);
  const Vec3<Real> slide = axpy(-outwards, plane.normal_B, u);
  const Real drag = (soil.friction * normal_N) * sqrt(Real(1.0) / max(norm2(slide), soil.friction_speed2_m2_s2));
  const Vec3<Real> force = axpy(-drag, slide, normal_N * plane.normal_B);
  sum.force_B = sum.force_B + force;
  sum.torque_B = {fma(arm_B.y, force.z, fnma(arm_B.z, force.y, sum.torque_B.x)),
                  fma(arm_B.z, force.x, fnma(arm_B.x, force.z, sum.torque_B.y)),
                  fma(arm_B.x, force.y, fnma(arm_B.y, force.x, sum.torque_B.z))};
  return depth;
}

// The same for eight points of each of the hull's rings: `centre_B` of the lowest, the other `height_m` above it. A
// point that touches in no lane is left out: it would add zeros to sums that began at zero, which changes no bit.
template <class Real>
inline void touch_rings(const Soil<Real>& soil, const BodyPlane<Real>& plane, const Vec3<Real>& centre_B,
                        const Real& radius_m, const Real& height_m, const Vec3<Real>& v_B, const Vec3<Real>& w_B,
                        Wrench<Real>& sum) {
  const Real& r = radius_m;
  const Real d = r * Real(0.7071067811865476), zero(0.0);  // sqrt(1/2)
  const Real x[] = {r, d, zero, -d, -r, -d, zero, d}, y[] = {zero, d, r, d, zero, -d, -r, -d};
  for (int i = 0; i < 16; ++i) {
    const Vec3<Real> point{x[i % 8], y[i % 8], i < 8 ? zero : height_m};
    const Vec3<Real> arm_B = centre_B + point;
    if (any(depth_of(plane, arm_B) > zero)) touch(soil, plane, arm_B, v_B, w_B, sum);
  }
}

}  // namespace farside::inline FARSIDE_ISA
