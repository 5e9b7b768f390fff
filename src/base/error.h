#pragma once
// The errors of the host world and the exit codes they become. A bad landing is never one of these: it is an Outcome.
#include <stdexcept>
#include <string>
#include <vector>

namespace farside {

// What `farside` returns to the shell; job scripts rely on these numbers.
enum class ExitCode : int {
  ok = 0,
  usage = 2,                  // also: the output exists, or --isa can't be had
  config = 3,                 // the user's configuration is wrong
  data = 4,                   // an input or data file is missing, foreign or damaged
  requirement_failed = 5,     // --gate
  requirement_undecided = 6,  // --gate
  internal = 70,              // our bug; also: replay found other bits
  store = 74,                 // writing failed (disk full, I/O error)
  stopped = 75,               // stopped early, everything finished is saved
};

struct Error : std::runtime_error {
  Error(ExitCode code_, const std::string& what) : std::runtime_error(what), code(code_) {}
  ExitCode code;
};
struct UsageError : Error {
  explicit UsageError(const std::string& what) : Error(ExitCode::usage, what) {}
};
// All that is wrong with a configuration, one line each, in the order of the file.
struct ConfigError : Error {
  explicit ConfigError(const std::string& what) : Error(ExitCode::config, what) {}
};
struct DataError : Error {
  explicit DataError(const std::string& what) : Error(ExitCode::data, what) {}
};
struct StoreError : Error {
  explicit StoreError(const std::string& what) : Error(ExitCode::store, what) {}
};
struct InternalError : Error {
  explicit InternalError(const std::string& what) : Error(ExitCode::internal, what) {}
};

}  // namespace farside
