#include "stats/verdicts/mission.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "stats/json_number.h"

namespace farside {
namespace {

using Json = nlohmann::ordered_json;

bool is_single(const ColumnSource& source, const std::string& name) {
  const ColumnInfo* const column = source.find(name);
  return column != nullptr && column->extent == 1;
}

}  // namespace

MissionCounts::MissionCounts() { closest.fill(std::numeric_limits<double>::infinity()); }

// One pass over the rows.
std::optional<MissionCounts> count_missions(const ColumnSource& source, const Cases& cases) {
  std::vector<std::string> names{mission_column, mission_cause_column};
  for (const MissionNeedInfo& need : mission_needs) names.push_back(mission_margin_column(need.name));
  if (!std::all_of(names.begin(), names.end(), [&](const std::string& name) { return is_single(source, name); }))
    return std::nullopt;
  MissionCounts n;
  for_each_block(source, cases, names, [&](const RowBlock& block, const std::vector<Mark>& marks) {
    for (std::size_t i = 0; i < block.rows; ++i) {
      const std::size_t row = block.first + i;
      if (cases.endings[row] == Ending::not_run) continue;
      const Mark& mark = marks[i];
      const auto cause = static_cast<int>(block.values[1][i]);
      const Told told = mission_goes_on(block.values[0][i], cases.endings[row]);
      if (told == Told::yes) n.goes_on.add(mark);
      n.unknown += told == Told::untold;
      n.fails += told == Told::no;
      if (cases.is_untold(row)) n.landing.add_untold(mark);
      else if (cases.endings[row] != Ending::safe) n.landing.add(mark);
      if (told == Told::untold) n.goes_on.add_untold(mark);
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

std::vector<std::string> mission_events() {
  std::vector<std::string> events{mission_event};
  for (const MissionNeedInfo& need : mission_needs) events.push_back(mission_need_event(need.name));
  return events;
}

bool is_mission_event(const std::string& event) {
  const std::vector<std::string> events = mission_events();
  return std::find(events.begin(), events.end(), event) != events.end();
}

std::string mission_margin_column(const char* need) { return std::string("mission_margin_") + need; }

bool has_mission(const ColumnSource& source) {
  return is_single(source, mission_column) && is_single(source, mission_cause_column);
}

Told mission_goes_on(double mission, Ending ending) {
  if (mission == static_cast<double>(Mission::goes_on)) return Told::yes;
  if (mission == static_cast<double>(Mission::unknown)) return Told::untold;
  return mission == static_cast<double>(Mission::fails) || !is_untold(ending) ? Told::no : Told::untold;
}

std::string mission_cause_name(double mission, double cause) {
  if (cause > 0.0 && cause < static_cast<double>(std::size(mission_cause_meanings)))
    return mission_cause_meanings[static_cast<std::size_t>(cause)];
  return mission == static_cast<double>(Mission::unknown) ? mission_meanings[static_cast<int>(Mission::unknown)]
                                                          : mission_cause_meanings[0];
}

MissionQuestion::MissionQuestion(const ColumnSource& source, const std::string& event)
    : asked_(is_mission_event(event)) {
  if (!asked_) return;
  for (const MissionNeedInfo& need : mission_needs) {
    if (event == mission_need_event(need.name)) need_margin_ = mission_margin_column(need.name);
  }
  if (!has_mission(source) || (!need_margin_.empty() && !is_single(source, need_margin_)))
    throw DataError(source.name() + ": tells of no " + event + " (aftermath.model: none)");
}

bool MissionQuestion::has_margin(const std::string& column) const {
  if (!need_margin_.empty()) return column == need_margin_;
  return column.starts_with("margin_") || (asked_ && column.starts_with(mission_margin_column("")));
}

Told MissionQuestion::fails(double mission, double margin, Ending ending) const {
  if (need_margin_.empty()) {
    const Told goes_on = mission_goes_on(mission, ending);
    return goes_on == Told::yes ? Told::no : goes_on == Told::no ? Told::yes : Told::untold;
  }
  if (ending != Ending::safe) return ending == Ending::numerical_failure ? Told::untold : Told::no;
  return margin < 0.0 ? Told::yes : std::isnan(margin) ? Told::untold : Told::no;
}

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
  std::string given = mission_given;
  if (needs.contains(mission_needs[static_cast<int>(MissionNeed::relay)].name))
    given += std::string(", ") + mission_given_with_relay;
  else if (needs.size() > 1)  // of a safe landing the others are told
    given += std::string(", ") + mission_given_without_relay;
  const PickMission goes_on = [](const MissionCounts& n) -> const EventRange& { return n.goes_on; };
  return {{"goes_on", share(goes_on)},
          {"cases", {{"goes_on", count(goes_on)}, {"fails", fails}, {"unknown", unknown}}},
          {"needs", needs},
          {"given", given}};
}

}  // namespace farside
