#pragma once
// Whether two campaigns are the same, and in what they differ.
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "config/difference.h"
#include "store/campaign_header.h"

namespace farside {

// DataError "NAME: is of another campaign than OURS: ..." that names what differs, unless both have the same
// campaign_id.
void require_same_campaign(const CampaignHeader& theirs, const std::string& name, const CampaignHeader& ours,
                           const std::string& our_name);

// All in which two campaigns differ that their cases depend on: versions of the models, keys (a dispersion by its path,
// as dispersions[vehicle.engine.isp_s]), input files by their content. DataError where this farside can't read one of
// their configurations.
std::vector<PhysicsDifference> campaign_differences(const CampaignHeader& first, const std::string& first_name,
                                                    const CampaignHeader& second, const std::string& second_name);

// [{"path": ..., "first": ..., "second": ...}, ...]
nlohmann::ordered_json differences_json(const std::vector<PhysicsDifference>& differences);

// Requirements that only one of the two has, and campaign.stop, each on a line; nothing where they have the same. They
// aren't part of campaign_id, since no case depends on them, but the verdict does.
std::string requirement_differences(const CampaignHeader& theirs, const std::string& name, const CampaignHeader& ours,
                                    const std::string& our_name);

// DataError with these differences, and how to give both the same.
void require_same_requirements(const CampaignHeader& theirs, const std::string& name, const CampaignHeader& ours,
                               const std::string& our_name);

}  // namespace farside
