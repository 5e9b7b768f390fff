#pragma once
// Checks the draws of many cases before any of them is flown.
#include "engine/campaign.h"
#include "sampling/draw_rules.h"

namespace farside {

// Number of cases that are checked before the first is flown, which takes a second or two on one thread. A later case
// with impossible inputs is counted when it is reached, as with campaign.invalid_draws: count.
inline constexpr std::uint64_t draws_looked_at = 200000;

// Checks the first of these cases. The result doesn't depend on the number of threads. A case costs its draw and 0.2 us
// for the rules.
InvalidDraws find_invalid_draws(const Scenario& scenario, const CaseRanges& cases, const FlyOptions& options);

// ConfigError where one of these cases can't be flown and campaign.invalid_draws is `refuse`.
void refuse_invalid_draws(const Scenario& scenario, const InvalidDraws& found);

// The warning where such cases are counted; a text of several lines.
std::string counted_text(const Scenario& scenario, const InvalidDraws& found);

}  // namespace farside
