#include "app/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <filesystem>

#include "app/arguments/guesses.h"
#include "app/commands/commands.h"
#include "app/rows/recorded_command.h"
#include "app/terminal/console.h"
#include "base/build_info.h"
#include "config/yaml/spelling.h"

namespace farside {
namespace {

// The usage line, with the required options.
class HelpFormatter : public CLI::Formatter {
 public:
  std::string make_usage(const CLI::App* app, std::string) const override { return "Usage: " + usage_of(*app) + "\n"; }
};

std::string exit_codes_text() {
  std::string text = "Exit codes: ";
  for (const auto& [code, meaning] : exit_codes) {
    const char* const before = code == ExitCode::ok ? "" : code == ExitCode::requirement_undecided ? ",\n" : ", ";
    text += before + std::to_string(static_cast<int>(code)) + " " + meaning;
  }
  return text + ".";
}

void declare_commands(CLI::App& app, Invocation& invocation) {
  app.name("farside");
  app.description(std::string("farside ") + build::version + ": Monte Carlo analysis of lunar landing risk");
  app.formatter(std::make_shared<HelpFormatter>());
  app.get_formatter()->column_width(28);
  app.require_subcommand(1);
  app.set_version_flag("-V,--version", std::string("farside ") + build::version,
                       "Print the version and exit; `farside version` says more");
  add_run(app, invocation);
  add_validate(app, invocation);
  add_example(app, invocation);
  add_schema(app, invocation);
  add_merge(app, invocation);
  add_status(app, invocation);
  add_reduce(app, invocation);
  add_cases(app, invocation);
  add_drivers(app, invocation);
  add_whatif(app, invocation);
  add_compare(app, invocation);
  add_explain(app, invocation);
  add_replay(app, invocation);
  add_terrain(app, invocation);
  add_sky(app, invocation);
  add_export(app, invocation);
  add_film(app, invocation);
  add_panorama(app, invocation);
  add_map(app, invocation);
  add_covariance(app, invocation);
  add_sample(app, invocation);
  add_audit(app, invocation);
  add_envelope(app, invocation);
  add_rare(app, invocation);
  add_manual(app, invocation);
  add_completion(app, invocation);
  add_version(app, invocation);
  app.footer(std::string("Example:\n    farside run configs/change4.yaml -o change4.h5\n\n") +
             "`farside COMMAND --help` says more. " + exit_codes_text());
}

CLI::App* find_command(const CLI::App& app, const std::string& name) {
  const auto commands = app.get_subcommands([](const CLI::App*) { return true; });
  const auto found =
      std::find_if(commands.begin(), commands.end(), [&](const CLI::App* c) { return c->get_name() == name; });
  return found == commands.end() ? nullptr : const_cast<CLI::App*>(*found);
}

void refuse_unknown_command(const CLI::App& app, const std::string& name) {
  std::vector<std::string> names;
  std::string all;
  for (const CLI::App* c : app.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(c->get_name());
    all += (all.empty() ? "" : ", ") + c->get_name();
  }
  const std::string guess = guessed_command(name);
  throw UsageError("unknown command '" + name + "'" +
                   (guess.empty() ? did_you_mean(nearest_word(name, names)) : guess) + "; there are " + all);
}

// `--gate` of a command that has none: who has one.
std::string who_has(const CLI::App& app, const std::string& option) {
  std::string found;
  for (const CLI::App* c : app.get_subcommands([](const CLI::App*) { return true; })) {
    if (c->get_option_no_throw(option) != nullptr)
      found += (found.empty() ? "; one of farside " : ", ") + c->get_name();
  }
  return found;
}

// Comes before CLI11, which would report missing arguments first and makes no suggestions.
void refuse_unknown_options(const CLI::App& app, const CLI::App& command, const std::vector<std::string>& arguments) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  for (const std::string& argument : arguments) {
    if (argument == "--") return;
    const std::string name = argument.substr(0, argument.find('='));
    const bool long_option = name.size() > 2 && name.starts_with("--");
    const bool short_option =
        name.size() > 1 && name[0] == '-' && std::isalpha(static_cast<unsigned char>(name[1])) != 0;
    if (!long_option && !short_option) continue;
    if (command.get_option_no_throw(long_option ? name : name.substr(0, 2)) != nullptr) continue;
    const auto has = [&](const std::string& option) { return command.get_option_no_throw(option) != nullptr; };
    const std::string guess = guessed_option(long_option ? name : name.substr(0, 2), has);
    throw UsageError("unknown option " + name +
                     (guess.empty() ? did_you_mean(nearest_word(long_option ? name : "-" + name, names)) : guess) +
                     (long_option ? who_has(app, name) : ""));
  }
}

// An empty value is as a rule an unset variable of a script; CLI11 would take the option as not given.
void refuse_empty_values(const std::vector<std::string>& arguments) {
  std::string before = "an argument";
  for (const std::string& argument : arguments) {
    const bool option = argument.size() > 1 && argument[0] == '-';
    if (argument.empty()) throw UsageError(before + " is empty; give it a value, or leave it out");
    if (option && argument.ends_with('='))
      throw UsageError(argument.substr(0, argument.size() - 1) + " is empty; give it a value, or leave it out");
    before = option ? argument : "an argument";
  }
}

// `farside help run` as `farside run --help`.
std::vector<std::string> help_of(std::vector<std::string> arguments) {
  arguments.erase(arguments.begin() + 1);
  arguments.resize(std::min<std::size_t>(arguments.size(), 2));
  arguments.push_back("--help");
  return arguments;
}

// `farside run a.yaml a.h5`: suggests -o for the last file that isn't there yet.
std::string output_hint(const std::vector<std::string>& arguments) {
  std::error_code ignored;
  for (auto word = arguments.rbegin(); word != arguments.rend(); ++word) {
    if (word->ends_with(".h5") && (*word)[0] != '-' && !std::filesystem::exists(*word, ignored))
      return "did you mean -o " + quoted(*word) + "?";
  }
  return "name the file to write behind -o";
}

// Words that no argument takes, and how they may be meant.
std::string leftover_problem(const CLI::App& command, const std::vector<std::string>& words) {
  std::string text = words.size() == 1 ? "what is " : "what are ";
  for (const std::string& word : words) text += (&word == &words.front() ? "" : " ") + quoted(word);
  text += " here?";
  const auto has = [&](const std::string& option) { return command.get_option_no_throw(option) != nullptr; };
  const bool number = words.front().find_first_not_of("0123456789") == std::string::npos;
  if (number && has("--case"))
    return text + (words.size() == 1 ? " Did you mean --case " + words.front() + "?" : " A case is named by --case");
  if (words.size() == 1 && has("--output") && words.front().ends_with(".h5"))
    return text + " The file to write is named once, behind -o";
  if (command.get_name() == "reduce")
    return text +
           " One file is reduced at a time; farside merge makes one of several, farside compare holds two "
           "against each other";
  if (has("--geojson") && !has("--output")) return text + guessed_option("--output", has);
  return text + " It is one argument too many";
}

// `--progress json`, in one word or two: known before the arguments are judged, since an error in them is told as JSON
// as well.
bool wants_json(const std::vector<std::string>& arguments) {
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    if (arguments[i] == "--progress=json" || (arguments[i] == "json" && arguments[i - 1] == "--progress")) return true;
  }
  return false;
}

}  // namespace

