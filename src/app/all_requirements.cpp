#include "app/all_requirements.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "app/campaign_rows.h"

namespace farside {
namespace {

auto all_of(const Requirement& q) {
  return std::tie(q.name, q.quantity, q.has_min, q.has_max, q.min, q.max, q.event, q.probability, q.confidence, q.at_most);
}
struct Before {
  bool operator()(const Requirement& a, const Requirement& b) const { return all_of(a) < all_of(b); }
};

}  // namespace

std::vector<std::string> add_requirements_of_all(Configuration& chosen, const std::vector<CampaignHeader>& headers,
                                                 const std::vector<std::string>& paths) {
  std::map<std::string, std::size_t> texts;  // most parts have the same
  for (std::size_t i = 0; i < headers.size(); ++i) texts.emplace(headers[i].provenance.config_yaml, i);
  std::set<Requirement, Before> others;
  for (const auto& [text, i] : texts) {
    const Configuration theirs = configuration_of(headers[i], paths[i]);
    others.insert(theirs.requirements.begin(), theirs.requirements.end());
  }
  std::set<std::string> names;
  for (const Requirement& q : chosen.requirements) {
    names.insert(q.name);
    others.erase(q);
  }
  std::vector<std::string> added;
  for (Requirement q : others) {
    const std::string name = q.name;
    for (int i = 2; !names.insert(q.name).second; ++i) q.name = fmt::format("{} ({})", name, i);
    added.push_back(q.name);
    chosen.requirements.push_back(std::move(q));
  }
  return added;
}

}  // namespace farside
