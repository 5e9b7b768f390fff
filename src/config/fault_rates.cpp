#include "config/fault_rates.h"

#include <fmt/format.h>

#include "config/sections.h"
#include "config/yaml/include.h"
#include "config/yaml/reader.h"

namespace farside {

std::vector<FaultRate> read_fault_rates(const std::string& path, const std::vector<std::string>& names) {
  Problems problems(path, {});
  const Node root = read_yaml(read_configuration_file(path), problems);
  std::vector<FaultRate> rates;
  if (root.kind != Node::Kind::map) {
    if (root.kind != Node::Kind::refused)
      problems.add(root.place, "", describe(root) + " found, expected a line `name: probability` for each fault");
  } else {
    refuse_unknown_keys(root, "", names, problems);
    for (const std::string& name : names) {
      FaultRate rate{name, 0.0};
      const Node* const node = root.find(name);
      if (!node) problems.add(root.place, name, "is missing; each fault of the file needs a probability, 0 for never");
      else read_number(*node, name, 0, 1, rate.probability, problems);
      rates.push_back(std::move(rate));
    }
    if (problems.count() == 0 && fault_shares(rates).several >= 1.0)
      problems.add(root.place, "",
                   "two faults strike in every case; cases with one alone, or none, then stand for nothing");
  }
  problems.throw_if_any();
  return rates;
}

}  // namespace farside
