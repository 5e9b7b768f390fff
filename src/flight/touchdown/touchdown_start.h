#pragma once
// From the end of a descent, or from start.touchdown, to a case just above the ground; one case at a time.
#include "flight/descent/descent_step.h"
#include "flight/touchdown/ground_clearance.h"
#include "flight/touchdown/touchdown_state.h"
#include "flight/trace.h"

namespace farside::inline FARSIDE_ISA {

struct TouchdownStart {
  TouchdownState<double> state;
  TouchdownConstants<double> constants;
  Inertia<double> inertia;
};

// Acceleration of a free body at rest in the turning site frame: the whole field and the centrifugal term.
inline Vec3<double> apparent_gravity(const DescentWorld& w, const MoonParams<double>& moon, const Vec3<double>& p_L) {
  const GravityOptions& g = w.options.moon.gravity;
  if (g.model == GravityModel::uniform) return {0.0, 0.0, -moon.gravity.g_m_s2};
  const Vec3<double> p_M = moon_from_site(w.site, p_L);
  Vec3<double> a_M = point_mass_gravity(p_M, moon.gravity);
  if (g.model == GravityModel::j2) a_M = j2_gravity(p_M, moon.gravity);
  if (g.model == GravityModel::spherical_harmonic) a_M = a_M + harmonic_perturbation_M(g.degree, p_M, moon.gravity);
  const double rate = w.turning_rad_s(moon);
  a_M = a_M + Vec3<double>{rate * rate * p_M.x, rate * rate * p_M.y, 0.0};
  return w.site.R_LM * a_M;
}

inline TouchdownMemory<double> memory_at_start() {
  constexpr double never = __builtin_nan("");
  const Vec3<double> nowhere{never, never, never};
  TouchdownMemory<double> m{};
  m.dry_s = m.cutoff_s = m.cutoff_height_m = m.plume.onset_m = never;
  m.contact_s = m.tip_s = m.hull_s = m.slide_s = m.off_map_s = never;
  m.contact_p_L = m.contact_v_L = m.contact_w_B = nowhere;
  m.contact_tilt_cosine = m.contact_tilt_sine = never;
  m.least_cosine = 1.0;
  m.clearance_m = 1e30;
  return m;
}

inline TouchdownStart prepare_touchdown(const DescentWorld& w, const CaseParams<double>& p,
                                        const TouchdownState<double>& state, double propellant_kg,
                                        double rcs_propellant_kg, double start_s, bool lost = false) {
  const VehicleParams<double>& v = p.vehicle;
  const double mass = v.mass.dry_mass_kg + (propellant_kg + rcs_propellant_kg);
  const MassProperties<double> body = mass_properties(v.mass, propellant_kg, mass);
  TouchdownConstants<double> c;
  c.gravity_L = apparent_gravity(w, p.moon, state.p_L);
  c.up_L = place_of(state.p_L, w.site.radius_m).direction_L;
  c.mass_kg = mass;
  c.per_mass = 1.0 / mass;
  c.per_exhaust_speed_s_m = 0.0;
  c.cg_B = body.cg_B;
  c.hull_centre_B = Vec3<double>{0.0, 0.0, v.legs.hull_clearance_m} - body.cg_B;
  c.hull_radius_m = v.legs.hull_radius_m;
  c.hull_height_m = max(v.legs.hull_height_m - v.legs.hull_clearance_m, 0.0);
  c.pads = pad_circle(v.legs, w.options.vehicle.legs.count);
  c.thrust_axis_B = thrust_direction(v.engine, lost);
  c.thrust_torque_B = cross(thrust_point_B(v.engine, lost) - body.cg_B, c.thrust_axis_B);
  c.tip_cosine = cos(v.limits.tip_over_tilt_rad);
  // a case is followed beyond the tilt of a tip-over, so that the verdict doesn't hang on where it stops
  c.end_cosine = cos(min(max(v.limits.tip_over_tilt_rad + 5.0 * unit::degree_rad, 75.0 * unit::degree_rad), pi));
  c.start_s = start_s;
  c.start_p_L = state.p_L;
  c.kinetic_J = 0.5 * fma(mass, norm2(state.v_L), dot(state.w_B, body.inertia * state.w_B));
  c.slip2_m2_s2 = 0.0;  // of the model
  c.support_m_s2 = still_pull_frac * norm(c.gravity_L);
  return {state, c, body.inertia};
}

inline TouchdownStart start_of_touchdown(const DescentWorld& w, const CaseParams<double>& p, const DescentEnd& end) {
  const double rate = w.turning_rad_s(p.moon);
  const Vec3<double> turning_L = w.site.R_LM * Vec3<double>{0.0, 0.0, rate};
  // rates are inertial in flight, and relative to the ground here
  const Vec3<double> w_B = end.w_IB_B - transposed_times(rotation(end.q_LB), turning_L);
  const DescentEnd d = at_first_contact(w, p, apparent_gravity(w, p.moon, end.p_LB), w_B, end);
  const bool lost = d.failures.lost > 0.0;
  const double thrust_N = d.engine.thrust_N * (lost ? p.vehicle.engine.fault.loss_left_frac : 1.0);
  TouchdownStart start = prepare_touchdown(w, p, {d.p_LB, d.v_LB, d.q_LB, w_B, thrust_N}, d.propellant_kg,
                                           d.rcs_propellant_kg, d.time_s, lost);
  start.constants.per_exhaust_speed_s_m = d.per_exhaust_speed_s_m;
  return start;
}

// start.touchdown: the lowest part stands `height_m` above the ground.
inline TouchdownStart start_above_ground(const DescentWorld& w, const CaseParams<double>& p) {
  const SiteStartParams<double>& s = p.start.touchdown;
  const MassParams<double>& m = p.vehicle.mass;
  TouchdownState<double> state{};
  state.q_LB = start_attitude(s);
  state.v_L = s.velocity_L;
  state.w_B = s.rate_B;
  const VehicleShape shape =
      vehicle_shape(p.vehicle, w.options.vehicle.legs.count, m.propellant_kg, m.rcs_propellant_kg);
  const Ground<double> ground = make_ground(w.view, p.moon.terrain, w.site.radius_m);
  state.p_L = {s.east_m, s.north_m, 0.0};
  for (int i = 0; i < 3; ++i) {  // exact at once on flat ground; on a map the ground below moves a little
    const double missing_m = s.height_m - clearance_of_parts(ground, shape, state.p_L, state.q_LB);
    const bool along_normal = !w.view.uneven();
    state.p_L.z += along_normal ? missing_m / ground_plane(ground, state.p_L).normal_L.z : missing_m;
  }
  return prepare_touchdown(w, p, state, m.propellant_kg, m.rcs_propellant_kg, 0.0);
}

inline TraceRecord touchdown_row(double t_s, const TouchdownState<double>& s, const TouchdownConstants<double>& c,
                                 const TouchdownMemory<double>& m, int legs) {
  TraceRecord row = trace_row(t_s, s.p_L, s.v_L, s.q_LB, s.w_B, c.up_L);
  row.mass = c.mass_kg;
  row.thrust = s.thrust_N;
  double deepest = -1e30;
  for (int i = 0; i < legs; ++i) {
    deepest = max(m.depth_m[i], deepest);
    row.pads_in_contact += m.depth_m[i] > 0.0 ? 1.0 : 0.0;
  }
  row.height = m.steps > 0.0 ? -deepest : __builtin_nan("");
  return row;
}

}  // namespace farside::inline FARSIDE_ISA
