#pragma once
// Settings of the flight software. It knows these, its navigation and the nominal vehicle, never the truth.
#include "base/field.h"
#include "gnc/hazard/avoidance_params.h"
#include "gnc/navigation/filter_params.h"
#include "gnc/phase_params.h"
#include "lanes/vec.h"

namespace farside::inline FARSIDE_ISA {

// A boundary state of the polynomial and quartic laws, in the site frame L, relative to the Moon.
template <class Real>
struct StageParams {
  Real end_time_s = 0.0;
  Vec3<Real> position_L{0.0, 0.0, 0.0};
  Vec3<Real> velocity_L{0.0, 0.0, 0.0};
  Vec3<Real> acceleration_L{0.0, 0.0, 0.0};

  template <class V>
  static void fields(V& v) {
    v.number("end_time_s", &StageParams::end_time_s, unit::second, {0, 1e5},
             "time from the start at which the stage's target is to be met (`quartic` finds its own)");
    v.vector("{}_m", site_axes, &StageParams::position_L, unit::metre, {{-1e6, 1e6}, {-1e6, 1e6}, {-1e5, 1e6}},
             "target position, {}");
    v.vector("velocity_{}_m_s", site_axes, &StageParams::velocity_L, unit::metre_per_second, {-1e4, 1e4},
             "target velocity, {}");
    v.vector("acceleration_{}_m_s2", site_axes, &StageParams::acceleration_L, unit::metre_per_second2, {-100, 100},
             "target acceleration, {}");
  }
};

// Two-stage polynomial law (Klumpp 1974: acceleration quadratic in time), then a descent at constant speed (workload
// W1).
template <class Real>
struct PolynomialParams {
  StageParams<Real> braking{575.0, {0.0, -2360.0, 2000.0}, {0.0, 60.0, -24.0}, {0.0, -3.93, 0.71}};
  StageParams<Real> approach{675.0, {0.0, 0.0, 30.0}, {0.0, 0.0, -2.0}, {0.0, 0.0, 0.0}};
  Real hold_s = 5.0;
  Real descent_speed_m_s = 2.0;
  Real descent_rate_gain_1_s = 0.5;

  template <class V>
  static void fields(V& v) {
    v.group("braking", &PolynomialParams::braking);
    v.group("approach", &PolynomialParams::approach);
    v.number("hold_s", &PolynomialParams::hold_s, unit::second, {0.1, 100},
             "time to go below which thrust and direction are held");
    v.number("descent_speed_m_s", &PolynomialParams::descent_speed_m_s, unit::metre_per_second, {0.01, 100},
             "speed of the last descent");
    v.number("descent_rate_gain_1_s", &PolynomialParams::descent_rate_gain_1_s, unit::per_second, {0.001, 10},
             "gain on the velocity error in the last descent");
  }
};

// Linear acceleration to a position and velocity at a given time.
template <class Real>
struct EGuidanceParams {
  Real end_time_s = 100.0;
  Vec3<Real> position_L{0.0, 0.0, 100.0};
  Vec3<Real> velocity_L{0.0, 0.0, -2.0};
  Real hold_s = 1.0;

  template <class V>
  static void fields(V& v) {
    v.number("end_time_s", &EGuidanceParams::end_time_s, unit::second, {0, 1e5},
             "time from the start at which the target is to be met");
    v.vector("{}_m", site_axes, &EGuidanceParams::position_L, unit::metre, {{-1e6, 1e6}, {-1e6, 1e6}, {-1e5, 1e6}},
             "target position, {}");
    v.vector("velocity_{}_m_s", site_axes, &EGuidanceParams::velocity_L, unit::metre_per_second, {-1e4, 1e4},
             "target velocity, {}");
    v.number("hold_s", &EGuidanceParams::hold_s, unit::second, {0.01, 100},
             "time to go below which thrust and direction are held");
  }
};

// Position of the fourth degree in time to a target; when it is met follows from the vertical jerk there.
template <class Real>
struct QuarticParams {
  StageParams<Real> target{0.0, {0.0, 0.0, 100.0}, {0.0, 0.0, -2.0}, {0.0, 0.0, 0.6}};
  Real jerk_up_m_s3 = 0.0;
  Real hold_s = 1.0;

