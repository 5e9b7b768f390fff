// farside explain: what happened in a case, and the smallest change of its inputs that would have saved it.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/arguments/options.h"
#include "app/rows/campaign_rows.h"
#include "app/rows/flown_again.h"
#include "app/run/machine.h"
#include "app/run/stopping.h"
#include "app/terminal/console.h"
#include "app/terminal/output_paths.h"
#include "app/terminal/text_output.h"
#include "engine/campaign.h"
#include "engine/dispatch.h"
#include "probe/ending.h"
#include "probe/explanation.h"
#include "sampling/draw_rules.h"
#include "sampling/sampler.h"

namespace farside {
namespace {

struct ExplainArguments {
  std::string file, json, maps, isa = "auto";
  std::optional<std::uint64_t> case_number, threads, flights;
  bool lost = false, overwrite = false, quiet = false;
};

// A case that can't be: which rules its draw breaks.
std::string broken_text(const Scenario& scenario, std::uint64_t case_number) {
  CaseParams<double> params;
  auto* const values = reinterpret_cast<double*>(&params);
  draw(scenario, case_number, values);
  std::string text;
  for (const BrokenRule& rule : DrawRules(scenario).broken(values)) text += "\n  " + rule.what;
  return text;
}

// With faults that awaited a phase at the times that the case shows: what would have saved it is asked of these.
Scenario as_it_struck(const Scenario& scenario, const FaultOfCase& fault) {
  Scenario struck = scenario;
  for (const AwaitedFault& a : fault.awaited) {
    Fault& f = struck.configuration.faults[a.fault];
    f.onset = Onset::time;
    f.from = f.to = std::min(a.time_s, 1e9);  // never
  }
  return struck;
}

ExitCode run(const ExplainArguments& arguments) {
  Stopping stopping(0.0);
  stopping.leave_at_once("farside: stopped; nothing was written\n");
  if (!arguments.case_number) throw UsageError("which case? Give --case I; farside cases FILE lists those that failed");
  const std::uint64_t number = *arguments.case_number;
  const JsonOutput json(arguments.json, arguments.overwrite, {arguments.file});
  RescueOptions options;
  options.kernel = &choose_kernel(arguments.isa.c_str());
  options.threads = usable_threads(arguments.threads, arguments.quiet);
  options.lost_only = arguments.lost;
  options.flights_max = arguments.flights.value_or(options.flights_max);
  refuse_unfinished(arguments.file);
  const CampaignFile file(arguments.file);
  const std::uint64_t row = row_of_case(file, number);
  const Scenario scenario = stored_scenario(file, arguments.maps);
  refuse_inputs_as_outputs({arguments.json}, arguments.file, scenario);
  const Replay replay = replay_case(scenario, number, *options.kernel, History::keep);
  check_flown_again(file, row, scenario, replay);
  if (!replay.was_flown())
    throw UsageError(
        fmt::format("--case {}: was not flown, its drawn inputs can't be:{}", number, broken_text(scenario, number)));

  Explanation found{number, replay.record, timeline_of(scenario, replay), {}};
  options.mission = fails_after_landing(replay.record);
  if (options.mission || !ended_well(replay.record, options.lost_only))
    found.rescue = find_rescue(as_it_struck(scenario, replay.fault), number, options);
  json.write(explanation_json(found, scenario));
  if (!arguments.quiet && !json.to_stdout()) print(explanation_text(found, scenario));
  return ExitCode::ok;
}

}  // namespace

void add_explain(CLI::App& app, Invocation& invocation) {
  auto [command, a] = declare<ExplainArguments>(app, invocation, "explain",
                                                "what happened in a case, and what would have saved it", run);
  command.argument("FILE", a->file, "campaign file (HDF5)").required();
  command.case_number(a->case_number);
  command.flag("--lost", a->lost, "a degraded landing is saved enough");
  command.whole("--flights", a->flights, 1, 10000000,
                "how many may be flown to try all groups of inputs, small ones first; 20000 otherwise");
  command.maps(a->maps);
  command.value("--json", a->json, "OUT", "write it as JSON; `-`: to stdout, instead of the text");
  command.threads(a->threads);
  command.isa(a->isa);
  command.overwrite(a->overwrite);
  command.quiet(a->quiet);
  command.footer(
      "Of a case that landed safely and whose mission fails (aftermath.model: mission) it looks for what would have "
      "let that go on.\n\nExample:\n    farside explain change4.h5 --case 7");
}

}  // namespace farside
