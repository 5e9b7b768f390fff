#pragma once
// Of the descent, a part of LandingRecord: what it took, where it ended, when its phases began.
#include "record/phases.h"

namespace farside {

// What the flight took: propellant, and guidance at its limits.
struct EffortRecord {
  double propellant_used, propellant_remaining, propellant_usable_remaining, rcs_propellant_used,
      rcs_propellant_remaining;
  double cutoff_height, guidance_saturated_s, control_saturated_s, slosh_displacement;

  template <class V>
  static void columns(V& v) {
    v.column("propellant_used", &EffortRecord::propellant_used, "kg", "main propellant used");
    v.column("propellant_remaining", &EffortRecord::propellant_remaining, "kg", "main propellant left at the end");
    v.column("propellant_usable_remaining", &EffortRecord::propellant_usable_remaining, "kg",
             "main propellant left that the engine can reach");
    v.column("rcs_propellant_used", &EffortRecord::rcs_propellant_used, "kg", "thruster propellant used");
    v.column("rcs_propellant_remaining", &EffortRecord::rcs_propellant_remaining, "kg",
             "thruster propellant left on board");
    v.column("cutoff_height", &EffortRecord::cutoff_height, "m",
             "height of the pad plane above the ground when the engine was cut off");
    v.column("guidance_saturated_s", &EffortRecord::guidance_saturated_s, "s",
             "time in which guidance asked for more than thrust or tilt could give");
    v.column("control_saturated_s", &EffortRecord::control_saturated_s, "s",
             "time in which attitude control asked for more torque than the thrusters can give");
    v.column("slosh_displacement", &EffortRecord::slosh_displacement, "m",
             "largest displacement of propellant that sloshes");
  }
};

// Where the descent ended: at contact, at the handover to the touchdown, or at the time limit.
struct DescentEndRecord {
  double nav_error_east, nav_error_north, nav_error_up;
  double nav_error_velocity_east, nav_error_velocity_north, nav_error_velocity_up, nav_error_attitude;
  double end_time, end_mass;
  double end_east, end_north, end_up, end_velocity_east, end_velocity_north, end_velocity_up;
  double end_rate_x, end_rate_y, end_rate_z;
  double end_quaternion[4];

  template <class V>
  static void columns(V& v) {
    v.column("nav_error_east", &DescentEndRecord::nav_error_east, "m",
             "navigated minus true position of the CG at the end of the descent, east");
    v.column("nav_error_north", &DescentEndRecord::nav_error_north, "m",
             "navigated minus true position of the CG at the end of the descent, north");
    v.column("nav_error_up", &DescentEndRecord::nav_error_up, "m",
             "navigated minus true position of the CG at the end of the descent, up");
    v.column("nav_error_velocity_east", &DescentEndRecord::nav_error_velocity_east, "m s-1",
             "navigated minus true velocity of the CG at the end of the descent, east");
    v.column("nav_error_velocity_north", &DescentEndRecord::nav_error_velocity_north, "m s-1",
             "navigated minus true velocity of the CG at the end of the descent, north");
    v.column("nav_error_velocity_up", &DescentEndRecord::nav_error_velocity_up, "m s-1",
             "navigated minus true velocity of the CG at the end of the descent, up");
    v.column("nav_error_attitude", &DescentEndRecord::nav_error_attitude, "deg",
             "angle between navigated and true attitude at the end of the descent");
    v.column("end_time", &DescentEndRecord::end_time, "s",
             "end of the descent (contact, handover or time limit), time from ignition");
    v.column("end_mass", &DescentEndRecord::end_mass, "kg", "mass at the end of the descent");
    v.column("end_east", &DescentEndRecord::end_east, "m", "CG at the end of the descent in the site frame, east");
    v.column("end_north", &DescentEndRecord::end_north, "m", "CG at the end of the descent in the site frame, north");
    v.column("end_up", &DescentEndRecord::end_up, "m", "CG at the end of the descent in the site frame, up");
    v.column("end_velocity_east", &DescentEndRecord::end_velocity_east, "m s-1",
             "velocity of the CG relative to the Moon at the end of the descent, east");
    v.column("end_velocity_north", &DescentEndRecord::end_velocity_north, "m s-1",
             "velocity of the CG relative to the Moon at the end of the descent, north");
    v.column("end_velocity_up", &DescentEndRecord::end_velocity_up, "m s-1",
             "velocity of the CG relative to the Moon at the end of the descent, up");
    v.column("end_rate_x", &DescentEndRecord::end_rate_x, "deg s-1",
             "inertial angular rate at the end of the descent, body x");
    v.column("end_rate_y", &DescentEndRecord::end_rate_y, "deg s-1",
             "inertial angular rate at the end of the descent, body y");
    v.column("end_rate_z", &DescentEndRecord::end_rate_z, "deg s-1",
             "inertial angular rate at the end of the descent, body z");
    v.column("end_quaternion", &DescentEndRecord::end_quaternion, "component", "1",
             "attitude at the end of the descent, body to site frame, scalar first");
  }
};

// What the exhaust did to the ground, of vehicle.engine.plume.model `erosion`; files of other campaigns leave it out.
struct PlumeRecord {
  double plume_onset_height, plume_dig_depth;

