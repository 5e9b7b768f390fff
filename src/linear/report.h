#pragma once
// The linear covariance as JSON and as a table for a terminal.
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "linear/comparison.h"

namespace farside {

// `compared` may be empty.
nlohmann::ordered_json covariance_json(const LinearCovariance& linear, const std::string& name,
                                       const std::string& campaign_id, const std::vector<ComparedError>& compared);
std::string covariance_table(const LinearCovariance& linear, const std::string& name,
                             const std::vector<ComparedError>& compared, const std::string& against);

}  // namespace farside
