#pragma once
// A campaign of two levels: draws of what is epistemic, and cases with each. What isn't known makes a band; how sure
// the cases are of its middle is another matter.
#include <nlohmann/json_fwd.hpp>

#include "stats/statistics.h"

namespace farside {

// All statistics are of the cases at the best guess (`outer_draw` 0), by `compute`, but for `cases`, which counts all.
// Beside them: `band` of P(safe) and P(lost), over the draws; `epistemic`, which draws and which inputs make it; and of
// each requirement what it is at the best guess and at every draw. It passes where it does at all of them, fails where
// it does at the best guess, and otherwise is inconclusive.
nlohmann::ordered_json two_level_statistics(const ColumnSource& source, const StatisticsRequest& request,
                                            const ComputePart& compute);

// Spearman's correlation of ranks, ties in the middle of theirs, and how likely chance alone makes it as far from 0
// (Student's approximation). NaN where one of them is the same for all, or there are fewer than 4.
struct RankCorrelation {
  double r, p;
};
RankCorrelation rank_correlation(const std::vector<double>& a, const std::vector<double>& b);

// Of the source of a distribution, the letter that says where its figures are from: "E: 0.5 %" is E, an engineering
// default, R recalled from the literature, F found in it, D derived; blank where it doesn't begin with such.
char source_tag(const std::string& source);

}  // namespace farside
