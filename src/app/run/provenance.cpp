#include "app/run/provenance.h"

#include <fmt/chrono.h>

#include <ctime>

#include "app/run/build_facts.h"
#include "base/build_info.h"
#include "base/sha256.h"
#include "base/version.h"
#include "store/files.h"

namespace farside {

std::string utc_now() { return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr))); }

CampaignHeader make_header(const Scenario& scenario, const CaseRanges& cases, const RunFacts& facts) {
  CampaignHeader header;
  header.title = scenario.name;
  header.campaign_id = scenario.campaign_id;
  header.model_version = model_version;
  header.seed = scenario.seed;
  header.campaign_cases = scenario.cases;
  header.cases = cases;

  Provenance& p = header.provenance;
  p.config_yaml = scenario.resolved_yaml;
  p.config_sha256 = sha256_of_text(scenario.resolved_yaml);
  for (const InputFile& file : scenario.input_files) p.input_files += file.sha256 + "  " + file.name + "\n";
  add_run_facts(p, facts);
  return header;
}

void add_run_facts(Provenance& p, const RunFacts& facts) {
  p.version = build::version;
  p.commit = build_commit();
  p.compiler = build_compiler();
  p.libraries = build_libraries_text();
  p.command_line = facts.command_line;
  p.host = host_name();
  p.isa = facts.isa;
  p.started = facts.started;
  p.finished = utc_now();
  p.threads = facts.threads;
}

}  // namespace farside
