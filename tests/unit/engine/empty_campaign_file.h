#pragma once
// A campaign file without cases, as the scenario's run would write it.
#include <string>

#include "base/sha256.h"
#include "base/version.h"
#include "engine/replay.h"
#include "unit/store/fixture.h"

namespace farside::engine_test {

inline CampaignHeader header_of(const Scenario& s) {
  CampaignHeader header;
  header.campaign_id = s.campaign_id;
  header.model_version = model_version;
  header.provenance.config_yaml = s.resolved_yaml;
  header.provenance.config_sha256 = sha256_of_text(s.resolved_yaml);
  header.provenance.version = "0.0.9";
  return header;
}

inline void write(const std::string& path, const CampaignHeader& header) {
  const Journal journal(path, Schema(), header);
  write_campaign_file(store_test::mix(journal), header, nullptr, nullptr, path, {});
}

}  // namespace farside::engine_test
