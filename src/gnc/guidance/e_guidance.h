#pragma once
// Guidance law `e_guidance`: the acceleration that is linear in time and meets position and velocity at a given time,
// and so costs the least integral of its square in uniform gravity (Cherry 1964, AIAA 64-638; the same as ZEM/ZEV
// feedback, Ebrahimi et al. 2008):
//   a = 6 / tgo^2 (r_T - r) - 2 / tgo (2 v + v_T), of which gravity is a part
#include "gnc/gnc_params.h"
#include "gnc/guidance/wanted.h"
#include "gnc/navigation/navigation.h"

namespace farside::inline FARSIDE_ISA {

template <class Real>
FARSIDE_INLINE Vec3<Real> linear_acceleration(const Vec3<Real>& r_T, const Vec3<Real>& v_T, const Estimate<Real>& x,
                                              Real time_to_go_s) {
  const Real per_tgo = Real(1.0) / time_to_go_s;
  const Real on_position = Real(6.0) * per_tgo * per_tgo, on_velocity = Real(-2.0) * per_tgo;
  return axpy(on_position, r_T - x.p_LB, on_velocity * axpy(2.0, x.v_LB, v_T));
}

// After its time the last command stays in force.
template <class Real>
FARSIDE_INLINE WantedAcceleration<Real> guide_e(const EGuidanceParams<Real>& p, const Estimate<Real>& x, Real t_s) {
  const Real tgo_s = p.end_time_s - t_s;
  const auto hold = tgo_s < p.hold_s;
  const Vec3<Real> r_T = p.position_L, v_T = p.velocity_L;
  return {linear_acceleration(r_T, v_T, x, select(hold, p.hold_s, tgo_s)), MaskOf<Real>(hold)};
}

}  // namespace farside::inline FARSIDE_ISA
