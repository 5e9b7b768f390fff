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
  Vec3<Real> up_L;          // local vertical

  Real climb_m_s() const { return dot(motion.v_L, up_L); }
  // Over the ground, body axes.
  Vec3<Real> velocity_B(const SiteFrame<Real>& site) const {
    const Vec3<Real> v_I = inertial_from_site(site, turn, motion.v_L);
    return turned_back(q_IB, v_I);
  }
};

}  // namespace farside::inline FARSIDE_ISA
