#pragma once
// Centre of gravity and inertia over propellant (M3): both linear in the main propellant on board.
#include "lanes/vec.h"
#include "vehicle/vehicle_params.h"

namespace farside::inline FARSIDE_ISA {

inline constexpr double standard_gravity_m_s2 = 9.80665;  // exact by definition, turns specific impulse into speed

// Symmetric 3x3.
template <class Real>
struct Inertia {
  Real xx, yy, zz, xy, xz, yz;
};
template <class Real>
FARSIDE_INLINE Vec3<Real> operator*(const Inertia<Real>& j, const Vec3<Real>& w) {
  return {fma(j.xz, w.z, fma(j.xy, w.y, j.xx * w.x)), fma(j.yz, w.z, fma(j.yy, w.y, j.xy * w.x)),
          fma(j.zz, w.z, fma(j.yz, w.y, j.xz * w.x))};
}
// By the adjugate: one division. A tensor of no body (not positive definite) gives what it gives; the configuration
// refuses it.
template <class Real>
FARSIDE_INLINE Inertia<Real> inverse(const Inertia<Real>& j) {
  const Real a = fma(j.yy, j.zz, -(j.yz * j.yz)), b = fma(j.xz, j.yz, -(j.xy * j.zz)),
             c = fma(j.xy, j.yz, -(j.xz * j.yy));
  const Real s = Real(1.0) / fma(j.xx, a, fma(j.xy, b, j.xz * c));
  return {s * a, s * fma(j.xx, j.zz, -(j.xz * j.xz)), s * fma(j.xx, j.yy, -(j.xy * j.xy)), s * b,
          s * c, s * fma(j.xy, j.xz, -(j.xx * j.yz))};
}

template <class Real>
struct MassProperties {
  Vec3<Real> cg_B;        // in the body frame, from the centre of the pad plane
  Inertia<Real> inertia;  // about the CG, body axes
};

template <class Real>
FARSIDE_INLINE MassProperties<Real> mass_properties(const MassParams<Real>& p, Real propellant_kg, Real mass_kg) {
  const Real full = max(p.propellant_kg, Real(1e-300));  // no tank: the fraction below is 0 of nothing
  const Real fill = propellant_kg / full;
  const Vec3<Real> moment = axpy(mass_kg, p.gyration_B, p.inertia_B);
  return {{p.cg_x_m, p.cg_y_m, fma(fill, p.cg_z_full_m - p.cg_z_m, p.cg_z_m)},
          {moment.x, moment.y, moment.z, p.inertia_xy_kg_m2, p.inertia_xz_kg_m2, p.inertia_yz_kg_m2}};
}

}  // namespace farside::inline FARSIDE_ISA
