#pragma once
// Errors of what looks at the ground with beams: laser altimeter and velocimeter (M9, M10), and of the dust below. The
// navigation `inertial` is told heights and velocities, with bias, latency and step alone; the filter is told what each
// beam measures.
#include "base/field.h"
#include "lanes/vec.h"

namespace farside::inline FARSIDE_ISA {

// Laser altimeter. A step is what relief under the track does to it, or a fault; `latency_s` is not known to the flight
// software. For the filter: one beam, along body -z, or, while that is further from straight down, along one that leans
// from there towards body -x, as the lander flies on its back while it brakes.
template <class Real>
struct AltimeterParams {
  Real height_max_m = 8000.0;
  Real bias_m = 0.0;
  Real latency_s = 0.0;
  Real step_m = 0.0;
  Real step_time_s = 0.0;
  Real step_duration_s = 60.0;
  Real range_min_m = 10.0;
  Real range_max_m = 20000.0;
  Real second_beam_rad = 90.0 * unit::degree_rad;
  Real divergence_rad = 0.06 * unit::degree_rad;
  Real incidence_max_rad = 60.0 * unit::degree_rad;
  Real noise_m = 0.0;
  Real noise_frac = 0.0;
  Real mounting_x_rad = 0.0, mounting_y_rad = 0.0;
  Real dropout_prob = 0.0;
  Real outlier_prob = 0.0;
  Real dead_from_s = 1e9;
  Real stuck_from_s = 1e9;

  template <class V>
  static void fields(V& v) {
    v.number("height_max_m", &AltimeterParams::height_max_m, unit::metre, {0, 1e6},
             "height above the target's level from which on it answers; 0: it is dead");
    v.number("bias_m", &AltimeterParams::bias_m, unit::metre, {-1000, 1000}, "measured minus true height or range");
    v.number("latency_s", &AltimeterParams::latency_s, unit::second, {0, 10}, "how old a reading is when it comes");
    v.number("step_m", &AltimeterParams::step_m, unit::metre, {-1e4, 1e4},
             "added to it from step_time_s on, for step_duration_s");
    v.number("step_time_s", &AltimeterParams::step_time_s, unit::second, {0, 1e9},
             "when the step begins, time from ignition");
    v.number("step_duration_s", &AltimeterParams::step_duration_s, unit::second, {0, 1e5}, "how long the step lasts");
    v.number("range_min_m", &AltimeterParams::range_min_m, unit::metre, {0, 1e6}, "shortest range that is measured");
    v.number("range_max_m", &AltimeterParams::range_max_m, unit::metre, {0, 1e6}, "longest range that is measured");
    v.number("second_beam_deg", &AltimeterParams::second_beam_rad, unit::degree, {0, 120},
             "angle of the second beam from body -z towards body -x; 0: there is only the first");
    v.number("divergence_deg", &AltimeterParams::divergence_rad, unit::degree, {0, 10},
             "full width of a beam: craters smaller than its footprint are averaged away");
    v.number("incidence_max_deg", &AltimeterParams::incidence_max_rad, unit::degree, {0, 90},
             "largest angle between beam and vertical at which it answers");
    v.number("noise_m", &AltimeterParams::noise_m, unit::metre, {0, 1000}, "spread of each reading, constant part");
    v.number("noise_frac", &AltimeterParams::noise_frac, unit::none, {0, 1}, "and as a part of the range");
    v.number("mounting_x_deg", &AltimeterParams::mounting_x_rad, unit::degree, {-5, 5},
             "turn of the beams about body x that the flight software doesn't know of");
    v.number("mounting_y_deg", &AltimeterParams::mounting_y_rad, unit::degree, {-5, 5}, "the same about body y");
    v.number("dropout_prob", &AltimeterParams::dropout_prob, unit::none, {0, 1},
             "probability that a reading doesn't come");
    v.number("outlier_prob", &AltimeterParams::outlier_prob, unit::none, {0, 1},
             "probability that a reading is anywhere between range_min_m and range_max_m");
    v.number("dead_from_s", &AltimeterParams::dead_from_s, unit::second, {0, 1e9}, "from this time on it is silent");
    v.number("stuck_from_s", &AltimeterParams::stuck_from_s, unit::second, {0, 1e9},
             "from this time on it repeats its last reading");
  }
};

// Velocimeter: radar or Doppler lidar. For the filter: four beams about body -z, each leant by `cone_deg`, towards body
// +x, +y, -x and -y.
template <class Real>
struct VelocimeterParams {
  Real height_max_m = 4000.0;
  Vec3<Real> bias_B{0.0, 0.0, 0.0};
  Real range_min_m = 3.0;
  Real range_max_m = 5000.0;
  Real cone_rad = 22.5 * unit::degree_rad;
  Real incidence_max_rad = 60.0 * unit::degree_rad;
  Real noise_m_s = 0.0;
  Real noise_frac = 0.0;
  Real scale = 1.0;
  Real mounting_x_rad = 0.0, mounting_y_rad = 0.0, mounting_z_rad = 0.0;
  Real dropout_prob = 0.0;
  Real outlier_prob = 0.0;
  Real outlier_m_s = 50.0;
  Real dead_from_s = 1e9;
  Real stuck_from_s = 1e9;
  Real false_lock_from_s = 1e9;
  Vec3<Real> false_lock_B{5.0, 0.0, 0.0};

