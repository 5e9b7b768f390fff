// farside drivers: which inputs, alone and in pairs, a failure goes with.
#include <nlohmann/json.hpp>

#include "app/arguments/options.h"
#include "app/rows/campaign_rows.h"
#include "app/rows/file_table.h"
#include "app/rows/selection.h"
#include "app/run/conditions.h"
#include "app/terminal/console.h"
#include "app/terminal/text_output.h"
#include "config/yaml/spelling.h"
#include "stats/causes/drivers.h"
#include "stats/causes/drivers_summary.h"
#include "stats/causes/saltelli.h"
#include "stats/samples/representative_part.h"
#include "stats/verdicts/mission.h"
#include "store/hdf5/file_rows.h"

namespace farside {
namespace {

struct DriversArguments {
  std::string file, failure = "lost", json;
  std::optional<std::uint64_t> rows;
  bool overwrite = false, quiet = false;
};

// What shells offer.
std::vector<std::string> offered_failures() {
  std::vector<std::string> words{"lost",          "degraded",   outcome_failed, "tip_over", "stroke_exceeded",
                                 "nozzle_strike", "final_tilt", "slid"};
  const std::vector<std::string> events = mission_events();
  words.insert(words.end(), events.begin(), events.end());
  return words;
}

// Is a word a failure? Of a Saltelli design it may be a quantity instead, whose indices are asked for.
bool is_failure(const std::string& word, const FileTable& table) {
  std::vector<std::string> words{"lost", "degraded", outcome_failed};
  words.insert(words.end(), std::begin(cause_meanings) + 1, std::end(cause_meanings));
  if (has_mission(table)) {
    const std::vector<std::string> events = mission_events();
    words.insert(words.end(), events.rbegin(), events.rend());  // of equally near words the first is meant: a need
  } else if (is_mission_event(word)) {
    throw UsageError("--of " + word + ": " + table.name() +
                     " tells of no mission; fly it with aftermath.model: mission");
  }
  if (std::find(words.begin(), words.end(), word) != words.end()) return true;
  const bool design = table.find("saltelli_matrix") != nullptr;
  for (const ColumnInfo& c : table.columns()) {
    if (!design || c.extent != 1 || !c.flag_meanings.empty()) continue;
    if (c.name == word) return false;
    words.push_back(c.name);
  }
  throw UsageError("--of '" + word + "': expected lost, degraded, failed, a cause such as tip_over" +
                   (has_mission(table) ? ", mission or a need such as mission_egress" : "") +
                   (design ? ", or a column such as touchdown_speed_vertical" : "") +
                   did_you_mean(nearest_word(word, words)));
}

ExitCode run(const DriversArguments& arguments) {
  refuse_unfinished(arguments.file);
  const JsonOutput json(arguments.json, arguments.overwrite, {arguments.file});
  const CampaignFile file(arguments.file);
  const FileTable table(file);
  const auto stored = stored_configuration(file);
  const StatisticsRequest campaign = stored ? request_of(configuration_of(*stored, file.path())) : StatisticsRequest{};
  const RepresentativePart part(table, campaign.recombine);
  DriversRequest request;
  request.unread = campaign.unread;
  const bool of_failure = is_failure(arguments.failure, table);
  if (of_failure) request.failure = arguments.failure;
  if (arguments.rows) request.rows_max = *arguments.rows;
  nlohmann::ordered_json drivers = compute_drivers(part.table(), read_cases(part.table()), request);
  if (part.of() != PartOf::all) drivers["values_of"] = part.values_of();
  if (part.of() == PartOf::independent) {
    const std::vector<std::string> quantities =
        of_failure ? std::vector<std::string>{arguments.failure, margin_least} : std::vector{arguments.failure};
    drivers["sobol"] = sobol_json(table, read_cases(table), quantities);
  }
  json.write(drivers);
  if (!arguments.quiet && !json.to_stdout())
    print(summarise_drivers(drivers, file.text("title").value_or(""), table_columns()));
  return ExitCode::ok;
}

}  // namespace

void add_drivers(CLI::App& app, Invocation& invocation) {
  auto [command, a] = declare<DriversArguments>(app, invocation, "drivers",
                                                "which inputs, alone and in pairs, a failure goes with", run);
  command.argument("FILE", a->file, "campaign file (HDF5)").required();
  command
      .value("--of", a->failure, "FAILURE",
             "lost, degraded, failed (all but safe), a first cause, mission (that it fails), or a need that safe "
             "landings don't meet: mission_relay, _egress, _power, _warmth; lost otherwise. Of a campaign of "
             "campaign.sampling.method: saltelli a column, too, whose Sobol' indices are told")
      .words(offered_failures());
  command.value("--json", a->json, "OUT", "write all of it as JSON; `-`: to stdout, instead of the table");
  command.whole("--rows", a->rows, 100, 10000000, "at most so many cases, the first of the file; 100,000 otherwise");
  command.overwrite(a->overwrite);
  command.quiet(a->quiet);
  command.footer(
      "It describes the cases that were flown, and decides nothing: with campaign.sampling.outer those at the best "
      "guess, with campaign.strata: faults those without a fault, of a Saltelli design those of its matrices A and B, "
      "and of all its cases the Sobol' indices.\n\nExample:\n    farside drivers change4.h5\n    "
      "farside drivers change4.h5 --of stroke_exceeded --json -");
}

}  // namespace farside
