// farside validate: the whole configuration is checked, its maps are read, its cases are drawn, nothing is flown.
#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "app/arguments/options.h"
#include "app/run/unread.h"
#include "app/terminal/console.h"
#include "base/counted.h"
#include "engine/draw_check.h"
#include "engine/team.h"
#include "scenario/scenario.h"

namespace farside {
namespace {

struct ValidateArguments {
  std::string config;
  std::vector<std::string> sets;
  bool resolved = false, strict = false, quiet = false;
};

std::size_t count_changed(const Configuration& c) {
  std::size_t changed = 0;
  for (std::size_t i = 0; i < c.values.size(); ++i) changed += c.values[i] != registry().keys()[i].preset;
  return changed;
}

void check_draws(const Scenario& s, bool quiet) {
  FlyOptions options;
  options.threads = std::max(1, startable_threads(thread_count(options)));
  const InvalidDraws found = find_invalid_draws(s, {{0, s.cases}}, options);
  refuse_invalid_draws(s, found);
  if (found.count > 0) tell(Remark::note, counted_text(s, found), quiet);
}

Scenario load(const ValidateArguments& arguments) {
  if (arguments.config != "-") return load_scenario(arguments.config, arguments.sets);
  return load_scenario(std::cin, "standard input", arguments.sets);
}

ExitCode run(const ValidateArguments& arguments) {
  const Scenario s = load(arguments);
  tell_doubts(s, arguments.strict, arguments.quiet);
  check_draws(s, arguments.quiet);
  if (arguments.resolved) {
    print(s.resolved_yaml);
  } else if (!arguments.quiet) {
    const std::size_t faults = count_read_faults(s.configuration);
    print(fmt::format(
        "{}: ok. {}: {}, {},{} {}; {} of {} keys differ from their defaults\n", s.configuration.file, s.name,
        counted(s.cases, "case"), counted(count_read_inputs(s.configuration) - faults, "dispersed input"),
        faults > 0 ? " " + counted(faults, "fault") + "," : "", counted(s.requirements.size(), "requirement"),
        count_changed(s.configuration), s.configuration.values.size()));
  }
  return ExitCode::ok;
}

}  // namespace

void add_validate(CLI::App& app, Invocation& invocation) {
  auto [command, a] =
      declare<ValidateArguments>(app, invocation, "validate", "check a configuration without flying", run);
  command.argument("CONFIG", a->config, "campaign (YAML); -: from standard input").required();
  command.sets(a->sets);
  command.flag("--strict", a->strict, "refuse dispersions that the chosen models never read");
  command.flag("--resolved", a->resolved, "print it with every default filled in");
  command.quiet(a->quiet);
  command.footer("Example:\n    farside validate configs/change4.yaml --resolved");
}

}  // namespace farside