  template <class V>
  static void fields(V& v) {
    v.number("height_max_m", &VelocimeterParams::height_max_m, unit::metre, {0, 1e6},
             "height above the target's level from which on it answers; 0: it is dead");
    v.vector("bias_{}_m_s", body_axes, &VelocimeterParams::bias_B, unit::metre_per_second, {-100, 100},
             "measured minus true velocity over the ground, body {}", "the same, body {}");
    v.number("range_min_m", &VelocimeterParams::range_min_m, unit::metre, {0, 1e6},
             "shortest range along a beam at which it answers");
    v.number("range_max_m", &VelocimeterParams::range_max_m, unit::metre, {0, 1e6}, "longest such range");
    v.number("cone_deg", &VelocimeterParams::cone_rad, unit::degree, {1, 80}, "angle of the beams from body -z");
    v.number("incidence_max_deg", &VelocimeterParams::incidence_max_rad, unit::degree, {0, 90},
             "largest angle between a beam and the vertical at which it answers");
    v.number("noise_m_s", &VelocimeterParams::noise_m_s, unit::metre_per_second, {0, 100},
             "spread of the speed along a beam, constant part");
    v.number("noise_frac", &VelocimeterParams::noise_frac, unit::none, {0, 1}, "and as a part of that speed");
    v.number("scale", &VelocimeterParams::scale, unit::none, {0.5, 2}, "measured over true speed");
    v.number("mounting_x_deg", &VelocimeterParams::mounting_x_rad, unit::degree, {-5, 5},
             "turn of the beams about body x that the flight software doesn't know of");
    v.number("mounting_y_deg", &VelocimeterParams::mounting_y_rad, unit::degree, {-5, 5}, "the same about body y");
    v.number("mounting_z_deg", &VelocimeterParams::mounting_z_rad, unit::degree, {-5, 5}, "the same about body z");
    v.number("dropout_prob", &VelocimeterParams::dropout_prob, unit::none, {0, 1},
             "probability that a beam's reading doesn't come");
    v.number("outlier_prob", &VelocimeterParams::outlier_prob, unit::none, {0, 1},
             "probability that a beam locks on something else");
    v.number("outlier_m_s", &VelocimeterParams::outlier_m_s, unit::metre_per_second, {0, 1e4},
             "and is then off by as much as this, evenly");
    v.number("dead_from_s", &VelocimeterParams::dead_from_s, unit::second, {0, 1e9}, "from this time on it is silent");
    v.number("stuck_from_s", &VelocimeterParams::stuck_from_s, unit::second, {0, 1e9},
             "from this time on its beams repeat their last readings");
    v.number("false_lock_from_s", &VelocimeterParams::false_lock_from_s, unit::second, {0, 1e9},
             "from this time on it follows something else than the ground");
    v.vector("false_lock_{}_m_s", body_axes, &VelocimeterParams::false_lock_B, unit::metre_per_second, {-1000, 1000},
             "which adds this to the measured velocity over the ground, body {}", "the same, body {}");
  }
};

// What the engine blows up near the ground stands in the beams.
template <class Real>
struct DustParams {
  Real height_m = 0.0;
  Real dropout_prob = 0.0;

  template <class V>
  static void fields(V& v) {
    v.number("height_m", &DustParams::height_m, unit::metre, {0, 1000},
             "height of the pad plane below which dust stands in the beams of altimeter and velocimeter");
    v.number("dropout_prob", &DustParams::dropout_prob, unit::none, {0, 1},
             "probability that a beam finds nothing through it");
  }
};

}  // namespace farside::inline FARSIDE_ISA
