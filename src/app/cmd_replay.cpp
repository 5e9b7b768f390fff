// farside replay: one case flown again from what a campaign file holds, and compared with its row bit for bit.
#include <fmt/format.h>

#include "app/campaign_rows.h"
#include "app/console.h"
#include "app/options.h"
#include "app/provenance.h"
#include "engine/dispatch.h"
#include "engine/replay.h"

namespace farside {
namespace {

struct Arguments {
  std::string file, output, maps, isa = "auto", command_line;
  std::optional<std::uint64_t> case_number;
  bool overwrite = false, quiet = false;
};

std::uint64_t find_row(const CampaignFile& file, std::uint64_t case_number) {
  const auto row = file.row_of(case_number);
  if (!row) {
    const auto numbers =
        file.find("case") != nullptr && file.rows() > 0 ? file.read_column("case", file.rows() - 1, 1) : std::vector<double>{};
    throw UsageError(fmt::format("--case {}: {} has no such case{}", case_number, file.path(),
                                 numbers.empty() ? "" : fmt::format("; its last one is {:.0f}", numbers[0])));
  }
  const bool has_status = file.find("status") != nullptr;
  if (has_status && file.read_column("status", *row, 1)[0] == static_cast<double>(Status::not_run)) {
    throw UsageError(fmt::format("--case {}: was not run in {}", case_number, file.path()));
  }
  return *row;
}

// Throws where a stored value has other bits.
std::size_t check_row(const CampaignFile& file, std::uint64_t row, const Scenario& scenario, const Replay& replay) {
  const Schema schema = schema_of(scenario.configuration);
  const auto differences = compare_row(file, row, schema, replay.record, replay.inputs.data());
  if (!differences.empty()) {
    constexpr std::size_t shown = 10;
    std::string text = fmt::format("{}: case {} has other bits now:", file.path(), replay.record.case_number);
    for (std::size_t i = 0; i < std::min(shown, differences.size()); ++i) {
      const ColumnDifference& d = differences[i];
      const bool several = schema.find(d.name)->extent > 1;
      text +=
          fmt::format("\n  {}{}: {} in the file, {} computed", d.name, several ? fmt::format("[{}]", d.element) : "", d.stored, d.computed);
    }
    if (differences.size() > shown) text += fmt::format("\n  and {} more", differences.size() - shown);
    throw InternalError(text + "\nEither the file was changed, or a model was without raising model_version: keep the file and report it");
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
    throw DataError(std::string(e.what()) + " (relative paths of maps start from the current folder or from --maps FOLDER)");
  }
}

ExitCode run(const Arguments& arguments) {
  if (!arguments.output.empty()) check_output_path(arguments.output, existing_file(arguments.overwrite));
  tell_misleading_name(arguments.output, arguments.quiet);
  RunFacts facts{arguments.command_line, "", utc_now(), 1};
  const Kernel& kernel = choose_kernel(arguments.isa.c_str());
  facts.isa = kernel.isa;
  refuse_unfinished(arguments.file);
  const CampaignFile file(arguments.file);
  const std::uint64_t case_number = *arguments.case_number, row = find_row(file, case_number);
  const Scenario scenario = load_scenario_of(file, arguments.maps);
  const Replay replay = replay_case(scenario, case_number, kernel, arguments.output.empty() ? History::leave : History::keep);
  const std::size_t compared = check_row(file, row, scenario, replay);
  if (!arguments.output.empty() && !replay.was_flown())
    throw UsageError(fmt::format("--case {}: was not flown, its drawn inputs can't be: it has no time history", case_number));
  if (!arguments.output.empty()) {
    const CampaignHeader header = make_header(scenario, {{case_number, 1}}, facts);
    write_trajectory_file(header, trajectories_of({replay}), arguments.output,
                          {existing_file(arguments.overwrite), false, scenario.compression});
  }
  if (arguments.quiet) return ExitCode::ok;
  const LandingRecord& r = replay.record;
  const std::string ending = r.status == static_cast<std::int8_t>(Status::done)
                                 ? fmt::format("{}, first cause {}", outcome_meanings[r.outcome], cause_meanings[r.first_cause])
                             : replay.was_flown() ? std::string("numerical failure, counted as lost")
                                                  : std::string("not flown, its drawn inputs can't be");
  print(fmt::format("case {}: {}; all {} columns have the same bits\n", case_number, ending, compared));
  if (!arguments.output.empty()) print(fmt::format("{}: {} samples\n", arguments.output, replay.history.size()));
  return ExitCode::ok;
}

}  // namespace

void add_replay(CLI::App& app, Invocation& invocation) {
  const auto [command, a] = declare(app, invocation, "replay", "fly one case again and check it bit for bit", run);
  command.add_option("FILE", a->file, "campaign file (HDF5)")->required()->type_name("");
  constexpr std::uint64_t last = 1000000000000;
  add_whole(command, "--case", a->case_number, 0, last, "number of the case")->required();
  command.add_option("-o,--output", a->output, "write its time history (HDF5)")->type_name("TRAJ");
  command.add_option("--maps", a->maps, "folder that relative paths of maps start from; the current one otherwise")->type_name("FOLDER");
  add_isa(command, a->isa);
  add_overwrite(command, a->overwrite);
  add_quiet(command, a->quiet);
  a->command_line = invocation.command_line;
  command.footer("Example:\n    farside replay change4.h5 --case 7 -o case7.h5");
}

}  // namespace farside