  template <class V>
  static void columns(V& v) {
    v.column(
        "plume_onset_height", &PlumeRecord::plume_onset_height, "m",
        "height of the nozzle's exit above the ground when the exhaust began to move soil; missing where it never did");
    v.column("plume_dig_depth", &PlumeRecord::plume_dig_depth, "m",
             "depth that the exhaust dug on its axis until the engine was off; the ground is left as it is");
  }
};

// The starts of the phases.
struct PhaseRecord {
  float phase_time[phase_count];
  float phase_east[phase_count], phase_north[phase_count], phase_up[phase_count];
  float phase_velocity_east[phase_count], phase_velocity_north[phase_count], phase_velocity_up[phase_count];
  float phase_mass[phase_count];
  float phase_nees_position[phase_count], phase_nees_velocity[phase_count], phase_nees_attitude[phase_count];

  template <class V>
  static void columns(V& v) {
    v.column("phase_time", &PhaseRecord::phase_time, "phase", "s", "start of the phase, time from ignition");
    v.column("phase_east", &PhaseRecord::phase_east, "phase", "m",
             "CG at the start of the phase in the site frame, east");
    v.column("phase_north", &PhaseRecord::phase_north, "phase", "m",
             "CG at the start of the phase in the site frame, north");
    v.column("phase_up", &PhaseRecord::phase_up, "phase", "m", "CG at the start of the phase in the site frame, up");
    v.column("phase_velocity_east", &PhaseRecord::phase_velocity_east, "phase", "m s-1",
             "velocity of the CG relative to the Moon at the start of the phase, east");
    v.column("phase_velocity_north", &PhaseRecord::phase_velocity_north, "phase", "m s-1",
             "velocity of the CG relative to the Moon at the start of the phase, north");
    v.column("phase_velocity_up", &PhaseRecord::phase_velocity_up, "phase", "m s-1",
             "velocity of the CG relative to the Moon at the start of the phase, up");
    v.column("phase_mass", &PhaseRecord::phase_mass, "phase", "kg", "mass at the start of the phase");
    v.column("phase_nees_position", &PhaseRecord::phase_nees_position, "phase", "1",
             "squared error of the filter's position by its own covariance, at the start of the phase");
    v.column("phase_nees_velocity", &PhaseRecord::phase_nees_velocity, "phase", "1",
             "squared error of the filter's velocity by its own covariance, at the start of the phase");
    v.column("phase_nees_attitude", &PhaseRecord::phase_nees_attitude, "phase", "1",
             "squared error of the filter's attitude by its own covariance, at the start of the phase");
  }
};

}  // namespace farside
