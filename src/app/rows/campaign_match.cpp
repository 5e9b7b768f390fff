#include "app/rows/campaign_match.h"

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "app/rows/campaign_rows.h"
#include "base/error.h"
#include "config/resolved.h"

namespace farside {
namespace {

constexpr std::size_t shown = 10;

std::string value(const std::string& text) { return text.empty() ? "absent" : text; }

std::set<std::string> lines_of(const std::string& text) {
  std::set<std::string> lines;
  std::string line;
  for (std::istringstream in(text); std::getline(in, line);)
    lines.insert(line.substr(0, line.find(' ')));  // the sum without the name
  return lines;
}

std::string differing_keys(const CampaignHeader& theirs, const std::string& name, const CampaignHeader& ours,
                           const std::string& our_name) {
  std::string text;
  try {
    const auto differences = physics_differences(parse_configuration(theirs.provenance.config_yaml, name),
                                                 parse_configuration(ours.provenance.config_yaml, our_name));
    for (std::size_t i = 0; i < differences.size() && i < shown; ++i) {
      const PhysicsDifference& d = differences[i];
      text += "\n  " + d.path + ": " + value(d.first) + " there, " + value(d.second) + " here";
    }
    if (differences.size() > shown) text += "\n  and " + std::to_string(differences.size() - shown) + " more";
  } catch (const ConfigError&) {
    text = "\n  its configuration has keys that this farside doesn't know; it was written by version " +
           theirs.provenance.version;
  }
  return text;
}

// Elements of `from` that aren't in `other`.
std::string requirements_only_in(const Configuration& from, const Configuration& other, const char* where) {
  std::set<std::string> known;
  for (const Requirement& q : other.requirements) known.insert(requirement_text(q));
  std::string text;
  for (const Requirement& q : from.requirements) {
    if (!known.contains(requirement_text(q))) text += "\n  only " + std::string(where) + ": " + requirement_text(q);
  }
  return text;
}

// The keys of campaign.stop that differ, by which a campaign was to end.
std::string stop_differences(const Configuration& there, const Configuration& here) {
  std::string text;
  for (std::size_t i = 0; i < registry().keys().size(); ++i) {
    const Key& key = registry().keys()[i];
    if (!key.path.starts_with("campaign.stop.") || there.values[i] == here.values[i]) continue;
    text += "\n  " + key.path + ": " + value_text(key, there.values[i]) + " there, " + value_text(key, here.values[i]) +
            " here";
  }
  return text;
}

// Names and values, as of two sections of which one may lack what the other has.
using Named = std::map<std::string, std::string>;
void add_differences(const Named& first, const Named& second, std::vector<PhysicsDifference>& differences) {
  for (const auto& [name, value] : first) {
    const auto other = second.find(name);
    if (other == second.end() || other->second != value)
      differences.push_back({name, value, other == second.end() ? "" : other->second});
  }
  for (const auto& [name, value] : second) {
    if (!first.contains(name)) differences.push_back({name, "", value});
  }
}

constexpr char dispersion_item[] = "dispersions[";

Named dispersions_of(const Configuration& configuration) {
  Named named;
  for (const Dispersion& d : configuration.dispersions) {
    std::string paths;
    for (const std::string& path : d.paths) paths += (paths.empty() ? "" : ", ") + path;
    named[dispersion_item + paths + "]"] = distribution_text(d);
  }
  return named;
}

// Input files whose content `other` doesn't have.
Named files_only_in(const CampaignHeader& header, const CampaignHeader& other) {
  const std::set<std::string> known = lines_of(other.provenance.input_files);
  Named named;
  std::string line;
  for (std::istringstream in(header.provenance.input_files); std::getline(in, line);) {
    const std::string sum = line.substr(0, line.find(' '));
    if (!known.contains(sum)) named["input file " + line.substr(line.find("  ") + 2)] = sum.substr(0, 12);
  }
  return named;
}

}  // namespace

std::vector<PhysicsDifference> campaign_differences(const CampaignHeader& first, const std::string& first_name,
                                                    const CampaignHeader& second, const std::string& second_name) {
  std::vector<PhysicsDifference> differences;
  if (first.model_version != second.model_version) {
    differences.push_back({"model_version", std::to_string(first.model_version), std::to_string(second.model_version)});
  }
  const Configuration a = configuration_of(first.provenance, first_name),
                      b = configuration_of(second.provenance, second_name);
  for (PhysicsDifference& d : physics_differences(a, b)) {
    if (!d.path.starts_with(dispersion_item)) differences.push_back(std::move(d));
  }
  add_differences(dispersions_of(a), dispersions_of(b), differences);
  add_differences(files_only_in(first, second), files_only_in(second, first), differences);
  return differences;
}

nlohmann::ordered_json differences_json(const std::vector<PhysicsDifference>& differences) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const PhysicsDifference& d : differences)
    list.push_back({{"path", d.path}, {"first", d.first}, {"second", d.second}});
  return list;
}

std::string requirement_differences(const CampaignHeader& theirs, const std::string& name, const CampaignHeader& ours,
                                    const std::string& our_name) {
  const std::string &there = theirs.provenance.config_yaml, &here = ours.provenance.config_yaml;
  if (there == here || there.empty() || here.empty()) return "";
  const Configuration a = configuration_of(theirs.provenance, name), b = configuration_of(ours.provenance, our_name);
  return requirements_only_in(a, b, "there") + requirements_only_in(b, a, "here") + stop_differences(a, b);
}

void require_same_requirements(const CampaignHeader& theirs, const std::string& name, const CampaignHeader& ours,
                               const std::string& our_name) {
  const std::string differences = requirement_differences(theirs, name, ours, our_name);
  if (differences.empty()) return;
  throw DataError(name + ": has other requirements than " + our_name + ":" + differences +
                  "\nwrite a file anew with those of the configuration, by the command that flew it and --resume: no "
                  "case is flown again");
}

void require_same_campaign(const CampaignHeader& theirs, const std::string& name, const CampaignHeader& ours,
                           const std::string& our_name) {
  if (theirs.campaign_id == ours.campaign_id) return;
  std::string text = name + ": is of another campaign (" + theirs.campaign_id.substr(0, 12) + ") than " + our_name +
                     " (" + ours.campaign_id.substr(0, 12) + "):";
  if (theirs.model_version != ours.model_version) {
    text += "\n  model_version: " + std::to_string(theirs.model_version) + " there, " +
            std::to_string(ours.model_version) + " here";
  }
  text += differing_keys(theirs, name, ours, our_name);
  if (lines_of(theirs.provenance.input_files) != lines_of(ours.provenance.input_files))
    text += "\n  the content of the input files";
  if (text.back() == ':') text += "\n  the resampling of maps, or defaults that aren't stored";
  throw DataError(text + "\nleave it out, take the configuration that it was flown with, or write to another name");
}

}  // namespace farside
