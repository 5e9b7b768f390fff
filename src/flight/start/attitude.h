#pragma once
// The tilt of a start and of a report, one case at a time.
#include "lanes/attitude.h"

namespace farside::inline FARSIDE_ISA {

// Angle between body z and `up`, both unit vectors, 0..pi. By atan2, since acos loses half its digits next to upright.
inline double tilt_from(const Vec3<double>& z_L, const Vec3<double>& up_L) {
  return atan2(norm(cross(z_L, up_L)), dot(z_L, up_L));
}

}  // namespace farside::inline FARSIDE_ISA
