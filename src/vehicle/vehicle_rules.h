#pragma once
// What must hold between parameters of the vehicle (base/rule.h).
#include "base/rule.h"
#include "vehicle/mass.h"

namespace farside::inline FARSIDE_ISA {

// Sylvester's criterion, of the tensor with `shift` times its trace added to the diagonal.
inline bool positive_definite(const Inertia<double>& j, double shift = 0.0) {
  const double more = shift * (j.xx + j.yy + j.zz), xx = j.xx + more, yy = j.yy + more, zz = j.zz + more;
  const double minor = xx * yy - j.xy * j.xy;
  return xx > 0.0 && minor > 0.0 &&
         zz * minor + j.xz * (j.xy * j.yz - j.xz * yy) + j.yz * (j.xy * j.xz - xx * j.yz) > 0.0;
}

// Second moments of the mass along the axes, integral of x x and its like, minus the products' signs: half the trace
// less the tensor.
inline Inertia<double> second_moments(const Inertia<double>& j) {
  const double half = 0.5 * (j.xx + j.yy + j.zz);
  return {half - j.xx, half - j.yy, half - j.zz, -j.xy, -j.xz, -j.yz};
}

// Moments and products at one mass. They are linear in the mass, so a tensor that is valid at both ends of a burn is
// valid throughout.
template <class Judge>
bool inertia_rules(const MassParams<double>& p, double mass_kg, Judge& judge) {
  const double* const inertia[] = {&p.inertia_B.x, &p.inertia_B.y, &p.inertia_B.z};
  const double* const gyration[] = {&p.gyration_B.x, &p.gyration_B.y, &p.gyration_B.z};
  const char* const axis[] = {"x", "y", "z"};
  double moment[3];
  for (int i = 0; i < 3; ++i) {
    moment[i] = *inertia[i] + *gyration[i] * mass_kg;
    if (!judge.require(moment[i] > 0.0, {inertia[i], gyration[i], &p.dry_mass_kg},
                       "the moment of inertia about body {} is 0", axis[i]))
      return false;
  }
  constexpr double rounding = 1e-9;  // of decimals in a file
  bool good = true;
  for (int i = 0; i < 3; ++i) {
    const double others = moment[(i + 1) % 3] + moment[(i + 2) % 3];
    good = judge.require(moment[i] <= others * (1.0 + rounding),
                         {inertia[i], gyration[i], &p.dry_mass_kg, &p.propellant_kg},
                         "no body has a moment of inertia ({:.6g} kg m2) above the sum of the other two ({:.6g} kg m2)",
                         moment[i], others) &&
           good;
  }
  if (!good) return false;
  const Inertia<double> tensor{moment[0],          moment[1],          moment[2],
                               p.inertia_xy_kg_m2, p.inertia_xz_kg_m2, p.inertia_yz_kg_m2};
  return judge.require(positive_definite(tensor),
                       {&p.inertia_xy_kg_m2, &p.inertia_xz_kg_m2, &p.inertia_yz_kg_m2, inertia[0], inertia[1],
                        inertia[2], gyration[0], gyration[1], gyration[2], &p.dry_mass_kg, &p.propellant_kg},
                       "no body has these moments and products of inertia: the tensor isn't positive definite (its "
                       "diagonal is {:.6g}, {:.6g}, {:.6g} kg m2)",
                       moment[0], moment[1], moment[2]) &&
         judge.require(positive_definite(second_moments(tensor), rounding),
                       {&p.inertia_xy_kg_m2, &p.inertia_xz_kg_m2, &p.inertia_yz_kg_m2, inertia[0], inertia[1],
                        inertia[2], gyration[0], gyration[1], gyration[2], &p.dry_mass_kg, &p.propellant_kg},
                       "no body has these moments and products of inertia: one principal moment is above the sum of "
                       "the other two (the diagonal is {:.6g}, {:.6g}, {:.6g} kg m2)",
                       moment[0], moment[1], moment[2]);
}

// The pads' mass and inertia are part of the vehicle's: a hull must be left (flight/touchdown/legs_start.h). `fill`: of
// the main tanks.
template <class Judge>
bool hull_rules(const VehicleParams<double>& v, int legs, double fill, Judge& judge) {
  const MassParams<double>& p = v.mass;
  const double mass = p.dry_mass_kg + fill * (p.propellant_kg + p.rcs_propellant_kg);
  const double pads = legs * v.legs.pad_mass_kg, hull = mass - pads;
  if (!judge.require(hull > 0.0, {&v.legs.pad_mass_kg, &p.dry_mass_kg},
                     "the pads ({} kg) are all of vehicle.mass.dry_mass_kg ({} kg) and leave no hull", pads, mass))
    return false;
  const double x = p.cg_x_m, y = p.cg_y_m, z = fma(fill, p.cg_z_full_m - p.cg_z_m, p.cg_z_m);
  const double square = v.legs.pad_radius_m * v.legs.pad_radius_m,
               far = mass / hull;  // how much further from the pads the hull's CG is
  const double of_pads[] = {pads * (square / 2.0 + (y * y + z * z) * far),
                            pads * (square / 2.0 + (x * x + z * z) * far), pads * (square + (x * x + y * y) * far)};
  const MassProperties<double> body = mass_properties(p, fill * p.propellant_kg, mass);
  const double whole[] = {body.inertia.xx, body.inertia.yy, body.inertia.zz};
  const double* const inertia[] = {&p.inertia_B.x, &p.inertia_B.y, &p.inertia_B.z};
  const double* const gyration[] = {&p.gyration_B.x, &p.gyration_B.y, &p.gyration_B.z};
  const char* const axis[] = {"x", "y", "z"};
  for (int i = 0; i < 3; ++i) {
    if (!judge.require(
            whole[i] > of_pads[i],
            {&v.legs.pad_mass_kg, inertia[i], gyration[i], &v.legs.pad_radius_m, &p.dry_mass_kg, &p.cg_x_m, &p.cg_y_m,
             &p.cg_z_m, &p.cg_z_full_m, &p.propellant_kg},
            "the pads alone have a moment of inertia of {:.6g} kg m2 about body {}, the whole vehicle {:.6g} kg m2",
            of_pads[i], axis[i], whole[i]))
      return false;
  }
  const Inertia<double> left{whole[0] - of_pads[0],
                             whole[1] - of_pads[1],
                             whole[2] - of_pads[2],
                             body.inertia.xy + pads * far * x * y,
                             body.inertia.xz + pads * far * x * z,
                             body.inertia.yz + pads * far * y * z};
  return judge.require(
      positive_definite(left),
      {&v.legs.pad_mass_kg, &p.inertia_xy_kg_m2, &p.inertia_xz_kg_m2, &p.inertia_yz_kg_m2, inertia[0], inertia[1],
       inertia[2], gyration[0], gyration[1], gyration[2], &v.legs.pad_radius_m, &p.dry_mass_kg, &p.cg_x_m, &p.cg_y_m,
       &p.cg_z_m, &p.cg_z_full_m, &p.propellant_kg},
      "without the pads the inertia tensor of the hull isn't positive definite: no body is left of it");
}

// Of a vehicle that is to stand on its legs.
template <class Judge>
void standing_rules(const MassParams<double>& p, Judge& judge) {
  const char* const below =
      "the centre of gravity is {} m below the pad plane, and no vehicle stands like that; expected 0 or more";
  if (judge.require(p.cg_z_m >= 0.0, {&p.cg_z_m}, below, -p.cg_z_m))
    judge.require(p.cg_z_full_m >= 0.0, {&p.cg_z_full_m}, below, -p.cg_z_full_m);
}

// Returns whether masses and moments of inertia are those of a body: the longest step on the ground is computed from
// them.
template <class Judge>
bool vehicle_rules(const VehicleParams<double>& v, Judge& judge) {
  const MassParams<double>& p = v.mass;
  judge.not_above(v.engine.thrust_min_N, v.engine.thrust_max_N);
  judge.not_above(p.unusable_propellant_kg, p.propellant_kg);
  const double propellant = p.propellant_kg + p.rcs_propellant_kg;
  bool good = inertia_rules(p, p.dry_mass_kg, judge);
  if (good && propellant > 0.0) good = inertia_rules(p, p.dry_mass_kg + propellant, judge);
  return good;
}

}  // namespace farside::inline FARSIDE_ISA
