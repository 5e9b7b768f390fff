#include "app/run/unread.h"

#include <algorithm>

#include "app/terminal/console.h"
#include "base/error.h"
#include "config/keys/reads.h"

namespace farside {

void tell_doubts(const Scenario& scenario, bool strict, bool quiet) {
  const Configuration& configuration = scenario.configuration;
  std::string own, shared;
  const char* const kind = strict ? ": error: " : ": warning: ";
  std::vector<UnreadInput> unread = unread_inputs(configuration);
  for (UnreadInput& fault : unread_faults(configuration)) unread.push_back(std::move(fault));
  for (const UnreadInput& input : unread) {
    if (input.included) shared += (shared.empty() ? "" : ", ") + input.path;
    else own += (own.empty() ? "" : "\n") + input.where + kind + input.what;
  }
  if (strict && !own.empty()) throw ConfigError(own);
  if (!own.empty()) tell(Remark::warning, own, quiet);
  if (!shared.empty())
    tell(Remark::note, configuration.file + ": of the included file, and not read here: " + shared, quiet);
  for (const std::string& doubt : scenario.doubts) tell(Remark::warning, doubt, quiet);
}

std::size_t count_read_faults(const Configuration& configuration) {
  return configuration.faults.size() - unread_faults(configuration).size();
}

std::size_t count_read_inputs(const Configuration& configuration) {
  return configuration.varied_paths().size() - unread_inputs(configuration).size() + count_read_faults(configuration);
}

std::size_t count_varying_inputs(const Configuration& configuration) {
  const std::vector<UnreadInput> unread = unread_inputs(configuration);
  const auto is_read = [&](const std::string& path) {
    return std::none_of(unread.begin(), unread.end(), [&](const UnreadInput& input) { return input.path == path; });
  };
  const auto count = [&](const std::vector<std::string>& paths) {
    return static_cast<std::size_t>(std::count_if(paths.begin(), paths.end(), is_read));
  };
  const bool outer = configuration.design().outer > 0;
  std::size_t varying = count(configuration.cloud.columns) + count_read_faults(configuration);
  for (const Dispersion& d : configuration.dispersions) {
    const bool varies = d.kind != Distribution::constant && !d.once && !(outer && d.epistemic);
    varying += varies ? count(d.paths) : 0;
  }
  return varying;
}

}  // namespace farside
