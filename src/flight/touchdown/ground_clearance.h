#pragma once
// Is a vehicle in the ground? Whether a start can be, how a start stands above the ground, and the way back of a
// descent that has handed over with a part in it. One case at a time.
#include "flight/descent/descent_state.h"
#include "flight/descent/descent_world.h"
#include "flight/start/start.h"
#include "flight/touchdown/pads.h"
#include "vehicle/mass.h"

namespace farside::inline FARSIDE_ISA {

// What of a vehicle can meet the ground, from its CG.
struct VehicleShape {
  PadCircle<double> pads;
  int legs;
  HullShape<double> hull;
  Vec3<double> cg_B;
  double pad_face_m;  // radius of a pad
};
inline VehicleShape vehicle_shape(const VehicleParams<double>& v, int legs, double propellant_kg,
                                  double rcs_propellant_kg) {
  const double mass = v.mass.dry_mass_kg + (propellant_kg + rcs_propellant_kg);
  return {pad_circle(v.legs, legs), legs, hull_shape(v.legs), mass_properties(v.mass, propellant_kg, mass).cg_B,
          0.5 * v.legs.pad_diameter_m};
}

// Height of its lowest part above the ground: on uneven ground of each pad and of eight points of the hull's rings
// above the ground, and the rocks, below it, along the vertical; on any other ground along the normal of the plane
// under the CG.
inline double clearance_of_parts(const Ground<double>& ground, const VehicleShape& shape, const Vec3<double>& p_L,
                                 const Quat<double>& q_LB) {
  const Mat3<double> R_LB = rotation(q_LB);
  if (!ground.view.uneven()) {
    const GroundPlane<double> plane = ground_plane(ground, p_L);
    const Vec3<double> n_B = transposed_times(R_LB, plane.normal_L);
    return distance_above(plane, p_L) + (lowest_part(shape.pads, shape.hull, n_B) - dot(n_B, shape.cg_B));
  }
  double least_m = 1e30;
  const auto look = [&](const Vec3<double>& point_B, double disc_m) {
    const Place<double> place = place_of(p_L + R_LB * (point_B - shape.cg_B), ground.radius_m);
    double above_m = place.height_m - sample_ground(ground, place.east_m, place.north_m).elevation_m;
    if (has_relief(ground.view.relief))
      above_m -= rocks_under_disc_m(ground.view.relief, ground.relief, place.east_m, place.north_m, disc_m);
    least_m = min(above_m, least_m);
  };
  for (int i = 0; i < shape.legs; ++i) look(pad_position(shape.pads, i), shape.pad_face_m);
  const double r = shape.hull.radius_m, d = r * 0.7071067811865476;  // sqrt(1/2)
  const double ring[][2] = {{r, 0.0}, {d, d}, {0.0, r}, {-d, d}, {-r, 0.0}, {-d, -d}, {0.0, -r}, {d, -d}};
  for (const auto& at : ring) {
    look({at[0], at[1], shape.hull.bottom_m}, 0.0);
    look({at[0], at[1], shape.hull.top_m}, 0.0);
  }
  return least_m;
}

// False for a start below the ground: such a case is not flown. NaN is left to fail in flight.
inline bool touchdown_can_start(const CaseParams<double>& p) { return !(p.start.touchdown.height_m < 0.0); }

// The same of a flight that begins at `p_I`. With the touchdown model `none` the CG is all that counts.
inline bool flight_can_start(const DescentWorld& w, const CaseParams<double>& p, const Vec3<double>& p_I) {
  constexpr double rounding_m = 1e-6;
  const Ground<double> ground = make_ground(w.view, p.moon.terrain, w.site.radius_m);
  const bool at_site = w.options.start == StartMode::site;
  const SiteStartParams<double>& s = p.start.site;
  const Vec3<double> p_L = at_site ? Vec3<double>{s.east_m, s.north_m, s.height_m} : site_from_moon(w.site, p_I);
  if (!at_site || w.options.touchdown.model == TouchdownModel::none)
    return !(height_above_ground(ground, p_L).height_m < -rounding_m);
  const MassParams<double>& m = p.vehicle.mass;
  const VehicleShape shape =
      vehicle_shape(p.vehicle, w.options.vehicle.legs.count, m.propellant_kg, m.rcs_propellant_kg);
  return !(clearance_of_parts(ground, shape, p_L, start_attitude(s)) < -rounding_m);
}

// A descent hands over by a plane under the CG; on a map a pad may be in the ground by then. Such a case goes back on
// its way, with what it fell and turned with at the end, to where the first part met the ground. `gravity_L`: apparent.
inline DescentEnd at_first_contact(const DescentWorld& w, const CaseParams<double>& p, const Vec3<double>& gravity_L,
                                   const Vec3<double>& w_LB_B, const DescentEnd& d) {
  if (!w.view.uneven()) return d;
  constexpr double longest_s = 3.0, step_s = 0.02;
  const Ground<double> ground = make_ground(w.view, p.moon.terrain, w.site.radius_m);
  const VehicleShape shape =
      vehicle_shape(p.vehicle, w.options.vehicle.legs.count, d.propellant_kg, d.rcs_propellant_kg);
  const double mass = p.vehicle.mass.dry_mass_kg + (d.propellant_kg + d.rcs_propellant_kg);
  const Vec3<double> a_L =
      axpy(d.engine.thrust_N / mass, rotation(d.q_LB) * thrust_direction(p.vehicle.engine), gravity_L);
  const auto before = [&](double s) {
    DescentEnd e = d;
    e.time_s = d.time_s - s;
    e.p_LB = axpy(s, axpy(0.5 * s, a_L, -d.v_LB), d.p_LB);
    e.v_LB = axpy(-s, a_L, d.v_LB);
    e.q_LB = d.q_LB * quaternion_of_rotation_vector(-s * w_LB_B);
    e.propellant_kg = fma(d.engine.thrust_N * d.per_exhaust_speed_s_m, s, d.propellant_kg);
    return e;
  };
  const auto clearance_m = [&](const DescentEnd& e) { return clearance_of_parts(ground, shape, e.p_LB, e.q_LB); };
  const double inside_m = clearance_m(d);
  if (!(inside_m < 0.0)) return d;
  double free_s = 0.0;
  while (free_s < longest_s && !(clearance_m(before(free_s)) >= 0.0)) free_s += step_s;
  if (!(free_s < min(longest_s, d.time_s))) {  // no way back: up, out of the ground
    DescentEnd e = d;
    e.p_LB = axpy(-inside_m, place_of(d.p_LB, w.site.radius_m).direction_L, d.p_LB);
    return e;
  }
  double in_s = free_s - step_s;
  for (int i = 0; i < 40; ++i) {
    const double middle_s = 0.5 * (in_s + free_s);
    if (clearance_m(before(middle_s)) >= 0.0) free_s = middle_s;
    else in_s = middle_s;
  }
  return before(free_s);
}

}  // namespace farside::inline FARSIDE_ISA
