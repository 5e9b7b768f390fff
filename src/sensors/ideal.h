#pragma once
// Sensors without error: the one place where the truth is handed to the flight software. Real sensors take its place.
#include "lanes/vec.h"

namespace farside::inline FARSIDE_ISA {

// One sample of every sensor, in the site frame L (relative to the Moon) and the inertial frame I of the case.
template <class Real>
struct Measurement {
  Vec3<Real> p_LB;  // CG
  Vec3<Real> v_LB;  // over the ground
  Real mass_kg;
  Real height_m;  // of the pad plane above the ground; only sampled near the ground, +infinity above
};

}  // namespace farside::inline FARSIDE_ISA
