#pragma once
// A probability put together from strata that were sampled each by itself: sum of weight times share.
#include <cstdint>
#include <functional>
#include <vector>

#include "stats/intervals/proportions.h"

namespace farside {

struct Stratum {
  double weight;  // what part of all cases it stands for
  CountRange counts;
  std::uint64_t cases;  // 0: nothing is known of it
};

// `untold`: the part of all cases that no stratum stands for; with the event at the high end, without it at the low
// one. `lower` and `upper` are each one-sided at `confidence`: sums of the strata's exact bounds, among which the risk
// of a miss is divided by their weights. So they hold at least as often as they say, whatever the shares and numbers of
// cases; where one stratum has most of the weight they are nearly its own, where several share it they are wide.
struct StratifiedShare {
  double low, high;
  double lower, upper;
};
StratifiedShare stratified_share(const std::vector<Stratum>& strata, double untold, double confidence);

// The same of shares that are told otherwise than by counts. `share_of`: of a stratum by its place, with bounds each at
// `confidence`; asked of those that have a weight.
using ShareOfStratum = std::function<StratifiedShare(std::size_t stratum, double confidence)>;
StratifiedShare combined_strata(const std::vector<double>& weights, double untold, double confidence,
                                const ShareOfStratum& share_of);

}  // namespace farside
