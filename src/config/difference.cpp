#include "config/difference.h"

#include <map>
#include <sstream>

#include "config/resolved.h"

namespace farside {
namespace {

// Splits the canonical text into paths and values, in its order: two blanks a level, an item of a list after a dash.
std::vector<std::pair<std::string, std::string>> flattened(const std::string& yaml) {
  std::vector<std::pair<std::string, std::string>> values;
  std::vector<std::string> sections;
  std::size_t item = 0;
  std::string line;
  for (std::istringstream lines(yaml); std::getline(lines, line);) {
    const std::size_t indent = line.find_first_not_of(' ');
    if (indent == std::string::npos) continue;
    const auto path_to = [&](std::size_t depth) {
      std::string path;
      for (std::size_t i = 0; i < depth && i < sections.size(); ++i) path += (i == 0 ? "" : ".") + sections[i];
      return path;
    };
    if (line.compare(indent, 2, "- ") == 0) {
      values.emplace_back(path_to(sections.size()) + "[" + std::to_string(item++) + "]", line.substr(indent + 2));
      continue;
    }
    const std::size_t colon = line.find(':', indent);
    sections.resize(indent / 2);
    sections.push_back(line.substr(indent, colon - indent));
    item = 0;
    if (colon != std::string::npos && colon + 2 < line.size())
      values.emplace_back(path_to(sections.size()), line.substr(colon + 2));
  }
  return values;
}

}  // namespace

std::vector<PhysicsDifference> physics_differences(const Configuration& first, const Configuration& second) {
  const auto a = flattened(physics_yaml(first)), b = flattened(physics_yaml(second));
  const std::map<std::string, std::string> in_a(a.begin(), a.end()), in_b(b.begin(), b.end());
  std::vector<PhysicsDifference> differences;
  for (const auto& [path, value] : a) {
    const auto other = in_b.find(path);
    if (other == in_b.end()) differences.push_back({path, value, ""});
    else if (other->second != value) differences.push_back({path, value, other->second});
  }
  for (const auto& [path, value] : b) {
    if (in_a.count(path) == 0) differences.push_back({path, "", value});
  }
  return differences;
}

}  // namespace farside
