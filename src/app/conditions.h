#pragma once
// What is asked of a campaign's statistics, and what its probabilities are given: what all its cases share although
// nobody knows it, what its models leave out, what its configuration switches off.
#include <string>
#include <vector>

#include "config/configuration.h"
#include "stats/statistics.h"

namespace farside {

std::vector<std::string> conditions_of(const Configuration& configuration);

StatisticsRequest request_of(const Configuration& configuration);

}  // namespace farside
