#include "app/arguments/declarations.h"

#include <CLI/CLI.hpp>

namespace farside {
namespace {

DeclaredOption declared_option(const CLI::Option& option, const OptionWords& words) {
  DeclaredOption declared;
  declared.is_positional = option.get_positional();
  if (declared.is_positional) declared.names.push_back(option.get_name(true));
  for (const std::string& name : option.get_snames()) declared.names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) declared.names.push_back("--" + name);
  const bool flag = option.get_items_expected_max() == 0;
  declared.value = flag || declared.is_positional ? "" : option.get_type_name();
  declared.text = option.get_description();
  declared.is_required = option.get_required();
  declared.is_repeated = option.get_items_expected_max() > 1;
  if (const auto found = words.find(&option); found != words.end()) declared.words = found->second;
  return declared;
}

DeclaredCommand declared_command(const CLI::App& command, const OptionWords& words) {
  DeclaredCommand declared{command.get_name(), usage_of(command), command.get_description(), command.get_footer(), {}};
  for (const CLI::Option* option : command.get_options()) declared.options.push_back(declared_option(*option, words));
  return declared;
}

}  // namespace

std::string usage_of(const CLI::App& command) {
  if (command.get_parent() == nullptr) return "farside COMMAND [OPTIONS]";
  std::string usage = "farside " + command.get_name();
  for (const CLI::Option* option : command.get_options()) {
    if (!option->get_positional()) continue;
    usage += option->get_required() ? " " + option->get_name(true) : " [" + option->get_name(true) + "]";
  }
  for (const CLI::Option* option : command.get_options()) {
    if (option->get_positional() || !option->get_required()) continue;
    const auto& shorts = option->get_snames();
    usage += " " + (shorts.empty() ? option->get_name() : "-" + shorts.front()) + " " + option->get_type_name();
  }
  return usage + " [OPTIONS]";
}

DeclaredCommand declared_program(const CLI::App& app) { return declared_command(app, {}); }

std::vector<DeclaredCommand> declared_commands(const CLI::App& app, const OptionWords& words) {
  std::vector<DeclaredCommand> commands;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    commands.push_back(declared_command(*command, words));
  }
  return commands;
}

}  // namespace farside
