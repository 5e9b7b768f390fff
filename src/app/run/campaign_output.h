#pragma once
// Writes the file of a campaign with its statistics from rows in journals and files: the end of run and merge.
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "stats/statistics.h"
#include "store/hdf5/writer.h"

namespace farside {

// Returns the statistics that it stored. Errors as write_campaign_file().
nlohmann::ordered_json write_with_statistics(const RowMix& rows, const CampaignHeader& header,
                                             const StatisticsRequest& request, const Trajectories& histories,
                                             const std::string& path, const WriteOptions& options);

}  // namespace farside
