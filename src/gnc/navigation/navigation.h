#pragma once
// What the flight software believes of its state. Guidance and control take this type and nothing else.
#include "lanes/vec.h"

namespace farside::inline FARSIDE_ISA {

template <class Real>
struct Estimate {
  Vec3<Real> p_LB;          // CG from the target point, site frame
  Vec3<Real> v_LB;          // relative to the Moon
  Real mass_kg;             // that the commanded thrust accelerates (gnc/navigation/thrust_estimate.h)
  Real height_m;            // pad plane above the ground
  Real steady = Real(1.0);  // 1: upright, and hardly turning
};

}  // namespace farside::inline FARSIDE_ISA
