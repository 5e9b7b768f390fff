#pragma once
// A case on the ground: how it comes down to it, what is remembered on the way, how it comes to rest.
#include "flight/case_params.h"
#include "flight/legs_end.h"
#include "flight/pads.h"
#include "lanes/vec.h"

namespace farside::inline FARSIDE_ISA {

// Steps in a time, at least one.
inline int whole_steps(double time, double step) {
  const int n = static_cast<int>(time / step + 0.5);
  return n < 1 ? 1 : n;
}

// Site frame, relative to the Moon, from just above the ground. The turning of the site frame is left out of the motion (Coriolis: 1e-5
// m/s^2 at 2 m/s); gravity is the apparent one of the place, held. Nothing but Reals.
template <class Real>
struct TouchdownState {
  Vec3<Real> p_L, v_L;  // of the CG
  Quat<Real> q_LB;
  Vec3<Real> w_B;
  Real thrust_N;  // of the engine, while it burns or tails off
};

// Of a case, for the whole touchdown. Nothing but Reals.
template <class Real>
struct TouchdownConstants {
  Vec3<Real> gravity_L, up_L;
  Real mass_kg, per_mass, per_exhaust_speed_s_m;
  Vec3<Real> cg_B, hull_centre_B;  // hull: of its lowest ring, from the CG
  Real hull_radius_m;
  PadCircle<Real> pads;
  Vec3<Real> thrust_axis_B, thrust_torque_B;  // unit vector; torque about the CG, per newton
  Real tail_factor, cutoff_delay_s;           // of the thrust in one step; from first contact to cutoff
  Real tip_cosine, end_cosine;                // cosines of the tilts that are a tip-over, and that end a case
  Real start_s;
};

// What happened so far. Times are from ignition; NaN where it has not. Nothing but Reals.
template <class Real>
struct TouchdownMemory {
  Real steps, still_steps;
  Real contact_s;  // first pad contact, and the state then
  Vec3<Real> contact_p_L, contact_v_L, contact_w_B;
  Real contact_tilt_cosine, contact_tilt_sine;
  Real least_cosine, tip_s;  // of the tilt, after first contact
  Real clearance_m, hull_s;  // least clearance of the hull ring
  Vec3<Real> window_N;       // contact force summed over the window under way
  Real peak2_N2;             // largest square of such a sum
  Real slide_s;              // farther from the first contact than the limit
  Real burnt_kg;
  Real depth0_m, depth1_m, depth2_m, depth3_m;  // of the pads
};

// One case at the end.
struct TouchdownEnd {
  bool finite, covered;
  double time_s;
  TouchdownState<double> state;
  TouchdownConstants<double> constants;
  TouchdownMemory<double> memory;
  LegsEnd legs;  // of the model `legs`
};

}  // namespace farside::inline FARSIDE_ISA
