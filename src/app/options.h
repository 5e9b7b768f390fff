#pragma once
// Options that several commands have, so that they read the same everywhere.
#include <CLI/CLI.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/commands.h"
#include "store/files.h"

namespace farside {

// A command whose arguments live in an Arguments, which `run` is given.
template <class Arguments>
struct Declared {
  CLI::App& command;
  std::shared_ptr<Arguments> arguments;
};
template <class Arguments>
Declared<Arguments> declare(CLI::App& app, Invocation& invocation, const char* name, const char* text, ExitCode (*run)(const Arguments&)) {
  CLI::App* command = app.add_subcommand(name, text);
  const auto arguments = std::make_shared<Arguments>();
  command->callback([&invocation, arguments, run] { invocation.action = [arguments, run] { return run(*arguments); }; });
  return {*command, arguments};
}

CLI::Option* add_quiet(CLI::App& command, bool& quiet);
CLI::Option* add_overwrite(CLI::App& command, bool& overwrite);
CLI::Option* add_isa(CLI::App& command, std::string& isa, Invocation& invocation);
CLI::Option* add_sets(CLI::App& command, std::vector<std::string>& sets);
// A whole number from `min` to `max`, also as 1e4, 10k or 2M. `name` is as CLI11 has it: "-n,--cases".
CLI::Option* add_whole(CLI::App& command, const char* name, std::optional<std::uint64_t>& value, std::uint64_t min, std::uint64_t max,
                       const char* text);

// A campaign file is HDF5 whatever it is called: says so of a name that promises another format.
void tell_misleading_name(const std::string& output, bool quiet);

inline Existing existing_file(bool overwrite) { return overwrite ? Existing::replace : Existing::refuse; }

}  // namespace farside
