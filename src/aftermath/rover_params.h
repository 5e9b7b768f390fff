#pragma once
// The rover's way down from the deck, of one case: two rails that fall from hinges until their feet meet the ground,
// and the strip that it drives along first.
#include "base/field.h"
#include "lanes/math.h"

namespace farside::inline FARSIDE_ISA {

// Each is judged by a margin (limit - value) / limit; the clearance by (value - limit) over the hinges' height.
template <class Real>
struct RoverLimitParams {
  Real pitch_rad = 30.0 * unit::degree_rad;
  Real roll_rad = 10.0 * unit::degree_rad;
  Real step_m = 0.2;  // F: what Yutu-2 climbs over
  Real clearance_m = 0.0;
  Real obstacle_m = 0.2;
  Real slope_rad = 20.0 * unit::degree_rad;  // F: what Yutu-2 climbs

  template <class V>
  static void fields(V& v) {
    v.number("pitch_deg", &RoverLimitParams::pitch_rad, unit::degree, {0.1, 90}, "steepest rail, up or down");
    v.number("roll_deg", &RoverLimitParams::roll_rad, unit::degree, {0.1, 90},
             "largest inclination across the way down");
    v.number("step_m", &RoverLimitParams::step_m, unit::metre, {0.001, 100},
             "largest step between a rail's foot and the ground ahead");
    v.number("clearance_m", &RoverLimitParams::clearance_m, unit::metre, {-100, 10},
             "least height of the rails over ground and rocks");
    v.number("obstacle_m", &RoverLimitParams::obstacle_m, unit::metre, {0.001, 100},
             "largest difference in height within 0.25 m in the strip ahead");
    v.number("slope_deg", &RoverLimitParams::slope_rad, unit::degree, {0.1, 90}, "steepest strip ahead");
  }
};

// Wheels and track are Yutu-2's (F); rails and deck weren't published and are assumed.
template <class Real>
struct RoverParams {
  Real azimuth_rad = 0.0;
  Real hinge_m = 1.2;
  Real hinge_height_m = 1.3;
  Real rail_m = 3.5;
  Real track_m = 1.0;
  Real wheel_m = 0.3;
  Real strip_length_m = 3.0;
  Real strip_width_m = 1.5;
  Real egress_s = 12.0 * 3600.0;
  Real wake_elevation_rad = 7.0 * unit::degree_rad;
  RoverLimitParams<Real> limits;

  template <class V>
  static void fields(V& v) {
    v.number("azimuth_deg", &RoverParams::azimuth_rad, unit::degree, {-360, 360},
             "first way down, from body x towards body y");
    v.number("hinge_m", &RoverParams::hinge_m, unit::metre, {0, 4}, "distance of the rails' hinges from body z");
    v.number("hinge_height_m", &RoverParams::hinge_height_m, unit::metre, {0.1, 5},
             "height of the hinges above the pad plane");
    v.number("rail_m", &RoverParams::rail_m, unit::metre, {0.1, 6}, "length of a rail");
    v.number("track_m", &RoverParams::track_m, unit::metre, {0.1, 4}, "distance between the rails");
    v.number("wheel_m", &RoverParams::wheel_m, unit::metre, {0.01, 1},
             "diameter of a wheel: how far ahead of a rail's foot a step counts");
    v.number("strip_length_m", &RoverParams::strip_length_m, unit::metre, {0.5, 5},
             "strip ahead of the rails' feet: length");
    v.number("strip_width_m", &RoverParams::strip_width_m, unit::metre, {0.5, 4}, "and width");
    v.number("egress_h", &RoverParams::egress_s, unit::hour, {0, 1000},
             "from rest until it leaves the lander: when a way down that there isn't is missed");
    v.number("wake_elevation_deg", &RoverParams::wake_elevation_rad, unit::degree, {-90, 90},
             "sun at which it wakes after a night (R: Yutu-2 at 7 deg); told, not judged");
    v.group("limits", &RoverParams::limits);
  }
};

// How far from body z all of it lies.
inline double egress_reach_m(const RoverParams<double>& r) {
  const double out_m = r.hinge_m + r.rail_m + (r.strip_length_m > r.wheel_m ? r.strip_length_m : r.wheel_m),
               aside_m = 0.5 * (r.track_m > r.strip_width_m ? r.track_m : r.strip_width_m);
  return sqrt(out_m * out_m + aside_m * aside_m);
}

inline constexpr double egress_reach_max_m = 11.0;

}  // namespace farside::inline FARSIDE_ISA
