#pragma once
// Accelerometers: velocity change integrated from the specific force; gyros (Titterton & Weston 2004, Strapdown
// Inertial Navigation Technology, ch. 8).
#include "lanes/vec.h"
#include "sensors/sensor_params.h"

namespace farside::inline FARSIDE_ISA {

// The velocity change, body axes, that is measured of a true one over `interval_s`: scale, a small turn, bias.
template <class Real>
FARSIDE_INLINE Vec3<Real> measured_velocity_change(const ImuParams<Real>& p, const Vec3<Real>& true_B,
                                                   const Real& interval_s) {
  const Vec3<Real> turn = p.misalignment_B;
  const Vec3<Real> bias = p.bias_B;
  return axpy(p.scale, true_B, axpy(interval_s, bias, cross(turn, true_B)));
}

// The rate that gyros measure of a true one: scale, a small turn, bias; drift of the bias and noise are given.
template <class Real>
FARSIDE_INLINE Vec3<Real> measured_turn_rate(const GyroParams<Real>& p, const Vec3<Real>& true_B,
                                             const Vec3<Real>& drift_B, const Vec3<Real>& noise_B) {
  const Vec3<Real> bias_B = p.bias_B + drift_B, turn = p.misalignment_B;
  return axpy(p.scale, true_B, bias_B + (noise_B + cross(turn, true_B)));
}

// While the inertial sensors say nothing of what they feel.
template <class Real>
FARSIDE_INLINE MaskOf<Real> is_reset(const ImuParams<Real>& p, const Real& time_s) {
  return (time_s >= p.reset_from_s) & (time_s < p.reset_from_s + p.reset_duration_s);
}

}  // namespace farside::inline FARSIDE_ISA
