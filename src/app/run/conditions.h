#pragma once
// The request for a campaign's statistics, and the conditions that its probabilities hold under: unknown facts that all
// cases share, effects that its models leave out, criteria that its configuration switches off.
#include <string>
#include <vector>

#include "config/configuration.h"
#include "stats/statistics.h"

namespace farside {

std::vector<std::string> conditions_of(const Configuration& configuration);

// campaign.stop.
StopRule stop_rule_of(const Configuration& configuration);

StatisticsRequest request_of(const Configuration& configuration);

}  // namespace farside
