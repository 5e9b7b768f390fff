#pragma once
// What would bring P(safe) of a finished campaign to what is wanted, without flying: a smaller spread or another centre
// of one input, or a rarer fault, by weighing the cases anew; a looser limit, exactly.
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "app/rows/campaign_rows.h"
#include "stats/statistics.h"
#include "store/reader.h"

namespace farside {

// UsageError: the cases aren't draws that could be weighed.
nlohmann::ordered_json reach_json(const CampaignFile& file, const Configuration& flown, const CampaignHeader& header,
                                  const StatisticsRequest& request, double wanted);
std::string reach_table(const nlohmann::ordered_json& reach, const std::string& title,
                        std::optional<std::size_t> columns);

}  // namespace farside
