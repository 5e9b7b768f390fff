#pragma once
// The draws of many cases, looked at before any of them is flown.
#include "engine/campaign.h"
#include "sampling/draw_rules.h"

namespace farside {

// So many cases are looked at before the first is flown, which takes a second or two on one thread. A later one whose
// draw can't be is counted when its turn comes, as with campaign.invalid_draws: count.
inline constexpr std::uint64_t draws_looked_at = 200000;

// Of the first of these cases. The same for any number of threads. A case costs its draw, and a fifth of a microsecond
// for the rules.
InvalidDraws find_invalid_draws(const Scenario& scenario, const CaseRanges& cases, const FlyOptions& options);

// ConfigError where one of these cases can't be flown and campaign.invalid_draws is `refuse`.
void refuse_invalid_draws(const Scenario& scenario, const InvalidDraws& found);

// A note where they are counted; a text of lines.
std::string counted_text(const Scenario& scenario, const InvalidDraws& found);

}  // namespace farside
