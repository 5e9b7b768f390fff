#include "probe/explanation.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>

#include "probe/ending.h"
#include "stats/json_number.h"

namespace farside {
namespace {

using Json = nlohmann::ordered_json;

// Numbers of the margins that were judged, the closest first.
template <int count>
std::vector<int> judged(const double (&margin)[count]) {
  std::vector<int> order;
  for (int i = 0; i < count; ++i) {
    if (std::isfinite(margin[i])) order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return margin[a] < margin[b]; });
  return order;
}

// Those margins, a line each. `of`: what they are of, with name and text.
template <int count, class Of>
std::string margin_lines(const double (&margin)[count], const Of& of) {
  std::string text;
  for (const int i : judged(margin)) text += fmt::format("{:>9.4f}  {:<24} {}\n", margin[i], of[i].name, of[i].text);
  return text;
}

// To hundredths, and never -0.
double rounded(double x) { return std::round(100.0 * x) / 100.0 + 0.0; }

std::string timeline_text(const std::vector<Event>& events) {
  std::string text = fmt::format("\n{:>9} {:>10} {:>9} {:>9} {:>7} {:>9}  {}\n", "time s", "height m", "down m/s",
                                 "across", "tilt", "nav err m", "");
  for (const Event& e : events) {
    text += fmt::format("{:>9.2f} {:>10.2f} {:>9.2f} {:>9.2f} {:>7.2f} {:>9}  {}\n", e.time_s, rounded(e.height_m),
                        rounded(e.speed_down_m_s), e.speed_across_m_s, e.tilt_deg,
                        std::isfinite(e.nav_error_m) ? fmt::format("{:.2f}", e.nav_error_m) : "", e.text);
  }
  return text;
}

std::string margins_text(const LandingRecord& r) {
  return "\nmargins (0 at the limit, 1 far from it), the closest first:\n" + margin_lines(r.margin, criteria);
}

bool has_mission(const Scenario& s) { return s.options.aftermath.model == AftermathModel::mission; }

std::string needs_text(const LandingRecord& r) {
  const std::string lines = margin_lines(r.mission_margin, mission_needs);
  if (lines.empty()) return "\nneeds of the mission: not looked at, it isn't at rest\n";
  return "\nneeds of the mission, the closest first:\n" + lines;
}

std::string departure_text(const Departure& d) {
  if (!std::isfinite(d.drawn)) return d.name;
  return fmt::format("{} {:.8g}{}{}, nominal {:.8g}", d.name, d.drawn, d.units == "1" ? "" : " ",
                     d.units == "1" ? "" : d.units, d.nominal);
}

std::string group_text(const SavingGroup& g, const Rescue& found) {
  std::string text;
  for (const std::size_t d : g.departures)
    text += fmt::format("  {} {}\n", d == g.departures.front() ? "-" : " ", departure_text(found.departures[d]));
  if (g.part < 1.0) text += fmt::format("    {:.0f} % of the way back is enough\n", 100.0 * g.part);
  if (g.others_saved)
    text += fmt::format("    with that, {} of {} other draws end well\n", *g.others_saved, found.others);
  return text;
}

// Is no group that was looked at any better over other ground and with other noise than none?
bool is_luck(const Rescue& found) {
  return !found.groups.empty() && std::all_of(found.groups.begin(), found.groups.end(), [&](const SavingGroup& g) {
    return g.others_saved.value_or(0) <= found.others_saved;
  });
}

std::string rescue_text(const Rescue& found, bool of_mission) {
  std::string text = of_mission ? "\nwhat would have let its mission go on, with the same noise and ground:\n"
                                : "\nwhat would have saved it, with the same noise and ground:\n";
  if (found.departures.empty()) {
    text += "  nothing of its inputs: all that it reads is nominal\n";
  } else if (found.groups.empty()) {
    text += fmt::format("  nothing of its inputs: with all {} at nominal it is {}\n", found.departures.size(),
                        of_mission ? mission_ending_of(found.nominal) : ending_of(found.nominal));
  } else {
    const std::size_t size = found.groups.front().departures.size();
    constexpr std::size_t shown = 10;
    text += found.smallest ? fmt::format("  {} of {} inputs back at nominal{}; there are {} such groups\n", size,
                                         found.departures.size(), size > 1 ? ", and no fewer" : "", found.groups.size())
                           : fmt::format(
                                 "  {} of {} inputs back at nominal, of which none can be left out; perhaps there is a "
                                 "smaller group\n",
                                 size, found.departures.size());
    for (std::size_t i = 0; i < std::min(shown, found.groups.size()); ++i) text += group_text(found.groups[i], found);
    if (found.groups.size() > shown) text += fmt::format("  and {} more: --json OUT\n", found.groups.size() - shown);
  }
  text += fmt::format("with the noise, and over the ground, of {} other draws, its inputs as they are {} in {}\n",
                      found.others, of_mission ? "let it go on" : "end well", found.others_saved);
  if (is_luck(found)) text += "no group raises that: what saves this case is as good as luck\n";
  return text + fmt::format("{} flights\n", found.flights);
}

Json json_of(const Rescue& found) {
  Json j{{"inputs_at_nominal", outcome_of(found.nominal)},
         {"smallest", found.smallest},
         {"groups", Json::array()},
         {"departures", Json::array()},
         {"other_draws", {{"flights", found.others}, {"saved", found.others_saved}}},
         {"flights", found.flights}};
  for (const SavingGroup& g : found.groups) {
    Json inputs = Json::array();
    for (const std::size_t d : g.departures) inputs.push_back(found.departures[d].name);
    const Json saved = g.others_saved ? Json(*g.others_saved) : Json(nullptr);
    j["groups"].push_back({{"inputs", inputs}, {"part", json_number(g.part)}, {"other_draws_saved", saved}});
  }
  for (const Departure& d : found.departures)
    j["departures"].push_back(
        {{"name", d.name}, {"units", d.units}, {"drawn", json_number(d.drawn)}, {"nominal", json_number(d.nominal)}});
  return j;
}

}  // namespace

