#include "app/arguments/completion.h"

#include <fmt/format.h>

#include "base/text.h"

namespace farside {
namespace {

std::string joined(const std::vector<std::string>& words, const char* between = " ") {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : between) + word;
  return text;
}

std::string names_of(const std::vector<DeclaredCommand>& commands) {
  std::string names;
  for (const DeclaredCommand& command : commands) names += (names.empty() ? "" : " ") + command.name;
  return names;
}

// All names of the options that aren't positional.
std::string option_names(const DeclaredCommand& command) {
  std::string names;
  for (const DeclaredOption& option : command.options) {
    if (!option.is_positional) names += (names.empty() ? "" : " ") + joined(option.names);
  }
  return names;
}

// The bash code that completes a value of this option.
std::string bash_value(const DeclaredOption& option) {
  if (!option.words.empty()) return fmt::format("COMPREPLY=($(compgen -W '{}' -- \"$word\"))", joined(option.words));
  if (option.value.find("DIR") != std::string::npos) return "compopt +o default -o dirnames";
  if (option.value.find("FILE") != std::string::npos) return "";
  return "compopt +o default";  // a number or a name: no file
}

std::string bash_command(const DeclaredCommand& command) {
  std::string values, positional;
  for (const DeclaredOption& option : command.options) {
    const std::string action = bash_value(option);
    if (option.is_positional) {
      if (!option.words.empty()) positional = "      " + action + "\n";
    } else if (!option.value.empty()) {
      values +=
          fmt::format("        {}) {}return ;;\n", joined(option.names, " | "), action.empty() ? "" : action + "; ");
    }
  }
  if (!values.empty()) values = "      case $before in\n" + values + "      esac\n";
  return fmt::format("    {})\n{}{}      options='{}'\n      ;;\n", command.name, values, positional,
                     option_names(command));
}

// Characters in `stops`, which end a part of a zsh specification, get a backslash.
std::string escaped(const std::string& text, const std::string& stops) {
  std::string escaped;
  for (const char c : text) {
    if (c == '\\' || stops.find(c) != std::string::npos) escaped += '\\';
    escaped += c;
  }
  return escaped;
}

std::string zsh_value(const DeclaredOption& option) {
  if (!option.words.empty()) return "(" + joined(option.words) + ")";
  if (option.value.find("DIR") != std::string::npos) return "_files -/";
  const bool file = option.is_positional || option.value.find("FILE") != std::string::npos;
  return file ? "_files" : " ";
}

// Lines for zsh's _arguments: one for each name of an option, which excludes the other names unless the option may be
// repeated.
std::string zsh_option(const DeclaredOption& option) {
  if (option.is_positional) {
    const std::string name = option.names.front();
    return fmt::format("        {} \\\n", in_single_quotes(fmt::format("{}{}:{}", option.is_repeated ? "*:" : ":",
                                                                       escaped(name, ":"), zsh_value(option))));
  }
  const std::string value = option.value.empty() ? "" : ":" + escaped(option.value, ":") + ":" + zsh_value(option);
  const std::string begin = option.is_repeated ? "*" : option.names.size() > 1 ? "(" + joined(option.names) + ")" : "";
  std::string lines;
  for (const std::string& name : option.names) {
    const char* const joint = value.empty() ? "" : name.starts_with("--") ? "=" : "+";
    lines += fmt::format("        {} \\\n",
                         in_single_quotes(begin + name + joint + "[" + escaped(option.text, "[]") + "]" + value));
  }
  return lines;
}

std::string zsh_command(const DeclaredCommand& command) {
  std::string lines;
  for (const DeclaredOption& option : command.options) lines += zsh_option(option);
  return fmt::format("    {})\n      _arguments -S \\\n{}        && return 0\n      ;;\n", command.name, lines);
}

}  // namespace

std::string bash_completion(const CLI::App& app, const OptionWords& words) {
  const std::vector<DeclaredCommand> commands = declared_commands(app, words);
  std::string cases;
  for (const DeclaredCommand& command : commands) cases += bash_command(command);
  // bash splits `--option=value` into three words.
  return fmt::format(R"(# Completion of farside in bash; written by `farside completion bash`.
_farside() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD - 1]}} command=${{COMP_WORDS[1]}} options=
  COMPREPLY=()
  [ "$word" != = ] || word=
  [ "$before" != = ] || before=${{COMP_WORDS[COMP_CWORD - 2]}}
  [ "${{COMP_WORDS[COMP_CWORD]}}" != = ] || before=${{COMP_WORDS[COMP_CWORD - 1]}}
  if [ "$COMP_CWORD" -eq 1 ]; then
    compopt +o default
    COMPREPLY=($(compgen -W '{} help {}' -- "$word"))
    return
  fi
  case $command in
    help)
      compopt +o default
      COMPREPLY=($(compgen -W '{}' -- "$word"))
      ;;
{}  esac
  [[ $word != -* ]] || COMPREPLY=($(compgen -W "$options" -- "$word"))
}}
complete -o default -F _farside farside
)",
                     names_of(commands), option_names(declared_program(app)), names_of(commands), cases);
}

std::string zsh_completion(const CLI::App& app, const OptionWords& words) {
  const std::vector<DeclaredCommand> commands = declared_commands(app, words);
  std::string names, cases, own;
  for (const DeclaredCommand& command : commands) {
    names += "    " + in_single_quotes(escaped(command.name, ":") + ":" + command.text) + "\n";
    cases += zsh_command(command);
  }
  names += "    'help:what a command does'\n";
  for (const DeclaredOption& option : declared_program(app).options) own += zsh_option(option);
  return fmt::format(R"(#compdef farside
# Completion of farside in zsh; written by `farside completion zsh`.
_farside() {{
  local -a commands
  commands=(
{}  )
  if (( CURRENT == 2 )); then
    if [[ $words[2] == -* ]]; then
      _arguments -S \
{}        && return 0
    fi
    _describe -t commands command commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
    help)
      _describe -t commands command commands
      ;;
{}  esac
}}
_farside "$@"
)",
                     names, own, cases);
}

}  // namespace farside
