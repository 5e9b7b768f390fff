#pragma once
// Parts of a campaign that users name: campaign files, shards, journals.
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

// A part: its rows, and problems that didn't keep it from being read.
struct CampaignPart {
  std::string path;
  CampaignHeader header;
  std::unique_ptr<RowSource> rows;
  std::vector<std::string> problems;
};

// DataError where `path`, which has to be a campaign file, is still being made: a journal, or a name under which there
// are only journals.
void refuse_unfinished(const std::string& path);

// DataError: it can't be read, is damaged, or has other columns than `schema`.
CampaignHeader read_campaign_header(const std::string& path);
CampaignPart open_part(const std::string& path, const Schema& schema);

// Its time histories; a journal has none.
Trajectories trajectories_of(const CampaignPart& part);

// Adds the endings of those cases of a part that aren't `counted` yet: of all of them, or of none if it can't be read.
void count_part(const CampaignPart& part, CaseRanges& counted, Tally& tally);
// The endings of the cases of all parts, each case counted once.
Tally tally_of(const std::vector<CampaignPart>& parts);

// Reads all its rows.
void compare_rows(const RowSource& rows, Alike& alike);

// DataError where this farside can't read the configuration that a part holds.
Configuration configuration_of(const Provenance& provenance, const std::string& path);

}  // namespace farside
