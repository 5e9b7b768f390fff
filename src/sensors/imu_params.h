#pragma once
// Errors of the inertial sensors (M8; Titterton & Weston 2004, ch. 8). Those of the accelerometers hold for every
// navigation that feels; gyros are used by the filter, all others know the attitude. White noise is declared by the
// random walk that its integral makes: the spread after a second (velocity) or an hour (angle).
#include "base/field.h"
#include "lanes/vec.h"

namespace farside::inline FARSIDE_ISA {

template <class Real>
struct GyroParams {
  Vec3<Real> alignment_B{0.0, 0.0, 0.0};
  Vec3<Real> bias_B{0.0, 0.0, 0.0};
  Real bias_from_s = 0.0;
  Real scale = 1.0;
  Vec3<Real> misalignment_B{0.0, 0.0, 0.0};
  Real random_walk_rad_rts = 0.0;
  Real drift_rad_s = 0.0;
  Real drift_time_s = 1000.0;
  Real dead_from_s = 1e9;
  Real stuck_from_s = 1e9;

  template <class V>
  static void fields(V& v) {
    v.vector("alignment_{}_deg", body_axes, &GyroParams::alignment_B, unit::degree, {-10, 10},
             "what the attitude that they begin with is off about body {}", "the same about body {}");
    v.vector("bias_{}_deg_h", body_axes, &GyroParams::bias_B, unit::degree_per_hour, {-1e6, 1e6},
             "bias of the gyros, body {}", "the same, body {}");
    v.number("bias_from_s", &GyroParams::bias_from_s, unit::second, {0, 1e9},
             "from this time on they have that bias, none before");
    v.number("scale", &GyroParams::scale, unit::none, {0.5, 2}, "measured over true rate");
    v.vector("misalignment_{}_deg", body_axes, &GyroParams::misalignment_B, unit::degree, {-5, 5},
             "turn of the measured rate about body {}: the mounting", "the same about body {}");
    v.number("random_walk_deg", &GyroParams::random_walk_rad_rts, unit::degree_per_root_hour, {0, 100},
             "white noise of the rate, as the spread of the angle after an hour");
    v.number("drift_deg_h", &GyroParams::drift_rad_s, unit::degree_per_hour, {0, 1e5},
             "spread of the part of the bias that changes in flight (first-order Gauss-Markov)");
    v.number("drift_time_s", &GyroParams::drift_time_s, unit::second, {1, 1e6}, "its correlation time");
    v.number("dead_from_s", &GyroParams::dead_from_s, unit::second, {0, 1e9},
             "from this time on they say that nothing turns");
    v.number("stuck_from_s", &GyroParams::stuck_from_s, unit::second, {0, 1e9},
             "from this time on they repeat the rate that they measured last");
  }
};

template <class Real>
struct ImuParams {
  Vec3<Real> bias_B{0.0, 0.0, 0.0};
  Real bias_from_s = 0.0;
  Real scale = 1.0;
  Vec3<Real> misalignment_B{0.0, 0.0, 0.0};
  Real random_walk_m_s_rts = 0.0;
  Real drift_m_s2 = 0.0;
  Real drift_time_s = 1000.0;
  Real dead_from_s = 1e9;
  Real stuck_from_s = 1e9;
  Real reset_from_s = 1e9;
  Real reset_duration_s = 2.0;
  GyroParams<Real> gyro;

  template <class V>
  static void fields(V& v) {
    v.vector("bias_{}_m_s2", body_axes, &ImuParams::bias_B, unit::metre_per_second2, {-1, 1},
             "bias of the accelerometer, body {}");
    v.number("bias_from_s", &ImuParams::bias_from_s, unit::second, {0, 1e9},
             "from this time on it has that bias, none before");
    v.number("scale", &ImuParams::scale, unit::none, {0.5, 2}, "measured over true specific force");
    v.vector("misalignment_{}_deg", body_axes, &ImuParams::misalignment_B, unit::degree, {-5, 5},
             "turn of the measured specific force about body {}: the mounting, and what is not known of the attitude",
             "the same about body {}");
    v.number("random_walk_m_s", &ImuParams::random_walk_m_s_rts, unit::metre_per_second, {0, 10},
             "white noise of the accelerometers, as the spread of the velocity after a second");
    v.number("drift_m_s2", &ImuParams::drift_m_s2, unit::metre_per_second2, {0, 1},
             "spread of the part of the bias that changes in flight (first-order Gauss-Markov)");
    v.number("drift_time_s", &ImuParams::drift_time_s, unit::second, {1, 1e6}, "its correlation time");
    v.number("dead_from_s", &ImuParams::dead_from_s, unit::second, {0, 1e9},
             "from this time on the accelerometers feel nothing");
    v.number("stuck_from_s", &ImuParams::stuck_from_s, unit::second, {0, 1e9},
             "from this time on they repeat what they felt last");
    v.number("reset_from_s", &ImuParams::reset_from_s, unit::second, {0, 1e9},
             "from this time on accelerometers and gyros are reset, and say that nothing is felt and nothing turns");
    v.number("reset_duration_s", &ImuParams::reset_duration_s, unit::second, {0, 1e6}, "for so long");
    v.group("gyro", &ImuParams::gyro);
  }
};

}  // namespace farside::inline FARSIDE_ISA
