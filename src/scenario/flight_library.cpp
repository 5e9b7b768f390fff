#include "scenario/flight_library.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <filesystem>

#include "base/error.h"
#include "base/sha256.h"
#include "store/process/reading_child.h"

namespace farside {
namespace {

constexpr const char* remedy =
    "; build it as a shared object against this farside's <farside/flight_software.h>, see examples/flight_software";

constexpr const char* see_name = "farside_flight_software_see";

// Stays loaded as long as the process lives.
class SharedObject {
 public:
  explicit SharedObject(const std::string& path)
      // a name without a slash would be looked for in the system's folders
      : handle_(::dlopen(std::filesystem::absolute(path).c_str(), RTLD_NOW | RTLD_LOCAL)) {
    if (!handle_) throw DataError(fmt::format("can't be loaded: {}{}", ::dlerror(), remedy));
  }

  template <class Function>
  Function* function(const char* name) const {
    if (Function* const found = function_if_any<Function>(name)) return found;
    throw DataError(fmt::format("has no function {}{}", name, remedy));
  }
  template <class Function>
  Function* function_if_any(const char* name) const {
    return reinterpret_cast<Function*>(::dlsym(handle_, name));
  }

 private:
  void* handle_;
};

std::size_t state_bytes_of(const std::string& path, bool scans) {
  const SharedObject object(path);
  const int abi = object.function<decltype(farside_flight_software_abi)>("farside_flight_software_abi")();
  if (abi != FARSIDE_FLIGHT_SOFTWARE_ABI)
    throw DataError(fmt::format("is of version {} of the interface, and this farside has {}{}", abi,
                                FARSIDE_FLIGHT_SOFTWARE_ABI, remedy));
  object.function<decltype(farside_flight_software_init)>("farside_flight_software_init");
  object.function<decltype(farside_flight_software_step)>("farside_flight_software_step");
  if (scans && !object.function_if_any<decltype(farside_flight_software_see)>(see_name))
    throw DataError(
        fmt::format("has no function {}, which takes in the scans of gnc.avoidance.mode: lidar{}", see_name, remedy));
  const std::size_t bytes =
      object.function<decltype(farside_flight_software_state_size)>("farside_flight_software_state_size")();
  if (bytes > FARSIDE_STATE_MAX)
    throw DataError(fmt::format("wants {} bytes for the state of a case; at most {} (FARSIDE_STATE_MAX)", bytes,
                                FARSIDE_STATE_MAX));
  return bytes;
}

}  // namespace

LibraryFile try_library(InputFile file, double call_s, bool scans) {
  LibraryFile library{std::move(file), 0, call_s};
  ReadingLimits limits;
  limits.cpu_s = 10;
  limits.wall_s = 60;
  limits.reader = "the process that loads it";
  limits.fault =
      "its constructors, farside_flight_software_abi or farside_flight_software_state_size do what they "
      "shouldn't";
  const std::string& path = library.file.path;
  ReadingChild child(
      path,
      [&] {
        return ReadingChild::Answer([&](const std::string&) { return std::to_string(state_bytes_of(path, scans)); });
      },
      limits);
  library.state_bytes = std::stoul(child.ask("state"));
  return library;
}

LoadedLibrary::LoadedLibrary(const LibraryFile& library) {
  const std::string& path = library.file.path;
  if (sha256_of_file(path) != library.file.sha256)
    throw DataError(
        fmt::format("{}: the file has changed since the campaign was begun; put back the one that it began "
                    "with, or begin anew",
                    path));
  const SharedObject object(path);
  init = object.function<decltype(farside_flight_software_init)>("farside_flight_software_init");
  step = object.function<decltype(farside_flight_software_step)>("farside_flight_software_step");
  see = object.function_if_any<decltype(farside_flight_software_see)>(see_name);
}

}  // namespace farside
