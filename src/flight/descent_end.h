#pragma once
// How a lane of the descent finds the ground, and what it leaves. The second half of flight/descent.h, which includes it.
#include "flight/descent.h"

namespace farside::inline FARSIDE_ISA {

// Clearance of the CG from the ground, or of the lowest pad from the height at which the touchdown takes over, along the ground's normal.
template <class Real, bool products>
Clearance<Real> DescentLoop<Real, products>::clearance(const DescentState<Real>& s, const Real& t_s, Mask& covered) const {
  const TurnZ<Real> turn = moon_turn(t_s);
  const InSite x = in_site(s, turn);
  const GroundPlane<Real> plane = ground_plane(ground_, x.p_L);
  covered = plane.covered;
  Real height = distance_above(plane, x.p_L);
  if (w_.options.touchdown.model != TouchdownModel::none) {
    const Vec3<Real> n_I = transposed_times(turn, transposed_times(site_.R_LM, plane.normal_L));
    const Vec3<Real> n_B = turned(conjugate(s.q_IB), n_I, Real(2.0) * n_I);
    const MassProperties<Real> body = mass_properties(params_.vehicle.mass, s.propellant_kg, mass_of(params_, s));
    height = height + lowest_pad(pads_, n_B) - dot(n_B, body.cg_B) - Real(w_.options.touchdown.handover_height_m);
  }
  return {height, dot(plane.normal_L, x.v_L)};
}

template <class Real, bool products>
void DescentLoop<Real, products>::end_lanes(const Real& t_s) {
  Mask covered;
  const Clearance<Real> after = clearance(state(), t_s, covered);
  const Mask landed = active_ & near_ & (after.height_m <= Real(0.0));
  const Mask late = active_ & !landed & (t_s >= Real(tick_s * w_.options.flight.time_max_ticks));
  if (any(landed | late)) {
    for (int i = 0; i < width; ++i) {
      if (lane(landed, i)) {
        const Clearance<double> a{lane(clearance_before_.height_m, i), lane(clearance_before_.rate_m_s, i)};
        const Clearance<double> b{lane(after.height_m, i), lane(after.rate_m_s, i)};
        const double f = contact_fraction(w_.options.flight.contact_location, a, b, w_.step_s);
        end_lane(i, DescentEnding::ground, f, lane(t_s, i), lane(covered, i));
      } else if (lane(late, i)) {
        end_lane(i, DescentEnding::time_limit, 1.0, lane(t_s, i), true);
      }
    }
  }
  clearance_before_ = after;
}

template <class Real, bool products>
void DescentLoop<Real, products>::end_lane(int i, DescentEnding ending, double f, double t_end_s, bool covered) {
  const DescentState<double> now = take_lane(state(), i);
  const DescentState<double> s =
      f < 1.0 ? state_between(w_.options.flight.contact_location, take_lane(states_[1 - now_], i), now, f, w_.step_s) : now;
  const double t_s = t_end_s - (1.0 - f) * w_.step_s, rate = lane(rate_, i);
  const TurnZ<double> turn = turn_z_by(rate * t_s);
  const Vec3<double> p_M = turn * s.p_I, v_M = turn * s.v_I;
  const Mat3<double>& R_LM = w_.site.R_LM;
  const Mat3<double> R_MI{{turn.cosine, turn.sine, 0.0}, {-turn.sine, turn.cosine, 0.0}, {0.0, 0.0, 1.0}};
  const CaseParams<double> p = take_lane(params_, i);
  const bool dry = !(s.propellant_kg > p.vehicle.mass.unusable_propellant_kg);
  ends_[case_[i]] = {ending,
                     covered,
                     t_s,
                     site_from_moon(w_.site, p_M),
                     R_LM * relative_velocity(rate, p_M, v_M),
                     R_LM * (turn * take_lane(nav_error_I_, i)),
                     quaternion_of(R_LM * (R_MI * rotation(s.q_IB))),
                     s.w_B,
                     s.propellant_kg,
                     s.rcs_propellant_kg,
                     s.shortfall_kg,
                     dry ? 0.0 : lane(engine_.thrust_N, i),
                     lane(input_.per_exhaust_speed_s_m, i),
                     !dry && lane(engine_.on, i),
                     take_lane(log_, i)};
  set_lane(active_, i, false);
}

template <class Real, bool products>
TraceRecord DescentLoop<Real, products>::sample(double t_s) const {
  if constexpr (width == 1) {
    const TurnZ<double> turn = moon_turn(t_s);
    const InSite x = in_site(state(), turn);
    const Mat3<double> R_MI{{turn.cosine, turn.sine, 0.0}, {-turn.sine, turn.cosine, 0.0}, {0.0, 0.0, 1.0}};
    const Place<double> place = place_of(x.p_L, site_.radius_m);
    TraceRecord row =
        trace_row(t_s, x.p_L, x.v_L, quaternion_of(site_.R_LM * (R_MI * rotation(state().q_IB))), state().w_B, place.direction_L);
    row.mass = mass_of(params_, state());
    const bool dry = !(state().propellant_kg > params_.vehicle.mass.unusable_propellant_kg);
    row.thrust = dry ? 0.0 : engine_.thrust_N;
    row.thrust_command = engine_.on ? command_.thrust_N : 0.0;
    row.torque_x = torque_B_.x;
    row.torque_y = torque_B_.y;
    row.torque_z = torque_B_.z;
    const Vec3<double> nav_error_L = site_.R_LM * (turn * nav_error_I_);
    row.nav_error_east = nav_error_L.x;
    row.nav_error_north = nav_error_L.y;
    row.nav_error_up = nav_error_L.z;
    row.height = height_above_ground(ground_, x.p_L).height_m;
    return row;
  } else {
    return {};
  }
}

}  // namespace farside::inline FARSIDE_ISA
