#pragma once
// Settings of hazard avoidance.
#include "base/field.h"
#include "lanes/lanes.h"

namespace farside::inline FARSIDE_ISA {

// Hazard detection and avoidance (M14). How high something may stand under the nozzle and the hull follows from the
// legs (gnc/hazard/landing_clearance.h).
template <class Real>
struct AvoidanceParams {
  Real slope_max_rad = 8.0 * unit::degree_rad;
  Real noise_m = 0.05;
  Real drift_m_s = 0.05;
  Real control_m = 0.3;
  Real margin_frac = 2.45;
  Real steer_height_m = 8.0;
  Real weight_slope = 1.0;
  Real weight_roughness = 1.0;
  Real weight_distance = 0.3;
  Real weight_propellant = 0.1;
  Real weight_clearance = 1.0;

  template <class V>
  static void fields(V& v) {
    v.number("slope_max_deg", &AvoidanceParams::slope_max_rad, unit::degree, {0.1, 60},
             "a place that slopes more is a hazard");
    v.number(
        "noise_m", &AvoidanceParams::noise_m, unit::metre, {0, 10},
        "what the software takes for the standard deviation of the lidar's ranges: what that makes of level ground "
        "doesn't count");
    v.number("drift_m_s", &AvoidanceParams::drift_m_s, unit::metre_per_second, {0, 10},
             "what the software takes for the error of its horizontal velocity, one standard deviation: a place moves "
             "by it from one look to the next, or to the ground");
    v.number("control_m", &AvoidanceParams::control_m, unit::metre, {0.01, 100},
             "and for how far beside its place it comes down, one standard deviation of the error of guidance");
    v.number("margin_frac", &AvoidanceParams::margin_frac, unit::none, {0, 10},
             "a place is safe if what isn't is as many standard deviations of both away");
    v.number("steer_height_m", &AvoidanceParams::steer_height_m, unit::metre, {0, 1000},
             "height from which on it comes straight down");
    v.number("weight_slope", &AvoidanceParams::weight_slope, unit::none, {0, 1e6},
             "cost of the slope over the largest one");
    v.number("weight_roughness", &AvoidanceParams::weight_roughness, unit::none, {0, 1e6},
             "cost of the highest point over the clearance");
    v.number("weight_distance", &AvoidanceParams::weight_distance, unit::none, {0, 1e6},
             "cost of the way over the longest one");
    v.number("weight_propellant", &AvoidanceParams::weight_propellant, unit::none, {0, 1e6},
             "cost of the way's propellant over what there is");
    v.number("weight_clearance", &AvoidanceParams::weight_clearance, unit::none, {0, 1e6},
             "gain of the distance to hazards over the margin, up to twice the margin");
  }
};

}  // namespace farside::inline FARSIDE_ISA
