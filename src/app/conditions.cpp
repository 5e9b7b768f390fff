#include "app/conditions.h"

#include <fmt/format.h>

#include <algorithm>

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

// Epistemic inputs have one value that nobody knows. Drawn for each case, they make P(safe) a mean over what is possible.
std::string unknown_constants(const Configuration& c) {
  std::size_t epistemic = 0, aleatory = 0;
  for (const Dispersion& d : c.dispersions) (d.epistemic ? epistemic : aleatory) += d.paths.size();
  if (epistemic == 0) return "";
  return fmt::format("epistemic inputs: {} drawn anew for each case{}: P is a mean over their spread, not a band", epistemic,
                     aleatory > 0 ? fmt::format(" together with {} aleatory ones", aleatory) : "");
}

}  // namespace

std::vector<std::string> conditions_of(const Configuration& c) {
  std::vector<std::string> conditions{ground(c)};
  if (!c.cloud.path.empty()) conditions.push_back("start: the states of " + c.cloud.path + ", a row a case");
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
