#pragma once
// Vectors in plain products: an fma is a call on the oldest CPUs, and pictures take these for every pixel.
#include "lanes/vec.h"

namespace farside {

inline double plain_dot(const Vec3<double>& a, const Vec3<double>& b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
inline Vec3<double> plain_axpy(double t, const Vec3<double>& d, const Vec3<double>& p) {
  return {p.x + t * d.x, p.y + t * d.y, p.z + t * d.z};
}

}  // namespace farside
