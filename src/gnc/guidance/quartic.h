#pragma once
// Guidance law `quartic`: the position is of the fourth degree in time and meets position, velocity and acceleration of
// a target, and the vertical jerk there, which tells the time to go (Klumpp 1974, Automatica 10:133).
//   a = 12 / tgo^2 (r_T - r) - 6 / tgo (v_T + v) + a_T
//   0 = j_T s^3 + 6 a_T s^2 + (18 v_T + 6 v) s + 24 (r_T - r), s = -tgo
#include "gnc/gnc_params.h"
#include "gnc/guidance/wanted.h"
#include "gnc/navigation/navigation.h"

namespace farside::inline FARSIDE_ISA {

// Along one axis; `gap` = r_T - r, `speeds` = v_T + v.
template <class Real>
FARSIDE_INLINE Real quartic_acceleration(const Real& gap_m, const Real& speeds_m_s, const Real& end_m_s2,
                                         const Real& time_to_go_s) {
  const Real per_tgo = Real(1.0) / time_to_go_s;
  return fma(Real(12.0) * per_tgo * per_tgo, gap_m, fma(Real(-6.0) * per_tgo, speeds_m_s, end_m_s2));
}

// Time to go along one axis: the root of the quadratic without jerk, then Newton's steps. Not positive where the target
// is behind; NaN or wild where no such flight meets it.
template <class Real>
FARSIDE_INLINE Real quartic_time_to_go(const Real& gap_m, const Real& v_m_s, const Real& v_T_m_s, const Real& a_T_m_s2,
                                       const Real& jerk_m_s3) {
  const Real b = -fma(Real(18.0), v_T_m_s, Real(6.0) * v_m_s), a = Real(6.0) * a_T_m_s2, c = Real(24.0) * gap_m;
  const Real root = sqrt(max(fma(b, b, Real(-4.0) * a * c), Real(0.0)));
  Real tgo = Real(-2.0) * c / (b + copy_sign(root, b));
  for (int i = 0; i < 5; ++i) {
    const Real f = fma(fma(fma(-jerk_m_s3, tgo, a), tgo, b), tgo, c);
    const Real slope = fma(fma(Real(-3.0) * jerk_m_s3, tgo, a + a), tgo, b);
    tgo = tgo - f / select(slope == Real(0.0), Real(1.0), slope);
  }
  return tgo;
}

// From `hold_s` before the target the last command stays in force.
template <class Real>
FARSIDE_INLINE WantedAcceleration<Real> guide_quartic(const QuarticParams<Real>& p, const Estimate<Real>& x) {
  const StageParams<Real>& to = p.target;
  const Vec3<Real> gap = to.position_L - x.p_LB;
  const Vec3<Real> sum = to.velocity_L + x.v_LB;
  const Real found_s = quartic_time_to_go(gap.z, x.v_LB.z, to.velocity_L.z, to.acceleration_L.z, p.jerk_up_m_s3);
  const MaskOf<Real> fly = found_s > p.hold_s;  // false for NaN
  const Real tgo_s = select(fly, found_s, Real(1.0));
  return {{quartic_acceleration(gap.x, sum.x, to.acceleration_L.x, tgo_s),
           quartic_acceleration(gap.y, sum.y, to.acceleration_L.y, tgo_s),
           quartic_acceleration(gap.z, sum.z, to.acceleration_L.z, tgo_s)},
          MaskOf<Real>(!fly)};
}

}  // namespace farside::inline FARSIDE_ISA
