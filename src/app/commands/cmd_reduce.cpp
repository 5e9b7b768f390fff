// farside reduce: the statistics of a campaign file.
#include <fmt/format.h>

#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include "app/arguments/options.h"
#include "app/rows/campaign_rows.h"
#include "app/rows/file_table.h"
#include "app/run/conditions.h"
#include "app/terminal/console.h"
#include "app/terminal/gate.h"
#include "app/terminal/junit_output.h"
#include "config/fault_rates.h"
#include "stats/causes/fault_tables.h"
#include "stats/statistics.h"
#include "stats/summary.h"
#include "store/hdf5/file_rows.h"
#include "store/hdf5/writer.h"

namespace farside {
namespace {

constexpr double tolerance_share_max = 0.999999;  // of which Wilks needs 3 million cases, with a confidence of 95 %

struct ReduceArguments {
  std::string file, json, junit, fault_rates;
  std::vector<std::string> tolerance;
  bool store = false, gate = false, overwrite = false, quiet = false;
};

// From the configuration that the file holds; one written by hand has none, and so no requirements.
StatisticsRequest request_of(const CampaignFile& file) {
  const auto stored = stored_configuration(file);
  return stored ? request_of(configuration_of(*stored, file.path())) : StatisticsRequest{};
}

// The same with the user's own probabilities of the faults.
void take_fault_rates(const std::string& path, const CampaignFile& file, StatisticsRequest& request) {
  const std::vector<std::string> names = faults_of(FileTable(file));
  if (names.empty())
    throw DataError(file.path() +
                    ": --fault-rates: has no column `fault`, so that nothing can be recombined; give the campaign a "
                    "list of faults and fly it, best with --strata faults");
  for (const char* column : {"replicate", "outer_draw", "saltelli_matrix"})
    if (file.find(column))
      throw DataError(
          fmt::format("{}: --fault-rates: its cases aren't independent draws (campaign.sampling, column {}), "
                      "and can't be recombined",
                      file.path(), column));
  request.faults = read_fault_rates(path, names);
  request.recombine = true;
}

// "0.99/0.95": a share of all landings, and the confidence that a limit holds it.
ToleranceLevel tolerance_level(const std::string& word) {
  const std::size_t slash = word.find('/');
  const auto share = [](std::string_view text) -> std::optional<double> {
    double value = 0.0;
    const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (wrong != std::errc{} || end != text.data() + text.size() || !(value > 0.0 && value <= tolerance_share_max))
      return std::nullopt;
    return value;
  };
  if (slash != std::string::npos) {
    const auto content = share(std::string_view(word).substr(0, slash)),
               confidence = share(std::string_view(word).substr(slash + 1));
    if (content && confidence) return {*content, *confidence};
  }
  throw UsageError(
      fmt::format("--tolerance {}: expected PROBABILITY/CONFIDENCE, each more than 0 and at most {:g}, such as "
                  "0.99/0.95",
                  word, tolerance_share_max));
}

ExitCode run(const ReduceArguments& arguments) {
  std::vector<ToleranceLevel> levels;
  for (const std::string& word : arguments.tolerance) levels.push_back(tolerance_level(word));
  refuse_two_in_one_place(false, arguments.json, arguments.junit);
  refuse_unfinished(arguments.file);
  const JsonOutput json(arguments.json, arguments.overwrite, {arguments.file});
  const JunitOutput junit(arguments.junit, arguments.overwrite, {arguments.file});
  nlohmann::ordered_json statistics;
  std::string campaign;
  const auto read = identity_of(arguments.file);
  {
    const CampaignFile file(arguments.file);
    StatisticsRequest request = request_of(file);
    request.tolerance = levels;
    if (!arguments.fault_rates.empty()) take_fault_rates(arguments.fault_rates, file, request);
    if (arguments.gate) require_requirements("--gate", request, arguments.file);
    if (junit.asked()) require_requirements("--junit", request, arguments.file);
    statistics = compute_statistics(FileTable(file), request);
    campaign = file.text("title").value_or("");
  }
  if (arguments.store) store_statistics(statistics, arguments.file, read);
  json.write(statistics);
  junit.write_requirements(statistics, campaign, arguments.file);
  if (!arguments.quiet && !json.to_stdout() && !junit.to_stdout())
    print(summarise(statistics, {campaign, arguments.file, table_columns()}));
  return arguments.gate ? gate_code(statistics) : ExitCode::ok;
}

}  // namespace

void add_reduce(CLI::App& app, Invocation& invocation) {
  auto [command, a] = declare<ReduceArguments>(app, invocation, "reduce", "statistics of a campaign file", run);
  command.argument("FILE", a->file, "campaign file (HDF5)").required();
  command.value("--json", a->json, "OUT", "write every statistic as JSON; `-`: to stdout, instead of the table");
  command.value("--junit", a->junit, "OUT", junit_help);
  const Option rates =
      command.value("--fault-rates", a->fault_rates, "YAML",
                    "probabilities of the faults, `name: probability` each, instead of the campaign's");
  command.values("--tolerance", a->tolerance, "P/C",
                 "limits that hold a share P of all landings with confidence C, such as 0.99/0.95 0.999/0.9 (Wilks)");
  command.flag("--store", a->store, "put them into FILE as /statistics, in a new file under the same name")
      .excludes(rates);
  command.flag("--gate", a->gate, "exit 5 if a requirement failed, 6 if one can't be decided yet, 2 if there is none");
  command.overwrite(a->overwrite);
  command.quiet(a->quiet);
  command.footer("Example:\n    farside reduce change4.h5 --json change4.json --gate");
}

}  // namespace farside
