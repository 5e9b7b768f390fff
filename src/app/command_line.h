#pragma once
// From arguments to an exit code: help, errors in a call with suggestions, exceptions as messages.
#include <functional>
#include <string>
#include <vector>

#include "base/error.h"

namespace farside {

// The first of the arguments is the program's name. Runs the command; Errors pass through.
ExitCode run_command_line(const std::vector<std::string>& arguments);

// Calls `work` and turns its exceptions into messages, as text or JSON as the arguments ask, and exit codes.
ExitCode with_messages(const std::vector<std::string>& arguments, const std::function<ExitCode()>& work);

}  // namespace farside
