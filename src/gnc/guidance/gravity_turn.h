#pragma once
// Guidance law `gravity_turn`: thrust against the velocity, at the specific thrust N (thrust over weight) that, held,
// would come to rest at the target's height. In uniform gravity and with psi the velocity's angle from straight down, z
// = tan(psi / 2), a turn at constant N has
//   v = C z^(N-1) (1 + z^2),   h g (1 + z^2)^2 / v^2 = 1 / (2N - 2) - z^4 / (2N + 2)
// (Culler and Fried 1957), a quadratic for N. Where the flight is not downwards, or the target's height is passed, the
// last command stays.
#include "gnc/gnc_params.h"
#include "gnc/guidance/wanted.h"
#include "gnc/navigation/navigation.h"

namespace farside::inline FARSIDE_ISA {

// N of the turn that ends at rest `height_m` below; `cosine` of psi.
template <class Real>
FARSIDE_INLINE Real gravity_turn_thrust(const Real& height_m, const Real& speed_m_s, const Real& cosine,
                                        const Real& g_m_s2) {
  const Real one(1.0), two(2.0);
  const Real z2 = (one - cosine) / (one + cosine), z4 = z2 * z2, wide = one + z2;
  const Real k = height_m * g_m_s2 * (wide * wide) / (speed_m_s * speed_m_s);
  const Real b = one - z4;
  return (b + sqrt(fma(b, b, Real(8.0) * k * (fma(two, k, one) + z4)))) / (Real(4.0) * k);
}

// `up_L` is the local vertical, `radius_m` the distance from the Moon's centre, `level_m` that of the target.
template <class Real>
FARSIDE_INLINE WantedAcceleration<Real> guide_gravity_turn(const GravityTurnParams<Real>& p, const Estimate<Real>& x,
                                                           const Vec3<Real>& gravity_L, const Vec3<Real>& up_L,
                                                           const Real& radius_m, const Real& level_m) {
  const Real height = radius_m - (level_m + p.height_m);
  const Real speed = norm(x.v_LB), down = -dot(x.v_LB, up_L);
  const MaskOf<Real> turns = (height > Real(0.0)) & (down > Real(0.0)) & (speed > p.hold_speed_m_s);
  const Real v = select(turns, speed, Real(1.0));
  const Real cosine = select(turns, down, Real(1.0)) / v, g = norm(gravity_L);
  const Real n = gravity_turn_thrust(select(turns, height, Real(1.0)), v, cosine, g);
  return {axpy(-(n * g) / v, x.v_LB, gravity_L), MaskOf<Real>(!turns)};
}

}  // namespace farside::inline FARSIDE_ISA
