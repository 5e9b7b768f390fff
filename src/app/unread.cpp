#include "app/unread.h"

#include "app/console.h"
#include "base/error.h"
#include "config/keys/reads.h"

namespace farside {

void tell_doubts(const Scenario& scenario, bool strict, bool quiet) {
  const Configuration& configuration = scenario.configuration;
  std::string own, shared;
  const char* const kind = strict ? ": error: " : ": warning: ";
  for (const UnreadInput& input : unread_inputs(configuration)) {
    if (input.included) shared += (shared.empty() ? "" : ", ") + input.path;
    else own += (own.empty() ? "" : "\n") + input.where + kind + input.what;
  }
  if (strict && !own.empty()) throw ConfigError(own);
  if (!own.empty()) tell(Remark::warning, own, quiet);
  if (!shared.empty())
    tell(Remark::note, configuration.file + ": dispersed by the included file, and not read here: " + shared, quiet);
  for (const std::string& doubt : scenario.doubts) tell(Remark::warning, doubt, quiet);
}

std::size_t count_read_inputs(const Configuration& configuration) {
  return configuration.varied_paths().size() - unread_inputs(configuration).size();
}

}  // namespace farside
