#include "app/output_paths.h"

#include <algorithm>
#include <filesystem>

#include "base/error.h"

namespace farside {

void check_output_paths(const std::vector<std::string>& paths, Existing existing) {
  std::vector<std::string> places;
  for (const std::string& path : paths) {
    if (path.empty()) continue;
    check_output_path(path, existing);
    const std::string place = std::filesystem::weakly_canonical(std::filesystem::absolute(path)).string();
    if (std::find(places.begin(), places.end(), place) != places.end())
      throw UsageError(path + ": is named twice; give each output a name of its own");
    places.push_back(place);
  }
}

}  // namespace farside
