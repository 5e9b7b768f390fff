#include "app/rows/flown_again.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/rows/campaign_rows.h"
#include "record/schema.h"
#include "store/hdf5/file_rows.h"

namespace farside {

std::uint64_t row_of_case(const CampaignFile& file, std::uint64_t case_number) {
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

std::size_t check_flown_again(const CampaignFile& file, std::uint64_t row, const Scenario& scenario,
                              const Replay& replay) {
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

Scenario stored_scenario(const CampaignFile& file, const std::string& maps) {
  try {
    return scenario_of(file, maps);
  } catch (const DataError& e) {
    if (!file.text("input_files", "provenance")) throw;
    throw DataError(std::string(e.what()) +
                    " (relative paths of maps start from the current folder or from --maps FOLDER)");
  }
}

FlownAgain fly_again(const std::string& path, std::uint64_t case_number, const std::string& maps,
                     const Kernel& kernel) {
  refuse_unfinished(path);
  const CampaignFile file(path);
  const std::uint64_t row = row_of_case(file, case_number);
  FlownAgain flown{stored_scenario(file, maps), {}};
  flown.replay = replay_case(flown.scenario, case_number, kernel, History::keep);
  check_flown_again(file, row, flown.scenario, flown.replay);
  if (!flown.replay.was_flown())
    throw UsageError(fmt::format("--case {}: was not flown, its drawn inputs can't be", case_number));
  if (flown.replay.history.empty()) {
    throw UsageError(fmt::format("--case {}: its flight software {}, of which no history is left", case_number,
                                 flown.replay.software_failure));
  }
  if (flown.scenario.options.moon.terrain.model == TerrainModel::facet) {
    throw UsageError(path +
                     ": was flown over moon.terrain.model: facet, which is no surface: it is inclined alike wherever a "
                     "case lands; there is nothing to take pictures of");
  }
  return flown;
}

}  // namespace farside
