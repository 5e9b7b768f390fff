#pragma once
// A motion of the inertial frame I as it is seen from the landing site, which the Moon carries round.
#include "moon/frames.h"

namespace farside::inline FARSIDE_ISA {

// Position from the target, velocity relative to the Moon, axes of L.
template <class Real>
struct SiteMotion {
  Vec3<Real> p_L, v_L;
};

// `turn`: what the Moon has turned since ignition; `rate_rad_s`: how fast it turns.
template <class Real>
FARSIDE_INLINE SiteMotion<Real> motion_in_site(const SiteFrame<Real>& site, const TurnZ<Real>& turn,
                                               const Real& rate_rad_s, const Vec3<Real>& p_I, const Vec3<Real>& v_I) {
  const Vec3<Real> p_M = turn * p_I, v_M = turn * v_I;
  return {site_from_moon(site, p_M), site.R_LM * relative_velocity(rate_rad_s, p_M, v_M)};
}

// Axes only: from L to I.
template <class Real>
FARSIDE_INLINE Vec3<Real> inertial_from_site(const SiteFrame<Real>& site, const TurnZ<Real>& turn,
                                             const Vec3<Real>& a_L) {
  return transposed_times(turn, transposed_times(site.R_LM, a_L));
}

// Attitude in the site frame.
template <class Real>
FARSIDE_INLINE Mat3<Real> attitude_in_site(const SiteFrame<Real>& site, const TurnZ<Real>& turn,
                                           const Quat<Real>& q_IB) {
  const Real zero(0.0);
  const Mat3<Real> R_MI{{turn.cosine, turn.sine, zero}, {-turn.sine, turn.cosine, zero}, {zero, zero, Real(1.0)}};
  return site.R_LM * (R_MI * rotation(q_IB));
}

// One site for all lanes.
template <class Real>
inline SiteFrame<Real> site_of_lanes(const SiteFrame<double>& site) {
  return {in_all_lanes<Real>(site.R_LM), in_all_lanes<Real>(site.p_ML_M), site.radius_m};
}

}  // namespace farside::inline FARSIDE_ISA
