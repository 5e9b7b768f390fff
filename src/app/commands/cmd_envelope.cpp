// farside envelope: how many sigma each input, and the worst direction of all, is from the first failure.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/arguments/options.h"
#include "app/rows/recorded_command.h"
#include "app/run/machine.h"
#include "app/run/stopping.h"
#include "app/run/unread.h"
#include "app/terminal/console.h"
#include "app/terminal/output_paths.h"
#include "app/terminal/text_output.h"
#include "engine/campaign.h"
#include "engine/dispatch.h"
#include "probe/envelope_report.h"

namespace farside {
namespace {

struct EnvelopeArguments {
  std::string config, json, isa = "auto";
  std::vector<std::string> sets;
  std::optional<std::uint64_t> case_number, threads;
  std::optional<double> reach, step, gate;
  bool lost = false, overwrite = false, quiet = false;
};

// As the campaign stands in a command.
std::string campaign_text(const EnvelopeArguments& arguments) {
  std::string text = quoted(arguments.config);
  for (const std::string& set : arguments.sets) text += " --set " + quoted(set);
  return text;
}

ExitCode run(const EnvelopeArguments& arguments) {
  Stopping stopping(0.0);
  stopping.leave_at_once("farside: stopped; nothing was written\n");
  const JsonOutput json(arguments.json, arguments.overwrite, {arguments.config});
  EnvelopeOptions options;
  options.kernel = &choose_kernel(arguments.isa.c_str());
  options.threads = usable_threads(arguments.threads, arguments.quiet);
  options.case_number = arguments.case_number.value_or(options.case_number);
  options.reach = arguments.reach.value_or(options.reach);
  options.step = arguments.step.value_or(options.step);
  options.lost_only = arguments.lost;
  const Scenario scenario = load_scenario(arguments.config, arguments.sets);
  refuse_inputs_as_outputs({arguments.json}, arguments.config, scenario);
  tell_doubts(scenario, false, arguments.quiet);
  if (scenario.cloud.rows > 0 && options.case_number >= scenario.cloud.rows)
    throw UsageError(fmt::format("--case {}: {} has rows for cases 0 to {}", options.case_number,
                                 scenario.configuration.cloud.path, scenario.cloud.rows - 1));
  const InputSpace space(scenario, options.case_number);
  const Envelope envelope = find_envelope(scenario, space, options);
  const std::string campaign = campaign_text(arguments);
  json.write(envelope_json(envelope, scenario, space, options, campaign));
  if (!arguments.quiet && !json.to_stdout()) print(envelope_table(envelope, scenario, space, options, campaign));
  const bool near = arguments.gate && nearest_failure(envelope) <= *arguments.gate;
  return near ? ExitCode::requirement_failed : ExitCode::ok;
}

}  // namespace

void add_envelope(CLI::App& app, Invocation& invocation) {
  auto [command, a] = declare<EnvelopeArguments>(
      app, invocation, "envelope", "bisect each input, and the worst direction, to the first failure, in sigma", run);
  command.argument("CONFIG", a->config, "campaign (YAML)").required();
  command.number("--reach", a->reach, 0.1, 8, "SIGMA", "how far to go from the middle case; 8 otherwise");
  command.number(
      "--step", a->step, 0.01, 8, "SIGMA",
      "of the scan before failures are bisected: a narrower island of failures may be missed; 0.5 otherwise");
  command.flag("--lost", a->lost, "a degraded landing is no failure");
  command.case_number(a->case_number, "noise, ground and row of start.from_file are those of this case; 0 otherwise");
  command.value("--json", a->json, "OUT",
                "write it as JSON, with a command for each failure; `-`: to stdout, instead "
                "of the table");
  command.number("--gate", a->gate, 0, 8, "SIGMA", "exit 5 if a failure is no farther than this");
  command.threads(a->threads);
  command.sets(a->sets);
  command.isa(a->isa);
  command.overwrite(a->overwrite);
  command.quiet(a->quiet);
  command.footer("Example:\n    farside envelope configs/change4.yaml --gate 3");
}

}  // namespace farside