  template <class V>
  static void fields(V& v) {
    v.group("target", &QuarticParams::target);
    v.number("jerk_up_m_s3", &QuarticParams::jerk_up_m_s3, unit::metre_per_second3, {-1, 1}, "jerk at the target, up");
    v.number("hold_s", &QuarticParams::hold_s, unit::second, {0.01, 100},
             "time to go below which thrust and direction are held");
  }
};

// Thrust against the velocity until it comes to rest.
template <class Real>
struct GravityTurnParams {
  Real height_m = 0.0;
  Real hold_speed_m_s = 1.0;

  template <class V>
  static void fields(V& v) {
    v.number("height_m", &GravityTurnParams::height_m, unit::metre, {-1e4, 1e5},
             "height above the target's level at which it comes to rest");
    v.number("hold_speed_m_s", &GravityTurnParams::hold_speed_m_s, unit::metre_per_second, {0.01, 100},
             "speed below which thrust and direction are held");
  }
};

// Open loop: thrust held, direction fixed in the site frame's axes of the start.
template <class Real>
struct OpenLoopParams {
  Real thrust_N = 0.0;
  Real start_time_s = 0.0;
  Real burn_time_s = 1e9;
  Vec3<Real> direction_L{0.0, 0.0, 1.0};

  template <class V>
  static void fields(V& v) {
    v.number("thrust_N", &OpenLoopParams::thrust_N, unit::newton, {0, 1e7}, "commanded thrust");
    v.number("start_time_s", &OpenLoopParams::start_time_s, unit::second, {0, 1e9},
             "the engine is commanded on at this time");
    v.number("burn_time_s", &OpenLoopParams::burn_time_s, unit::second, {0, 1e9}, "and off so long after it");
    v.vector("direction_{}", site_axes, &OpenLoopParams::direction_L, unit::none, {-1, 1},
             "thrust direction, {} (normalised inside)", "thrust direction, {}");
  }
};

template <class Real>
struct GuidanceParams {
  PolynomialParams<Real> polynomial;
  EGuidanceParams<Real> e_guidance;
  QuarticParams<Real> quartic;
  GravityTurnParams<Real> gravity_turn;
  OpenLoopParams<Real> open_loop;
  IgnitionParams<Real> ignition;
  BrakingParams<Real> braking;
  AdjustParams<Real> adjust;
  ApproachParams<Real> approach;
  HoverParams<Real> hover;
  TranslationParams<Real> translation;
  DescentParams<Real> descent;
  Real cutoff_height_m = 0.0;

  template <class V>
  static void fields(V& v) {
    v.group("polynomial", &GuidanceParams::polynomial);
    v.group("e_guidance", &GuidanceParams::e_guidance);
    v.group("quartic", &GuidanceParams::quartic);
    v.group("gravity_turn", &GuidanceParams::gravity_turn);
    v.group("open_loop", &GuidanceParams::open_loop);
    v.group("ignition", &GuidanceParams::ignition);
    v.group("braking", &GuidanceParams::braking);
    v.group("adjust", &GuidanceParams::adjust);
    v.group("approach", &GuidanceParams::approach);
    v.group("hover", &GuidanceParams::hover);
    v.group("translation", &GuidanceParams::translation);
    v.group("descent", &GuidanceParams::descent);
    v.number("cutoff_height_m", &GuidanceParams::cutoff_height_m, unit::metre, {0, 100},
             "height of the pad plane, as sensors.cutoff says, at which the engine is cut off; 0: never");
  }
};

// Attitude control on the thrust direction: natural frequency and damping on the tilt axes, rate damping about the
// thrust axis (M7).
template <class Real>
struct ControlParams {
  Real frequency_rad_s = 0.8;
  Real damping = 0.9;
  Real roll_damping_1_s = 0.8695652173913043;  // 4000 / 4600, workload W1
  Real rate_max_rad_s = 8.0 * unit::degree_rad;
  Real slowing_max_rad_s2 = 0.0;
  Real trim_1_s = 0.0;
  Real heading_rad_s = 0.0;
  Real pulse_least_s = 0.016;

