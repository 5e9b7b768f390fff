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

// Every such event.
std::vector<std::string> mission_events();
bool is_mission_event(const std::string& event);

// Columns that tell of a case's mission, and whether a table has them.
inline constexpr char mission_column[] = "mission", mission_cause_column[] = "mission_cause";
std::string mission_margin_column(const char* need);
bool has_mission(const ColumnSource& source);

// Does it go on? By the value of its column, and by how the case ended where that has none, as of one not flown.
Told mission_goes_on(double mission, Ending ending);
// What came first of its failing, by the value of its column; none: nothing is known to have. `unknown` where the
// landing is safe, and a need isn't known.
std::string mission_cause_name(double mission, double cause);

// The number of cases with such an event, or perhaps with it. None: the table has no mission.
std::optional<EventRange> count_mission_event(const ColumnSource& source, const Cases& cases, const std::string& event);

// A question about it: the event `mission`, that it fails, or of a need, that it isn't met by a safe landing. Others
// are not about it. DataError: it is, and the table has no mission, or no such need.
class MissionQuestion {
 public:
  MissionQuestion(const ColumnSource& source, const std::string& event);
  bool asked() const { return asked_; }
  // Is a column among the margins that the answer hangs on? Those of the landing where nothing is asked.
  bool has_margin(const std::string& column) const;
  // By the value of the column `mission`, by the least of those margins, and by how the case ended.
  Told fails(double mission, double margin, Ending ending) const;

 private:
  bool asked_;
  std::string need_margin_;  // empty: the mission as a whole
};

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
