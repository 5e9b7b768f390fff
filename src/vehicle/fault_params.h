#pragma once
// What may break of engine and thrusters (M15), and when. Without more it never does; `faults` of the configuration set
// these, and they may be set or dispersed as any other key. Checked once a control period, in flight: what is due by
// then has happened.
#include "base/field.h"
#include "lanes/vec.h"

namespace farside::inline FARSIDE_ISA {

inline constexpr double never_breaks_s = 1e9;  // no flight lasts so long

template <class Real>
struct EngineFaultParams {
  Real off_from_s = never_breaks_s, off_below_m = 0.0;
  Real stuck_from_s = never_breaks_s, stuck_below_m = 0.0;
  Real loss_from_s = never_breaks_s, loss_below_m = 0.0;
  Real loss_left_frac = 0.55;  // R: SLIM after it had lost a nozzle (M15)
  Real loss_turn_x_rad = 0.0, loss_turn_y_rad = 0.0;
  Real loss_shift_x_m = 0.0, loss_shift_y_m = 0.0;

  template <class V>
  static void fields(V& v) {
    v.number("off_from_s", &EngineFaultParams::off_from_s, unit::second, {0, 1e9},
             "from this time on it is off and doesn't ignite again; 0: it never starts");
    v.number("off_below_m", &EngineFaultParams::off_below_m, unit::metre, {0, 1e6},
             "the same from this height of the CG above the target's level on; 0: never");
    v.number("stuck_from_s", &EngineFaultParams::stuck_from_s, unit::second, {0, 1e9},
             "from this time on the throttle stays where it is; the engine can still be cut off");
    v.number("stuck_below_m", &EngineFaultParams::stuck_below_m, unit::metre, {0, 1e6},
             "the same from this height on; 0: never");
    v.number("loss_from_s", &EngineFaultParams::loss_from_s, unit::second, {0, 1e9},
             "from this time on a part of the thrust is lost, and the flow of propellant with it");
    v.number("loss_below_m", &EngineFaultParams::loss_below_m, unit::metre, {0, 1e6},
             "the same from this height on; 0: never");
    v.number("loss_left_frac", &EngineFaultParams::loss_left_frac, unit::none, {0, 1}, "thrust that is left then");
    v.number("loss_turn_x_deg", &EngineFaultParams::loss_turn_x_rad, unit::degree, {-45, 45},
             "and what its direction turns by towards body x: a side force");
    v.number("loss_turn_y_deg", &EngineFaultParams::loss_turn_y_rad, unit::degree, {-45, 45},
             "the same towards body y");
    v.number("loss_shift_x_m", &EngineFaultParams::loss_shift_x_m, unit::metre, {-10, 10},
             "and how far the point where it acts moves along body x: a moment");
    v.number("loss_shift_y_m", &EngineFaultParams::loss_shift_y_m, unit::metre, {-10, 10}, "the same along body y");
  }
};

// A thruster that stays shut: less torque in one sense.
template <class Real>
struct ThrusterFaultParams {
  Real from_s = never_breaks_s;
  Vec3<Real> left_B{0.5, 0.5, 0.5};

  template <class V>
  static void fields(V& v) {
    v.number("from_s", &ThrusterFaultParams::from_s, unit::second, {0, 1e9},
             "from this time on thrusters are shut for good");
    v.vector("left_{}_frac", body_axes, &ThrusterFaultParams::left_B, unit::none, {0, 1},
             "part of the largest torque about body {} in the positive sense that is left then",
             "the same about body {}");
  }
};

}  // namespace farside::inline FARSIDE_ISA
