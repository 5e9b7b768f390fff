#include "scenario/input_files.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <sstream>

#include "base/error.h"
#include "base/sha256.h"
#include "base/text.h"
#include "scenario/maps/dem.h"

namespace farside {
namespace {

namespace fs = std::filesystem;

// Ends of names of files that hold pixels, labels, projections or places of the formats that Raster reads.
constexpr const char* belongs[] = {".lbl", ".img", ".dat", ".cub", ".hdr", ".prj", ".tfw", ".wld",
                                   ".blw", ".flt", ".bil", ".xml", ".asc", ".jp2", ".tif"};

// Files that belong to `path`: those beside it that differ only in the ending of the name, such as an image and its
// label or a grid and its projection, and the other files that it is read from.
std::vector<fs::path> companions(const fs::path& path) {
  std::vector<fs::path> found;
  std::error_code ignored;
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    const fs::path name = entry.path().filename();
    const std::string end = lower(name.extension().string());
    const bool known = std::any_of(std::begin(belongs), std::end(belongs), [&](const char* b) { return end == b; });
    if (known && entry.is_regular_file(ignored) && name != path.filename() &&
        lower(name.stem().string()) == lower(path.stem().string()))
      found.push_back(name);
  }
  for (const std::string& part : parts_of_map(path.string())) {
    const fs::path name = fs::path(part).filename();
    if (name != path.filename() && std::find(found.begin(), found.end(), name) == found.end()) found.push_back(name);
  }
  std::sort(found.begin(), found.end());  // a folder's entries come in no fixed order
  return found;
}

}  // namespace

std::string find_input(const std::string& name, const std::string& folder) {
  const fs::path there = fs::path(folder) / name;  // `name` itself where it is absolute
  std::error_code ignored;
  return fs::exists(there, ignored) || !fs::exists(name, ignored) ? there.string() : name;
}

RecordedInputs::RecordedInputs(const std::string& input_files) : sums_(std::in_place) {
  std::string line;
  for (std::istringstream lines(input_files); std::getline(lines, line);) {
    const std::size_t gap = line.find("  ");
    if (gap != std::string::npos) sums_->emplace(line.substr(gap + 2), line.substr(0, gap));
  }
}

void RecordedInputs::check(const InputFile& file) const {
  if (!sums_) return;
  const auto recorded = sums_->find(file.name);
  if (recorded == sums_->end())
    throw DataError(file.name + ": is not among the input files that are recorded (/provenance: input_files)");
  if (recorded->second == file.sha256) return;
  throw DataError("input files have another content than then: " + file.name +
                  (file.path == file.name ? "" : ", which is " + file.path + " now") +
                  "; name the folder that holds what was flown");
}

std::string RecordedInputs::missing_in(const std::vector<InputFile>& files) const {
  std::string missing;
  for (const auto& [name, sum] : sums_.value_or(std::map<std::string, std::string>{})) {
    const bool there =
        std::any_of(files.begin(), files.end(), [&sum = sum](const InputFile& f) { return f.sha256 == sum; });
    if (!there) missing += (missing.empty() ? "" : ", ") + name;
  }
  return missing;
}

std::vector<InputFile> map_files(const std::string& name, const std::string& path, const RecordedInputs& recorded) {
  std::vector<InputFile> files;
  const auto add = [&](InputFile file) {
    recorded.check(file);
    files.push_back(std::move(file));
  };
  add({name, path, sha256_of_file(path)});
  for (const fs::path& other : companions(path)) {
    const std::string there = (fs::path(path).parent_path() / other).string();
    add({(fs::path(name).parent_path() / other).string(), there, sha256_of_file(there)});
  }
  return files;
}

}  // namespace farside
