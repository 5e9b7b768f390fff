#include "app/provenance.h"

#include <fmt/chrono.h>
#include <unistd.h>

#include <ctime>

#include "app/build_facts.h"
#include "base/build_info.h"
#include "base/sha256.h"
#include "base/version.h"

namespace farside {

std::string utc_now() { return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr))); }

CampaignHeader make_header(const Scenario& scenario, std::uint64_t first, std::uint64_t count, const RunFacts& facts) {
  CampaignHeader header;
  header.title = scenario.name;
  header.campaign_id = scenario.campaign_id;
  header.model_version = model_version;
  header.seed = scenario.seed;
  header.first_case = first;
  header.case_count = count;

  Provenance& p = header.provenance;
  p.config_yaml = scenario.resolved_yaml;
  p.config_sha256 = sha256_of_text(scenario.resolved_yaml);
  for (const InputFile& file : scenario.input_files) p.input_files += file.sha256 + "  " + file.name + "\n";
  p.version = build::version;
  p.commit = build_commit();
  p.compiler = build_compiler();
  p.libraries = build_libraries_text();
  p.command_line = facts.command_line;
  char host[256] = "";
  if (::gethostname(host, sizeof host - 1) == 0) p.host = host;
  p.isa = facts.isa;
  p.started = facts.started;
  p.finished = utc_now();
  p.threads = facts.threads;
  return header;
}

}  // namespace farside
