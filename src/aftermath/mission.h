#pragma once
// Does the mission go on? Judged by the margins of what it needs, once the landing is judged.
#include "record/landing_record.h"

namespace farside::inline FARSIDE_ISA {

// A fault tree whose gates are all "or": it goes on where the landing is safe and every need is met, and what came
// first in time is the cause, the landing before all others. A need of which nothing is known makes it unknown, unless
// another one isn't met. `relayed`: there is a relay.
inline void judge_mission(LandingRecord& r, bool relayed) {
  const auto say = [&](Mission mission, int cause) {
    r.mission = static_cast<std::int8_t>(mission);
    r.mission_cause = static_cast<std::int8_t>(cause);
  };
  if (r.status == static_cast<std::int8_t>(Status::not_run)) return;
  const auto outcome = static_cast<Outcome>(r.outcome);
  if (r.status != static_cast<std::int8_t>(Status::done) || outcome == Outcome::unknown)
    return say(Mission::unknown, mission_cause_landing);
  if (outcome != Outcome::safe) return say(Mission::fails, mission_cause_landing);
  int first = -1;
  bool known = true;
  for (int i = 0; i < mission_need_count; ++i) {
    if (i == static_cast<int>(MissionNeed::relay) && !relayed) continue;
    const double margin = r.mission_margin[i];
    if (margin != margin) known = false;
    if (margin < 0.0 && (first < 0 || r.mission_time[i] < r.mission_time[first])) first = i;
  }
  if (first >= 0) return say(Mission::fails, mission_cause_landing + 1 + first);
  say(known ? Mission::goes_on : Mission::unknown, 0);
}

}  // namespace farside::inline FARSIDE_ISA