  template <class V>
  static void fields(V& v) {
    v.number("frequency_rad_s", &ControlParams::frequency_rad_s, unit::radian_per_second, {0.01, 20},
             "natural frequency of the attitude loop");
    v.number("damping", &ControlParams::damping, unit::none, {0.05, 5}, "damping ratio of the attitude loop");
    v.number("roll_damping_1_s", &ControlParams::roll_damping_1_s, unit::per_second, {0, 20},
             "rate damping about the thrust axis");
    v.number("rate_max_deg_s", &ControlParams::rate_max_rad_s, unit::degree_per_second, {0.01, 1e4},
             "largest commanded rate");
    v.number("slowing_max_deg_s2", &ControlParams::slowing_max_rad_s2, unit::degree_per_second2, {0, 1e4},
             "a turn is commanded no faster than what this deceleration stops at its end; 0: by the gains alone");
    v.number("trim_1_s", &ControlParams::trim_1_s, unit::per_second, {0, 10},
             "rate at which the torque of the thrust's line off the CG is learnt and taken off; 0: never");
    v.number("heading_rad_s", &ControlParams::heading_rad_s, unit::radian_per_second, {0, 20},
             "natural frequency of the heading about the thrust axis, held as at the start; 0: rates are only damped");
    v.number("pulse_least_s", &ControlParams::pulse_least_s, unit::second, {0, 1},
             "shortest pulse that it asks a thruster for");
  }
};

// Navigation mode `inertial`: how fast the ground sensors pull it in, and how fast the thrust is learnt.
template <class Real>
struct NavigationParams {
  Real altimeter_time_s = 3.0;
  Real altimeter_rate_max_m_s = 6.0;
  Real velocimeter_time_s = 2.0;
  Real thrust_time_s = 5.0;
  Real map_error_m = 0.0;
  FilterParams<Real> filter;

  template <class V>
  static void fields(V& v) {
    v.number("altimeter_time_s", &NavigationParams::altimeter_time_s, unit::second, {0.01, 1e6},
             "mode `inertial`: time in which an error of the height falls to 1/e");
    v.number("altimeter_rate_max_m_s", &NavigationParams::altimeter_rate_max_m_s, unit::metre_per_second, {0, 1e6},
             "the same: while braking the height is pulled no faster than this, since relief goes by below");
    v.number("velocimeter_time_s", &NavigationParams::velocimeter_time_s, unit::second, {0.01, 1e6},
             "mode `inertial`: time in which an error of the velocity falls to 1/e");
    v.number("thrust_time_s", &NavigationParams::thrust_time_s, unit::second, {0.01, 1e6},
             "mode `inertial`: time in which an error of the thrust over the mass, as felt by the accelerometers, "
             "falls to 1/e");
    v.number("map_error_m", &NavigationParams::map_error_m, unit::metre, {-1e5, 1e5},
             "mode `filter`: how much higher the map on board shows the ground than it nominally is");
    v.group("filter", &NavigationParams::filter);
  }
};

template <class Real>
struct GncParams {
  NavigationParams<Real> navigation;
  GuidanceParams<Real> guidance;
  ControlParams<Real> control;
  AvoidanceParams<Real> avoidance;

  template <class V>
  static void fields(V& v) {
    v.group("navigation", &GncParams::navigation);
    v.group("guidance", &GncParams::guidance);
    v.group("control", &GncParams::control);
    v.group("avoidance", &GncParams::avoidance);
  }
};

}  // namespace farside::inline FARSIDE_ISA
