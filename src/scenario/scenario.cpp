#include "scenario/scenario.h"

#include <fmt/format.h>

#include <filesystem>

#include "base/error.h"
#include "base/sha256.h"
#include "base/version.h"
#include "config/resolved.h"

namespace farside {
namespace {

namespace fs = std::filesystem;

std::string find_file(const std::string& name, const fs::path& folder) {
  const fs::path there = folder / name;
  std::error_code ignored;
  return fs::path(name).is_absolute() || fs::exists(there, ignored) || !fs::exists(name, ignored) ? there.string() : name;
}

void read_files(Scenario& s, const fs::path& folder) {
  for (const TerrainLayer& layer : s.configuration.layers) {
    const std::string path = find_file(layer.path, folder);
    s.layers.push_back({path, layer.spacing_m, layer.half_width_m});
    s.input_files.push_back({layer.path, path, sha256_of_file(path)});
  }
}

void list_inputs(Scenario& s) {
  for (const Dispersion& d : s.configuration.dispersions) {
    for (const std::string& path : d.paths) {
      const Key& key = *registry().find(path);
      s.inputs.push_back({path, key.unit.name, key.text, d.epistemic ? "epistemic" : "aleatory", d.source, distribution_text(d)});
      s.dispersed_slots.push_back(static_cast<std::int32_t>(key.where));
      s.dispersed_factors.push_back(key.unit.factor);
    }
  }
}

std::string make_campaign_id(const Scenario& s) {
  Sha256 sum;
  sum.add(fmt::format("farside campaign\nmodel_version {}\n", model_version));
  sum.add(physics_yaml(s.configuration));
  for (const InputFile& file : s.input_files) sum.add("\ninput " + file.sha256);
  return sum.hex();
}

Scenario build(Configuration configuration, const fs::path& folder) {
  Scenario s;
  s.configuration = std::move(configuration);
  const Configuration& c = s.configuration;
  s.name = c.text("campaign.name");
  s.seed = c.count("campaign.seed");
  s.cases = c.count("campaign.cases");
  for (std::size_t i = 0; i < c.values.size(); ++i) {
    const Key& key = registry().keys()[i];
    if (key.target == Key::Target::parameter) apply_parameter(key, c.values[i], s.nominal);
    if (key.target == Key::Target::option) apply_option(key, c.values[i], s.options);
  }
  s.options.start = c.start;
  list_inputs(s);
  s.requirements = c.requirements;
  s.compression = static_cast<int>(c.whole("output.compression"));
  s.trajectories = c.trajectories;
  s.resolved_yaml = resolved_yaml(c);
  read_files(s, folder);
  s.campaign_id = make_campaign_id(s);
  return s;
}

}  // namespace

Scenario load_scenario(const std::string& path, const std::vector<std::string>& overrides) {
  return build(read_configuration(path, overrides), fs::path(path).parent_path());
}

Scenario load_scenario_text(std::string_view text, const std::string& name, const std::string& folder,
                            const std::vector<std::string>& overrides) {
  return build(parse_configuration(text, name, overrides), folder);
}

}  // namespace farside
