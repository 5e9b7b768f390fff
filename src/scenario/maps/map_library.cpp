#include "scenario/maps/map_library.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <filesystem>
#include <string_view>

#include "base/build_info.h"
#include "base/error.h"

namespace farside {
namespace {

namespace fs = std::filesystem;

constexpr char file_name[] = "farside_maps.so";

// Beside the program, as it is built, or where it is installed.
fs::path find_library(const std::string& path) {
  std::error_code error;
  const fs::path folder = fs::read_symlink("/proc/self/exe", error).parent_path();
  const fs::path beside = folder / file_name,
                 installed = (folder / build::maps_from_program / file_name).lexically_normal();
  for (const fs::path& file : {beside, installed}) {
    if (fs::exists(file, error)) return file;
  }
  throw UsageError(fmt::format("{}: maps take {}, which is neither {} nor {}; install farside whole", path, file_name,
                               beside.string(), installed.string()));
}

bool is_of_this_program(const MapLibrary& library) {
  return library.interface == maps_interface && std::string_view(library.version) == build::version &&
         std::string_view(library.compiler) == build::compiler;
}

const MapLibrary& load(const std::string& path) {
  if (farside_maps != nullptr) return *farside_maps();
  const fs::path file = find_library(path);
  void* const handle = ::dlopen(file.c_str(), RTLD_LAZY | RTLD_LOCAL);
  if (handle == nullptr)
    throw UsageError(
        fmt::format("{}: maps take {} and GDAL, and what isn't there can't be loaded: {}; install GDAL, or "
                    "farside whole",
                    path, file_name, ::dlerror()));
  using Entry = const MapLibrary* (*)();
  const auto entry = reinterpret_cast<Entry>(::dlsym(handle, "farside_maps"));
  if (entry == nullptr || !is_of_this_program(*entry()))
    throw UsageError(fmt::format("{}: {} is that of another farside; install farside whole", path, file.string()));
  return *entry();
}

}  // namespace

const MapLibrary& map_library(const std::string& path) {
  static const MapLibrary& library = load(path);  // tried again where it failed
  return library;
}

}  // namespace farside
