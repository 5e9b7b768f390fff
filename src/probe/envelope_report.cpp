#include "probe/envelope_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "config/yaml/scalar.h"
#include "probe/ending.h"
#include "stats/json_number.h"

namespace farside {
namespace {

using Json = nlohmann::ordered_json;

Coordinates failing_point(const InputSpace& space, const WayOut& out) {
  return moved(space.middle(), out.way, out.fails_at);
}

std::string command_of(const Scenario& s, const InputSpace& space, const Coordinates& z, std::uint64_t case_number,
                       const std::string& campaign) {
  const std::vector<std::string> sets = sets_of(s, space, z);
  if (sets.empty()) return "";
  std::string text = fmt::format("farside run {} --cases {}", campaign, case_number + 1);
  for (const std::string& set : sets) text += " --set " + in_single_quotes(set);
  return text + " -o case.h5";
}

Json json_of(const WayOut& out) {
  Json j{{"safe_to_sigma", out.safe_to},
         {"sigma", json_number(out.fails_at)},
         {"distance_sigma", json_number(out.distance())},
         {"safe_again_sigma", json_number(out.safe_again_at)},
         {"impossible_from_sigma", json_number(out.impossible_at)}};
  j["outcome"] = out.fails() ? Json(outcome_of(out.failure)) : Json(nullptr);
  j["first_cause"] = out.fails() ? Json(cause_meanings[out.failure.first_cause]) : Json(nullptr);
  return j;
}

// A line of the table of single departures.
struct Line {
  const InputInfo* input;
  const WayOut* out;
  double side, value;
};

std::string line_text(const Line& line) {
  const WayOut& out = *line.out;
  std::string text = fmt::format("{:<44} {:>+8.3f} {:>12.6g} {:<7} {}", line.input->path, line.side * out.fails_at,
                                 line.value, line.input->units, ending_of(out.failure));
  if (length_of(out.way) > 1.0 + 1e-9) text += fmt::format("; as likely as {:.2f} sigma", out.distance());
  if (out.safe_again_at == out.safe_again_at)
    text += fmt::format("; safe again at {:+g}", line.side * out.safe_again_at);
  return text + "\n";
}

std::string worst_text(const WayOut& worst, const Scenario& s, const InputSpace& space, const EnvelopeOptions& options,
                       const std::string& campaign) {
  std::string text = fmt::format(
      "\nworst direction: {:.3f} sigma, {}; the nearest that a local search found, so a nearer one may be\n",
      worst.fails_at, ending_of(worst.failure));
  const Coordinates z = failing_point(space, worst);
  const std::vector<double> values = space.values(z);
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < z.size(); ++i) {
    if (std::fabs(z[i]) > 0.0) order.push_back(i);
  }
  std::sort(order.begin(), order.end(), [&](auto a, auto b) { return std::fabs(z[a]) > std::fabs(z[b]); });
  constexpr double least = 0.1;
  std::size_t small = 0;
  for (const std::size_t i : order) {
    if (std::fabs(z[i]) < least) ++small;
    else
      text +=
          fmt::format("  {:<42} {:>+8.3f} {:>12.6g} {}\n", space.info(i).path, z[i], values[i], space.info(i).units);
  }
  if (small > 0) text += fmt::format("  and {} less than {} sigma off\n", small, least);
  const std::string command = command_of(s, space, z, options.case_number, campaign);
  if (!command.empty()) text += "to fly it:\n  " + command + "\n";
  return text;
}

// Inputs by why they are never moved.
std::string still_text(const InputSpace& space) {
  std::map<std::string, std::string> by_reason;
  for (std::size_t i = 0; i < space.size(); ++i) {
    if (space.still(i).empty()) continue;
    std::string& list = by_reason[space.still(i)];
    list += (list.empty() ? "" : ", ") + space.info(i).path;
  }
  std::string text;
  for (const auto& [why, list] : by_reason) text += fmt::format("not moved ({}): {}\n", why, list);
  return text;
}

}  // namespace

std::vector<std::string> sets_of(const Scenario& s, const InputSpace& space, const Coordinates& z, Striking faults) {
  const Configuration& c = s.configuration;
  if (!c.orbit_covariance.empty()) return {};
  const std::vector<double> values = space.values(z);
  std::string list;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::string& path = space.info(i).path;
    // without an entry of its own the ground is drawn, and maps are moved, all the same
    if (values[i] == c.real(path) && !path.starts_with("moon.terrain.")) continue;
    list += fmt::format("{}{{path: {}, constant: {{value: {}}}}}", list.empty() ? "" : ", ", path, to_text(values[i]));
  }
  std::vector<std::string> sets{"dispersions=[" + list + "]"};
  if (!c.faults.empty() && faults == Striking::never) sets.insert(sets.end(), {"faults=[]", "campaign.strata=none"});
  return sets;
}

