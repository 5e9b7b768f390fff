#pragma once
// How a command declares what it takes: its arguments, and those options that several commands have, so that they read
// the same everywhere. CLI11 reads them; a command doesn't see it, which more than halves the time it takes to compile.
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/commands.h"
#include "store/files.h"

namespace farside {

// One that was declared; each call says more of it.
class Option {
 public:
  Option(CLI::Option& option, Invocation& invocation) : option_(&option), invocation_(&invocation) {}

  const Option& required() const;
  const Option& words(std::vector<std::string> offered) const;  // that shells offer for its value
  const Option& excludes(const Option& other) const;
  const Option& for_tests() const;  // told apart by --help

 private:
  CLI::Option* option_;
  Invocation* invocation_;
};

// Names are as CLI11 has them: "-o,--output"; `type` is what help calls the value: "FILE". The values must outlive the
// command.
class Command {
 public:
  Command(CLI::App& app, Invocation& invocation, const char* name, const char* text);

  void act(std::function<ExitCode()> action);  // what the program does if this command is called
  void footer(const char* text);

  // By their place. Of several, at least `least`.
  Option argument(const char* name, std::string& value, const char* text);
  Option arguments(const char* name, std::vector<std::string>& values, int least, const char* text);

  Option flag(const char* names, bool& value, const char* text);
  Option value(const char* names, std::string& value, const char* type, const char* text);
  Option values(const char* names, std::vector<std::string>& values, const char* type,
                const char* text);  // all words up to the next option
  Option whole(const char* names, std::optional<std::uint64_t>& value, std::uint64_t min, std::uint64_t max,
               const char* text);  // also as 1e4, 10k or 2M

  Option quiet(bool& value);
  Option overwrite(bool& value);
  Option isa(std::string& value);
  Option sets(std::vector<std::string>& values);

 private:
  Option told(CLI::Option* option) { return {*option, invocation_}; }

  CLI::App& app_;
  Invocation& invocation_;
};

// A command whose arguments live in an Arguments, which `run` is given.
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

// A campaign file is HDF5 whatever it is called: says so of a name that promises another format.
void tell_misleading_name(const std::string& output, bool quiet);

inline Existing existing_file(bool overwrite) { return overwrite ? Existing::replace : Existing::refuse; }

}  // namespace farside
