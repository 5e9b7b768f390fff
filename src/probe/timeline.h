#pragma once
// What happened in a case, and when.
#include <string>
#include <vector>

#include "engine/replay.h"

namespace farside {

// The lander at the last sample until then. Speeds are relative to the Moon, along and across the vertical below the
// lander, not that of the target.
struct Event {
  double time_s;  // from ignition
  std::string text;
  double height_m, speed_down_m_s, speed_across_m_s, tilt_deg;
  double nav_error_m;  // NaN on the ground
};

// In the order of time. `replay`, of a case of the scenario, must have kept its history.
std::vector<Event> timeline_of(const Scenario& scenario, const Replay& replay);

}  // namespace farside
