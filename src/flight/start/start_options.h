#pragma once
// Which block of start_params.h all cases begin with, and how the orbit of start.orbit is taken.
#include <cstdint>

#include "base/field.h"

namespace farside {

enum class StartMode : std::int32_t { descent, site, touchdown, orbit };
enum class OrbitFrame : std::int32_t { moon_fixed, j2000 };
enum class Ignition : std::int32_t { time, range };

// Spelled as in YAML, in the order of the enums.
inline constexpr const char* start_mode_names[] = {"descent", "site", "touchdown", "orbit"};
inline constexpr int start_mode_count = sizeof start_mode_names / sizeof start_mode_names[0];
inline constexpr const char* orbit_frame_names[] = {"moon_fixed", "j2000"};
inline constexpr const char* ignition_names[] = {"time", "range"};

// Ignition is planned before the flight, by the nominal orbit: it is at the same time in all cases.
struct OrbitOptions {
  OrbitFrame frame = OrbitFrame::moon_fixed;
  Ignition ignition = Ignition::time;
  double range_rad = 15.6 * unit::degree_rad;
  std::int32_t step_ticks = 500;

  // follow from the keys (config/orbit.h); what can't be found is NaN
  double coast_s = 0.0;            // from the epoch to ignition
  double ignition_days_tdb = 0.0;  // from J2000
  double lowest_m = 0.0;           // of the nominal orbit until ignition, from the Moon's centre

  template <class V>
  static void fields(V& v) {
    v.choice("frame", &OrbitOptions::frame, orbit_frame_names,
             "axes of position and velocity; `moon_fixed`: mean Earth and pole, the velocity relative to the turning "
             "Moon; `j2000`: those of the ICRF");
    v.choice("ignition", &OrbitOptions::ignition, ignition_names,
             "`time`: at site.epoch_utc; `range`: as soon after the epoch as the nominal orbit has range_deg to go");
    v.real("range_deg", &OrbitOptions::range_rad, unit::degree, {0, 180},
           "angle at the Moon's centre from the start of the descent to the target, along the track");
    v.duration("step_s", &OrbitOptions::step_ticks, {0.5, 60}, "longest integration step until ignition");
  }
};

}  // namespace farside
