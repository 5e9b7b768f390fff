#pragma once
// Attitudes of a start and of a report, one case at a time.
#include "lanes/attitude.h"

namespace farside::inline FARSIDE_ISA {

// Quaternion of a rotation matrix, from its largest component (Shepperd 1978, J. Guidance and Control 1(3):223); w >= 0
// is not forced.
inline Quat<double> quaternion_of(const Mat3<double>& m) {
  const double xx = m.row0.x, yy = m.row1.y, zz = m.row2.z, trace = xx + yy + zz;
  Quat<double> q;
  if (trace >= xx && trace >= yy && trace >= zz) {
    q = {1.0 + trace, m.row2.y - m.row1.z, m.row0.z - m.row2.x, m.row1.x - m.row0.y};
  } else if (xx >= yy && xx >= zz) {
    q = {m.row2.y - m.row1.z, 1.0 + xx - yy - zz, m.row0.y + m.row1.x, m.row0.z + m.row2.x};
  } else if (yy >= zz) {
    q = {m.row0.z - m.row2.x, m.row0.y + m.row1.x, 1.0 - xx + yy - zz, m.row1.z + m.row2.y};
  } else {
    q = {m.row1.x - m.row0.y, m.row0.z + m.row2.x, m.row1.z + m.row2.y, 1.0 - xx - yy + zz};
  }
  return normalised(q);
}

// Angle between body z and `up`, both unit vectors, 0..pi. By atan2, since acos loses half its digits next to upright.
inline double tilt_from(const Vec3<double>& z_L, const Vec3<double>& up_L) {
  return atan2(norm(cross(z_L, up_L)), dot(z_L, up_L));
}

}  // namespace farside::inline FARSIDE_ISA
