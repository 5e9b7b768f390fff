#pragma once
// What the filter holds to be true of its start, of its sensors and of the ground: the spreads that it reckons with,
// which need not be the true ones (M12).
#include "base/field.h"
#include "lanes/vec.h"

namespace farside::inline FARSIDE_ISA {

// Of the state at the start, in the axes of the orbit. In the orbit's plane the errors go together.
template <class Real>
struct FilterStartParams {
  Real radial_m = 60.0, along_m = 300.0, cross_m = 150.0;
  Real radial_m_s = 0.3, along_m_s = 0.15, cross_m_s = 0.15;
  Real radial_with_along = 0.0, radial_with_radial_speed = 0.0, radial_with_along_speed = 0.0;
  Real along_with_radial_speed = 0.0, along_with_along_speed = 0.0, speeds = 0.0;
  Real attitude_rad = 0.01 * unit::degree_rad;

  template <class V>
  static void fields(V& v) {
    using S = FilterStartParams;
    v.number("radial_m", &S::radial_m, unit::metre, {1e-3, 1e6}, "spread of the position, radial");
    v.number("along_m", &S::along_m, unit::metre, {1e-3, 1e6}, "the same, along the motion");
    v.number("cross_m", &S::cross_m, unit::metre, {1e-3, 1e6}, "the same, across it");
    v.number("radial_m_s", &S::radial_m_s, unit::metre_per_second, {1e-6, 1e3}, "spread of the velocity, radial");
    v.number("along_m_s", &S::along_m_s, unit::metre_per_second, {1e-6, 1e3}, "the same, along the motion");
    v.number("cross_m_s", &S::cross_m_s, unit::metre_per_second, {1e-6, 1e3}, "the same, across it");
    v.number("radial_with_along", &S::radial_with_along, unit::none, {-1, 1},
             "correlation of radial position with position along");
    v.number("radial_with_radial_speed", &S::radial_with_radial_speed, unit::none, {-1, 1},
             "correlation of radial position with radial speed");
    v.number("radial_with_along_speed", &S::radial_with_along_speed, unit::none, {-1, 1},
             "correlation of radial position with speed along");
    v.number("along_with_radial_speed", &S::along_with_radial_speed, unit::none, {-1, 1},
             "correlation of position along with radial speed");
    v.number("along_with_along_speed", &S::along_with_along_speed, unit::none, {-1, 1},
             "correlation of position along with speed along");
    v.number("speeds", &S::speeds, unit::none, {-1, 1}, "correlation of radial speed with speed along");
    v.number("attitude_deg", &S::attitude_rad, unit::degree, {1e-6, 10}, "spread of the attitude about each axis");
  }
};

template <class Real>
struct FilterParams {
  FilterStartParams<Real> start;
  Real accelerometer_bias_m_s2 = 5e-4;
  Real accelerometer_random_walk_m_s_rts = 3e-4;
  Real accelerometer_drift_m_s2 = 1e-4;
  Real accelerometer_drift_time_s = 1000.0;
  Real gyro_bias_rad_s = 0.02 * unit::degree_rad / 3600.0;
  Real gyro_random_walk_rad_rts = 0.003 * unit::degree_rad / 60.0;
  Real gyro_drift_rad_s = 0.005 * unit::degree_rad / 3600.0;
  Real gyro_drift_time_s = 1000.0;
  Real gyro_misalignment_rad = 6.0 / 3600.0 * unit::degree_rad;
  Real gravity_m_s2 = 1e-3;
  Real gravity_length_m = 60000.0;
  Real star_cross_rad = 10.0 / 3600.0 * unit::degree_rad;
  Real star_roll_rad = 50.0 / 3600.0 * unit::degree_rad;
  Real altimeter_m = 0.5;
  Real altimeter_frac = 0.001;
  Real terrain_m = 20.0;
  Real terrain_length_m = 500.0;
  Real velocimeter_m_s = 0.1;
  Real velocimeter_frac = 0.005;
  Real mounting_rad = 0.05 * unit::degree_rad;
  Real place_m = 30.0;
  Real place_frac = 0.003;
  Real gate_sd = 5.0;
  Real reacquire_after = 10.0;

