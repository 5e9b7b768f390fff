#include "config/configuration.h"

#include <algorithm>
#include <iterator>

#include "base/error.h"
#include "config/orbit.h"
#include "config/sections.h"
#include "config/yaml/include.h"
#include "config/yaml/override.h"
#include "config/yaml/reader.h"

namespace farside {
namespace {

template <class T>
const T& get(const Configuration& c, const std::string& path) {
  const T* value = std::get_if<T>(&c.values.at(registry().index_of(path)));
  if (!value) throw InternalError("the configuration's key " + path + " has values of another type");
  return *value;
}

enum class Includes { followed, refused };

Configuration parse(std::string_view text, const std::string& name, const std::vector<std::string>& overrides,
                    const NamedFiles& files, Includes includes) {
  Problems problems(name, overrides);
  Node root = read_yaml(text, problems);
  apply_include_overrides(root, overrides, problems);
  if (includes == Includes::followed) include_files(root, name, problems);
  else refuse_include(root, problems);
  apply_overrides(root, overrides, problems);
  spell_out_cloud(root);
  const bool emptied = std::find(overrides.begin(), overrides.end(), "dispersions=") != overrides.end();
  spell_out_relief(root, emptied);
  spell_out_layer_errors(root, emptied);
  Configuration configuration;
  configuration.file = name;
  configuration.included = problems.included();
  Reading reading{root, configuration, problems};
  read_sections(reading);
  if (const Node* library = reading.node("gnc.library"))
    configuration.library_where = problems.where(library->place) + ": gnc.library";
  read_cloud(reading, files.cloud);
  read_orbit(reading, files.orbit);
  read_layers(reading);
  read_listed(reading);
  read_thrusters(reading);
  read_dispersions(reading, files.column);
  read_copulas(reading);
  read_faults(reading);
  disperse_orbit(reading, emptied);
  read_requirements(reading);
  settle_sampling(reading);
  read_trajectories(reading);
  check_together(reading);
  problems.throw_if_any();
  return configuration;
}

}  // namespace

double Configuration::real(const std::string& path) const { return get<double>(*this, path); }
std::int64_t Configuration::whole(const std::string& path) const { return get<std::int64_t>(*this, path); }
std::uint64_t Configuration::count(const std::string& path) const { return get<std::uint64_t>(*this, path); }
const std::string& Configuration::text(const std::string& path) const { return get<std::string>(*this, path); }

std::vector<std::string> Configuration::varied_paths() const {
  std::vector<std::string> paths = cloud.columns;
  for (const Dispersion& d : dispersions) paths.insert(paths.end(), d.paths.begin(), d.paths.end());
  return paths;
}

bool Configuration::varies(const std::string& path) const {
  const std::vector<std::string> paths = varied_paths();
  return std::find(paths.begin(), paths.end(), path) != paths.end();
}

std::vector<FaultRate> Configuration::fault_rates() const {
  std::vector<FaultRate> rates;
  for (const Fault& f : faults) rates.push_back({f.name, f.probability});
  return rates;
}
bool Configuration::forces_faults() const { return text("campaign.strata") == "faults"; }
SamplingDesign Configuration::design() const {
  const auto name =
      std::find(std::begin(sampling_method_names), std::end(sampling_method_names), text("campaign.sampling.method"));
  const auto method = static_cast<SamplingMethod>(name - std::begin(sampling_method_names));
  const std::uint64_t outer = count("campaign.sampling.outer");
  if (method == SamplingMethod::saltelli) return {method, 1, 1, outer, first_mixed + mixed.size()};
  if (method == SamplingMethod::random) return {method, 1, 1, outer};
  const bool hypercube = method == SamplingMethod::latin_hypercube;
  return {method, count("campaign.sampling.replicates"), hypercube ? count("campaign.sampling.size") : 1, outer};
}
bool Configuration::has_stop_rule() const {
  return real("campaign.stop.safe_width") > 0.0 || text("campaign.stop.requirement") != "none" ||
         text("campaign.stop.quantity") != "none";
}
std::uint64_t Configuration::strata() const {
  const SamplingDesign d = design();
  return forces_faults() ? 1 + faults.size() : d.matrices * (1 + d.outer);
}
std::uint64_t Configuration::cases() const { return count("campaign.cases") * strata(); }

CaseParams<double> nominal_of(const Configuration& c) {
  CaseParams<double> params;
  for (std::size_t i = 0; i < c.values.size(); ++i) {
    const Key& key = registry().keys()[i];
    if (key.target == Key::Target::parameter) apply_parameter(key, c.values[i], params);
  }
  return params;
}

CampaignOptions options_of(const Configuration& c) {
  CampaignOptions options;
  for (std::size_t i = 0; i < c.values.size(); ++i) {
    const Key& key = registry().keys()[i];
    if (key.target == Key::Target::option) apply_option(key, c.values[i], options);
  }
  options.start = c.start;
  options.gnc.library = c.has_library();
  options.aftermath.relay = c.text("relay.orbit") != "none";
  place_ignition(c, options);
  return options;
}

Configuration read_configuration(const std::string& path, const std::vector<std::string>& overrides,
                                 const NamedFiles& files) {
  return parse(read_configuration_file(path), path, overrides, files, Includes::followed);
}

Configuration read_configuration(std::istream& in, const std::string& name, const std::vector<std::string>& overrides,
                                 const NamedFiles& files) {
  return parse(read_configuration_text(in, name), name, overrides, files, Includes::followed);
}

Configuration parse_configuration(std::string_view text, const std::string& name,
                                  const std::vector<std::string>& overrides, const NamedFiles& files) {
  return parse(text, name, overrides, files, Includes::refused);
}

}  // namespace farside
