#pragma once
// Settings of the guidance law `phased`, a group a phase: the order and the kinds of law of the Chang'e landers (M13,
// M26).
#include "base/field.h"
#include "lanes/lanes.h"

namespace farside::inline FARSIDE_ISA {

template <class Real>
struct IgnitionParams {
  Real time_s = 2.0;
  Real thrust_N = 1500.0;

  template <class V>
  static void fields(V& v) {
    v.number("time_s", &IgnitionParams::time_s, unit::second, {0, 1000},
             "time at this thrust, against the motion, before braking");
    v.number("thrust_N", &IgnitionParams::thrust_N, unit::newton, {0, 1e7}, "commanded thrust of that time");
  }
};

// Explicit guidance to a height and a velocity at constant thrust. With `range: free` where it ends along the track
// follows from the burn; `controlled` uses the margin of the thrust to end `lead_m` before the target.
template <class Real>
struct BrakingParams {
  Real thrust_N = 7500.0;
  Real thrust_margin_frac = 0.08;
  Real azimuth_rad = 0.0;
  Real height_m = 7800.0;
  Real speed_m_s = 32.0;
  Real speed_down_m_s = 85.0;
  Real lead_m = 300.0;
  Real release_s = 25.0;
  Real rise_max_rad = 50.0 * unit::degree_rad;

  template <class V>
  static void fields(V& v) {
    v.number("thrust_N", &BrakingParams::thrust_N, unit::newton, {1, 1e7}, "commanded thrust");
    v.number("thrust_margin_frac", &BrakingParams::thrust_margin_frac, unit::none, {0, 0.9},
             "range: controlled: how far the thrust may go from that, up and down");
    v.number("azimuth_deg", &BrakingParams::azimuth_rad, unit::degree, {-360, 360},
             "azimuth of the planned track at the target, from north, clockwise; across it the vehicle is steered to "
             "the target");
    v.number("height_m", &BrakingParams::height_m, unit::metre, {0, 1e5},
             "height at the end above the level of the target");
    v.number("speed_m_s", &BrakingParams::speed_m_s, unit::metre_per_second, {0, 1000},
             "speed along the track at the end");
    v.number("speed_down_m_s", &BrakingParams::speed_down_m_s, unit::metre_per_second, {-1000, 1000},
             "speed downwards at the end");
    v.number("lead_m", &BrakingParams::lead_m, unit::metre, {-1e5, 1e5},
             "range: controlled: way to the target that is left at the end");
    v.number("release_s", &BrakingParams::release_s, unit::second, {0.1, 1000},
             "time to go below which speeds alone are steered, and no longer height, plane and range");
    v.number("rise_max_deg", &BrakingParams::rise_max_rad, unit::degree, {1, 85},
             "largest angle of the thrust from the motion's plane of no rise and no turn: what is left brakes");
  }
};

// Thrust and attitude linear in time, from where braking has left them to upright.
template <class Real>
struct AdjustParams {
  Real time_s = 20.0;
  Real thrust_per_weight = 1.0;

  template <class V>
  static void fields(V& v) {
    v.number("time_s", &AdjustParams::time_s, unit::second, {0, 1000}, "time from the end of braking to upright");
    v.number("thrust_per_weight", &AdjustParams::thrust_per_weight, unit::none, {0, 100},
             "thrust at the end over the weight");
  }
};

// Down to the hover at speeds that a steady deceleration stops above its height. Sideways, `range: free` takes off the
// speed; `controlled` flies to the target in the same way.
template <class Real>
struct ApproachParams {
  Real deceleration_m_s2 = 1.6;
  Real speed_max_m_s = 150.0;
  Real settling_1_s = 0.35;
  Real tilt_max_rad = 15.0 * unit::degree_rad;
  Real gain_1_s = 0.1;

  template <class V>
  static void fields(V& v) {
    v.number("deceleration_m_s2", &ApproachParams::deceleration_m_s2, unit::metre_per_second2, {0.01, 100},
             "never faster downwards than what this deceleration stops above the hover's height; slower, it falls at "
             "the least thrust");
    v.number("speed_max_m_s", &ApproachParams::speed_max_m_s, unit::metre_per_second, {0.1, 1e4},
             "and never faster downwards than this");
    v.number("settling_1_s", &ApproachParams::settling_1_s, unit::per_second, {0.01, 10},
             "close to the hover the speed is this times the way that is left");
    v.number("tilt_max_deg", &ApproachParams::tilt_max_rad, unit::degree, {0, 80},
             "largest tilt of the thrust from the vertical, from here to the ground");
    v.number("gain_1_s", &ApproachParams::gain_1_s, unit::per_second, {0.001, 10}, "gain on the horizontal speed");
  }
};

template <class Real>
struct HoverParams {
  Real height_m = 100.0;
  Real time_s = 15.0;
  Real position_gain_1_s = 0.2;
  Real velocity_gain_1_s = 0.3;

  template <class V>
  static void fields(V& v) {
    v.number("height_m", &HoverParams::height_m, unit::metre, {1, 1e4}, "height of the pad plane above the ground");
    v.number("time_s", &HoverParams::time_s, unit::second, {0, 1000}, "how long it stands there");
    v.number("position_gain_1_s", &HoverParams::position_gain_1_s, unit::per_second, {0, 10},
             "speed towards a place over the distance from it; here and in the translation");
    v.number("velocity_gain_1_s", &HoverParams::velocity_gain_1_s, unit::per_second, {0.001, 10},
             "acceleration over the error of the velocity, from here to the ground");
  }
};

template <class Real>
struct TranslationParams {
  Real east_m = 0.0, north_m = 0.0;
  Real height_m = 30.0;
  Real speed_m_s = 2.0;
  Real speed_down_m_s = 3.0;
  Real limit_m_s2 = 0.2;

  template <class V>
  static void fields(V& v) {
    v.number("east_m", &TranslationParams::east_m, unit::metre, {-1000, 1000}, "way from the hover, east");
    v.number("north_m", &TranslationParams::north_m, unit::metre, {-1000, 1000}, "way from the hover, north");
    v.number("height_m", &TranslationParams::height_m, unit::metre, {1, 1e4}, "height at the end");
    v.number("speed_m_s", &TranslationParams::speed_m_s, unit::metre_per_second, {0, 100},
             "largest speed along each axis");
    v.number("speed_down_m_s", &TranslationParams::speed_down_m_s, unit::metre_per_second, {0.01, 100},
             "largest speed downwards");
    v.number("limit_m_s2", &TranslationParams::limit_m_s2, unit::metre_per_second2, {0.01, 100},
             "never faster downwards than what this deceleration slows to the descent's speed at the end");
  }
};

template <class Real>
struct DescentParams {
  Real speed_m_s = 1.6;

  template <class V>
  static void fields(V& v) {
    v.number("speed_m_s", &DescentParams::speed_m_s, unit::metre_per_second, {0.01, 100},
             "speed downwards until the cutoff");
  }
};

}  // namespace farside::inline FARSIDE_ISA
