#pragma once
// The commands, one file each. add_NAME() declares a command's arguments; once they are read, its action is what the program does.
#include <CLI/CLI.hpp>
#include <functional>
#include <string>

#include "base/error.h"

namespace farside {

struct Invocation {
  std::string command_line;          // as it was called, for /provenance
  std::function<ExitCode()> action;  // of the command that was named
};

void add_run(CLI::App& app, Invocation& invocation);
void add_validate(CLI::App& app, Invocation& invocation);
void add_example(CLI::App& app, Invocation& invocation);
void add_schema(CLI::App& app, Invocation& invocation);
void add_merge(CLI::App& app, Invocation& invocation);
void add_status(CLI::App& app, Invocation& invocation);
void add_reduce(CLI::App& app, Invocation& invocation);
void add_cases(CLI::App& app, Invocation& invocation);
void add_replay(CLI::App& app, Invocation& invocation);
void add_version(CLI::App& app, Invocation& invocation);

}  // namespace farside
