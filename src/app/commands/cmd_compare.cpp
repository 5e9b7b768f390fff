// farside compare: two campaigns against each other, case by case where their cases have the same draws.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/arguments/options.h"
#include "app/rows/campaign_match.h"
#include "app/rows/campaign_rows.h"
#include "app/rows/file_table.h"
#include "app/run/unread.h"
#include "app/terminal/changed_list.h"
#include "app/terminal/console.h"
#include "app/terminal/junit_output.h"
#include "config/yaml/spelling.h"
#include "stats/verdicts/comparison.h"
#include "stats/verdicts/comparison_summary.h"
#include "stats/verdicts/mission.h"
#include "store/hdf5/file_rows.h"

namespace farside {
namespace {

struct CompareArguments {
  std::string first, second, of = "safe", json, junit;
  std::optional<double> tolerance;
  bool independent = false, csv = false, gate = false, overwrite = false, quiet = false;
};

// A campaign that can be compared.
struct Compared {
  explicit Compared(const std::string& path) : file(path), header(header_of(file)) {
    const Configuration configuration = configuration_of(header.provenance, path);
    if (configuration.forces_faults()) {
      throw DataError(path +
                      ": its faults are forced (campaign.strata), so that its cases don't count alike; compare "
                      "campaigns flown without, where they strike by chance");
    }
    if (configuration.design().outer > 0) {
      throw DataError(path +
                      ": its cases are of draws of what isn't known (campaign.sampling.outer), and don't count alike; "
                      "compare campaigns flown without");
    }
    if (configuration.design().method == SamplingMethod::saltelli) {
      throw DataError(path +
                      ": its cases differ in one input each (campaign.sampling.method: saltelli), and aren't "
                      "independent; compare campaigns of random draws");
    }
    alike = count_varying_inputs(configuration) == 0;
    design = configuration.design();
    if (configuration.has_stop_rule()) looks = Looks::many;
  }
  CampaignFile file;
  CampaignHeader header;
  bool alike = false;
  SamplingDesign design;
  Looks looks = Looks::once;  // many: campaign.stop chose its number of cases
};

void require_same_draws(const Compared& a, const Compared& b) {
  if (a.design != b.design) {
    throw DataError(fmt::format(
        "{}: its cases are other points than those of {} (campaign.sampling); fly one of them again with the other's, "
        "or compare them as independent campaigns by --independent",
        b.file.path(), a.file.path()));
  }
  if (a.header.seed == b.header.seed) return;
  throw DataError(fmt::format(
      "{}: was flown with seed {}, {} with seed {}: no case has the same draws in both; fly one of them again with the "
      "other's (--seed {}), or compare them as independent campaigns by --independent",
      b.file.path(), b.header.seed, a.file.path(), a.header.seed, a.header.seed));
}

// What is told of a pair of files beside the figures.
std::vector<std::string> remarks_of(const Compared& a, const Compared& b, bool independent) {
  std::vector<std::string> remarks;
  if (independent && a.header.seed == b.header.seed) {
    remarks.emplace_back(
        "both have one seed: what equal draws would tell is given away, and the intervals are wider than without "
        "--independent");
  }
  if (a.design.method != SamplingMethod::random || b.design.method != SamplingMethod::random) {
    remarks.emplace_back(
        "cases of a design (campaign.sampling) are counted as independent ones here: the intervals are wider than it "
        "would need, as a rule");
  }
  if (a.looks == Looks::many || b.looks == Looks::many) {
    remarks.emplace_back(
        "campaign.stop ended cases when they had shown enough: the interval of the difference, its p and the verdict "
        "are for numbers of cases chosen before, and may miss more often than they say");
  }
  if (a.header.campaign_id == b.header.campaign_id) remarks.emplace_back("both are of the same campaign");
  return remarks;
}

std::string told(const Compared& c) { return c.file.path() + (c.header.title.empty() ? "" : ": " + c.header.title); }

ExitCode run(const CompareArguments& arguments) {
  refuse_two_in_one_place(arguments.csv, arguments.json, arguments.junit);
  const std::vector<std::string> judged{"safe", mission_event};
  if (std::find(judged.begin(), judged.end(), arguments.of) == judged.end())
    throw UsageError("--of '" + arguments.of + "': expected safe or mission" +
                     did_you_mean(nearest_word(arguments.of, judged)));
  for (const std::string& path : {arguments.first, arguments.second}) refuse_unfinished(path);
  const JsonOutput json(arguments.json, arguments.overwrite, {arguments.first, arguments.second});
  const JunitOutput junit(arguments.junit, arguments.overwrite, {arguments.first, arguments.second});
  const Compared a(arguments.first), b(arguments.second);
  if (!arguments.independent) require_same_draws(a, b);
  const auto differences = campaign_differences(a.header, arguments.first, b.header, arguments.second);

  const FileTable first(a.file), second(b.file);
  ChangedList list(has_mission(first) && has_mission(second));
  const TakeChanged take = [&](const ChangedCase& changed) { list.add(changed); };
  nlohmann::ordered_json comparison{{"files", {{"first", arguments.first}, {"second", arguments.second}}}};
  comparison.update(compare_campaigns(first, second,
                                      {!arguments.independent, a.alike && b.alike, arguments.tolerance.value_or(0.0),
                                       arguments.of == mission_event, a.looks, b.looks},
                                      arguments.csv ? take : TakeChanged{}));
  comparison["differences"] = differences_json(differences);
  const std::vector<std::string> remarks = remarks_of(a, b, arguments.independent);
  comparison["remarks"] = remarks;

  if (arguments.csv) list.end();
  json.write(comparison);
  junit.write_comparison(comparison, b.header.title, arguments.second);
  if (!arguments.quiet && !json.to_stdout() && !junit.to_stdout() && !arguments.csv) {
    print(summarise_comparison(comparison, {told(a), told(b), remarks, table_columns()}));
  }
  return arguments.gate && is_worse(comparison) ? ExitCode::requirement_failed : ExitCode::ok;
}

}  // namespace

void add_compare(CLI::App& app, Invocation& invocation) {
  auto [command, a] = declare<CompareArguments>(app, invocation, "compare", "two campaigns, case by case", run);
  command.argument("A", a->first, "campaign file (HDF5) that is compared with").required();
  command.argument("B", a->second, "campaign file (HDF5) that is judged; of the same seed as A").required();
  const Option independent = command.flag("--independent", a->independent,
                                          "other draws: compare the shares of two campaigns, not case with case");
  command.value("--json", a->json, "OUT", "write all of it as JSON; `-`: to stdout, instead of the table");
  command.value("--junit", a->junit, "OUT", "write the verdict as JUnit XML: a test that fails where B is worse");
  command.flag("--csv", a->csv, "list the cases that ended otherwise in B, as CSV, instead of the table")
      .excludes(independent);
  command.flag("--gate", a->gate,
               "exit 5 if P of B is lower by more than the tolerance and more than chance (one-sided, 95 %)");
  command.value("--of", a->of, "EVENT", "which P is judged, and gated: safe, or mission where both tell of it")
      .words({"safe", mission_event});
  command.number("--tolerance", a->tolerance, 0, 1, "P", "by which P of B may be lower, as 0.01; 0 otherwise");
  command.overwrite(a->overwrite);
  command.quiet(a->quiet);
  command.footer(
      "Example:\n    farside run change4.yaml -o a.h5\n    farside run change4.yaml -o b.h5 --set "
      "gnc.guidance.period_s=0.5\n    farside compare a.h5 b.h5 --gate --tolerance 0.005");
}

}  // namespace farside
