#pragma once
// What the parts of a campaign ask of it. Requirements are no part of campaign_id, so that parts may differ in them.
#include <string>
#include <vector>

#include "config/configuration.h"
#include "store/campaign_header.h"

namespace farside {

// Adds to those of `chosen` what only other parts ask, in an order that doesn't depend on theirs; where a name is taken by another
// requirement, a number follows it. Returns the names of what was added. DataError where this farside can't read a configuration.
std::vector<std::string> add_requirements_of_all(Configuration& chosen, const std::vector<CampaignHeader>& headers,
                                                 const std::vector<std::string>& paths);

}  // namespace farside