ExitCode run_command_line(const std::vector<std::string>& arguments) {
  Invocation invocation;
  for (const std::string& argument : arguments)
    invocation.command_line += (invocation.command_line.empty() ? "" : " ") + quoted(argument);
  CLI::App app;
  declare_commands(app, invocation);
  std::string hint = "farside --help";
  if (arguments.size() > 1 && arguments[1] == "help") return run_command_line(help_of(arguments));
  try {
    if (arguments.size() < 2) throw UsageError("no command given");
    const std::vector<std::string> rest(arguments.begin() + 2, arguments.end());
    if (arguments[1][0] != '-') {
      const CLI::App* command = find_command(app, arguments[1]);
      if (command == nullptr) refuse_unknown_command(app, arguments[1]);
      hint = "farside " + command->get_name() + " --help";
      refuse_unknown_options(app, *command, rest);
      refuse_empty_values(rest);
    } else {
      refuse_unknown_options(app, app, {arguments[1]});
    }
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend() - 1);  // as CLI11 wants them
    app.parse(reversed);
  } catch (const CLI::CallForHelp&) {
    print(with_newline(app.help()));
    return ExitCode::ok;
  } catch (const CLI::CallForVersion& e) {
    print(with_newline(e.what()));
    return ExitCode::ok;
  } catch (const CLI::RequiredError& e) {
    const std::string what = e.what();
    throw UsageError(what + (what.starts_with("--output") ? ": " + output_hint(arguments) : "") + " (see " + hint +
                     ")");
  } catch (const CLI::ExtrasError&) {
    const std::vector<std::string> left = app.remaining(true);
    const CLI::App* command = find_command(app, arguments[1]);
    if (command == nullptr) throw UsageError("one command at a time (see " + hint + ")");
    throw UsageError(leftover_problem(*command, left) + " (see " + hint + ")");
  } catch (const CLI::ArgumentMismatch& e) {
    const std::string what = e.what();
    const std::size_t twice = what.find(": At Most 1 required but received");
    throw UsageError((twice == std::string::npos ? what : what.substr(0, twice) + " is given more than once") +
                     " (see " + hint + ")");
  } catch (const CLI::ParseError& e) {
    throw UsageError(std::string(e.what()) + " (see " + hint + ")");
  } catch (const UsageError& e) {
    throw UsageError(std::string(e.what()) + " (see " + hint + ")");
  }
  return invocation.action();
}

ExitCode with_messages(const std::vector<std::string>& arguments, const std::function<ExitCode()>& work) {
  if (wants_json(arguments)) tell_as_json();
  const auto tell_error = [](const std::string& text) { tell(Remark::error, text); };
  try {
    return work();
  } catch (const ConfigError& e) {
    tell_error(e.what());  // each line says where and that it is an error
    return e.code;
  } catch (const InternalError& e) {
    tell_error(std::string("farside: internal error: ") + e.what());
    return e.code;
  } catch (const Error& e) {
    tell_error(std::string("farside: error: ") + e.what());
    return e.code;
  } catch (const std::bad_alloc&) {
    tell_error("farside: error: out of memory; raise the limit on it (ulimit -v, -d, or what the batch system set)");
    return ExitCode::store;
  } catch (const std::exception& e) {
    tell_error(std::string("farside: internal error: ") + e.what());
    return ExitCode::internal;
  }
}

}  // namespace farside
