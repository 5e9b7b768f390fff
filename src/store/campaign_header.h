#pragma once
// What a file says of its campaign and of the run that wrote it: root attributes and /provenance of a campaign file,
// and the text at the head of a journal.
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "record/case_range.h"

namespace farside {

// Where a file comes from: attributes of /provenance. The second block tells of one run and not of its results: it is
// left out of reproducible files. Empty texts are left out, too.
struct Provenance {
  std::string config_yaml;    // every default filled in
  std::string config_sha256;  // of config_yaml
  std::string input_files;    // one a line: SHA-256, two spaces, name
  std::string version, commit, compiler, libraries;

  std::string command_line, host, isa, started, finished;
  int threads = 0;
};

struct CampaignHeader {
  std::string title;
  std::string campaign_id;
  std::int64_t model_version = 1;
  std::uint64_t seed = 0;
  std::uint64_t campaign_cases = 0;  // of the whole campaign
  std::uint64_t shard = 0, shards = 1;
  CaseRanges cases;  // of this file; those without a row are written as "not run"
  Provenance provenance;
};

nlohmann::ordered_json to_json(const CampaignHeader& header);
// DataError "NAME: ..." where the text is no such header, or check_configuration() refuses it.
CampaignHeader header_from_json(const std::string& text, const std::string& name);

// DataError "NAME: ..." where the SHA-256 of the configuration isn't the one stored beside it.
void check_configuration(const Provenance& provenance, const std::string& name);

}  // namespace farside
