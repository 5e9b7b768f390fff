// farside audit: whether each dispersion is drawn as asked, consumed, and moves something, and what is never judged.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/arguments/options.h"
#include "app/rows/campaign_rows.h"
#include "app/run/machine.h"
#include "app/run/stopping.h"
#include "app/terminal/console.h"
#include "app/terminal/output_paths.h"
#include "app/terminal/text_output.h"
#include "engine/campaign.h"
#include "engine/dispatch.h"
#include "probe/audit_report.h"
#include "store/reader.h"

namespace farside {
namespace {

struct AuditArguments {
  std::string config, json, against, isa = "auto";
  std::vector<std::string> sets;
  std::optional<std::uint64_t> cases, threads;
  bool overwrite = false, quiet = false;
};

// The inputs of a campaign file, whose configuration may be another one.
Consumed consumed_by(const std::string& path, const Scenario& scenario) {
  refuse_unfinished(path);
  const CampaignFile file(path);
  const std::vector<double> faults = file.find("fault") ? file.read_column("fault") : std::vector<double>{};
  Consumed consumed;
  for (const InputInfo& input : scenario.inputs) {
    const std::string column = input_column_name(input.path);
    if (!file.find(column)) throw DataError(path + ": has no column " + column);
    const std::vector<double> values = file.read_column(column);
    std::vector<double> kept;
    for (std::size_t row = 0; row < values.size(); ++row) {
      if (faults.empty() || faults[row] == 0.0) kept.push_back(values[row]);
    }
    consumed.push_back(std::move(kept));
  }
  return consumed;
}

ExitCode run(const AuditArguments& arguments) {
  Stopping stopping(0.0);
  stopping.leave_at_once("farside: stopped; nothing was written\n");
  const JsonOutput json(arguments.json, arguments.overwrite, {arguments.config, arguments.against});
  AuditOptions options;
  options.kernel = &choose_kernel(arguments.isa.c_str());
  options.threads = usable_threads(arguments.threads, arguments.quiet);
  options.cases = arguments.cases.value_or(options.cases);
  std::vector<std::string> sets = arguments.sets;
  sets.emplace_back("campaign.strata=none");  // strata share their draws
  sets.emplace_back("campaign.sampling.outer=0");
  Scenario scenario = load_scenario(arguments.config, sets);
  if (scenario.configuration.design().method == SamplingMethod::saltelli) {  // whose cases share their draws, too
    sets.emplace_back("campaign.sampling.method=random");
    scenario = load_scenario(arguments.config, sets);
  }
  refuse_inputs_as_outputs({arguments.json}, arguments.config, scenario);
  for (const std::string& doubt : scenario.doubts) tell(Remark::warning, doubt, arguments.quiet);
  if (scenario.cloud.rows > 0) options.cases = std::min(options.cases, scenario.cloud.rows);
  std::optional<Consumed> others;
  if (!arguments.against.empty()) others = consumed_by(arguments.against, scenario);
  const Audit audit = audit_campaign(scenario, options, others ? &*others : nullptr);
  json.write(audit_json(audit, scenario));
  if (!arguments.quiet && !json.to_stdout()) print(audit_text(audit, scenario));
  return audit.finds() ? ExitCode::requirement_failed : ExitCode::ok;
}

}  // namespace

void add_audit(CLI::App& app, Invocation& invocation) {
  auto [command, a] = declare<AuditArguments>(
      app, invocation, "audit", "is each dispersion drawn as asked, and does it move something; exit 5 if not", run);
  command.argument("CONFIG", a->config, "campaign (YAML)").required();
  command.whole("-n,--cases,--samples", a->cases, 8, 1000000, "cases to fly; 1000 otherwise");
  command.value("--against", a->against, "FILE",
                "hold the inputs of this campaign's file (HDF5) against CONFIG, in place of what is consumed here");
  command.value("--json", a->json, "OUT", "write it as JSON; `-`: to stdout, instead of the text");
  command.threads(a->threads);
  command.sets(a->sets);
  command.isa(a->isa);
  command.overwrite(a->overwrite);
  command.quiet(a->quiet);
  command.footer("Example:\n    farside audit configs/change4.yaml --cases 500");
}

}  // namespace farside
