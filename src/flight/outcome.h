#pragma once
// What a landing leaves in its record, and by what it is judged (M20): the margin of every criterion. One case at a
// time, once, at its end; the verdict on them is in flight/verdict.h.
#include "flight/touchdown/touchdown_start.h"
#include "flight/verdict.h"

namespace farside::inline FARSIDE_ISA {

// How a phase began; position and velocity of the CG in the site frame.
inline void set_phase(LandingRecord& r, Phase phase, double time_s, const Vec3<double>& p_L, const Vec3<double>& v_L,
                      double mass_kg) {
  const int i = static_cast<int>(phase);
  const auto put = [i](float(&column)[phase_count], double x) { column[i] = static_cast<float>(x); };
  put(r.phase_time, time_s);
  put(r.phase_east, p_L.x);
  put(r.phase_north, p_L.y);
  put(r.phase_up, p_L.z);
  put(r.phase_velocity_east, v_L.x);
  put(r.phase_velocity_north, v_L.y);
  put(r.phase_velocity_up, v_L.z);
  put(r.phase_mass, mass_kg);
}

// Main propellant that is left, less what the engine can't reach, what is reserved, and what it was commanded to burn
// and did not have. An empty tank of which nothing was wanted is not judged.
inline void judge_propellant(const VehicleParams<double>& v, double propellant_kg, double shortfall_kg, double time_s,
                             LandingRecord& r) {
  const double left = propellant_kg - v.mass.unusable_propellant_kg - v.limits.propellant_reserve_kg - shortfall_kg;
  if (v.mass.propellant_kg > 0.0) set_margin(r, Criterion::propellant_depleted, left / v.mass.propellant_kg, time_s);
  else if (left < 0.0) set_margin(r, Criterion::propellant_depleted, -1.0, time_s);
}

// Thruster propellant, where thrusters use it and there is some or a need for it. `dry_s`: when it ran out, NaN if
// nobody saw.
inline void judge_thrusters(const CampaignOptions& o, double start_kg, double left_kg, double dry_s, double end_s,
                            LandingRecord& r) {
  const bool needed = o.gnc.control.mode != ControlMode::off;
  if (!o.vehicle.thrusters.uses_propellant || !(needed || start_kg > 0.0)) return;
  const double time_s = dry_s >= 0.0 ? dry_s : start_kg > 0.0 ? end_s : 0.0;
  set_margin(r, Criterion::rcs_depleted, left_kg > 0.0 ? left_kg / start_kg : -1.0, time_s);
}

// Height of the pad plane at cutoff, against that of a fall from rest to the vertical speed limit in this gravity.
inline void judge_cutoff(const LimitParams<double>& limits, double height_m, double gravity_m_s2, double time_s,
                         LandingRecord& r) {
  r.cutoff_height = height_m;
  const double limit_m = limits.speed_vertical_m_s * limits.speed_vertical_m_s / (2.0 * gravity_m_s2);
  if (height_m == height_m)
    set_margin(r, Criterion::early_cutoff, gravity_m_s2 > 0.0 ? margin_below(limit_m, height_m) : 1.0, time_s);
}

// Of a case that may look for hazards.
inline void record_avoidance(const AvoidanceLog<double>& log, LandingRecord& r) {
  constexpr double degree = unit::degree_rad;
  r.avoidance_result = static_cast<std::int8_t>(log.result);
  if (!(log.looks > 0.0)) return;
  const double east_m = log.east_m - log.hover_east_m, north_m = log.north_m - log.hover_north_m;
  r.divert_distance = known(sqrt(fma(east_m, east_m, north_m * north_m)));
  r.site_east = known(log.east_m);
  r.site_north = known(log.north_m);
  r.first_site_east = known(log.first_east_m);
  r.first_site_north = known(log.first_north_m);
  r.site_clearance = known(log.clearance_m);
  r.hazard_seen = known(log.seen.index);
  r.hazard_true = known(log.truth.index);
  r.slope_seen = known(log.seen.slope_rad / degree);
  r.slope_true = known(log.truth.slope_rad / degree);
  r.roughness_seen = known(log.seen.roughness_m);
  r.roughness_true = known(log.truth.roughness_m);
  r.ahead_hazard_seen = known(log.ahead_seen);
  r.ahead_hazard_true = known(log.ahead_true);
}

// What the descent leaves: state at its end, propellant, the criteria of flight.
inline void record_descent(const DescentWorld& w, const CaseParams<double>& p, const DescentEnd& d, LandingRecord& r) {
  constexpr double degree = unit::degree_rad;
  const MassParams<double>& mass = p.vehicle.mass;
  r.end_time = d.time_s;
  r.end_mass = mass.dry_mass_kg + (d.propellant_kg + d.rcs_propellant_kg);
  r.end_east = d.p_LB.x;
  r.end_north = d.p_LB.y;
  r.end_up = d.p_LB.z;
  r.end_velocity_east = d.v_LB.x;
  r.end_velocity_north = d.v_LB.y;
  r.end_velocity_up = d.v_LB.z;
  r.end_rate_x = d.w_IB_B.x / degree;
  r.end_rate_y = d.w_IB_B.y / degree;
  r.end_rate_z = d.w_IB_B.z / degree;
  const double q[] = {d.q_LB.w, d.q_LB.x, d.q_LB.y, d.q_LB.z};
  for (int i = 0; i < 4; ++i) r.end_quaternion[i] = q[i];
  r.nav_error_east = d.nav_error_L.x;
  r.nav_error_north = d.nav_error_L.y;
  r.nav_error_up = d.nav_error_L.z;
  r.nav_error_velocity_east = d.nav_error_v_L.x;
  r.nav_error_velocity_north = d.nav_error_v_L.y;
  r.nav_error_velocity_up = d.nav_error_v_L.z;
  r.nav_error_attitude = d.nav_error_rad / degree;
  r.guidance_saturated_s = d.log.saturated_s;
  r.control_saturated_s = d.log.short_of_torque_s;
  r.slosh_displacement = d.log.slosh_m;
  if (w.setup.sky.relay_moments > 0) r.descent_outage = d.log.relay.longest_s;
  if (w.options.gnc.avoidance.mode != AvoidanceMode::none) record_avoidance(d.log.avoidance, r);

  for (int i = 0; i < descent_phase_count; ++i) {
    const PhaseStart<double>& start = d.log.phase[i];
    set_phase(r, static_cast<Phase>(i), start.time_s, start.p_LB, start.v_LB, start.mass_kg);
    r.phase_nees_position[i] = static_cast<float>(start.nees.position);
    r.phase_nees_velocity[i] = static_cast<float>(start.nees.velocity);
    r.phase_nees_attitude[i] = static_cast<float>(start.nees.attitude);
  }
  set_phase(r, Phase::end, d.time_s, d.p_LB, d.v_LB, r.end_mass);
  judge_propellant(p.vehicle, d.propellant_kg, d.shortfall_kg, d.log.reserve_s >= 0.0 ? d.log.reserve_s : d.time_s, r);
  judge_thrusters(w.options, mass.rcs_propellant_kg, d.rcs_propellant_kg, d.log.rcs_dry_s, d.time_s, r);
  judge_cutoff(p.vehicle.limits, d.log.cutoff_height_m, norm(apparent_gravity(w, p.moon, d.p_LB)),
               d.log.phase[static_cast<int>(Phase::free_fall)].time_s, r);
  const bool reached = d.ending == DescentEnding::ground;
  judge_distance(p.vehicle.limits, d.p_LB, reached, d.time_s, r);
  if (reached && w.view.model == TerrainModel::dem) set_margin(r, Criterion::off_map, d.covered ? 1.0 : -1.0, d.time_s);
}

// Of a descent that could not be computed to its end: a vehicle that nothing steers any more spins up beyond what a
// step can follow. What its tanks said until then stands.
inline void record_empty_tanks(const DescentLog<double>& log, LandingRecord& r) {
  if (log.rcs_dry_s >= 0.0) set_margin(r, Criterion::rcs_depleted, -1.0, log.rcs_dry_s);
  if (log.reserve_s >= 0.0) set_margin(r, Criterion::propellant_depleted, -1.0, log.reserve_s);
}

inline void record_propellant(const CaseParams<double>& p, double propellant_kg, double rcs_propellant_kg,
                              LandingRecord& r) {
  const MassParams<double>& mass = p.vehicle.mass;
  r.propellant_used = mass.propellant_kg - propellant_kg;
  r.propellant_remaining = propellant_kg;
  r.propellant_usable_remaining = propellant_kg - mass.unusable_propellant_kg;
  r.rcs_propellant_used = mass.rcs_propellant_kg - rcs_propellant_kg;
  r.rcs_propellant_remaining = rcs_propellant_kg;
}

// Speeds and attitude at first contact.
inline void record_contact(const LimitParams<double>& limits, double time_s, const Vec3<double>& p_L,
                           const Vec3<double>& v_L, const Vec3<double>& up_L, double tilt_rad, const Vec3<double>& w_B,
                           double mass_kg, LandingRecord& r) {
  const double down = -dot(v_L, up_L);
  const Vec3<double> across = axpy(down, up_L, v_L);
  r.touchdown_time = time_s;
  r.touchdown_speed_vertical = down;
  r.touchdown_speed_horizontal = norm(across);
  r.touchdown_tilt = tilt_rad / unit::degree_rad;
  r.touchdown_rate = norm(w_B) / unit::degree_rad;
  set_phase(r, Phase::touchdown, time_s, p_L, v_L, mass_kg);
  set_margin(r, Criterion::hard_contact_vertical, margin_below(limits.speed_vertical_m_s, down), time_s);
  set_margin(r, Criterion::hard_contact_horizontal,
             margin_below(limits.speed_horizontal_m_s, r.touchdown_speed_horizontal), time_s);
  set_margin(r, Criterion::contact_tilt, margin_below(limits.contact_tilt_rad, tilt_rad), time_s);
  set_margin(r, Criterion::contact_rate, margin_below(limits.contact_rate_rad_s, norm(w_B)), time_s);
}

inline void record_place(const DescentWorld& w, const Vec3<double>& p_L, LandingRecord& r) {
  r.landing_east = p_L.x;
  r.landing_north = p_L.y;
  r.landing_up = p_L.z;
  const Geographic<double> place = geographic(moon_from_site(w.site, p_L));
  r.landing_lat = place.lat_rad / unit::degree_rad;
  r.landing_lon = place.lon_rad / unit::degree_rad;
}

// Least distance, in the plane across `up_L`, of the CG from the edges between neighbouring pads; negative outside of
// one. Pads from the CG.
inline double stability_margin(const Vec3<double> (&pad_L)[legs_max], int legs, const Vec3<double>& up_L) {
  double least = 1e30;
  for (int i = 0; i < legs; ++i) {
    const Vec3<double> edge = pad_L[(i + 1) % legs] - pad_L[i];
    const Vec3<double> inwards = cross(up_L, edge);
    least = min(dot(inwards, -pad_L[i]) / norm(inwards), least);
  }
  return least;
}
inline double stability_margin(const TouchdownEnd& t, int legs) {
  const Mat3<double> R = rotation(t.state.q_LB);
  Vec3<double> pad_L[legs_max];
  for (int i = 0; i < legs; ++i) pad_L[i] = R * (pad_position(t.constants.pads, i) - t.constants.cg_B);
  return stability_margin(pad_L, legs, t.constants.up_L);
}

// First contact of a touchdown, if there was one.
inline void record_first_contact(const CaseParams<double>& p, const TouchdownEnd& t, LandingRecord& r) {
  const TouchdownMemory<double>& m = t.memory;
  if (!(m.contact_s >= 0.0)) return;
  record_contact(p.vehicle.limits, m.contact_s, m.contact_p_L, m.contact_v_L, t.constants.up_L,
                 atan2(m.contact_tilt_sine, m.contact_tilt_cosine), m.contact_w_B, t.constants.mass_kg, r);
}

// What the touchdown leaves: first contact, rest, the criteria of the ground. Of a case that left the maps nothing is
// said of what came after; one that has turned over is not watched to its rest.
inline void record_touchdown(const DescentWorld& w, const CaseParams<double>& p, const TouchdownEnd& t,
                             LandingRecord& r) {
  const LimitParams<double>& limits = p.vehicle.limits;
  const TouchdownMemory<double>& m = t.memory;
  const TouchdownConstants<double>& c = t.constants;
  const bool off_map = t.ending == TouchdownEnding::off_map, contact = m.contact_s >= 0.0;
  set_phase(r, Phase::end, t.time_s, t.state.p_L, t.state.v_L, c.mass_kg);
  if (w.view.model == TerrainModel::dem) set_margin(r, Criterion::off_map, off_map ? -1.0 : 1.0, m.off_map_s);
  if (m.steps > 0.0) {
    const double steps =
        static_cast<double>(whole_steps(w.options.touchdown.load_window_s, w.options.touchdown.step_s));
    r.clearance_min = m.clearance_m;
    r.peak_load = sqrt(m.peak2_N2) / steps * c.per_mass;
  }
  if (!contact) {  // hovers for ever, or flies away
    if (off_map) return;
    judge_distance(limits, t.state.p_L, false, t.time_s, r);
    set_margin(r, Criterion::not_at_rest, -1.0, t.time_s);
    return;
  }
  record_first_contact(p, t, r);
  const auto time = [&](double when_s) { return when_s >= 0.0 ? when_s : t.time_s; };
  const Vec3<double> moved = t.state.p_L - m.contact_p_L;
  r.slide_distance = norm(axpy(-dot(moved, c.up_L), c.up_L, moved));
  const double worst_tilt = acos(clamp(m.least_cosine, -1.0, 1.0));
  set_margin(r, Criterion::tip_over, margin_below(limits.tip_over_tilt_rad, worst_tilt), time(m.tip_s));
  if (p.vehicle.legs.hull_clearance_m > 0.0)
    set_margin(r, Criterion::hull_strike, m.clearance_m / p.vehicle.legs.hull_clearance_m, time(m.hull_s));
  set_margin(r, Criterion::slid, margin_below(limits.slide_m, r.slide_distance), time(m.slide_s));
  if (off_map) return;

  record_place(w, t.state.p_L, r);
  judge_distance(limits, m.contact_p_L, true, m.contact_s, r);  // off at contact, or else where it has got to
  if (!(r.margin[static_cast<int>(Criterion::off_corridor)] < 0.0))
    judge_distance(limits, t.state.p_L, true, t.time_s, r);
  const double final_tilt = tilt_from(body_z(t.state.q_LB), c.up_L);
  r.final_tilt = final_tilt / unit::degree_rad;
  r.final_speed = norm(t.state.v_L);
  const int legs = w.options.vehicle.legs.count;
  r.stability_margin = stability_margin(t, legs);
  for (int i = 0; i < legs; ++i) r.sinkage[i] = max(m.depth_m[i], 0.0);
  if (t.ending != TouchdownEnding::tipped)
    set_margin(r, Criterion::not_at_rest, t.ending == TouchdownEnding::rest ? 1.0 : -1.0, t.time_s);
  set_margin(r, Criterion::final_tilt, margin_below(limits.final_tilt_rad, final_tilt), t.time_s);
}

// What an engine that was on in the touchdown leaves: its cutoff, a tank that ran dry.
inline void record_power(const CaseParams<double>& p, const TouchdownEnd& t, LandingRecord& r) {
  const TouchdownMemory<double>& m = t.memory;
  if (m.cutoff_s >= 0.0) {
    judge_cutoff(p.vehicle.limits, m.cutoff_height_m, norm(t.constants.gravity_L), m.cutoff_s, r);
    r.phase_time[static_cast<int>(Phase::free_fall)] = static_cast<float>(m.cutoff_s);
  }
  if (m.dry_s >= 0.0)
    judge_propellant(p.vehicle, r.propellant_remaining, 1e-9 * p.vehicle.mass.propellant_kg, m.dry_s, r);
}

// `d`, `t`: null where there was none.
inline void record_plume(const DescentWorld& w, const DescentEnd* d, const TouchdownEnd* t, LandingRecord& r) {
  if (w.options.vehicle.engine.plume.model == PlumeModel::none) return;
  const double before_m = d ? d->log.plume.onset_m : not_available,
               after_m = t ? t->memory.plume.onset_m : not_available;
  r.plume_onset_height = before_m == before_m ? before_m : after_m;
  r.plume_dig_depth = (d ? d->log.plume.dug_m : 0.0) + (t ? t->memory.plume.dug_m : 0.0);
}

// Touchdown model `none`: the CG itself is what meets the ground.
inline void record_point_landing(const DescentWorld& w, const CaseParams<double>& p, const DescentEnd& d,
                                 LandingRecord& r) {
  const Vec3<double> up_L = place_of(d.p_LB, w.site.radius_m).direction_L;
  record_contact(p.vehicle.limits, d.time_s, d.p_LB, d.v_LB, up_L, tilt_from(body_z(d.q_LB), up_L), d.w_IB_B,
                 r.end_mass, r);
  record_place(w, d.p_LB, r);
}

}  // namespace farside::inline FARSIDE_ISA
