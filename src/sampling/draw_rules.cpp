#include "sampling/draw_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "config/resolved.h"
#include "config/yaml/scalar.h"

namespace farside {
namespace {

const CaseParams<double>& case_params(const double* params) {
  return *reinterpret_cast<const CaseParams<double>*>(params);
}

std::string number_text(double value) {
  const std::string text = to_short_text(value);
  return text.size() <= 10 ? text : fmt::format("{:.6g}", value);
}

// Keys that aren't the same in all cases: what is drawn, and what faults set.
std::vector<std::string> moved_paths(const Configuration& c) {
  std::vector<std::string> paths = c.varied_paths();
  for (const Fault& f : c.faults) {
    for (const std::string& path : f.paths()) {
      if (std::count(paths.begin(), paths.end(), path) == 0) paths.push_back(path);
    }
  }
  return paths;
}

// What draws the input `path`, or gives it from a file; empty where it is the same for all cases.
std::string origin_of(const std::string& path, const Configuration& c) {
  const auto gives = [&](const std::vector<std::string>& paths) {
    return std::count(paths.begin(), paths.end(), path) > 0;
  };
  if (gives(c.cloud.columns)) return fmt::format("{}: start.from_file: {} of {}", c.cloud.where, path, c.cloud.path);
  for (const Dispersion& d : c.dispersions) {
    if (gives(d.paths)) return fmt::format("{}: {}: {}, {}", d.where, d.entry, path, distribution_text(d));
  }
  for (const Fault& f : c.faults) {
    if (gives(f.paths())) return fmt::format("{}: {}: {}, {}", f.where, f.entry, path, fault_text(f));
  }
  return "";
}

}  // namespace

DrawRules::DrawRules(const Scenario& scenario) : scenario_(scenario) {
  for (const std::string& path : moved_paths(scenario.configuration)) {
    const Key& key = *registry().find(path);
    limits_.push_back({key.where, key.range.min * key.unit.factor, key.range.max * key.unit.factor});
  }
}

bool DrawRules::hold(const double* params) const {
  if (limits_.empty()) return true;  // nothing is drawn, and the nominal values were checked
  for (const Limit& limit : limits_) {
    if (!(params[limit.slot] >= limit.min && params[limit.slot] <= limit.max)) return false;
  }
  return rules_hold(case_params(params), scenario_.nominal, scenario_.options);
}

std::vector<BrokenRule> DrawRules::broken(const double* params) const {
  std::vector<BrokenRule> found;
  for (const std::string& path : moved_paths(scenario_.configuration)) {
    const Key& key = *registry().find(path);
    const double value = params[key.where];
    if (value >= key.range.min * key.unit.factor && value <= key.range.max * key.unit.factor) continue;
    found.push_back({fmt::format("{} = {} is outside {} ({})", path, number_text(value / key.unit.factor),
                                 limits_text(key), key.text),
                     {path}});
  }
  if (!found.empty()) return found;  // rules broken as a consequence would repeat it
  return broken_rules(case_params(params), scenario_.nominal, scenario_.options);
}

void add_case(const Sampler& sampler, const DrawRules& rules, std::uint64_t number, InvalidDraws& found) {
  CaseParams<double> params;
  double* const values = reinterpret_cast<double*>(&params);
  sampler.draw(number, values);
  ++found.checked;
  if (rules.hold(values)) return;
  ++found.count;
  const auto& list = found.first;
  if (list.size() == InvalidDraws::listed_max && list.back().number < number) return;
  InvalidDraws one;
  one.first.push_back({number, rules.broken(values)});
  found.first = united(found, one).first;
}

InvalidDraws united(const InvalidDraws& a, const InvalidDraws& b) {
  InvalidDraws both{a.checked + b.checked, a.count + b.count, a.first};
  both.first.insert(both.first.end(), b.first.begin(), b.first.end());
  std::sort(both.first.begin(), both.first.end(), [](const auto& x, const auto& y) { return x.number < y.number; });
  if (both.first.size() > InvalidDraws::listed_max) both.first.resize(InvalidDraws::listed_max);
  return both;
}

std::string describe(const InvalidDraws& found, const Scenario& scenario) {
  std::string text;
  std::set<std::string> origins;
  for (const InvalidDraws::Case& c : found.first) {
    for (const BrokenRule& rule : c.broken) {
      text += fmt::format("  case {}: {}\n", c.number, rule.what);
      for (const std::string& path : rule.keys) {
        const std::string origin = origin_of(path, scenario.configuration);
        if (!origin.empty()) origins.insert(origin);
      }
    }
  }
  if (found.count > found.first.size()) text += fmt::format("  and {} more\n", found.count - found.first.size());
  text += "drawn by\n";
  for (const std::string& origin : origins) text += "  " + origin + "\n";
  return text;
}

}  // namespace farside
