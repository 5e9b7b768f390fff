#include "config/keys/reads.h"

#include <fmt/format.h>

#include <algorithm>

namespace farside {
KeyUse use_of(const std::string& path, const CampaignOptions& options) {
  KeyUse found;
  for (const Reads& line : case_reads) {
    const std::string_view name = line.path;
    if (path != name && !(path.starts_with(name) && path[name.size()] == '.')) continue;
    const Use use = line.use(options);
    if (use < found.use) found = {use, &line};
  }
  return found;
}

std::vector<UnreadInput> unread_inputs(const Configuration& c) {
  const CampaignOptions options = options_of(c);
  const std::vector<std::string> varied = c.varied_paths();
  std::vector<UnreadInput> found;
  const auto look = [&](const std::string& path, const std::string& where, const std::string& entry, bool included) {
    const KeyUse use = use_of(path, options);
    if (use.use == Use::yes) return;
    const std::string instead = use.line->instead;
    if (use.use == Use::rarely && std::count(varied.begin(), varied.end(), instead) > 0) return;
    const bool has_instead = !instead.empty() && use_of(instead, options).use == Use::yes;
    found.push_back({path, where,
                     fmt::format("{}'{}' {}: it is read by {}{}", entry, path,
                                 use.use == Use::never ? "changes nothing here" : "changes next to nothing here",
                                 use.line->by, has_instead ? "; here " + instead + " is read" : ""),
                     included});
  };
  for (const std::string& column : c.cloud.columns) look(column, c.cloud.where, "start.from_file: ", false);
  for (const Dispersion& d : c.dispersions) {
    for (std::size_t i = 0; i < d.paths.size(); ++i) look(d.paths[i], d.where, d.entry + ": ", d.included);
  }
  return found;
}

std::vector<UnreadInput> unread_faults(const Configuration& c) {
  const CampaignOptions options = options_of(c);
  std::vector<UnreadInput> found;
  for (const Fault& f : c.faults) {
    const std::vector<std::string> paths = f.paths();
    const auto read = [&](const std::string& path) { return use_of(path, options).use != Use::never; };
    if (std::any_of(paths.begin(), paths.end(), read)) continue;
    found.push_back({f.name, f.where,
                     fmt::format("{}: {} breaks nothing here: '{}' is read by {}", f.entry, f.name, paths.front(),
                                 use_of(paths.front(), options).line->by),
                     f.included});
  }
  return found;
}

}  // namespace farside
