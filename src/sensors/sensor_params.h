#pragma once
// Errors of the sensors. Constant through a flight; dispersed, they differ from case to case.
#include "base/field.h"
#include "lanes/lanes.h"

namespace farside::inline FARSIDE_ISA {

template <class Real>
struct ImuParams {
  Real bias_x_m_s2 = 0.0, bias_y_m_s2 = 0.0, bias_z_m_s2 = 0.0;
  Real scale = 1.0;
  Real misalignment_x_rad = 0.0, misalignment_y_rad = 0.0, misalignment_z_rad = 0.0;

  template <class V>
  static void fields(V& v) {
    v.number("bias_x_m_s2", &ImuParams::bias_x_m_s2, unit::metre_per_second2, {-1, 1}, "bias of the accelerometer, body x");
    v.number("bias_y_m_s2", &ImuParams::bias_y_m_s2, unit::metre_per_second2, {-1, 1}, "bias of the accelerometer, body y");
    v.number("bias_z_m_s2", &ImuParams::bias_z_m_s2, unit::metre_per_second2, {-1, 1}, "bias of the accelerometer, body z");
    v.number("scale", &ImuParams::scale, unit::none, {0.5, 2}, "measured over true specific force");
    v.number("misalignment_x_deg", &ImuParams::misalignment_x_rad, unit::degree, {-5, 5},
             "turn of the measured specific force about body x: the mounting, and what is not known of the attitude");
    v.number("misalignment_y_deg", &ImuParams::misalignment_y_rad, unit::degree, {-5, 5}, "the same about body y");
    v.number("misalignment_z_deg", &ImuParams::misalignment_z_rad, unit::degree, {-5, 5}, "the same about body z");
  }
};

template <class Real>
struct AltimeterParams {
  Real height_max_m = 8000.0;
  Real bias_m = 0.0;

  template <class V>
  static void fields(V& v) {
    v.number("height_max_m", &AltimeterParams::height_max_m, unit::metre, {0, 1e6},
             "height above the target's level from which on it answers");
    v.number("bias_m", &AltimeterParams::bias_m, unit::metre, {-1000, 1000}, "measured minus true height");
  }
};

template <class Real>
struct VelocimeterParams {
  Real height_max_m = 4000.0;
  Real bias_x_m_s = 0.0, bias_y_m_s = 0.0, bias_z_m_s = 0.0;

  template <class V>
  static void fields(V& v) {
    v.number("height_max_m", &VelocimeterParams::height_max_m, unit::metre, {0, 1e6},
             "height above the target's level from which on it answers");
    v.number("bias_x_m_s", &VelocimeterParams::bias_x_m_s, unit::metre_per_second, {-100, 100},
             "measured minus true velocity over the ground, body x");
    v.number("bias_y_m_s", &VelocimeterParams::bias_y_m_s, unit::metre_per_second, {-100, 100}, "the same, body y");
    v.number("bias_z_m_s", &VelocimeterParams::bias_z_m_s, unit::metre_per_second, {-100, 100}, "the same, body z");
  }
};

// Used by the navigation mode `inertial`.
template <class Real>
struct SensorParams {
  ImuParams<Real> imu;
  AltimeterParams<Real> altimeter;
  VelocimeterParams<Real> velocimeter;

  template <class V>
  static void fields(V& v) {
    v.group("imu", &SensorParams::imu);
    v.group("altimeter", &SensorParams::altimeter);
    v.group("velocimeter", &SensorParams::velocimeter);
  }
};

}  // namespace farside::inline FARSIDE_ISA
