#pragma once
// Whether two campaigns are the same, and in what they differ.
#include <string>

#include "store/campaign_header.h"

namespace farside {

// DataError "NAME: is of another campaign than OURS: ..." that names what differs, unless both have the same
// campaign_id.
void require_same_campaign(const CampaignHeader& theirs, const std::string& name, const CampaignHeader& ours,
                           const std::string& our_name);

// Requirements that only one of the two has, each on a line; nothing where they have the same. They aren't part of
// campaign_id, since no case depends on them, but the verdict does.
std::string requirement_differences(const CampaignHeader& theirs, const std::string& name, const CampaignHeader& ours,
                                    const std::string& our_name);

// DataError with these differences, and how to give both the same.
void require_same_requirements(const CampaignHeader& theirs, const std::string& name, const CampaignHeader& ours,
                               const std::string& our_name);

}  // namespace farside
