#pragma once
// Errors of the sensors. Constant through a flight; dispersed, they differ from case to case.
#include "base/field.h"
#include "sensors/beam_params.h"
#include "sensors/fix_params.h"
#include "sensors/imu_params.h"
#include "sensors/lidar/lidar_params.h"

namespace farside::inline FARSIDE_ISA {

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

// The navigation mode `perfect` uses those of contact, cutoff and lidar alone; `inertial` accelerometers, altimeter and
// velocimeter as well; `filter` all.
template <class Real>
struct SensorParams {
  ImuParams<Real> imu;
  AltimeterParams<Real> altimeter;
  VelocimeterParams<Real> velocimeter;
  DustParams<Real> dust;
  StarTrackerParams<Real> star_tracker;
  TerrainCameraParams<Real> terrain_camera;
  CutoffSensorParams<Real> cutoff;
  ContactSensorParams<Real> contact;
  LidarParams<Real> lidar;

  template <class V>
  static void fields(V& v) {
    v.group("imu", &SensorParams::imu);
    v.group("altimeter", &SensorParams::altimeter);
    v.group("velocimeter", &SensorParams::velocimeter);
    v.group("dust", &SensorParams::dust);
    v.group("star_tracker", &SensorParams::star_tracker);
    v.group("terrain_camera", &SensorParams::terrain_camera);
    v.group("cutoff", &SensorParams::cutoff);
    v.group("contact", &SensorParams::contact);
    v.group("lidar", &SensorParams::lidar);
  }
};

}  // namespace farside::inline FARSIDE_ISA
