#include "app/run/conditions.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/run/unread.h"

#include "config/keys/reads.h"

namespace farside {
namespace {

bool is_always(const Configuration& c, const std::string& path, double value) {
  return !c.varies(path) && c.real(path) == value;
}

bool is_on(const Configuration& c, const std::string& path) {
  return std::get<bool>(c.values[registry().index_of(path)]);
}

// Which cases share one of the grounds that the laws allow.
const char* grounds(const Configuration& c) {
  const std::string path = "moon.terrain.relief.ground";
  for (const Dispersion& d : c.dispersions) {
    if (std::find(d.paths.begin(), d.paths.end(), path) == d.paths.end()) continue;
    if (d.once || d.kind == Distribution::constant) return "the same ones in all cases, which were drawn";
    if (d.epistemic && c.design().outer > 0)
      return "the same ones in all cases at the best guess, and other ones in each draw of what isn't known";
  }
  const auto listed = [&](const Dispersion& d) {
    return d.kind == Distribution::discrete && std::find(d.paths.begin(), d.paths.end(), path) != d.paths.end();
  };
  if (std::any_of(c.dispersions.begin(), c.dispersions.end(), listed))
    return "one of those that are listed in each case";
  return c.varies(path) ? "other ones in each case" : "the same ones in all cases";
}

std::string relief(const Configuration& c) {
  const std::string listed = "craters and rocks as they are listed, the same in all cases";
  std::string text = listed;
  if (c.text("moon.terrain.relief.model") == "generated") {
    text = std::string("craters, rocks and roughness drawn from laws, ") + grounds(c);
    if (!c.listed[0].empty() || !c.listed[1].empty()) text += ", and " + listed;
  }
  text += "; rocks are moved by pads alone and do not break, and ";
  return text + (c.start != StartMode::touchdown && c.text("gnc.avoidance.mode") == "lidar"
                     ? "the hazard lidar alone sees them"
                     : "sensors see none of them; nothing on board looks for hazards");
}

std::string ground(const Configuration& c) {
  const std::string& model = c.text("moon.terrain.model");
  const bool uneven = c.text("moon.terrain.relief.model") != "none";
  if (model == "sphere")
    return "terrain: the sphere through the target, " + (uneven ? "with " + relief(c) : "smooth and level");
  if (model == "dem") {
    std::string maps;
    for (const TerrainLayer& layer : c.layers) maps += (maps.empty() ? "" : ", ") + layer.path;
    const std::vector<std::string> varied = c.varied_paths();
    const bool moved = std::any_of(varied.begin(), varied.end(),
                                   [](const std::string& path) { return path.starts_with("moon.terrain.layer"); });
    return "terrain: the heights of " + maps +
           (moved ? ", the same for all cases but for the errors of the maps, which are drawn for each; "
                  : ", the same for all cases; ") +
           (uneven ? "what they don't show: " + relief(c) : "no relief that they don't show");
  }
  if (uneven) return "terrain: a plane with " + relief(c);
  if (c.varies("moon.terrain.slope_deg"))
    return "terrain: a plane, its slope drawn for each case; no craters, no rocks";
  return fmt::format("terrain: a plane with a slope of {} deg in all cases; no craters, no rocks",
                     c.real("moon.terrain.slope_deg"));
}

// The inputs that are dispersed but read by no model.
void unread(const Configuration& c, std::vector<std::string>& conditions) {
  std::string paths;
  const std::vector<UnreadInput> found = unread_inputs(c);
  constexpr std::size_t shown = 4;
  for (std::size_t i = 0; i < std::min(shown, found.size()); ++i) paths += (i > 0 ? ", " : "") + found[i].path;
  if (found.size() > shown) paths += fmt::format(" and {} more", found.size() - shown);
  if (!found.empty()) conditions.push_back("dispersed, but read by none of the chosen models: " + paths);
}

// Epistemic inputs have one value that nobody knows. Drawn for each case, they make P(safe) a mean over what is
// possible.
std::string unknown_constants(const Configuration& c) {
  std::size_t epistemic = 0, aleatory = 0;
  const std::vector<UnreadInput> dead = unread_inputs(c);
  const auto is_read = [&](const std::string& path) {
    return std::none_of(dead.begin(), dead.end(), [&](const UnreadInput& input) { return input.path == path; });
  };
  for (const Dispersion& d : c.dispersions) {
    if (d.once) continue;
    (d.epistemic ? epistemic : aleatory) +=
        static_cast<std::size_t>(std::count_if(d.paths.begin(), d.paths.end(), is_read));
  }
  if (epistemic == 0) return "";
  if (c.design().outer > 0)
    return fmt::format(
        "epistemic inputs: {} at their best guess, the median; drawn {} times for the band, and all else "
        "the same in each draw",
        epistemic, c.design().outer);
  return fmt::format("epistemic inputs: {} drawn anew for each case{}: P is a mean over their spread, not a band",
                     epistemic, aleatory > 0 ? fmt::format(" together with {} aleatory ones", aleatory) : "");
}

// Drawn once: P is given that draw.
std::string frozen(const Configuration& c) {
  std::string paths;
  for (const Dispersion& d : c.dispersions) {
    if (!d.once) continue;
    for (const std::string& path : d.paths) paths += (paths.empty() ? "" : ", ") + path;
  }
  return paths.empty() ? "" : "drawn once, the same in all cases: " + paths;
}

std::string faults(const Configuration& c) {
  if (c.faults.empty()) return "";
  std::string text =
      fmt::format("faults: {} may strike, each by itself and independently of all others", c.faults.size());
  const std::vector<UnreadInput> dead = unread_faults(c);
  for (std::size_t i = 0; i < dead.size(); ++i) text += (i == 0 ? "; nothing here reads " : ", ") + dead[i].path;
  return text;
}

// Criteria that the configuration switches off.
std::string not_judged(const Configuration& c) {
  const std::string& model = c.text("touchdown.model");
  std::string text;
  const auto add = [&](const std::string& criteria, const std::string& why) {
    text += (text.empty() ? "not judged: " : "; ") + criteria + " (" + why + ")";
  };
  if (model == "none") add("what happens after the first contact", "touchdown.model: none");
  if (model == "rigid") add("nozzle_strike, stroke_exceeded, load_exceeded", "touchdown.model: rigid");
  if (model != "none" && is_always(c, "vehicle.legs.hull_clearance_m", 0))
    add("hull_strike", "vehicle.legs.hull_clearance_m: 0");
  if (model == "legs" && is_always(c, "vehicle.legs.nozzle_clearance_m", 0))
    add("nozzle_strike", "vehicle.legs.nozzle_clearance_m: 0");
  for (const char* limit : {"tip_over_tilt_deg", "final_tilt_deg"}) {  // no tilt is larger
    const std::string path = std::string("vehicle.limits.") + limit;
    if (model != "none" && is_always(c, path, 180)) add(limit[0] == 't' ? "tip_over" : "final_tilt", path + ": 180");
  }
  return text;
}

void add_flight(const Configuration& c, std::vector<std::string>& conditions) {
  if (c.has_library())
    conditions.push_back("flight software: " + c.text("gnc.library") +
                         ", which is not farside's; where it fails, the case is lost");
  const std::string navigation = c.text("gnc.navigation.mode");
  conditions.emplace_back(
      navigation == "perfect" ? "navigation: perfect, the flight software knows the true state"
      : navigation == "inertial"
          ? std::string("navigation: inertial from the nominal start; attitude and mass are known") +
                (c.faults.empty() ? ", sensors don't fail" : "")
          : "navigation: a filter of its own sensors from the nominal start, aligned with the true attitude; the "
            "velocimeter's beams meet even ground");
  if (c.text("gnc.control.mode") == "off")
    conditions.emplace_back("control: off, nothing turns the vehicle or holds it");
  else if (!is_on(c, "vehicle.thrusters.uses_propellant"))
    conditions.emplace_back("thrusters: their propellant never ends");
  if (is_always(c, "vehicle.mass.propellant_kg", 0)) conditions.emplace_back("propellant: no main propellant on board");
}

}  // namespace

std::vector<std::string> conditions_of(const Configuration& c) {
  std::vector<std::string> conditions{ground(c)};
  if (!c.cloud.path.empty()) conditions.push_back("start: the states of " + c.cloud.path + ", a row a case");
  if (c.start == StartMode::orbit) {
    conditions.push_back(fmt::format(
        "start: an orbit, followed from {} to an ignition that is planned by the nominal one, without the "
        "pull of Earth and Sun{}",
        c.text("start.orbit.epoch_utc"),
        c.text("start.orbit.frame") == "j2000" ? "; the Moon's axes are known to 130 m on the ground" : ""));
  }
  unread(c, conditions);
  if (const std::string text = unknown_constants(c); !text.empty()) conditions.push_back(text);
  if (const std::string text = frozen(c); !text.empty()) conditions.push_back(text);
  if (const std::string text = faults(c); !text.empty()) conditions.push_back(text);
  if (c.start == StartMode::touchdown)
    conditions.push_back(std::string("start: above the ground, no descent is flown") +
                         (c.has_library() ? ", and gnc.library has nothing to do" : ""));
  else add_flight(c, conditions);
  if (c.text("touchdown.model") == "none")
    conditions.emplace_back("touchdown: none, a case ends where the CG meets the ground");
  else if (!is_on(c, "touchdown.stop_at_rest"))
    conditions.emplace_back("touchdown: simulated for its longest time, also at rest");
  if (const std::string text = not_judged(c); !text.empty()) conditions.push_back(text);
  return conditions;
}

StopRule stop_rule_of(const Configuration& c) {
  StopRule rule;
  rule.safe_width = c.real("campaign.stop.safe_width");
  const std::string& named = c.text("campaign.stop.requirement");
  for (const Requirement& q : c.requirements) {
    if (named == "all" || named == q.name) rule.requirements.push_back(q);
  }
  if (c.text("campaign.stop.quantity") != "none") rule.quantity = c.text("campaign.stop.quantity");
  rule.quantile = c.real("campaign.stop.quantile");
  rule.quantile_width = c.real("campaign.stop.quantile_width");
  rule.first_look = c.count("campaign.stop.min_cases");
  rule.round = c.count("campaign.stop.round_cases");
  return rule;
}

StatisticsRequest request_of(const Configuration& c) {
  std::vector<std::string> unread;
  for (const UnreadInput& input : unread_inputs(c)) unread.push_back(input.path);
  return {c.requirements,
          conditions_of(c),
          count_varying_inputs(c) == 0,
          c.fault_rates(),
          c.forces_faults(),
          stop_rule_of(c),
          std::move(unread),
          {},
          c.text("moon.terrain.relief.model") == "generated"};
}

}  // namespace farside
