#pragma once
// A case on crushable legs: rigid hull, four pads as point masses, three struts a leg; what is remembered on the way,
// and what it leaves.
#include "flight/touchdown/rock_contact.h"
#include "flight/touchdown/soil.h"
#include "flight/touchdown/strut.h"
#include "flight/touchdown/touchdown_state.h"
#include "record/landing_record.h"
#include "vehicle/mass.h"

namespace farside::inline FARSIDE_ISA {

enum { primary, secondary_left, secondary_right, struts_a_leg };  // left: counterclockwise, seen from above

// Site frame, as TouchdownState; the pads' velocities relative to the Moon as well. Nothing but Reals.
template <class Real>
struct LegState {
  Vec3<Real> p_L, v_L;           // of the pad
  Real crush_m[struts_a_leg];    // plastic shortening
  Real stretch_m[struts_a_leg];  // plastic lengthening, of the secondary struts
  Real stroke_m;                 // largest of the primary strut so far
  Footprint<Real> footprint, on_rock;
  Real force_N[struts_a_leg];  // axial, of the last step
  Vec3<Real> ground_N;         // on the pad, of the last step
  Vec3<Real> rock_N;           // the same, of a rock
};
template <class Real>
struct LegsState {
  TouchdownState<Real> hull;  // p_L, v_L of the hull's own CG
  LegState<Real> leg[legs_max];
};

// Of a leg, in body axes from the hull's CG.
template <class Real>
struct LegGeometry {
  Vec3<Real> hinge_B[struts_a_leg];
  CrushCurve<Real> primary;
  CrushPair<Real> secondary;
};
template <class Real>
struct LegsConstants {
  TouchdownConstants<Real> vehicle;  // as of the rigid vehicle; cg_B is the CG of hull and pads
  Real hull_mass_kg, per_hull_mass, pad_mass_kg, per_pad_mass;
  Inertia<Real> inertia, inverse;                              // of the hull about its CG
  Vec3<Real> hull_cg_B;                                        // from the vehicle's CG
  Vec3<Real> hull_centre_B, nozzle_centre_B, thrust_torque_B;  // from the hull's CG; hull: of its lowest ring
  Real nozzle_radius_m, pad_face_m;                            // radii
  Real length_m[struts_a_leg];
  StrutCommon<Real> strut;
  LegGeometry<Real> leg[legs_max];
  PadSoil<Real> soil[legs_max], rock;
  RockHold<Real> rock_hold;
  Soil<Real> hull_soil;
  Real load2_N2;        // square of the force on the hull that is load_exceeded
  Real energy_start_J;  // kinetic and potential, the latter relative to the site frame's origin
};

// Beyond TouchdownMemory. Times are NaN where it has not happened. Nothing but Reals.
template <class Real>
struct LegsMemory {
  TouchdownMemory<Real> vehicle;
  Real nozzle_clearance_m, nozzle_s, stroke_s, load_s;
  Real struts_J, soil_J, friction_J;  // energy that went there
};

}  // namespace farside::inline FARSIDE_ISA
