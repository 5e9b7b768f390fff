#pragma once
// From arguments to an exit code: help, what is wrong with a call and what was meant, errors as messages.
#include <functional>
#include <string>
#include <vector>

#include "base/error.h"

namespace farside {

// The first argument is the program's name.
// Runs `work`; its exceptions become messages and exit codes.
ExitCode with_messages(const std::vector<std::string>& arguments, const std::function<ExitCode()>& work);

ExitCode run_command_line(const std::vector<std::string>& arguments);

}  // namespace farside
