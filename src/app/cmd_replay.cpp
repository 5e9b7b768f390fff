// farside replay: one case flown again from what a campaign file holds, and compared with its row bit for bit.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "app/campaign_rows.h"
#include "app/console.h"
#include "app/options.h"
#include "app/provenance.h"
#include "app/selection.h"
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

std::uint64_t find_row(const CampaignFile& file, std::uint64_t case_number) {
  const auto row = file.row_of(case_number);
  if (!row) {
    const auto numbers = file.find("case") != nullptr && file.rows() > 0 ? file.read_column("case", file.rows() - 1, 1)
                                                                         : std::vector<double>{};
    throw UsageError(fmt::format("--case {}: {} has no such case{}", case_number, file.path(),
                                 numbers.empty() ? "" : fmt::format("; its last one is {:.0f}", numbers[0])));
  }
  const bool has_status = file.find("status") != nullptr;
  if (has_status && file.read_column("status", *row, 1)[0] == static_cast<double>(Status::not_run)) {
    throw UsageError(fmt::format("--case {}: was not run in {}", case_number, file.path()));
  }
  check_rows(file, *row, 1);
  return *row;
}

// DataError where the file lacks a value, InternalError where the bits of one differ. Returns how many columns were
// compared.
std::size_t check_row(const CampaignFile& file, std::uint64_t row, const Scenario& scenario, const Replay& replay) {
  const Schema schema = schema_of(scenario.configuration);
  const auto differences = compare_row(file, row, schema, replay.record, replay.inputs.data());
  for (const ColumnDifference& d : differences) {
    if (!std::isnan(d.stored) || std::isnan(d.computed)) continue;
    throw DataError(fmt::format("{}: case {} has no value in {} ({} computed); the file is damaged", file.path(),
                                replay.record.case_number, d.name, d.computed));
  }
  if (!differences.empty()) {
    constexpr std::size_t shown = 10;
    std::string text = fmt::format("{}: case {} has other bits now:", file.path(), replay.record.case_number);
    for (std::size_t i = 0; i < std::min(shown, differences.size()); ++i) {
      const ColumnDifference& d = differences[i];
      const bool several = schema.find(d.name)->extent > 1;
      text += fmt::format("\n  {}{}: {} in the file, {} computed", d.name,
                          several ? fmt::format("[{}]", d.element) : "", d.stored, d.computed);
    }
    if (differences.size() > shown) text += fmt::format("\n  and {} more", differences.size() - shown);
    throw InternalError(
        text +
        "\nEither the file was changed, or a model was without raising model_version: keep the file and report it");
  }
  std::size_t compared = 0;
  for (const ColumnInfo& c : schema.columns()) compared += file.find(c.name) != nullptr;
  return compared;
}

Scenario load_scenario_of(const CampaignFile& file, const std::string& maps) {
  try {
    return scenario_of(file, maps);
  } catch (const DataError& e) {
    if (!file.text("input_files", "provenance")) throw;
    throw DataError(std::string(e.what()) +
                    " (relative paths of maps start from the current folder or from --maps FOLDER)");
  }
}

std::string ending(const Replay& replay) {
  const LandingRecord& r = replay.record;
  if (r.status == static_cast<std::int8_t>(Status::done)) {
    return fmt::format("{}, first cause {}", outcome_meanings[r.outcome], cause_meanings[r.first_cause]);
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
  tell_misleading_name(arguments.output, arguments.quiet);
  RunFacts facts{arguments.command_line, "", utc_now(), 1};
  const Kernel& kernel = choose_kernel(arguments.isa.c_str());
  facts.isa = kernel.isa;
  refuse_unfinished(arguments.file);
  const CampaignFile file(arguments.file);
  const std::vector<std::uint64_t> cases = asked_cases(arguments, file);
  std::vector<std::uint64_t> rows;
  for (const std::uint64_t number : cases) rows.push_back(find_row(file, number));
  const Scenario scenario = load_scenario_of(file, arguments.maps);
  std::vector<Replay> kept;
  std::vector<CaseRange> kept_cases;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    Replay replay = replay_case(scenario, cases[i], kernel, arguments.output.empty() ? History::leave : History::keep);
    const std::size_t compared = check_row(file, rows[i], scenario, replay);
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
  constexpr std::uint64_t last = 1000000000000;
  const Option one = command.whole("--case", a->case_number, 0, last, "number of the case");
  command
      .value("--cases", a->list, "LIST",
             "several: lost, tip_over or another outcome or cause; 1,7,9-12; @FILE with a number a line")
      .excludes(one);
  command.value("-o,--output", a->output, "TRAJ", "write the time histories (HDF5)");
  command.value("--maps", a->maps, "FOLDER",
                "folder that relative paths of maps start from; the current one otherwise");
  command.isa(a->isa);
  command.overwrite(a->overwrite);
  command.quiet(a->quiet);
  a->command_line = invocation.command_line;
  command.footer(
      "Example:\n    farside replay change4.h5 --case 7 -o case7.h5\n    farside replay change4.h5 --cases lost -o "
      "lost.h5");
}

}  // namespace farside
