#pragma once
// What a guidance law answers.
#include "lanes/vec.h"

namespace farside::inline FARSIDE_ISA {

// Acceleration wanted in the site frame, gravity included, and where thrust and direction of the last command stay in
// force.
template <class Real>
struct WantedAcceleration {
  Vec3<Real> a_L;
  MaskOf<Real> hold;
};

}  // namespace farside::inline FARSIDE_ISA
