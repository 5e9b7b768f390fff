#pragma once
// Files of the reference data, which not every machine has.
#include <cstdlib>
#include <filesystem>
#include <string>

namespace farside::test {

// The path of a file, or an empty string where it isn't there: the caller then skips.
inline std::string reference_file(const std::string& name) {
  const char* folder = std::getenv("FARSIDE_SHARED");
  const std::filesystem::path file = std::filesystem::path(folder ? folder : FARSIDE_SOURCE_DIR "/../shared") / name;
  return std::filesystem::exists(file) ? file.string() : std::string();
}

}  // namespace farside::test
