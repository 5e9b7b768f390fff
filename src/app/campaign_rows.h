#pragma once
// What users hand in as parts of a campaign: campaign files, shards, journals.
#include <memory>
#include <string>
#include <vector>

#include "config/configuration.h"
#include "record/alike.h"
#include "store/campaign_header.h"
#include "store/hdf5/trajectories.h"
#include "store/reader.h"
#include "store/rows.h"

namespace farside {

// A part, with its rows and what was wrong with it though it could be read.
struct CampaignPart {
  std::string path;
  CampaignHeader header;
  std::unique_ptr<RowSource> rows;
  std::vector<std::string> problems;
};

// DataError where `path`, which has to be a campaign file, is one still in the making: a journal, or a name of which
// only journals are there.
void refuse_unfinished(const std::string& path);

// DataError: it can't be read, is damaged, or has other columns than `schema`.
CampaignHeader read_campaign_header(const std::string& path);
CampaignPart open_part(const std::string& path, const Schema& schema);

// Time histories that it has; a journal has none.
Trajectories trajectories_of(const CampaignPart& part);

// Adds how those of a part's cases ended that aren't `counted` yet: all of them, or none where it can't be read.
void count_part(const CampaignPart& part, CaseRanges& counted, Tally& tally);
// How the cases of all parts ended, each counted once.
Tally tally_of(const std::vector<CampaignPart>& parts);

// Looks at all its rows.
void compare_rows(const RowSource& rows, Alike& alike);

// DataError where this farside can't read the configuration that a part holds.
Configuration configuration_of(const Provenance& provenance, const std::string& path);

}  // namespace farside
