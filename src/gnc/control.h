#pragma once
// Attitude control on the thrust direction (M7): a rate command proportional to the pointing error, limited, and a
// torque proportional to the rate error; about the thrust axis rates are damped, and the heading is held. `direction_B`
// is the wanted thrust direction in body axes. Gains scale with the moments of inertia that the flight software
// believes in.
#include "gnc/gnc_params.h"
#include "lanes/math.h"
#include "lanes/vec.h"

namespace farside::inline FARSIDE_ISA {

template <class Real>
struct ControlGains {
  Real rate_per_error_1_s;  // wn / (2 zeta)
  Real rate_max_rad_s;
  Vec3<Real> torque_per_rate;  // 2 zeta wn J; roll: its own damping
  Real slowing_rad_s2;  // no faster than what this angular deceleration stops at the wanted direction; 0: no such limit
  Real trim_1_s;        // rate of learning the trim
  Real heading_N_m;     // torque about the thrust axis over the sine of the heading's error
};

template <class Real>
FARSIDE_INLINE ControlGains<Real> control_gains(const ControlParams<Real>& p, const Vec3<Real>& inertia_kg_m2) {
  const Real damping = Real(2.0) * p.damping * p.frequency_rad_s;
  return {p.frequency_rad_s * p.frequency_rad_s / damping,
          p.rate_max_rad_s,
          {damping * inertia_kg_m2.x, damping * inertia_kg_m2.y, p.roll_damping_1_s * inertia_kg_m2.z},
          p.slowing_max_rad_s2,
          p.trim_1_s,
          (p.heading_rad_s * p.heading_rad_s) * inertia_kg_m2.z};
}

// The two rare cases are separate functions that are not inlined, so that the usual one needs few registers.

// Wanted rates across the thrust.
template <class Real>
struct CrossRates {
  Real x_rad_s, y_rad_s;
};
// Pointing errors beyond 90 degrees, where the sine of the error falls again: the error counts as 90 degrees, in the
// same direction. At exactly 180 degrees, where there is none, it is taken as slightly towards body x.
template <class Real>
struct Aside {
  Real x, gain_1_s;
};
template <class Real>
[[gnu::noinline]] Aside<Real> turn_around(MaskOf<Real> behind, Real x, Real y, Real gain_1_s) {
  const Real aside = copy_sign(max(abs(x), Real(1e-12)), x);
  const Real sine = sqrt(fma(aside, aside, y * y));
  return {select(behind, aside, x), select(behind, gain_1_s / sine, gain_1_s)};
}
// Limits the rate to what the allowed angular deceleration can stop at the wanted direction.
template <class Real>
[[gnu::noinline]] CrossRates<Real> slow_down(MaskOf<Real> slows, const ControlGains<Real>& k, Real x, Real y, Real z,
                                             CrossRates<Real> w) {
  const Real sine = max(sqrt(fma(x, x, y * y)), Real(1e-12)), angle = atan2(sine, z);
  const Real rate =
      min(min(k.rate_per_error_1_s * angle, sqrt(Real(2.0) * k.slowing_rad_s2 * angle)), k.rate_max_rad_s);
  return {select(slows, -rate * y / sine, w.x_rad_s), select(slows, rate * x / sine, w.y_rad_s)};
}

template <class Real>
FARSIDE_INLINE Vec3<Real> control_torque(const ControlGains<Real>& k, const Vec3<Real>& direction_B,
                                         const Vec3<Real>& w_IB_B) {
  Aside<Real> to{direction_B.x, k.rate_per_error_1_s};
  if (const auto behind = direction_B.z < Real(0.0); any(behind))
    to = turn_around<Real>(behind, to.x, direction_B.y, to.gain_1_s);
  CrossRates<Real> w{clamp(-to.gain_1_s * direction_B.y, -k.rate_max_rad_s, k.rate_max_rad_s),
                     clamp(to.gain_1_s * to.x, -k.rate_max_rad_s, k.rate_max_rad_s)};
  if (const auto slows = k.slowing_rad_s2 > Real(0.0); any(slows))
    w = slow_down<Real>(slows, k, to.x, direction_B.y, direction_B.z, w);
  return {k.torque_per_rate.x * (w.x_rad_s - w_IB_B.x), k.torque_per_rate.y * (w.y_rad_s - w_IB_B.y),
          -(k.torque_per_rate.z * w_IB_B.z)};
}

// Torque about the thrust axis that turns body y towards a direction that is given in body axes. What of it lies along
// the thrust can't be turned to, and counts for nothing.
template <class Real>
FARSIDE_INLINE Real heading_torque(const ControlGains<Real>& k, const Vec3<Real>& heading_B) {
  const Real behind =
      select(heading_B.y < Real(0.0), Real(1.0), Real(0.0));  // farther than a right angle: at full size
  const Real sine = fma(behind, copy_sign(Real(1.0), heading_B.x) - heading_B.x, heading_B.x);
  return -(k.heading_N_m * sine);
}

// What the thrust's line off the CG does, as the flight software has learnt it: torque about body x and y over thrust,
// and the torque with it. Without it a torque that stays leaves a pointing error that stays, torque / (wn^2 J). Nothing
// but Reals.
template <class Real>
struct ThrustTrim {
  Real x_m, y_m;
};
template <class Real>
FARSIDE_INLINE Vec3<Real> trimmed(const ControlGains<Real>& k, const Vec3<Real>& torque_B, const Real& thrust_N,
                                  const Real& period_s, ThrustTrim<Real>& trim) {
  const auto burns = thrust_N > Real(0.0);
  const Real learnt = select(burns, k.trim_1_s * period_s / select(burns, thrust_N, Real(1.0)), Real(0.0));
  trim.x_m = fma(learnt, torque_B.x, trim.x_m);
  trim.y_m = fma(learnt, torque_B.y, trim.y_m);
  return {fma(thrust_N, trim.x_m, torque_B.x), fma(thrust_N, trim.y_m, torque_B.y), torque_B.z};
}

}  // namespace farside::inline FARSIDE_ISA