  template <class V>
  static void fields(V& v) {
    using P = FilterParams;
    v.group("start", &P::start);
    v.number("accelerometer_bias_m_s2", &P::accelerometer_bias_m_s2, unit::metre_per_second2, {0, 1},
             "spread of the accelerometers' bias at the start");
    v.number("accelerometer_random_walk_m_s", &P::accelerometer_random_walk_m_s_rts, unit::metre_per_second, {0, 10},
             "white noise of the accelerometers, as the spread of the velocity after a second");
    v.number("accelerometer_drift_m_s2", &P::accelerometer_drift_m_s2, unit::metre_per_second2, {0, 1},
             "spread of the part of the bias that changes in flight");
    v.number("accelerometer_drift_time_s", &P::accelerometer_drift_time_s, unit::second, {1, 1e6},
             "its correlation time");
    v.number("gyro_bias_deg_h", &P::gyro_bias_rad_s, unit::degree_per_hour, {0, 1e6},
             "spread of the gyros' bias at the start");
    v.number("gyro_random_walk_deg", &P::gyro_random_walk_rad_rts, unit::degree_per_root_hour, {0, 100},
             "white noise of the gyros, as the spread of the angle after an hour");
    v.number("gyro_drift_deg_h", &P::gyro_drift_rad_s, unit::degree_per_hour, {0, 1e5},
             "spread of the part of the bias that changes in flight");
    v.number("gyro_drift_time_s", &P::gyro_drift_time_s, unit::second, {1, 1e6}, "its correlation time");
    v.number("gyro_misalignment_deg", &P::gyro_misalignment_rad, unit::degree, {0, 5},
             "spread of the gyros' mounting, and of their scale as an angle: the attitude is off by as much of what it "
             "has turned since the start");
    v.number("gravity_m_s2", &P::gravity_m_s2, unit::metre_per_second2, {0, 1},
             "spread of the gravity that the flight software doesn't know of, each axis");
    v.number("gravity_length_m", &P::gravity_length_m, unit::metre, {1, 1e7},
             "way over the ground on which that changes");
    v.number("star_cross_deg", &P::star_cross_rad, unit::degree, {1e-6, 10},
             "spread of the star tracker across its line of sight, mounting included");
    v.number("star_roll_deg", &P::star_roll_rad, unit::degree, {1e-6, 10}, "the same about it");
    v.number("altimeter_m", &P::altimeter_m, unit::metre, {1e-3, 1e4}, "spread of a range, constant part");
    v.number("altimeter_frac", &P::altimeter_frac, unit::none, {0, 1}, "and as a part of the range");
    v.number("terrain_m", &P::terrain_m, unit::metre, {0, 1e4},
             "spread of the true height of the ground about the map on board");
    v.number("terrain_length_m", &P::terrain_length_m, unit::metre, {1, 1e6},
             "way over the ground on which that changes");
    v.number("velocimeter_m_s", &P::velocimeter_m_s, unit::metre_per_second, {1e-4, 100},
             "spread of the speed along a beam, constant part");
    v.number("velocimeter_frac", &P::velocimeter_frac, unit::none, {0, 1}, "and as a part of the speed");
    v.number("mounting_deg", &P::mounting_rad, unit::degree, {0, 10},
             "spread of where the beams of altimeter and velocimeter point, taken as noise of each reading; since it "
             "stays the same, more than it is");
    v.number("place_m", &P::place_m, unit::metre, {1e-3, 1e5}, "spread of a place by camera, constant part");
    v.number("place_frac", &P::place_frac, unit::none, {0, 1}, "and as a part of the height");
    v.number("gate_sd", &P::gate_sd, unit::none, {0.1, 1e6},
             "a reading further from what is expected than so many of its standard deviations is rejected");
    v.number(
        "reacquire_after", &P::reacquire_after, unit::none, {0, 1e6},
        "after so many rejections in a row the sensor, but for the star tracker, is believed again, and not what was "
        "believed instead; 0: never");
  }
};

}  // namespace farside::inline FARSIDE_ISA
