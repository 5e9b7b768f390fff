#pragma once
// What a lane of the descent measures of the ground, and what it writes down of its phases. Part of flight/descent.h, which includes it.
#include "flight/descent.h"

namespace farside::inline FARSIDE_ISA {

// Height of the pad plane's centre above the ground's tangent plane below the vehicle, along the site's vertical.
template <class Real, bool products>
Real DescentLoop<Real, products>::measured_height(const InSite& x, const TurnZ<Real>& turn) const {
  const GroundPlane<Real> plane = ground_plane(ground_, x.p_L);
  const Vec3<Real> n_B = to_body(transposed_times(turn, transposed_times(site_.R_LM, plane.normal_L)));
  const MassProperties<Real> body = mass_properties(params_.vehicle.mass, state().propellant_kg, mass_of(params_, state()));
  return (distance_above(plane, x.p_L) - dot(n_B, body.cg_B)) / plane.normal_L.z;
}

// The phase that guidance has put a lane in, if it is another than before.
template <class Real, bool products>
void DescentLoop<Real, products>::log_phase(const Real& t_s, const InSite& x, const Real& mass_kg) {
  const GuidanceLaw law = w_.options.gnc.guidance.law;
  Real phase = phase_number<Real>(Phase::braking);
  if (law == GuidanceLaw::phased) {
    phase = phased_.phase;
  } else if (law == GuidanceLaw::polynomial) {
    const PolynomialParams<Real>& p = params_.gnc.guidance.polynomial;
    phase = select(t_s < p.braking.end_time_s, phase, phase_number<Real>(Phase::approach));
    phase = select(t_s < p.approach.end_time_s, phase, phase_number<Real>(Phase::descent));
  }
  const Mask known = (phase == logged_phase_) | cut_, changed = !known;
  if (!any(changed)) return;
  for (int i = 0; i < descent_phase_count; ++i) log_start(static_cast<Phase>(i), changed & (phase == Real(double(i))), t_s, x, mass_kg);
  logged_phase_ = select(changed, phase, logged_phase_);
}

template <class Real, bool products>
void DescentLoop<Real, products>::log_start(Phase phase, Mask now, const Real& t_s, const InSite& x, const Real& mass_kg) {
  PhaseStart<Real>& start = log_.phase[static_cast<int>(phase)];
  start.time_s = select(now, t_s, start.time_s);
  start.p_LB = select(now, x.p_L, start.p_LB);
  start.v_LB = select(now, x.v_L, start.v_LB);
  start.mass_kg = select(now, mass_kg, start.mass_kg);
}

}  // namespace farside::inline FARSIDE_ISA
