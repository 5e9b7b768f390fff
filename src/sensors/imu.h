#pragma once
// Accelerometers: velocity change integrated from the specific force (Titterton & Weston 2004, Strapdown Inertial
// Navigation Technology, ch. 8).
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

}  // namespace farside::inline FARSIDE_ISA
