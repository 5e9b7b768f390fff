#pragma once
// How sure quantiles are of cases that are of a design: from the scatter of its replicates.
#include <cstdint>
#include <functional>
#include <vector>

#include "stats/intervals/quantiles.h"

namespace farside {

// Calls `take` with all values and the replicate of each, block by block; the same in every pass.
using TakeReplicated = std::function<void(const double* values, const std::size_t* replicates, std::size_t count)>;
using ReplicatedValues = std::function<void(const TakeReplicated& take)>;

// Bounds of `quantiles`, whose values are known, by Woodruff, J. Am. Stat. Assoc. 47 (1952) 635: how sure the share
// below a quantile is, by replicates as any share (replicates.h), half a case to either side, and the order statistics
// of such shares. Where either side has fewer cases than `few_a_replicate` each, no narrower than those of as many
// independent cases. NaN for fewer replicates than needed, or too few values. Two passes, more where there are more
// than `held_max` values.
void replicated_bounds(const ReplicatedValues& values, std::vector<Quantile>& quantiles, double confidence,
                       std::size_t held_max);

}  // namespace farside
