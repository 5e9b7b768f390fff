#pragma once
// From the rigid vehicle just above the ground to hull, pads and struts; one case at a time. And back, at the end.
#include "flight/touchdown/contact.h"
#include "flight/touchdown/legs_state.h"
#include "flight/touchdown/stable_step.h"
#include "flight/touchdown/touchdown_start.h"

namespace farside::inline FARSIDE_ISA {

// Moment of inertia of a unit of mass at `d`.
inline Inertia<double> point_inertia(const Vec3<double>& d) {
  return {fma(d.y, d.y, d.z * d.z),
          fma(d.z, d.z, d.x * d.x),
          fma(d.x, d.x, d.y * d.y),
          -(d.x * d.y),
          -(d.x * d.z),
          -(d.y * d.z)};
}
inline Inertia<double> axpy(double s, const Inertia<double>& a, const Inertia<double>& b) {
  return {fma(s, a.xx, b.xx), fma(s, a.yy, b.yy), fma(s, a.zz, b.zz),
          fma(s, a.xy, b.xy), fma(s, a.xz, b.xz), fma(s, a.yz, b.yz)};
}
// Sylvester's criterion.
inline bool is_positive(const Inertia<double>& j) {
  const double minor = fma(j.xx, j.yy, -(j.xy * j.xy));
  const double determinant =
      fma(j.zz, minor, fma(j.xz, fma(j.xy, j.yz, -(j.xz * j.yy)), j.yz * fma(j.xy, j.xz, -(j.xx * j.yz))));
  return j.xx > 0.0 && minor > 0.0 && determinant > 0.0;
}

// A vector of the leg's own axes (outwards, counterclockwise, up) in body axes.
inline Vec3<double> from_leg(const Vec3<double>& pad_B, double radius_m, const Vec3<double>& a) {
  const double c = pad_B.x / radius_m, s = pad_B.y / radius_m;
  return {fma(a.x, c, -(a.y * s)), fma(a.x, s, a.y * c), a.z};
}

struct LegsStart {
  LegsState<double> state;
  LegsConstants<double> constants;
};

template <class Real>
inline Real kinetic_energy_J(const LegsState<Real>& s, const LegsConstants<Real>& c, int legs) {
  Real sum = fma(c.hull_mass_kg, norm2(s.hull.v_L), dot(s.hull.w_B, c.inertia * s.hull.w_B));
  for (int i = 0; i < legs; ++i) sum = fma(c.pad_mass_kg, norm2(s.leg[i].v_L), sum);
  return Real(0.5) * sum;
}
template <class Real>
inline Real potential_energy_J(const LegsState<Real>& s, const LegsConstants<Real>& c, int legs) {
  Real sum = c.hull_mass_kg * dot(c.vehicle.gravity_L, s.hull.p_L);
  for (int i = 0; i < legs; ++i) sum = fma(c.pad_mass_kg, dot(c.vehicle.gravity_L, s.leg[i].p_L), sum);
  return -sum;
}

// The ledger of a touchdown: energy that was there, fallen by and got from the thrust, and what of it is still motion.
template <class Real>
struct EnergyLedger {
  Real energy_J, residual_J;
};
template <class Real>
inline EnergyLedger<Real> energy_ledger(const LegsState<Real>& s, const LegsConstants<Real>& c,
                                        const LegsMemory<Real>& m, int legs) {
  return {c.energy_start_J - potential_energy_J(s, c, legs) + m.vehicle.thrust_J, kinetic_energy_J(s, c, legs)};
}

inline LegsMemory<double> legs_memory_at_start() {
  LegsMemory<double> m{};
  m.vehicle = memory_at_start();
  m.nozzle_clearance_m = 1e30;
  m.nozzle_s = m.stroke_s = m.load_s = __builtin_nan("");
  return m;
}

// The pads' mass is part of the vehicle's, and their inertia of its inertia; a vehicle whose pads leave no hull, or
// that the step is too long for, gives NaN, which ends as a numerical failure (the configuration refuses it where it is
// not dispersed).
inline LegsStart stand_on_legs(const TouchdownStart& start, const CaseParams<double>& p, int count, double step_s,
                               bool rocks = false) {
  const LegParams<double>& legs = p.vehicle.legs;
  LegsConstants<double> c;
  c.vehicle = start.constants;
  c.pad_mass_kg = legs.pad_mass_kg;
  c.per_pad_mass = 1.0 / c.pad_mass_kg;
  c.hull_mass_kg = fma(-double(count), c.pad_mass_kg, c.vehicle.mass_kg);
  c.per_hull_mass = 1.0 / c.hull_mass_kg;
  const Vec3<double> cg_B = c.vehicle.cg_B;
  const Vec3<double> hull_B = (c.vehicle.mass_kg * c.per_hull_mass) * cg_B;  // the pads' common CG is the origin
  c.hull_cg_B = hull_B - cg_B;
  c.hull_centre_B = Vec3<double>{0.0, 0.0, legs.hull_clearance_m} - hull_B;
  c.nozzle_centre_B = Vec3<double>{0.0, 0.0, legs.nozzle_clearance_m} - hull_B;
  c.nozzle_radius_m = legs.nozzle_radius_m;
  c.pad_face_m = 0.5 * legs.pad_diameter_m;
  c.thrust_torque_B = c.vehicle.thrust_torque_B - cross(c.hull_cg_B, c.vehicle.thrust_axis_B);

  const PrimaryStrutParams<double>& upper = legs.primary;
  const SecondaryStrutParams<double>& lower = legs.secondary;
  const double k = legs.strut_stiffness_N_m;
  c.strut = {k, legs.strut_damping_N_s_m, legs.bottoming_N_m, k / (k + legs.bottoming_N_m), legs.bearing_friction};
  const double scale[legs_max] = {legs.crush_scale_leg0, legs.crush_scale_leg1, legs.crush_scale_leg2,
                                  legs.crush_scale_leg3, legs.crush_scale_leg4, legs.crush_scale_leg5,
                                  legs.crush_scale_leg6, legs.crush_scale_leg7};
  const SoilParams<double>& soil = p.moon.regolith.soil;
  const double gravity_m_s2 = norm(c.vehicle.gravity_L);
  const Vec3<double> pad{legs.pad_radius_m, 0.0, 0.0};
  const Vec3<double> hinge[struts_a_leg] = {{upper.hinge_radius_m, 0.0, upper.hinge_height_m},
                                            {lower.hinge_radius_m, lower.hinge_offset_m, lower.hinge_height_m},
                                            {lower.hinge_radius_m, -lower.hinge_offset_m, lower.hinge_height_m}};
  for (int j = 0; j < struts_a_leg; ++j) c.length_m[j] = norm(pad - hinge[j]);

  const Mat3<double> R_LB = rotation(start.state.q_LB);
  const Vec3<double> w_B = start.state.w_B;
  LegsState<double> s{};
  s.hull = start.state;
  s.hull.p_L = start.state.p_L + R_LB * c.hull_cg_B;
  s.hull.v_L = start.state.v_L + R_LB * cross(w_B, c.hull_cg_B);
  Inertia<double> inertia = axpy(-c.hull_mass_kg, point_inertia(c.hull_cg_B), start.inertia);
  for (int i = 0; i < count; ++i) {
    const Vec3<double> pad_B = pad_position(c.vehicle.pads, i), arm_B = pad_B - cg_B;
    s.leg[i].p_L = start.state.p_L + R_LB * arm_B;
    s.leg[i].v_L = start.state.v_L + R_LB * cross(w_B, arm_B);
    inertia = axpy(-c.pad_mass_kg, point_inertia(arm_B), inertia);
    LegGeometry<double>& leg = c.leg[i];
    for (int j = 0; j < struts_a_leg; ++j) leg.hinge_B[j] = from_leg(pad_B, legs.pad_radius_m, hinge[j]) - hull_B;
    leg.primary = crush_curve(scale[i] * upper.crush_first_N, scale[i] * upper.crush_second_N, upper.stroke_first_m,
                              upper.stroke_m, scale[i] * upper.return_N, k);
    c.soil[i] = pad_soil(soil, foot_soil(soil, i), legs, gravity_m_s2);
    leg.secondary = crush_pair(scale[i] * lower.crush_N, scale[i] * lower.tension_N, lower.stroke_m, k);
  }
  const bool stable = step_s <= longest_stable_legs_step_s(legs, soil, rocks ? &p.moon.terrain.relief.rocks : nullptr);
  if (!(c.hull_mass_kg > 0.0) || !is_positive(inertia) || !stable) s.hull.w_B.x = __builtin_nan("");
  c.inertia = inertia;
  c.inverse = inverse(inertia);
  c.rock = pad_on_rock(p.moon.terrain.relief.rocks, soil);
  c.rock_hold = rock_hold(p.moon.terrain.relief.rocks, soil, gravity_m_s2);
  c.hull_soil =
      half_as_stiff(soil_of(p.moon.regolith));  // eight points of a ring are as stiff as four pads of model `rigid`
  // a pad slips that friction has not stopped at a millimetre a second, or would take more than the time of rest to
  // stop
  const double slip = min(1e-3, soil.friction * gravity_m_s2 * still_time_s);
  c.vehicle.slip2_m2_s2 = slip * slip;
  const double load_N = p.vehicle.limits.load_m_s2 * c.hull_mass_kg;
  c.load2_N2 = load_N * load_N;
  c.energy_start_J = kinetic_energy_J(s, c, count) + potential_energy_J(s, c, count);
  return {s, c};
}

// The CG of the vehicle, whose pads have moved.
inline TouchdownState<double> vehicle_state(const LegsState<double>& s, const LegsConstants<double>& c, int legs) {
  TouchdownState<double> v = s.hull;
  v.p_L = c.hull_mass_kg * s.hull.p_L;
  v.v_L = c.hull_mass_kg * s.hull.v_L;
  for (int i = 0; i < legs; ++i) {
    v.p_L = axpy(c.pad_mass_kg, s.leg[i].p_L, v.p_L);
    v.v_L = axpy(c.pad_mass_kg, s.leg[i].v_L, v.v_L);
  }
  v.p_L = (1.0 / c.vehicle.mass_kg) * v.p_L;
  v.v_L = (1.0 / c.vehicle.mass_kg) * v.v_L;
  return v;
}

inline LegsEnd legs_end(const LegsState<double>& s, const LegsConstants<double>& c, const LegsMemory<double>& m,
                        int legs, double window_steps) {
  LegsEnd end{};
  const Vec3<double> p_L = vehicle_state(s, c, legs).p_L;
  for (int i = 0; i < legs; ++i) {
    const LegState<double>& leg = s.leg[i];
    end.pad_L[i] = leg.p_L - p_L;
    end.primary_m[i] = leg.stroke_m;
    end.secondary_m[i] = max(max(leg.crush_m[secondary_left], leg.crush_m[secondary_right]),
                             max(leg.stretch_m[secondary_left], leg.stretch_m[secondary_right]));
  }
  end.nozzle_clearance_m = m.nozzle_clearance_m;
  end.nozzle_s = m.nozzle_s;
  end.stroke_s = m.stroke_s;
  end.load_s = m.load_s;
  end.load_m_s2 = sqrt(m.vehicle.peak2_N2) / window_steps * c.per_hull_mass;
  const EnergyLedger<double> ledger = energy_ledger(s, c, m, legs);
  end.residual_J = ledger.residual_J;
  end.energy_J = ledger.energy_J;
  end.struts_J = m.struts_J;
  end.soil_J = m.soil_J;
  end.friction_J = m.friction_J;
  return end;
}

}  // namespace farside::inline FARSIDE_ISA
