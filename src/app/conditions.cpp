#include "app/conditions.h"

#include <fmt/format.h>

#include <algorithm>

#include "config/reads.h"

namespace farside {
namespace {

bool is_dispersed(const Configuration& c, const std::string& path) {
  return std::any_of(c.dispersions.begin(), c.dispersions.end(),
                     [&](const Dispersion& d) { return std::count(d.paths.begin(), d.paths.end(), path) > 0; });
}

std::string ground(const Configuration& c) {
  const std::string& model = c.text("moon.terrain.model");
  if (model == "sphere") return "terrain: the sphere through the target, smooth and level";
  if (model == "dem") {
    std::string maps;
    for (const TerrainLayer& layer : c.layers) maps += (maps.empty() ? "" : ", ") + layer.path;
    return "terrain: the heights of " + maps + ", the same for all cases; no relief that they don't show";
  }
  if (is_dispersed(c, "moon.terrain.slope_deg")) return "terrain: a plane, its slope drawn for each case; no craters, no rocks";
  return fmt::format("terrain: a plane with a slope of {} deg in all cases; no craters, no rocks", c.real("moon.terrain.slope_deg"));
}

// What is dispersed and read by no model, and what that leaves.
void unread(const Configuration& c, std::vector<std::string>& conditions) {
  std::string paths;
  const std::vector<UnreadInput> found = unread_inputs(c);
  constexpr std::size_t shown = 4;
  for (std::size_t i = 0; i < std::min(shown, found.size()); ++i) paths += (i > 0 ? ", " : "") + found[i].path;
  if (found.size() > shown) paths += fmt::format(" and {} more", found.size() - shown);
  if (!found.empty()) conditions.push_back("dispersed, but read by none of the chosen models: " + paths);
  if (c.varied_paths().size() == found.size() && c.count("campaign.cases") > 1)
    conditions.emplace_back(
        "all cases alike: no input that is read differs between them; they are one landing, flown many times, and the "
        "intervals say nothing");
}

// Epistemic inputs have one value that nobody knows. Drawn for each case, they make P(safe) a mean over what is possible.
std::string unknown_constants(const Configuration& c) {
  std::size_t epistemic = 0, aleatory = 0;
  const std::vector<UnreadInput> dead = unread_inputs(c);
  const auto is_read = [&](const std::string& path) {
    return std::none_of(dead.begin(), dead.end(), [&](const UnreadInput& input) { return input.path == path; });
  };
  for (const Dispersion& d : c.dispersions)
    (d.epistemic ? epistemic : aleatory) += static_cast<std::size_t>(std::count_if(d.paths.begin(), d.paths.end(), is_read));
  if (epistemic == 0) return "";
  return fmt::format("epistemic inputs: {} drawn anew for each case{}: P is a mean over their spread, not a band", epistemic,
                     aleatory > 0 ? fmt::format(" together with {} aleatory ones", aleatory) : "");
}

}  // namespace

std::vector<std::string> conditions_of(const Configuration& c) {
  std::vector<std::string> conditions{ground(c)};
  if (!c.cloud.path.empty()) conditions.push_back("start: the states of " + c.cloud.path + ", a row a case");
  unread(c, conditions);
  if (const std::string text = unknown_constants(c); !text.empty()) conditions.push_back(text);
  if (c.start != StartMode::touchdown) {
    conditions.emplace_back(c.text("gnc.navigation.mode") == "perfect"
                                ? "navigation: perfect, the flight software knows the true state"
                                : "navigation: inertial from the nominal start; attitude and mass are known, sensors don't fail");
  }
  if (c.text("touchdown.model") == "none") conditions.emplace_back("touchdown: none, a case ends where the CG meets the ground");
  return conditions;
}

}  // namespace farside
