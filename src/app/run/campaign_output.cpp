#include "app/run/campaign_output.h"

#include <nlohmann/json.hpp>

#include "app/rows/file_table.h"

namespace farside {

nlohmann::ordered_json write_with_statistics(const RowMix& rows, const CampaignHeader& header,
                                             const StatisticsRequest& request, const Trajectories& histories,
                                             const std::string& path, const WriteOptions& options) {
  nlohmann::ordered_json statistics;
  const auto compute = [&](const CampaignFile& file) {
    return statistics = compute_statistics(FileTable(file), request);
  };
  write_campaign_file(rows, header, compute, histories.cases.empty() ? nullptr : &histories, path, options);
  return statistics;
}

}  // namespace farside
