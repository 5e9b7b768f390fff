#pragma once
// What a campaign's probabilities are given: what all its cases share although nobody knows it, and what its models leave out.
#include <string>
#include <vector>

#include "config/configuration.h"

namespace farside {

std::vector<std::string> conditions_of(const Configuration& configuration);

}  // namespace farside
