// farside completion: what shells need to complete its commands and options.
#include "app/arguments/completion.h"

#include <iterator>

#include "app/arguments/options.h"
#include "app/terminal/console.h"
#include "config/yaml/spelling.h"

namespace farside {
namespace {

struct CompletionArguments {
  const CLI::App* app = nullptr;
  const OptionWords* words = nullptr;
  std::string shell;
  bool quiet = false;
};

ExitCode run(const CompletionArguments& arguments) {
  if (arguments.shell == "bash") print(bash_completion(*arguments.app, *arguments.words));
  else if (arguments.shell == "zsh") print(zsh_completion(*arguments.app, *arguments.words));
  else {
    const std::vector<std::string> shells(std::begin(completion_shells), std::end(completion_shells));
    throw UsageError("completion " + arguments.shell + ": unknown shell" +
                     did_you_mean(nearest_word(arguments.shell, shells)) + "; choose bash or zsh");
  }
  return ExitCode::ok;
}

}  // namespace

void add_completion(CLI::App& app, Invocation& invocation) {
  auto [command, a] = declare<CompletionArguments>(
      app, invocation, "completion", "completion of commands and options for bash or zsh; an installed farside has it",
      run);
  a->app = &app;
  a->words = &invocation.words;
  command.argument("SHELL", a->shell, "bash or zsh")
      .required()
      .words({std::begin(completion_shells), std::end(completion_shells)});
  command.quiet(a->quiet);
  command.footer("Example:\n    eval \"$(farside completion bash)\"");
}

}  // namespace farside
