#include "store/campaign_header.h"

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/sha256.h"

namespace farside {
namespace {

using Json = nlohmann::ordered_json;

// One list of the members for both ways.
template <class Header, class Visit>
void members(Header& h, const Visit& visit) {
  visit("title", h.title);
  visit("campaign_id", h.campaign_id);
  visit("model_version", h.model_version);
  visit("campaign_seed", h.seed);
  visit("campaign_cases", h.campaign_cases);
  visit("shard", h.shard);
  visit("shards", h.shards);
  auto& p = h.provenance;
  visit("config_yaml", p.config_yaml);
  visit("config_sha256", p.config_sha256);
  visit("input_files", p.input_files);
  visit("version", p.version);
  visit("commit", p.commit);
  visit("compiler", p.compiler);
  visit("libraries", p.libraries);
  visit("command_line", p.command_line);
  visit("host", p.host);
  visit("isa", p.isa);
  visit("started", p.started);
  visit("finished", p.finished);
  visit("threads", p.threads);
}

}  // namespace

Json to_json(const CampaignHeader& header) {
  Json json;
  members(header, [&](const char* name, const auto& value) { json[name] = value; });
  json["cases"] = Json::array();
  for (const CaseRange& r : header.cases) json["cases"].push_back({r.first, r.count});
  return json;
}

CampaignHeader header_from_json(const std::string& text, const std::string& name) {
  CampaignHeader header;
  try {
    const Json json = Json::parse(text);
    members(header, [&](const char* key, auto& value) { json.at(key).get_to(value); });
    for (const Json& pair : json.at("cases")) {
      const CaseRange range{pair.at(0).get<std::uint64_t>(), pair.at(1).get<std::uint64_t>()};
      if (range.end() < range.first)
        throw DataError(name + ": its head is damaged (a range of cases beyond all numbers)");
      header.cases.push_back(range);
    }
  } catch (const Json::exception& e) {
    throw DataError(name + ": its head is damaged (" + e.what() + ")");
  }
  header.cases = normalised(std::move(header.cases));
  check_configuration(header.provenance, name);
  return header;
}

void check_configuration(const Provenance& provenance, const std::string& name) {
  if (provenance.config_sha256.empty() || sha256_of_text(provenance.config_yaml) == provenance.config_sha256) return;
  throw DataError(name +
                  ": its configuration was changed after it was written (/provenance: config_yaml has another sum than "
                  "config_sha256); " +
                  "leave it out, or fly it again from the campaign's own file");
}

}  // namespace farside
