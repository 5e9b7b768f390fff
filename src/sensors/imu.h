#pragma once
// Accelerometers: velocity change integrated from the specific force; gyros (Titterton & Weston 2004, Strapdown
// Inertial Navigation Technology, ch. 8).
#include "lanes/vec.h"
#include "sensors/sensor_params.h"

namespace farside::inline FARSIDE_ISA {

// An error that begins at a time.
template <class Real>
FARSIDE_INLINE Vec3<Real> error_from(const Real& from_s, const Vec3<Real>& error_B, const Real& time_s) {
  const Real zero(0.0);
  return select(time_s >= from_s, error_B, Vec3<Real>{zero, zero, zero});
}

// The velocity change, body axes, that is measured of a true one over `interval_s`: scale, a small turn, bias.
template <class Real>
FARSIDE_INLINE Vec3<Real> measured_velocity_change(const ImuParams<Real>& p, const Real& time_s,
                                                   const Vec3<Real>& true_B, const Real& interval_s) {
  const Vec3<Real> turn = p.misalignment_B;
  const Vec3<Real> bias = error_from(p.bias_from_s, p.bias_B, time_s);
  return axpy(p.scale, true_B, axpy(interval_s, bias, cross(turn, true_B)));
}

// The rate that gyros measure of a true one: scale, a small turn, bias; drift of the bias and noise are given.
template <class Real>
FARSIDE_INLINE Vec3<Real> measured_turn_rate(const GyroParams<Real>& p, const Real& time_s, const Vec3<Real>& true_B,
                                             const Vec3<Real>& drift_B, const Vec3<Real>& noise_B) {
  const Vec3<Real> bias_B = error_from(p.bias_from_s, p.bias_B, time_s) + drift_B, turn = p.misalignment_B;
  return axpy(p.scale, true_B, bias_B + (noise_B + cross(turn, true_B)));
}

// While the inertial sensors say nothing of what they feel.
template <class Real>
FARSIDE_INLINE MaskOf<Real> is_reset(const ImuParams<Real>& p, const Real& time_s) {
  return (time_s >= p.reset_from_s) & (time_s < p.reset_from_s + p.reset_duration_s);
}

}  // namespace farside::inline FARSIDE_ISA
