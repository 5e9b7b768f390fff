#pragma once
// How the mission goes on after the landing, from its columns (record/aftermath_record.h).
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "stats/cases.h"

namespace farside {

// Events of requirements: `mission`, it goes on; `mission_NEED`, the landing is safe and that need isn't met.
inline constexpr char mission_event[] = "mission";
std::string mission_need_event(const char* need);

bool is_mission_event(const std::string& event);

// The number of cases with such an event, or perhaps with it. None: the table has no mission.
std::optional<EventRange> count_mission_event(const ColumnSource& source, const Cases& cases, const std::string& event);

// `share`: estimate and interval of an event, as P(safe) has them. Null where the table says nothing of it.
nlohmann::ordered_json mission_statistics(const ColumnSource& source, const Cases& cases,
                                          const std::function<nlohmann::ordered_json(const EventRange&)>& share);

}  // namespace farside
