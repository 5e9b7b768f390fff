#pragma once
// Navigation mode `inertial`. It begins with the nominal state at ignition and adds up the measured specific force and
// the gravity that the flight software reckons with (Titterton & Weston 2004, Strapdown Inertial Navigation Technology,
// ch. 3); near the ground, altimeter and velocimeter pull it in with fixed gains. Nothing corrects where it is over the
// ground: the error along and across the track stays.
#include "gnc/gnc_params.h"
#include "gnc/navigation/onboard_gravity.h"
#include "lanes/math.h"
#include "moon/frames.h"

namespace farside::inline FARSIDE_ISA {

// What it believes, CG, inertial frame I. Nothing but Reals.
template <class Real>
struct InertialState {
  Vec3<Real> p_I, v_I;
};

// The axes that errors of an orbit are in. Straight up or down, any two that are across.
struct TrackAxes {
  Vec3<double> radial, along, across;
};
inline TrackAxes track_axes(const InertialState<double>& x) {
  const Vec3<double> radial = unit_vector(x.p_I), normal = cross(x.p_I, x.v_I);
  const Vec3<double> aside = abs(radial.z) < 0.9 ? Vec3<double>{0.0, 0.0, 1.0} : Vec3<double>{1.0, 0.0, 0.0};
  const Vec3<double> across = unit_vector(norm(normal) > 1e-6 * norm(x.p_I) ? normal : cross(radial, aside));
  return {radial, cross(across, radial), across};
}

// Part of what a sensor says that is taken over at once. The height's own is that of a critically damped filter of
// height and climb rate (both poles at exp(-interval / time)), of which `climb_1_s` is the climb rate's part. Nothing
// but Reals.
template <class Real>
struct InertialGains {
  Real height, climb_1_s, velocity;
  Real way_max_m;  // largest correction of the height in an interval, while it is bounded
};
inline InertialGains<double> inertial_gains(const NavigationParams<double>& p, double interval_s) {
  const double pole = exp(-interval_s / p.altimeter_time_s);
  return {1.0 - pole * pole, (1.0 - pole) * (1.0 - pole) / interval_s, 1.0 - exp(-interval_s / p.velocimeter_time_s),
          p.altimeter_rate_max_m_s * interval_s};
}

// One interval on: `change_I` is the measured velocity change without gravity. A rule of second order: position is off
// by interval^2 / 12 times the change of acceleration, 4 mm in a whole descent at 0.1 s.
template <class Real, class Gravity>
FARSIDE_INLINE InertialState<Real> after_interval(const InertialState<Real>& x, const Vec3<Real>& change_I,
                                                  const Real& interval_s, const Gravity& gravity_I) {
  const Real half = Real(0.5) * interval_s;
  const Vec3<Real> change = axpy(interval_s, gravity_I(axpy(half, x.v_I, x.p_I)), change_I);
  const Vec3<Real> mean = axpy(0.5, change, x.v_I);
  return {axpy(interval_s, mean, x.p_I), x.v_I + change};
}

// One sample of altimeter and velocimeter. Where one doesn't answer, its value means nothing.
template <class Real>
struct GroundMeasurement {
  MaskOf<Real> ranges, sees_velocity;
  Real height_m;    // of the pad plane above the ground, along the local vertical
  Vec3<Real> v_IB;  // over the ground, axes of I: the attitude is known
};

// Corrected by the ground sensors. `level_m`: how far the CG is from the Moon's centre where the pad plane stands at
// the target's level; `rate_rad_s`: of the Moon's turning. Where `bounded` (braking, high above passing
// relief), the height's correction is limited and the climb rate is not corrected.
template <class Real>
FARSIDE_INLINE InertialState<Real> corrected(const InertialState<Real>& x, const GroundMeasurement<Real>& z,
                                             const InertialGains<Real>& gains, const Real& level_m,
                                             const Real& rate_rad_s, const MaskOf<Real>& bounded) {
  const Real zero(0.0), radius = norm(x.p_I), per_radius = Real(1.0) / radius;
  const Real surprise_m = select(z.ranges, z.height_m - (radius - level_m), zero), whole_m = gains.height * surprise_m;
  const Real way_m = select(bounded, clamp(whole_m, -gains.way_max_m, gains.way_max_m), whole_m);
  const Real climb_m_s = select(bounded, zero, gains.climb_1_s * surprise_m);
  const Vec3<Real> surprise_m_s = z.v_IB - relative_velocity(rate_rad_s, x.p_I, x.v_I), nothing{zero, zero, zero};
  const Vec3<Real> v_I = axpy(climb_m_s * per_radius, x.p_I, x.v_I);
  return {axpy(way_m * per_radius, x.p_I, x.p_I),
          axpy(gains.velocity, select(z.sees_velocity, surprise_m_s, nothing), v_I)};
}

}  // namespace farside::inline FARSIDE_ISA
