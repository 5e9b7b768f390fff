// farside covariance: linear covariance of a campaign's navigation errors, and beside it what was flown.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/arguments/options.h"
#include "app/rows/campaign_match.h"
#include "app/rows/campaign_rows.h"
#include "app/rows/file_table.h"
#include "app/run/machine.h"
#include "app/run/provenance.h"
#include "app/run/stopping.h"
#include "app/terminal/console.h"
#include "app/terminal/output_paths.h"
#include "app/terminal/text_output.h"
#include "engine/campaign.h"
#include "engine/dispatch.h"
#include "linear/report.h"

namespace farside {
namespace {

struct CovarianceArguments {
  std::string config, json, against, isa = "auto", command_line;
  std::vector<std::string> sets;
  std::optional<std::uint64_t> flights, grounds, threads;
  bool gate = false, overwrite = false, quiet = false;
};

ExitCode run(const CovarianceArguments& arguments) {
  Stopping stopping(0.0);
  stopping.leave_at_once("farside: stopped; nothing was written\n");
  const JsonOutput json(arguments.json, arguments.overwrite, {arguments.config, arguments.against});
  if (arguments.gate && arguments.against.empty())
    throw UsageError("--gate: nothing to judge; give a campaign file by --against");
  if (!arguments.against.empty()) refuse_unfinished(arguments.against);
  ReferenceOptions options;
  options.kernel = &choose_kernel(arguments.isa.c_str());
  options.threads = usable_threads(arguments.threads, arguments.quiet);
  options.flights = arguments.flights.value_or(options.flights);
  options.grounds = arguments.grounds.value_or(options.grounds);
  const Scenario scenario = load_scenario(arguments.config, arguments.sets);
  refuse_inputs_as_outputs({arguments.json}, arguments.config, scenario);
  if (!arguments.against.empty()) {
    const RunFacts facts{arguments.command_line, options.kernel->isa, utc_now(), options.threads};
    require_same_campaign(read_campaign_header(arguments.against), arguments.against,
                          make_header(scenario, {{0, scenario.cases}}, facts), arguments.config);
    require_alike_cases(scenario);
  }
  const LinearCovariance linear = linear_covariance(scenario, options);
  std::vector<ComparedError> compared_errors;
  if (!arguments.against.empty()) {
    const CampaignFile file(arguments.against);
    compared_errors = compared(linear, scenario, FileTable(file));
  }
  json.write(covariance_json(linear, scenario.name, scenario.campaign_id, compared_errors));
  if (!arguments.quiet && !json.to_stdout())
    print(covariance_table(linear, scenario.name, compared_errors, arguments.against));
  const bool differs =
      std::any_of(compared_errors.begin(), compared_errors.end(), [](const ComparedError& c) { return c.differs; });
  return arguments.gate && differs ? ExitCode::requirement_failed : ExitCode::ok;
}

}  // namespace

void add_covariance(CLI::App& app, Invocation& invocation) {
  auto [command, a] = declare<CovarianceArguments>(app, invocation, "covariance",
                                                   "navigation errors and their causes by linear covariance", run);
  command.argument("CONFIG", a->config, "campaign (YAML) that a filter navigates").required();
  command.value("--json", a->json, "OUT",
                "write every moment, error and cause as JSON; `-`: to stdout, instead of the "
                "table");
  command.value("--against", a->against, "FILE", "put the errors of this campaign's file (HDF5) beside it");
  command.flag("--gate", a->gate, "exit 5 if the two differ by more than 5 % and more than chance");
  command.whole("--flights", a->flights, 1, 10000,
                "nominal flights to linearise about, where readings drop out by chance; 16 otherwise");
  command.whole("--grounds", a->grounds, 2, 100000,
                "flights over grounds, each of a case, where the map doesn't show all of it; 256 otherwise");
  command.threads(a->threads);
  command.sets(a->sets);
  command.isa(a->isa);
  command.overwrite(a->overwrite);
  command.quiet(a->quiet);
  a->command_line = invocation.command_line;
  command.footer(
      "Example:\n    farside run configs/change4_filter.yaml -o filter.h5\n    farside covariance "
      "configs/change4_filter.yaml --against filter.h5");
}

}  // namespace farside
