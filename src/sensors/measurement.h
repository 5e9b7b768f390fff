#pragma once
// What the sensors hand to the flight software: the one way from the truth to it.
#include "lanes/vec.h"

namespace farside::inline FARSIDE_ISA {

// One sample of sensors without error, in the site frame L (relative to the Moon).
template <class Real>
struct Measurement {
  Vec3<Real> p_LB;  // CG
  Vec3<Real> v_LB;  // over the ground
  Real mass_kg;
  Real height_m;  // of the pad plane above the ground; only sampled near the ground, +infinity above
};

// One sample of altimeter and velocimeter. Where one doesn't answer, its value means nothing.
template <class Real>
struct GroundMeasurement {
  MaskOf<Real> ranges, sees_velocity;
  Real height_m;    // of the pad plane above the ground, along the local vertical
  Vec3<Real> v_IB;  // over the ground, axes of I: the attitude is known
};

}  // namespace farside::inline FARSIDE_ISA
