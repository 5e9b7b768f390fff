#pragma once
// What there is to be measured: the true state, as the plant hands it to the sensors, and to nobody else.
#include "lanes/vec.h"
#include "moon/site_motion.h"

namespace farside::inline FARSIDE_ISA {

template <class Real>
struct Truth {
  Real time_s, mass_kg;
  Quat<Real> q_IB;
  Vec3<Real> w_IB_B;
  TurnZ<Real> turn;         // of the Moon since ignition
  SiteMotion<Real> motion;  // of the CG
  Real level_m;             // height of the CG above the sphere through the target
  Mat3<Real> R_LM;

  Vec3<Real> velocity_I() const { return transposed_times(turn, transposed_times(R_LM, motion.v_L)); }  // over the ground
};

}  // namespace farside::inline FARSIDE_ISA
