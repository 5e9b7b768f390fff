#pragma once
// What looser limits would do for P(safe), for `whatif --reach`: exactly, by judging the rows anew.
#include <nlohmann/json_fwd.hpp>

#include "app/reach/reach_cases.h"
#include "store/campaign_header.h"

namespace farside {

// A change for each limit that P(safe) hangs on. What can't be judged from rows says why.
void add_limits(const ReachCases& cases, const CampaignFile& file, const CampaignHeader& header, double wanted,
                nlohmann::ordered_json& changes);

}  // namespace farside
