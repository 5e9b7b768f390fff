#pragma once
// The longest step with which semi-implicit Euler computes a touchdown. One rule for both worlds: kernels hold every
// case's own draw to it, the configuration its nominal values.
#include "flight/touchdown/soil.h"
#include "record/leg_counts.h"
#include "vehicle/mass.h"

namespace farside::inline FARSIDE_ISA {

// Stability limit of semi-implicit Euler for a mass on a spring and damper, whose force is evaluated at the start of
// the step: step^2 k / m + 2 step c / m < 4.
inline double longest_stable_step_s(double stiffness_per_mass_1_s2, double damping_per_mass_1_s) {
  const double a = stiffness_per_mass_1_s2, b = damping_per_mass_1_s;
  return 4.0 / (b + sqrt(fma(b, b, 4.0 * a)));
}

// A lower bound of the least principal moment of inertia: Gershgorin's, or where products are large, that of
// determinant and trace.
inline double least_inertia_kg_m2(const Inertia<double>& j) {
  const double x = j.xx - abs(j.xy) - abs(j.xz), y = j.yy - abs(j.xy) - abs(j.yz), z = j.zz - abs(j.xz) - abs(j.yz);
  const double minor = fma(j.yy, j.zz, -(j.yz * j.yz));
  const double determinant =
      fma(j.xx, minor, fma(j.xy, fma(j.xz, j.yz, -(j.xy * j.zz)), j.xz * fma(j.xy, j.yz, -(j.xz * j.yy))));
  const double trace = j.xx + (j.yy + j.zz);
  return max(min(x, min(y, z)), 4.0 * determinant / (trace * trace));
}

// Square of the distance of a pad from the CG, at most.
inline double lever2_m2(const Vec3<double>& cg_B, const LegParams<double>& legs) {
  const double across = legs.pad_radius_m + sqrt(fma(cg_B.x, cg_B.x, cg_B.y * cg_B.y));
  return fma(across, across, cg_B.z * cg_B.z);
}

// Model `rigid`: the worse of all pads under an upright vehicle, and of half of them that also rotate a tilted one,
// with the full distance from pad to CG as lever arm. 0 where mass or inertia is not positive.
inline double longest_stable_rigid_step_s(const MassProperties<double>& body, double mass_kg, int pads,
                                          const LegParams<double>& legs, const RegolithParams<double>& soil) {
  const double inertia = least_inertia_kg_m2(body.inertia);
  if (!(inertia > 0.0) || !(mass_kg > 0.0)) return 0.0;
  const double half = 0.5 * pads;
  const double per_mass = max(pads / mass_kg, half / mass_kg + half * lever2_m2(body.cg_B, legs) / inertia);
  return longest_stable_step_s(soil.stiffness_N_m * per_mass, soil.damping_N_s_m * per_mass);
}

// Model `legs`: a pad between the soil (or its bristle) and three struts; parallel struts, the stiffest case, count
// three times. Of all feet, the one on the strongest soil. With `rocks`: soil and a rock at once on the ground's side.
// Over the pad's mass.
struct PadHold {
  double stiffness_1_s2, damping_1_s;
};
inline PadHold hold_of_pad(const LegParams<double>& legs, const SoilParams<double>& soil,
                           const RockParams<double>* rocks) {
  double strongest = 0.0;
  for (int i = 0; i < legs_max; ++i) strongest = max(foot_soil(soil, i).strength, strongest);
  const double unloading_N_m = pad_stiffness(soil, strongest, 0.5 * legs.pad_diameter_m).unloading_N_m;
  double ground_N_m = max(unloading_N_m, soil.bristle_N_m);
  double ground_N_s_m = max(soil.damping_N_s_m, soil.bristle_damping_N_s_m);
  if (rocks) {
    ground_N_m += max(rocks->stiffness_N_m, soil.bristle_N_m);
    ground_N_s_m += max(rocks->damping_N_s_m, soil.bristle_damping_N_s_m);
  }
  return {fma(3.0, legs.strut_stiffness_N_m, ground_N_m) / legs.pad_mass_kg,
          fma(3.0, legs.strut_damping_N_s_m, ground_N_s_m) / legs.pad_mass_kg};
}
inline double longest_stable_legs_step_s(const LegParams<double>& legs, const SoilParams<double>& soil,
                                         const RockParams<double>* rocks = nullptr) {
  const PadHold pad = hold_of_pad(legs, soil, rocks);
  return longest_stable_step_s(pad.stiffness_1_s2, pad.damping_1_s);
}

}  // namespace farside::inline FARSIDE_ISA
