// farside manual: the manual page, from the declarations of the commands.
#include "app/arguments/manual.h"
#include "app/arguments/options.h"
#include "app/terminal/console.h"

namespace farside {
namespace {

struct ManualArguments {
  const CLI::App* app = nullptr;
  bool quiet = false;
};

ExitCode run(const ManualArguments& arguments) {
  print(manual_page(*arguments.app));
  return ExitCode::ok;
}

}  // namespace

void add_manual(CLI::App& app, Invocation& invocation) {
  auto [command, a] = declare<ManualArguments>(
      app, invocation, "manual", "the manual page, for man; an installed farside has it: man farside", run);
  a->app = &app;
  command.quiet(a->quiet);
  command.footer("Example:\n    farside manual >farside.1; man -l farside.1");
}

}  // namespace farside
