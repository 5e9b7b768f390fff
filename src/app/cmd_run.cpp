// farside run: flies a campaign, writes its file, prints its summary.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/conditions.h"
#include "app/console.h"
#include "app/file_table.h"
#include "app/options.h"
#include "app/progress.h"
#include "app/provenance.h"
#include "engine/campaign.h"
#include "engine/dispatch.h"
#include "engine/replay.h"
#include "stats/statistics.h"
#include "stats/summary.h"

namespace farside {
namespace {

struct Arguments {
  std::string config, output, isa = "auto", progress = "auto", block_order = "forward", command_line;
  std::vector<std::string> sets;
  std::uint64_t cases = 0, threads = 0, block_cases = 0;
  bool overwrite = false, reproducible = false, quiet = false;
};

BlockOrder block_order(const std::string& word) {
  if (word == "forward") return BlockOrder::forward;
  if (word == "reverse") return BlockOrder::reverse;
  throw UsageError("--block-order " + word + ": choose forward or reverse");
}

// Of output.trajectories; these cases are flown a second time, alone.
Trajectories fly_histories(const Scenario& scenario, const Kernel& kernel) {
  std::vector<Replay> replays;
  for (const std::uint64_t number : scenario.trajectories) replays.push_back(replay_case(scenario, number, kernel, History::keep));
  return trajectories_of(replays);
}

ExitCode run(const Arguments& arguments) {
  const Existing existing = existing_file(arguments.overwrite);
  check_output_path(arguments.output, existing);
  const ProgressStyle style = progress_style(arguments.quiet ? "none" : arguments.progress);
  FlyOptions options;
  options.kernel = &choose_kernel(arguments.isa.c_str());
  options.threads = static_cast<int>(arguments.threads);
  options.block_cases = arguments.block_cases;
  options.block_order = block_order(arguments.block_order);
  options.report = ProgressReport(style);
  const RunFacts facts{arguments.command_line, options.kernel->isa, utc_now(), thread_count(options)};

  std::vector<std::string> sets = arguments.sets;
  if (arguments.cases > 0) sets.push_back(fmt::format("campaign.cases={}", arguments.cases));
  const Scenario scenario = load_scenario(arguments.config, sets);

  Spool spool(arguments.output, Schema(scenario.inputs), scenario.campaign_id);
  fly_cases(scenario, 0, scenario.cases, options, spool);
  const Trajectories histories = fly_histories(scenario, *options.kernel);
  const StatisticsRequest request{scenario.requirements, conditions_of(scenario.configuration)};
  nlohmann::ordered_json statistics;
  const auto compute = [&](const CampaignFile& file) { return statistics = compute_statistics(FileTable(file), request); };
  write_campaign_file(spool, make_header(scenario, 0, scenario.cases, facts), compute, histories.cases.empty() ? nullptr : &histories,
                      arguments.output, {existing, arguments.reproducible, scenario.compression});
  if (!arguments.quiet) print(summarise(statistics, {scenario.name, arguments.output}));
  return ExitCode::ok;
}

}  // namespace

void add_run(CLI::App& app, Invocation& invocation) {
  const auto [command, a] = declare(app, invocation, "run", "fly a campaign, write its file, print its summary", run);
  constexpr std::uint64_t cases_max = 1000000000000, threads_max = 4096;
  command.add_option("CONFIG", a->config, "campaign (YAML)")->required()->type_name("");
  command.add_option("-o,--output", a->output, "campaign file to write (HDF5)")->required()->type_name("FILE");
  add_whole(command, "--cases", a->cases, 1, cases_max, "number of cases, instead of campaign.cases");
  add_whole(command, "--threads", a->threads, 1, threads_max, "threads; one a CPU otherwise");
  add_sets(command, a->sets);
  add_isa(command, a->isa);
  command.add_option("--progress", a->progress, "on stderr: auto, bar, json (one object a line) or none")->type_name("STYLE");
  command.add_flag("--reproducible", a->reproducible, "equal bytes for equal rows: leave out dates, host, threads and their like");
  add_overwrite(command, a->overwrite);
  add_quiet(command, a->quiet);
  add_whole(command, "--block-cases", a->block_cases, 1, cases_max, "cases that a thread takes at once")
      ->group("For tests; no row depends on them");
  command.add_option("--block-order", a->block_order, "which block comes first: forward, reverse")
      ->type_name("ORDER")
      ->group("For tests; no row depends on them");
  a->command_line = invocation.command_line;
  command.footer("Example:\n    farside run configs/change4.yaml -o change4.h5 --cases 2000 --set vehicle.engine.isp_s=308");
}

}  // namespace farside
