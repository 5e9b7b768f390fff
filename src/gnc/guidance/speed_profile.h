#pragma once
// Speeds towards a place that a steady deceleration stops at it, and that fade out exponentially in the last of the
// way, so that it is met without going beyond: v = settling * way up to where that slows as fast as the deceleration,
// then v^2 / 2 grows by it. Both pieces meet with their slope.
#include "lanes/math.h"
#include "lanes/vec.h"

namespace farside::inline FARSIDE_ISA {

template <class Real>
struct ProfileSpeed {
  Real speed_m_s;          // of the way's sign
  Real deceleration_m_s2;  // what keeps to the profile, if it is flown
};

template <class Real>
FARSIDE_INLINE ProfileSpeed<Real> profile_speed(const Real& way_m, const Real& deceleration_m_s2,
                                                const Real& settling_1_s, const Real& speed_max_m_s) {
  const Real size = abs(way_m), near_m = deceleration_m_s2 / (settling_1_s * settling_1_s);
  const MaskOf<Real> settles = size <= near_m;
  const Real fast = sqrt(Real(2.0) * deceleration_m_s2 * max(size - Real(0.5) * near_m, Real(0.0)));
  const Real speed = select(settles, settling_1_s * size, fast);
  const MaskOf<Real> limited = speed > speed_max_m_s;
  const Real slows = select(settles, settling_1_s * speed, deceleration_m_s2);
  return {copy_sign(select(limited, speed_max_m_s, speed), way_m), select(limited, Real(0.0), slows)};
}

// The gain that, held over a period, takes off as much of an error as `gain_1_s` does in continuous time.
template <class Real>
FARSIDE_INLINE Real sampled_gain(const Real& gain_1_s, const Real& period_s) {
  return (Real(1.0) - exp(-gain_1_s * period_s)) / period_s;
}

}  // namespace farside::inline FARSIDE_ISA
