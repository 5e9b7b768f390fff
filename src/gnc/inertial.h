#pragma once
// Navigation mode `inertial`. It begins with the nominal state at ignition and adds up the measured specific force and the gravity that
// the flight software reckons with (Titterton & Weston 2004, Strapdown Inertial Navigation Technology, ch. 3); near the ground, altimeter
// and velocimeter pull it in with fixed gains. Nothing corrects where it is over the ground: the error along and across the track stays.
#include "gnc/gnc_params.h"
#include "gnc/onboard_gravity.h"
#include "lanes/math.h"
#include "moon/frames.h"

namespace farside::inline FARSIDE_ISA {

// What it believes, CG, inertial frame I. Nothing but Reals.
template <class Real>
struct InertialState {
  Vec3<Real> p_I, v_I;
};

// Part of what a sensor says that is taken over at once: 1 - exp(-interval / time). Nothing but Reals.
template <class Real>
struct InertialGains {
  Real height, velocity;
};
inline InertialGains<double> inertial_gains(const NavigationParams<double>& p, double interval_s) {
  return {1.0 - exp(-interval_s / p.altimeter_time_s), 1.0 - exp(-interval_s / p.velocimeter_time_s)};
}

// One interval on: `change_I` is the measured velocity change without gravity. A rule of second order: position is off by
// interval^2 / 12 times the change of acceleration, 4 mm in a whole descent at 0.1 s.
template <class Real, class Gravity>
FARSIDE_INLINE InertialState<Real> after_interval(const InertialState<Real>& x, const Vec3<Real>& change_I, const Real& interval_s,
                                                  const Gravity& gravity_I) {
  const Real half = Real(0.5) * interval_s;
  const Vec3<Real> change = axpy(interval_s, gravity_I(axpy(half, x.v_I, x.p_I)), change_I);
  const Vec3<Real> mean = axpy(Real(0.5), change, x.v_I);
  return {axpy(interval_s, mean, x.p_I), x.v_I + change};
}

// One sample of altimeter and velocimeter. Where one doesn't answer, its value means nothing.
template <class Real>
struct GroundMeasurement {
  MaskOf<Real> ranges, sees_velocity;
  Real height_m;    // of the pad plane above the ground, along the local vertical
  Vec3<Real> v_IB;  // over the ground, axes of I: the attitude is known
};

// Pulled towards the ground sensors. `level_m`: how far the CG is from the Moon's centre where the pad plane stands at the target's level;
// `rate_rad_s`: of the Moon's turning.
template <class Real>
FARSIDE_INLINE InertialState<Real> corrected(const InertialState<Real>& x, const GroundMeasurement<Real>& z,
                                             const InertialGains<Real>& gains, const Real& level_m, const Real& rate_rad_s) {
  const Real zero(0.0), radius = norm(x.p_I);
  const Real height = select(z.ranges, gains.height * (z.height_m - (radius - level_m)), zero);
  const Vec3<Real> residual = z.v_IB - relative_velocity(rate_rad_s, x.p_I, x.v_I);
  return {axpy(height / radius, x.p_I, x.p_I), axpy(select(z.sees_velocity, gains.velocity, zero), residual, x.v_I)};
}

}  // namespace farside::inline FARSIDE_ISA
