#pragma once
// How the mission goes on after the landing, from its columns (record/aftermath_record.h).
#include <array>
#include <cstdint>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "stats/cases.h"

namespace farside {

// Events of requirements: `mission`, it goes on; `mission_NEED`, the landing is safe and that need isn't met.
inline constexpr char mission_event[] = "mission";
std::string mission_need_event(const char* need);

bool is_mission_event(const std::string& event);

// The number of cases with such an event, or perhaps with it. None: the table has no mission.
std::optional<EventRange> count_mission_event(const ColumnSource& source, const Cases& cases, const std::string& event);

// What a table says of it.
struct MissionCounts {
  MissionCounts();
  EventRange goes_on, landing;                           // of all judged cases; `landing`: it isn't safe
  std::array<EventRange, mission_need_count> unmet;      // the landing is safe, and the need isn't met
  std::array<EventRange, mission_need_count> first;      // the same, before all others
  std::array<double, mission_need_count> closest;        // margin of a safe landing
  std::array<std::uint64_t, mission_need_count> told{};  // safe landings of which it is known
  std::uint64_t fails = 0, unknown = 0;
};
// None: the table has no mission.
std::optional<MissionCounts> count_missions(const ColumnSource& source, const Cases& cases);

// The part `mission` of the statistics, of one table or of some together: `share` makes estimate and interval, as
// P(safe) has them, of the event that is picked.
using PickMission = std::function<const EventRange&(const MissionCounts&)>;
nlohmann::ordered_json mission_json(const std::vector<MissionCounts>& tables,
                                    const std::function<nlohmann::ordered_json(const PickMission&)>& share);

}  // namespace farside
