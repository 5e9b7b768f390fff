#pragma once
// Guidance law `polynomial`: two stages of the acceleration that is quadratic in time and meets position, velocity and
// acceleration at a given time (Klumpp 1974, Automatica 10:133, eq. 7 ff.; Apollo P63/P64), then a descent at constant
// speed.
//   a = 12 / tgo^2 (r_T - r) - 6 / tgo (v_T + v) + a_T
#include "gnc/gnc_params.h"
#include "gnc/guidance/wanted.h"
#include "gnc/navigation/navigation.h"

namespace farside::inline FARSIDE_ISA {

template <class Real>
FARSIDE_INLINE Vec3<Real> polynomial_acceleration(const StageParams<Real>& target, const Estimate<Real>& x,
                                                  Real time_to_go_s) {
  const Real per_tgo = Real(1.0) / time_to_go_s;
  const Real on_position = Real(12.0) * per_tgo * per_tgo, on_velocity = Real(-6.0) * per_tgo;
  const Vec3<Real> r_T = target.position_L;
  const Vec3<Real> v_T = target.velocity_L;
  const Vec3<Real> a_T = target.acceleration_L;
  return axpy(on_position, r_T - x.p_LB, axpy(on_velocity, v_T + x.v_LB, a_T));
}

// `up_L` is the local vertical at the vehicle.
template <class Real>
FARSIDE_INLINE WantedAcceleration<Real> guide_polynomial(const PolynomialParams<Real>& p, const Estimate<Real>& x,
                                                         const Vec3<Real>& up_L, Real t_s) {
  const auto braking = t_s < p.braking.end_time_s;
  const auto staged = t_s < p.approach.end_time_s;
  const Real end_s = select(braking, p.braking.end_time_s, p.approach.end_time_s);
  const Real tgo_s = select(staged, end_s - t_s, Real(1.0));
  const Vec3<Real> a_stage =
      select(braking, polynomial_acceleration(p.braking, x, tgo_s), polynomial_acceleration(p.approach, x, tgo_s));
  const Vec3<Real> a_descent = p.descent_rate_gain_1_s * (-(p.descent_speed_m_s * up_L) - x.v_LB);
  return {select(staged, a_stage, a_descent), MaskOf<Real>(staged & (tgo_s < p.hold_s))};
}

}  // namespace farside::inline FARSIDE_ISA
