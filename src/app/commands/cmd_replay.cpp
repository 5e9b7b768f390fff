// farside replay: one case flown again from what a campaign file holds, and compared with its row bit for bit.
#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "app/arguments/options.h"
#include "app/rows/campaign_rows.h"
#include "app/rows/flown_again.h"
#include "app/rows/selection.h"
#include "app/run/provenance.h"
#include "app/terminal/console.h"
#include "app/terminal/output_paths.h"
#include "engine/dispatch.h"
#include "engine/replay.h"
#include "store/hdf5/file_rows.h"

namespace farside {
namespace {

struct ReplayArguments {
  std::string file, output, maps, list, isa = "auto", command_line;
  std::optional<std::uint64_t> case_number;
  bool overwrite = false, quiet = false;
};

std::string ending(const Replay& replay) {
  const LandingRecord& r = replay.record;
  if (r.status == static_cast<std::int8_t>(Status::done)) {
    return fmt::format("{}, first cause {}", outcome_meanings[r.outcome], cause_meanings[r.first_cause]) +
           (replay.software_failure.empty() ? "" : ": its software " + replay.software_failure);
  }
  return replay.was_flown() ? "numerical failure, counted as lost" : "not flown, its drawn inputs can't be";
}

std::vector<std::uint64_t> asked_cases(const ReplayArguments& arguments, const CampaignFile& file) {
  if (arguments.case_number) return {*arguments.case_number};
  std::vector<std::uint64_t> cases = chosen_cases(file, arguments.list);
  if (cases.empty()) throw UsageError("--cases " + arguments.list + ": no case of " + file.path() + " is one of these");
  constexpr std::size_t most = 1000;  // a time history is about a megabyte, and all are held until they are written
  if (!arguments.output.empty() && cases.size() > most) {
    throw UsageError(fmt::format("--cases {}: {} cases; at most {} time histories go into one file", arguments.list,
                                 cases.size(), most));
  }
  std::sort(cases.begin(), cases.end());
  return cases;
}

ExitCode run(const ReplayArguments& arguments) {
  if (arguments.case_number.has_value() == !arguments.list.empty()) {
    throw UsageError("which case? Give --case I, or several by --cases lost, --cases 1,7,9 or --cases @FILE");
  }
  if (!arguments.output.empty()) check_output_path(arguments.output, existing_file(arguments.overwrite));
  refuse_inputs_as_outputs({arguments.output}, std::vector<std::string>{arguments.file});
  tell_misleading_name(arguments.output, arguments.quiet);
  RunFacts facts{arguments.command_line, "", utc_now(), 1};
  const Kernel& kernel = choose_kernel(arguments.isa.c_str());
  facts.isa = kernel.isa;
  refuse_unfinished(arguments.file);
  const CampaignFile file(arguments.file);
  const std::vector<std::uint64_t> cases = asked_cases(arguments, file);
  std::vector<std::uint64_t> rows;
  for (const std::uint64_t number : cases) rows.push_back(row_of_case(file, number));
  const Scenario scenario = stored_scenario(file, arguments.maps);
  refuse_inputs_as_outputs({arguments.output}, arguments.file, scenario);
  std::vector<Replay> kept;
  std::vector<CaseRange> kept_cases;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    Replay replay = replay_case(scenario, cases[i], kernel, arguments.output.empty() ? History::leave : History::keep);
    const std::size_t compared = check_flown_again(file, rows[i], scenario, replay);
    if (!arguments.quiet)
      print(fmt::format("case {}: {}; all {} columns have the same bits\n", cases[i], ending(replay), compared));
    if (arguments.output.empty() || !replay.was_flown()) continue;
    kept_cases.push_back({cases[i], 1});
    kept.push_back(std::move(replay));
  }
  if (arguments.output.empty()) return ExitCode::ok;
  if (kept.empty()) {
    throw UsageError(
        fmt::format("{}: not written: case {} was not flown and has no time history, its drawn inputs can't be{}",
                    arguments.output, cases.front(), cases.size() > 1 ? "; nor was any of the others" : ""));
  }
  const Trajectories histories = trajectories_of(kept);
  write_trajectory_file(make_header(scenario, normalised(kept_cases), facts), histories, arguments.output,
                        {existing_file(arguments.overwrite), false, scenario.compression});
  const std::uint64_t samples =
      std::accumulate(histories.row_counts.begin(), histories.row_counts.end(), std::uint64_t{0});
  if (!arguments.quiet) print(fmt::format("{}: {} samples\n", arguments.output, samples));
  return ExitCode::ok;
}

}  // namespace

void add_replay(CLI::App& app, Invocation& invocation) {
  auto [command, a] =
      declare<ReplayArguments>(app, invocation, "replay", "fly one case again and check it bit for bit", run);
  command.argument("FILE", a->file, "campaign file (HDF5)").required();
  const Option one = command.case_number(a->case_number);
  command
      .value("--cases", a->list, "LIST",
             "several: lost, tip_over or another outcome or cause; 1,7,9-12; @FILE with a number a line")
      .excludes(one);
  command.value("-o,--output", a->output, "TRAJ", "write the time histories (HDF5)");
  command.maps(a->maps);
  command.isa(a->isa);
  command.overwrite(a->overwrite);
  command.quiet(a->quiet);
  a->command_line = invocation.command_line;
  command.footer(
      "Example:\n    farside replay change4.h5 --case 7 -o case7.h5\n    farside replay change4.h5 --cases lost -o "
      "lost.h5");
}

}  // namespace farside
