#pragma once
// Errors of the sensors. Constant through a flight; dispersed, they differ from case to case.
#include "base/field.h"
#include "lanes/vec.h"

namespace farside::inline FARSIDE_ISA {

template <class Real>
struct ImuParams {
  Vec3<Real> bias_B{0.0, 0.0, 0.0};
  Real scale = 1.0;
  Vec3<Real> misalignment_B{0.0, 0.0, 0.0};

  template <class V>
  static void fields(V& v) {
    v.vector("bias_{}_m_s2", body_axes, &ImuParams::bias_B, unit::metre_per_second2, {-1, 1},
             "bias of the accelerometer, body {}");
    v.number("scale", &ImuParams::scale, unit::none, {0.5, 2}, "measured over true specific force");
    v.vector("misalignment_{}_deg", body_axes, &ImuParams::misalignment_B, unit::degree, {-5, 5},
             "turn of the measured specific force about body {}: the mounting, and what is not known of the attitude",
             "the same about body {}");
  }
};

// Laser altimeter. A step is what relief under the track does to it, or a fault; `latency_s` is not known to the flight
// software.
template <class Real>
struct AltimeterParams {
  Real height_max_m = 8000.0;
  Real bias_m = 0.0;
  Real latency_s = 0.0;
  Real step_m = 0.0;
  Real step_time_s = 0.0;
  Real step_duration_s = 60.0;

  template <class V>
  static void fields(V& v) {
    v.number("height_max_m", &AltimeterParams::height_max_m, unit::metre, {0, 1e6},
             "height above the target's level from which on it answers; 0: it is dead");
    v.number("bias_m", &AltimeterParams::bias_m, unit::metre, {-1000, 1000}, "measured minus true height");
    v.number("latency_s", &AltimeterParams::latency_s, unit::second, {0, 10}, "how old a reading is when it comes");
    v.number("step_m", &AltimeterParams::step_m, unit::metre, {-1e4, 1e4},
             "added to it from step_time_s on, for step_duration_s");
    v.number("step_time_s", &AltimeterParams::step_time_s, unit::second, {0, 1e5},
             "when the step begins, time from ignition");
    v.number("step_duration_s", &AltimeterParams::step_duration_s, unit::second, {0, 1e5}, "how long the step lasts");
  }
};

template <class Real>
struct VelocimeterParams {
  Real height_max_m = 4000.0;
  Vec3<Real> bias_B{0.0, 0.0, 0.0};

  template <class V>
  static void fields(V& v) {
    v.number("height_max_m", &VelocimeterParams::height_max_m, unit::metre, {0, 1e6},
             "height above the target's level from which on it answers; 0: it is dead");
    v.vector("bias_{}_m_s", body_axes, &VelocimeterParams::bias_B, unit::metre_per_second, {-100, 100},
             "measured minus true velocity over the ground, body {}", "the same, body {}");
  }
};

// Cutoff sensor: the height of the pad plane above the ground, near it (gamma rays, or a probe).
template <class Real>
struct CutoffSensorParams {
  Real range_max_m = 50.0;
  Real bias_m = 0.0;
  Real noise_m = 0.0;
  Real latency_s = 0.0;
  Real false_height_m = 0.0;

  template <class V>
  static void fields(V& v) {
    v.number(
        "range_max_m", &CutoffSensorParams::range_max_m, unit::metre, {0, 1000},
        "height of the pad plane from which on it answers; 0: it is dead, and the engine is cut off by contact alone");
    v.number("bias_m", &CutoffSensorParams::bias_m, unit::metre, {-100, 100}, "measured minus true height");
    v.number("noise_m", &CutoffSensorParams::noise_m, unit::metre, {0, 10},
             "standard deviation of each reading, one a control period");
    v.number("latency_s", &CutoffSensorParams::latency_s, unit::second, {0, 10}, "how old a reading is when it comes");
    v.number("false_height_m", &CutoffSensorParams::false_height_m, unit::metre, {0, 1e5},
             "from this true height on it says 0 m, whatever its range: a false trip; 0: never");
  }
};

// Switches in the pads.
template <class Real>
struct ContactSensorParams {
  Real works = 1.0;
  Real delay_s = 0.0;
  Real false_height_m = 0.0;

  template <class V>
  static void fields(V& v) {
    v.number("works", &ContactSensorParams::works, unit::none, {0, 1},
             "1: they close when a part touches the ground; below 0.5: never");
    v.number("delay_s", &ContactSensorParams::delay_s, unit::second, {0, 10}, "from contact to the signal");
    v.number("false_height_m", &ContactSensorParams::false_height_m, unit::metre, {0, 1e5},
             "from this true height of the pad plane on they say that it has touched down: a false signal; 0: never");
  }
};

// The navigation mode `perfect` uses those of contact and cutoff alone.
template <class Real>
struct SensorParams {
  ImuParams<Real> imu;
  AltimeterParams<Real> altimeter;
  VelocimeterParams<Real> velocimeter;
  CutoffSensorParams<Real> cutoff;
  ContactSensorParams<Real> contact;

  template <class V>
  static void fields(V& v) {
    v.group("imu", &SensorParams::imu);
    v.group("altimeter", &SensorParams::altimeter);
    v.group("velocimeter", &SensorParams::velocimeter);
    v.group("cutoff", &SensorParams::cutoff);
    v.group("contact", &SensorParams::contact);
  }
};

}  // namespace farside::inline FARSIDE_ISA