Json envelope_json(const Envelope& e, const Scenario& s, const InputSpace& space, const EnvelopeOptions& options,
                   const std::string& campaign) {
  Json j{{"title", s.name},
         {"campaign_id", s.campaign_id},
         {"case", options.case_number},
         {"reach_sigma", options.reach},
         {"step_sigma", options.step},
         {"fails", options.lost_only ? "lost" : "not safe"},
         {"flights", e.flights}};
  j["middle"] = {{"outcome", outcome_of(e.middle)}, {"first_cause", cause_meanings[e.middle.first_cause]}};
  j["inputs"] = Json::array();
  for (const InputEnvelope& input : e.inputs) {
    Json one{{"path", space.info(input.input).path}, {"units", space.info(input.input).units}};
    for (const auto& [name, out] : {std::pair{"down", &input.down}, std::pair{"up", &input.up}}) {
      one[name] = json_of(*out);
      if (!out->fails()) continue;
      const Coordinates z = failing_point(space, *out);
      one[name]["value"] = space.values(z)[input.input];
      one[name]["command"] = command_of(s, space, z, options.case_number, campaign);
    }
    j["inputs"].push_back(one);
  }
  j["not_moved"] = Json::array();
  for (std::size_t i = 0; i < space.size(); ++i) {
    if (!space.still(i).empty()) j["not_moved"].push_back({{"path", space.info(i).path}, {"why", space.still(i)}});
  }
  j["worst"] = nullptr;
  if (!e.worst) return j;
  const Coordinates z = failing_point(space, *e.worst);
  const std::vector<double> values = space.values(z);
  j["worst"] = json_of(*e.worst);
  for (std::size_t i = 0; i < z.size(); ++i) {
    if (std::fabs(z[i]) > 0.0)
      j["worst"]["inputs"].push_back({{"path", space.info(i).path}, {"sigma", z[i]}, {"value", values[i]}});
  }
  j["worst"]["command"] = command_of(s, space, z, options.case_number, campaign);
  return j;
}

std::string envelope_table(const Envelope& e, const Scenario& s, const InputSpace& space,
                           const EnvelopeOptions& options, const std::string& campaign) {
  std::string text = fmt::format(
      "{}: envelope about the middle case, each input at its median, with the noise of case {}; up to {:g} sigma, in "
      "steps of {:g}; {} flights\n",
      s.name, options.case_number, options.reach, options.step, e.flights);
  if (e.middle_fails)
    return text + fmt::format("the middle case itself isn't {}: {}; another one by --case\n",
                              options.lost_only ? "kept" : "safe", ending_of(e.middle));
  std::vector<Line> lines;
  std::string nowhere, ends;
  for (const InputEnvelope& input : e.inputs) {
    const InputInfo& info = space.info(input.input);
    for (const auto& [side, out] : {std::pair{-1.0, &input.down}, std::pair{1.0, &input.up}}) {
      if (out->fails()) lines.push_back({&info, out, side, space.values(failing_point(space, *out))[input.input]});
      if (out->impossible_at == out->impossible_at)
        ends += fmt::format("can't be from {:+g} sigma on: {}\n", side * out->impossible_at, info.path);
    }
    if (!input.down.fails() && !input.up.fails()) nowhere += (nowhere.empty() ? "" : ", ") + info.path;
  }
  std::stable_sort(lines.begin(), lines.end(),
                   [](const Line& a, const Line& b) { return a.out->distance() < b.out->distance(); });
  if (!lines.empty())
    text += fmt::format("\n{:<44} {:>8} {:>12} {:<7} {}\n", "first failure of each input alone", "sigma", "value", "",
                        "the case");
  for (const Line& line : lines) text += line_text(line);
  if (!nowhere.empty()) text += "\nno failure alone, either way: " + nowhere + "\n";
  text += ends + still_text(space);
  return text + (e.worst ? worst_text(*e.worst, s, space, options, campaign)
                         : "\nno failure in any direction that was tried\n");
}

}  // namespace farside
