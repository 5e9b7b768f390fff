#pragma once
// The rules between keys (flight/case_rules.h, flight/option_rules.h), told with the paths of the keys that they are
// about.
#include <string>
#include <vector>

#include "config/configuration.h"
#include "flight/case_params.h"

namespace farside {

struct BrokenRule {
  std::string what;
  std::vector<std::string> keys;  // paths of all keys in the rule, the one to change most likely first
};

// `params`: nominal, or of a case; `believed`: the nominal ones. SI.
std::vector<BrokenRule> broken_rules(const CaseParams<double>& params, const CaseParams<double>& believed,
                                     const CampaignOptions& options);

// The same without messages: far less than a microsecond.
bool rules_hold(const CaseParams<double>& params, const CaseParams<double>& believed, const CampaignOptions& options);

// What is allowed, and may still mislead: warnings. `params`: nominal.
std::vector<std::string> doubts_about(const CaseParams<double>& params, const CampaignOptions& options);

}  // namespace farside
