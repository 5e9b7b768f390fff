#pragma once
// What the commands declare, as the manual page and the completions of shells need it.
#include <map>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace farside {

// Words that a shell offers for the value of an option.
using OptionWords = std::map<const CLI::Option*, std::vector<std::string>>;

struct DeclaredOption {
  std::vector<std::string> names;  // -o, --output; of a positional CONFIG
  std::string value;               // FILE; empty for a flag
  std::string text;
  std::vector<std::string> words;
  bool is_positional = false, is_required = false, is_repeated = false;
};

struct DeclaredCommand {
  std::string name, usage, text, footer;
  std::vector<DeclaredOption> options;
};

// "farside run CONFIG -o FILE [OPTIONS]": with what must be there.
std::string usage_of(const CLI::App& command);

DeclaredCommand declared_program(const CLI::App& app);  // its own options
std::vector<DeclaredCommand> declared_commands(const CLI::App& app, const OptionWords& words = {});

}  // namespace farside
