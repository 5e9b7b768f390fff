#include "stats/mission.h"

#include <array>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <vector>

#include "stats/json_number.h"

namespace farside {
namespace {

using Json = nlohmann::ordered_json;

// One pass over the rows.
struct MissionCounts {
  EventRange goes_on, landing;                           // of all judged cases; the landing isn't safe
  std::array<EventRange, mission_need_count> unmet;      // the landing is safe, and the need isn't met
  std::array<EventRange, mission_need_count> first;      // the same, before all others
  std::array<double, mission_need_count> closest;        // margin of a safe landing
  std::array<std::uint64_t, mission_need_count> told{};  // safe landings of which it is known
  std::uint64_t fails = 0, unknown = 0;

  MissionCounts() { closest.fill(std::numeric_limits<double>::infinity()); }
};

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

}  // namespace

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

Json mission_statistics(const ColumnSource& source, const Cases& cases,
                        const std::function<Json(const EventRange&)>& share) {
  const auto n = count_missions(source, cases);
  if (!n || cases.judged() == 0) return nullptr;
  Json needs;
  const auto add = [&](const char* name, const EventRange& unmet, const EventRange& first, Json closest) {
    needs[name] = {{"count", unmet.low.count},
                   {"unmet", share(unmet)},
                   {"first_count", first.low.count},
                   {"first", share(first)},
                   {"closest", std::move(closest)}};
  };
  add("landing", n->landing, n->landing, nullptr);
  for (int k = 0; k < mission_need_count; ++k) {
    if (n->told[k] == 0) continue;  // there is no relay, or no landing was safe
    add(mission_needs[k].name, n->unmet[k], n->first[k], json_number(n->closest[k]));
  }
  return {{"goes_on", share(n->goes_on)},
          {"cases", {{"goes_on", n->goes_on.low.count}, {"fails", n->fails}, {"unknown", n->unknown}}},
          {"needs", needs}};
}

}  // namespace farside
