#include "scenario/input_files.h"

#include <algorithm>
#include <cctype>
#include <filesystem>

#include "base/sha256.h"

namespace farside {
namespace {

namespace fs = std::filesystem;

// Ends of names of files that hold pixels, labels, projections or places of the formats that Raster reads.
constexpr const char* belongs[] = {".lbl", ".img", ".dat", ".cub", ".hdr", ".prj", ".tfw", ".wld",
                                   ".blw", ".flt", ".bil", ".xml", ".asc", ".jp2", ".tif"};

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

// Files beside `path` that differ in the end of the name alone: an image and its label, a grid and its projection.
std::vector<fs::path> companions(const fs::path& path) {
  std::vector<fs::path> found;
  std::error_code ignored;
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    const fs::path name = entry.path().filename();
    const std::string end = lower(name.extension().string());
    const bool known = std::any_of(std::begin(belongs), std::end(belongs), [&](const char* b) { return end == b; });
    if (known && entry.is_regular_file(ignored) && name != path.filename() && lower(name.stem().string()) == lower(path.stem().string()))
      found.push_back(name);
  }
  std::sort(found.begin(), found.end());  // folders have no order
  return found;
}

}  // namespace

std::string find_input(const std::string& name, const std::string& folder) {
  const fs::path there = fs::path(folder) / name;  // `name` itself where it is absolute
  std::error_code ignored;
  return fs::exists(there, ignored) || !fs::exists(name, ignored) ? there.string() : name;
}

std::vector<InputFile> map_files(const std::string& name, const std::string& path) {
  std::vector<InputFile> files{{name, path, sha256_of_file(path)}};
  for (const fs::path& other : companions(path)) {
    const std::string there = (fs::path(path).parent_path() / other).string();
    files.push_back({(fs::path(name).parent_path() / other).string(), there, sha256_of_file(there)});
  }
  return files;
}

}  // namespace farside
