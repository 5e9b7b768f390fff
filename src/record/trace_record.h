#pragma once
// One sample of a case's time history: one line a column, as LandingRecord. Plain data that crosses from the kernels to
// the host.
namespace farside {

struct TraceRecord {
  double time;
  double east, north, up;
  double velocity_east, velocity_north, velocity_up;
  double quaternion_w, quaternion_x, quaternion_y, quaternion_z;
  double rate_x, rate_y, rate_z;
  double mass, propellant, rcs_propellant, thrust, thrust_command, throttle, phase;
  double torque_x, torque_y, torque_z;
  double nav_error_east, nav_error_north, nav_error_up;
  double nav_error_velocity_east, nav_error_velocity_north, nav_error_velocity_up, nav_error_attitude;
  double nav_sd_east, nav_sd_north, nav_sd_up, nav_sd_velocity_east, nav_sd_velocity_north, nav_sd_velocity_up;
  double height, tilt, pads_in_contact;

  template <class V>
  static void columns(V& v) {
    using R = TraceRecord;
    v.column("time", &R::time, "s", "time from ignition");
    v.column("east", &R::east, "m", "CG in the site frame, east of the target point");
    v.column("north", &R::north, "m", "CG in the site frame, north of the target point");
    v.column("up", &R::up, "m", "CG in the site frame, above the level of the target point");
    v.column("velocity_east", &R::velocity_east, "m s-1", "velocity of the CG relative to the Moon, east");
    v.column("velocity_north", &R::velocity_north, "m s-1", "velocity of the CG relative to the Moon, north");
    v.column("velocity_up", &R::velocity_up, "m s-1", "velocity of the CG relative to the Moon, up");
    v.column("quaternion_w", &R::quaternion_w, "1", "attitude, body to site frame, scalar part");
    v.column("quaternion_x", &R::quaternion_x, "1", "attitude, body to site frame, x");
    v.column("quaternion_y", &R::quaternion_y, "1", "attitude, body to site frame, y");
    v.column("quaternion_z", &R::quaternion_z, "1", "attitude, body to site frame, z");
    v.column("rate_x", &R::rate_x, "deg s-1", "inertial angular rate, body x");
    v.column("rate_y", &R::rate_y, "deg s-1", "inertial angular rate, body y");
    v.column("rate_z", &R::rate_z, "deg s-1", "inertial angular rate, body z");
    v.column("mass", &R::mass, "kg", "mass");
    v.column("propellant", &R::propellant, "kg", "main propellant on board");
    v.column("rcs_propellant", &R::rcs_propellant, "kg", "thruster propellant on board");
    v.column("thrust", &R::thrust, "N", "true thrust of the main engine");
    v.column("thrust_command", &R::thrust_command, "N", "thrust that the flight software commands");
    v.column("throttle", &R::throttle, "1", "true thrust over the engine's full thrust");
    v.column("phase", &R::phase, "1",
             "phase that the flight software is in: index of the dimension `phase` of the campaign's file");
    v.column("torque_x", &R::torque_x, "N m", "control torque, body x");
    v.column("torque_y", &R::torque_y, "N m", "control torque, body y");
    v.column("torque_z", &R::torque_z, "N m", "control torque, body z");
    v.column("nav_error_east", &R::nav_error_east, "m", "navigated minus true position of the CG, east; in flight");
    v.column("nav_error_north", &R::nav_error_north, "m", "navigated minus true position of the CG, north; in flight");
    v.column("nav_error_up", &R::nav_error_up, "m", "navigated minus true position of the CG, up; in flight");
    v.column("nav_error_velocity_east", &R::nav_error_velocity_east, "m s-1",
             "navigated minus true velocity of the CG, east; in flight");
    v.column("nav_error_velocity_north", &R::nav_error_velocity_north, "m s-1",
             "navigated minus true velocity of the CG, north; in flight");
    v.column("nav_error_velocity_up", &R::nav_error_velocity_up, "m s-1",
             "navigated minus true velocity of the CG, up; in flight");
    v.column("nav_error_attitude", &R::nav_error_attitude, "deg",
             "angle between navigated and true attitude; of the navigation mode filter, in flight");
    v.column("nav_sd_east", &R::nav_sd_east, "m", "standard deviation that the filter gives its position, east");
    v.column("nav_sd_north", &R::nav_sd_north, "m", "standard deviation that the filter gives its position, north");
    v.column("nav_sd_up", &R::nav_sd_up, "m", "standard deviation that the filter gives its position, up");
    v.column("nav_sd_velocity_east", &R::nav_sd_velocity_east, "m s-1",
             "standard deviation that the filter gives its velocity, east");
    v.column("nav_sd_velocity_north", &R::nav_sd_velocity_north, "m s-1",
             "standard deviation that the filter gives its velocity, north");
    v.column("nav_sd_velocity_up", &R::nav_sd_velocity_up, "m s-1",
             "standard deviation that the filter gives its velocity, up");
    v.column("height", &R::height, "m", "CG above the ground in flight; lowest pad above the ground in the touchdown");
    v.column("tilt", &R::tilt, "deg", "angle of body z from the local vertical");
    v.column("pads_in_contact", &R::pads_in_contact, "1", "number of pads that touch the ground");
  }
};

}  // namespace farside
