#include "app/run/build_facts.h"

#include <sstream>

#include "base/build_info.h"
#include "base/commit.h"

namespace farside {

std::string build_commit() { return build::commit; }

std::string build_compiler() { return std::string(build::compiler) + ", " + build::build_type; }

std::vector<std::pair<std::string, std::string>> build_libraries() {
  std::vector<std::pair<std::string, std::string>> found;
  std::istringstream words(build::libraries);
  for (std::string name, version; words >> name >> version;) found.emplace_back(name, version);
  return found;
}

std::string build_libraries_text() {
  std::string text;
  for (const auto& [name, version] : build_libraries()) text += (text.empty() ? "" : ", ") + name + " " + version;
  return text;
}

}  // namespace farside
