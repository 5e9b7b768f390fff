// farside whatif: a finished campaign judged by other limits, without flying.
#include <nlohmann/json.hpp>

#include "app/arguments/options.h"
#include "app/reach/reach.h"
#include "app/rows/campaign_match.h"
#include "app/rows/campaign_rows.h"
#include "app/rows/file_table.h"
#include "app/rows/rejudged_table.h"
#include "app/run/conditions.h"
#include "app/terminal/changed_list.h"
#include "app/terminal/console.h"
#include "app/terminal/estimate.h"
#include "app/terminal/gate.h"
#include "app/terminal/junit_output.h"
#include "base/version.h"
#include "stats/summary.h"
#include "stats/verdicts/comparison.h"
#include "stats/verdicts/comparison_summary.h"
#include "stats/verdicts/mission.h"
#include "store/hdf5/file_rows.h"

namespace farside {
namespace {

struct WhatifArguments {
  std::string file, json, junit;
  std::vector<std::string> sets;
  std::optional<double> reach;
  bool csv = false, gate = false, overwrite = false, quiet = false;
};

// Rows are judged by the rules of this program, which must be those that they were flown by.
void require_same_rules(const CampaignHeader& header, const std::string& path) {
  if (header.model_version == model_version) return;
  throw DataError(path + ": was flown with model_version " + std::to_string(header.model_version) +
                  ", this farside has " + std::to_string(model_version) + "; use the version that wrote it (" +
                  header.provenance.version + ")");
}

// What would bring P(safe) there.
ExitCode tell_reach(const WhatifArguments& arguments) {
  if (arguments.csv || arguments.gate || !arguments.junit.empty())
    throw UsageError("--reach: says what P(safe) takes, and judges nothing; leave out --csv, --gate and --junit");
  refuse_unfinished(arguments.file);
  const JsonOutput json(arguments.json, arguments.overwrite, {arguments.file});
  const CampaignFile file(arguments.file);
  const CampaignHeader header = header_of(file);
  require_same_rules(header, arguments.file);
  const Configuration flown = configuration_of(header.provenance, arguments.file);
  const nlohmann::ordered_json reach = reach_json(file, flown, header, request_of(flown), *arguments.reach);
  json.write({{"reach", reach}});
  if (!arguments.quiet && !json.to_stdout()) print(reach_table(reach, header.title, table_columns()));
  return ExitCode::ok;
}

ExitCode run(const WhatifArguments& arguments) {
  if (arguments.reach) return tell_reach(arguments);
  if (arguments.sets.empty())
    throw UsageError("nothing to judge by: give --set vehicle.limits.NAME=VALUE, or --reach P");
  refuse_two_in_one_place(arguments.csv, arguments.json, arguments.junit);
  refuse_unfinished(arguments.file);
  const JsonOutput json(arguments.json, arguments.overwrite, {arguments.file});
  const JunitOutput junit(arguments.junit, arguments.overwrite, {arguments.file});
  const CampaignFile file(arguments.file);
  const CampaignHeader header = header_of(file);
  require_same_rules(header, arguments.file);
  const Configuration flown = configuration_of(header.provenance, arguments.file);
  const Configuration wanted =
      parse_configuration(header.provenance.config_yaml, arguments.file + ":/provenance/config_yaml", arguments.sets);
  const Rejudge rejudge(flown, wanted);
  const bool count_alike = !flown.forces_faults() && mix_of(flown.design()) == Mix::drawn;
  if (arguments.csv && !count_alike)
    throw UsageError("--csv: the cases of " + arguments.file +
                     " don't count alike: they are of strata (campaign.strata, campaign.sampling.outer) or of "
                     "a Saltelli design");
  const StatisticsRequest request = request_of(wanted);
  if (arguments.gate) require_requirements("--gate", request, arguments.file);
  if (junit.asked()) require_requirements("--junit", request, arguments.file);

  const RejudgedTable table(file, rejudge);
  nlohmann::ordered_json statistics = compute_statistics(table, request);
  const nlohmann::ordered_json limits = differences_json(physics_differences(flown, wanted));
  nlohmann::ordered_json comparison;
  const FileTable as_flown(file);
  ChangedList list(has_mission(as_flown));
  const TakeChanged take = [&](const ChangedCase& changed) { list.add(changed); };
  if (count_alike) {  // of others only P as a whole means something
    comparison =
        compare_campaigns(as_flown, table, {true, request.inputs_alike, 0.0, false, request.looks(), request.looks()},
                          arguments.csv ? take : TakeChanged{});
    comparison["differences"] = limits;
  }
  statistics["whatif"] = {{"file", arguments.file}, {"limits", limits}, {"comparison", comparison}};

  json.write(statistics);
  junit.write_requirements(statistics, header.title + ", judged by other limits", arguments.file);
  if (arguments.csv) list.end();
  if (!arguments.quiet && !json.to_stdout() && !junit.to_stdout() && !arguments.csv) {
    // without the name: its cases can't be replayed by these limits
    print(summarise(statistics, {header.title + ", judged by other limits", "", table_columns()}));
    if (!comparison.is_null()) {
      print("\n" +
            summarise_comparison(
                comparison,
                {arguments.file + ", as flown", "the same flights, judged by other limits", {}, table_columns()}));
    }
  }
  return arguments.gate ? gate_code(statistics) : ExitCode::ok;
}

}  // namespace

void add_whatif(CLI::App& app, Invocation& invocation) {
  auto [command, a] =
      declare<WhatifArguments>(app, invocation, "whatif", "a campaign judged by other limits, without flying", run);
  command.argument("FILE", a->file, "campaign file (HDF5)").required();
  const Option sets = command.sets(a->sets, "another limit, vehicle.limits.NAME=VALUE; may be repeated");
  command
      .number(
          "--reach", a->reach, 0.001, 1 - 1e-9, "P",
          "instead: what would bring P(safe) there, a smaller spread, another centre, a rarer fault or a looser limit")
      .excludes(sets);
  command.value("--json", a->json, "OUT", "write every statistic as JSON; `-`: to stdout, instead of the table");
  command.value("--junit", a->junit, "OUT", junit_help);
  command.flag("--csv", a->csv, "list the cases that would have ended otherwise, as CSV, instead of the table");
  command.flag("--gate", a->gate, "exit 5 if a requirement failed, 6 if one can't be decided yet, 2 if there is none");
  command.overwrite(a->overwrite);
  command.quiet(a->quiet);
  command.footer(
      "Exact: the verdict of each case is the one that a flight with these limits would have had; where a row doesn't "
      "tell, it is refused. --reach weighs the cases by how often their inputs and faults would come, and says nothing "
      "where fewer than 100 are left in effect; faults that were forced (--strata faults) are put together by other "
      "probabilities.\n\nExamples:\n    farside whatif change4.h5 --set vehicle.limits.final_tilt_deg=14 --set "
      "vehicle.limits.speed_vertical_m_s=3.5\n    farside whatif change4.h5 --reach 0.99");
}

}  // namespace farside