Json explanation_json(const Explanation& e, const Scenario& s) {
  const LandingRecord& r = e.record;
  Json j{{"title", s.name},
         {"campaign_id", s.campaign_id},
         {"case", e.case_number},
         {"outcome", outcome_of(r)},
         {"first_cause", cause_meanings[r.first_cause]},
         {"mission", nullptr},
         {"margins", Json::array()},
         {"timeline", Json::array()},
         {"rescue", nullptr}};
  for (const int c : judged(r.margin))
    j["margins"].push_back(
        {{"criterion", criteria[c].name}, {"margin", r.margin[c]}, {"time_s", json_number(r.time[c])}});
  if (has_mission(s) && r.mission >= 0) {
    Json needs = Json::array();
    for (const int k : judged(r.mission_margin))
      needs.push_back({{"need", mission_needs[k].name},
                       {"margin", r.mission_margin[k]},
                       {"time_s", json_number(r.mission_time[k])}});
    j["mission"] = {
        {"mission", mission_meanings[r.mission]}, {"cause", mission_cause_meanings[r.mission_cause]}, {"needs", needs}};
  }
  for (const Event& event : e.timeline) {
    j["timeline"].push_back({{"time_s", event.time_s},
                             {"event", event.text},
                             {"height_m", json_number(event.height_m)},
                             {"speed_down_m_s", json_number(event.speed_down_m_s)},
                             {"speed_across_m_s", json_number(event.speed_across_m_s)},
                             {"tilt_deg", json_number(event.tilt_deg)},
                             {"nav_error_m", json_number(event.nav_error_m)}});
  }
  if (e.rescue) {
    j["rescue"] = json_of(*e.rescue);
    j["rescue"]["of"] = fails_after_landing(r) ? "mission" : "landing";
  }
  return j;
}

std::string explanation_text(const Explanation& e, const Scenario& s) {
  const LandingRecord& r = e.record;
  const bool of_mission = fails_after_landing(r);
  std::string text =
      fmt::format("{}, case {}: {}{}\n", s.name, e.case_number, mission_ending_of(r),
                  r.first_cause > 0 ? fmt::format(": {}", text_of(static_cast<Cause>(r.first_cause))) : "");
  if (!e.timeline.empty()) text += timeline_text(e.timeline);
  text += margins_text(r);
  if (has_mission(s)) text += needs_text(r);
  return e.rescue ? text + rescue_text(*e.rescue, of_mission) : text;
}

}  // namespace farside
