#pragma once
// How a command declares what it takes: its arguments, and those options that several commands have, so that they are
// the same everywhere. CLI11 parses them, but no command includes it, which more than halves the time to compile one.
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/commands/commands.h"
#include "store/files.h"

namespace farside {

// A declared option; each call adds a property.
class Option {
 public:
  Option(CLI::Option& option, Invocation& invocation) : option_(&option), invocation_(&invocation) {}

  const Option& required() const;
  const Option& words(std::vector<std::string> offered) const;  // that shells complete its value with
  const Option& excludes(const Option& other) const;
  const Option& for_tests() const;  // listed separately by --help

 private:
  CLI::Option* option_;
  Invocation* invocation_;
};

// Names in CLI11's form: "-o,--output"; `type` is the value's name in help: "FILE". The values must outlive the
// command.
class Command {
 public:
  Command(CLI::App& app, Invocation& invocation, const char* name, const char* text);

  void act(std::function<ExitCode()> action);  // sets what the command does
  void footer(const char* text);

  // Positional arguments; of a list, at least `least`.
  Option argument(const char* name, std::string& value, const char* text);
  Option arguments(const char* name, std::vector<std::string>& values, int least, const char* text);

  Option flag(const char* names, bool& value, const char* text);
  Option value(const char* names, std::string& value, const char* type, const char* text);
  Option values(const char* names, std::vector<std::string>& values, const char* type,
                const char* text);  // takes all words up to the next option
  Option whole(const char* names, std::optional<std::uint64_t>& value, std::uint64_t min, std::uint64_t max,
               const char* text);  // accepts 1e4, 10k and 2M, too
  Option number(const char* names, std::optional<double>& value, double min, double max, const char* type,
                const char* text);

  Option quiet(bool& value);
  Option overwrite(bool& value);
  Option isa(std::string& value);
  Option threads(std::optional<std::uint64_t>& value);
  Option case_number(std::optional<std::uint64_t>& value, const char* text = "number of the case");
  Option maps(std::string& folder);
  Option sets(std::vector<std::string>& values, const char* text = "set any configuration key; may be repeated");

 private:
  Option told(CLI::Option* option) { return {*option, invocation_}; }

  CLI::App& app_;
  Invocation& invocation_;
};

// Declares a command whose arguments are members of an Arguments, which is passed to `run`.
template <class Arguments>
struct Declared {
  Command command;
  std::shared_ptr<Arguments> arguments;
};
template <class Arguments>
Declared<Arguments> declare(CLI::App& app, Invocation& invocation, const char* name, const char* text,
                            ExitCode (*run)(const Arguments&)) {
  Command command(app, invocation, name, text);
  const auto arguments = std::make_shared<Arguments>();
  command.act([arguments, run] { return run(*arguments); });
  return {command, arguments};
}

// Warns of an output name with the ending of another format: a campaign file is always HDF5.
void tell_misleading_name(const std::string& output, bool quiet);

inline Existing existing_file(bool overwrite) { return overwrite ? Existing::replace : Existing::refuse; }

}  // namespace farside
