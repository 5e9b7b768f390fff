#include "stats/mission.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "stats/json_number.h"

namespace farside {
namespace {

using Json = nlohmann::ordered_json;

}  // namespace

MissionCounts::MissionCounts() { closest.fill(std::numeric_limits<double>::infinity()); }

// One pass over the rows.
std::optional<MissionCounts> count_missions(const ColumnSource& source, const Cases& cases) {
  std::vector<std::string> names{"mission", "mission_cause"};
  for (const MissionNeedInfo& need : mission_needs) names.push_back(std::string("mission_margin_") + need.name);
  for (const std::string& name : names) {
    const ColumnInfo* column = source.find(name);
    if (column == nullptr || column->extent != 1) return std::nullopt;
  }
  MissionCounts n;
  for_each_block(source, cases, names, [&](const Block& block, const std::vector<Mark>& marks) {
    for (std::size_t i = 0; i < block.rows; ++i) {
      const std::size_t row = block.first + i;
      if (cases.endings[row] == Ending::not_run) continue;
      const Mark& mark = marks[i];
      const auto mission = static_cast<int>(block.values[0][i]), cause = static_cast<int>(block.values[1][i]);
      const bool untold = mission == static_cast<int>(Mission::unknown);
      if (mission == static_cast<int>(Mission::goes_on)) n.goes_on.add(mark);
      n.unknown += untold;
      n.fails += mission == static_cast<int>(Mission::fails);
      if (cases.is_untold(row)) n.landing.add_untold(mark);
      else if (cases.endings[row] != Ending::safe) n.landing.add(mark);
      if (untold) n.goes_on.add_untold(mark);
      if (cases.endings[row] != Ending::safe) continue;
      for (int k = 0; k < mission_need_count; ++k) {
        const double margin = block.values[2 + static_cast<std::size_t>(k)][i];
        if (margin < 0) n.unmet[k].add(mark);
        else if (std::isnan(margin)) n.unmet[k].add_untold(mark);
        if (!std::isnan(margin)) {
          ++n.told[k];
          n.closest[k] = std::min(n.closest[k], margin);
        }
        if (cause == mission_cause_landing + 1 + k) n.first[k].add(mark);
      }
    }
  });
  return n;
}

std::string mission_need_event(const char* need) { return std::string("mission_") + need; }

bool is_mission_event(const std::string& event) { return event.starts_with(mission_event); }

std::optional<EventRange> count_mission_event(const ColumnSource& source, const Cases& cases,
                                              const std::string& event) {
  int need = -1;  // `mission` itself
  for (int k = 0; k < mission_need_count; ++k) {
    if (event == mission_need_event(mission_needs[k].name)) need = k;
  }
  const auto counts = count_missions(source, cases);
  if (!counts) return std::nullopt;
  return need < 0 ? counts->goes_on : counts->unmet[need];
}

Json mission_json(const std::vector<MissionCounts>& tables, const std::function<Json(const PickMission&)>& share) {
  const auto count = [&](const PickMission& pick) {
    std::uint64_t sum = 0;
    for (const MissionCounts& n : tables) sum += pick(n).low.count;
    return sum;
  };
  Json needs;
  const auto add = [&](const char* name, const PickMission& unmet, const PickMission& first, Json closest) {
    needs[name] = {{"count", count(unmet)},
                   {"unmet", share(unmet)},
                   {"first_count", count(first)},
                   {"first", share(first)},
                   {"closest", std::move(closest)}};
  };
  const auto landing = [](const MissionCounts& n) -> const EventRange& { return n.landing; };
  add("landing", landing, landing, nullptr);
  std::uint64_t fails = 0, unknown = 0;
  for (const MissionCounts& n : tables) fails += n.fails, unknown += n.unknown;
  for (int k = 0; k < mission_need_count; ++k) {
    std::uint64_t told = 0;
    double closest = std::numeric_limits<double>::infinity();
    for (const MissionCounts& n : tables) {
      told += n.told[k];
      closest = std::min(closest, n.closest[k]);
    }
    if (told == 0) continue;  // there is no relay, or no landing was safe
    add(
        mission_needs[k].name, [k](const MissionCounts& n) -> const EventRange& { return n.unmet[k]; },
        [k](const MissionCounts& n) -> const EventRange& { return n.first[k]; }, json_number(closest));
  }
  const PickMission goes_on = [](const MissionCounts& n) -> const EventRange& { return n.goes_on; };
  return {{"goes_on", share(goes_on)},
          {"cases", {{"goes_on", count(goes_on)}, {"fails", fails}, {"unknown", unknown}}},
          {"needs", needs},
          {"given", mission_given}};
}

}  // namespace farside
