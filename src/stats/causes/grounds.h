#pragma once
// How much P(safe) differs from one ground that the laws of the relief allow to another, where a campaign has several.
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "stats/table.h"

namespace farside {

// One ground: its cases, and how many of them are safe.
struct GroundCount {
  double cases, safe;
};

// Variance of the grounds' P, and of its square root an interval; NaN where there is none.
struct GroundSpread {
  double variance, sd_lower, sd_upper;
};
// Of grounds with cases of their own: by the analysis of variance for groups of different size (Searle, Casella and
// McCulloch, Variance Components (1992), ch. 3), which needs no distribution; less than 0 counts as 0. The interval
// is of the likelihood ratio with P beta distributed over the grounds (Griffiths, Biometrics 29 (1973) 637): what lies
// within the 0.95 quantile of chi-squared. It takes 3 grounds, and a case more than there are grounds.
GroundSpread spread_of_grounds(const std::vector<GroundCount>& grounds);

// Of grounds with the same cases each, by the two-way layout of cases and grounds, from whose scatter goes what differs
// from case to case on every ground: `residual`, the mean square of what is left. The interval is that of as many
// independent cases as would scatter so.
GroundSpread spread_of_crossed_grounds(const std::vector<GroundCount>& grounds, double residual);

// The part `grounds` of the statistics; null where there is nothing to tell. `by_law`: the campaign's ground is one of
// those that laws allow. `unread`: inputs that nothing reads. `no_interval`: why there is none, whatever the grounds;
// null where there may be one.
nlohmann::ordered_json ground_statistics(const ColumnSource& source, bool by_law,
                                         const std::vector<std::string>& unread, const char* no_interval);

}  // namespace farside
