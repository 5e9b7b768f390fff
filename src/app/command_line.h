#pragma once
// From arguments to an exit code: help, what is wrong with a call and what was meant, errors as messages.
#include <functional>
#include <string>
#include <vector>

#include "base/error.h"

namespace farside {

// The first of the arguments is the program's name.
// Does what they say; an Error where it can't.
ExitCode run_command_line(const std::vector<std::string>& arguments);

// Calls `work`; its exceptions become messages, in the style that the arguments ask for, and exit codes.
ExitCode with_messages(const std::vector<std::string>& arguments, const std::function<ExitCode()>& work);

}  // namespace farside
