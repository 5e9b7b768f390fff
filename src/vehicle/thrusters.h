#pragma once
// Attitude thrusters as a limited torque whose flow follows the torque: torque / arm is force, force / (Isp g0) is
// flow.
#include "lanes/vec.h"
#include "vehicle/mass.h"

namespace farside::inline FARSIDE_ISA {

template <class Real>
FARSIDE_INLINE Vec3<Real> limit_torque(const ThrusterParams<Real>& p, const Vec3<Real>& torque_B) {
  return {clamp(torque_B.x, -p.torque_max_B.x, p.torque_max_B.x),
          clamp(torque_B.y, -p.torque_max_B.y, p.torque_max_B.y),
          clamp(torque_B.z, -p.torque_max_B.z, p.torque_max_B.z)};
}

// What is left of such a torque once thrusters have failed.
template <class Real>
FARSIDE_INLINE Vec3<Real> torque_left(const ThrusterParams<Real>& p, const Real& time_s, const Vec3<Real>& torque_B) {
  const MaskOf<Real> failed = time_s >= p.fault.from_s;
  if (!any(failed)) return torque_B;
  const Vec3<Real>&most_B = p.torque_max_B, &left_B = p.fault.left_B;
  return select(failed,
                Vec3<Real>{min(torque_B.x, left_B.x * most_B.x), min(torque_B.y, left_B.y * most_B.y),
                           min(torque_B.z, left_B.z * most_B.z)},
                torque_B);
}

}  // namespace farside::inline FARSIDE_ISA
