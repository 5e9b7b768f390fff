#pragma once
// How sure cases of a design make us (Latin hypercubes, scrambled sequences): they aren't independent, but its
// replicates are, each with the whole answer in the mean. A. B. Owen, Monte Carlo theory, methods and examples, ch. 17.
#include <cstdint>
#include <vector>

#include "stats/intervals/proportions.h"
#include "stats/samples/moments.h"

namespace farside {

inline constexpr std::size_t replicates_needed = 16;  // with fewer, Student's factor depends on what is to be shown

struct Replicate {
  CountRange counts{0, 0};
  std::uint64_t cases = 0;
};
// How many have a case.
std::size_t count_flown(const std::vector<Replicate>& replicates);

// Shares of the event among all cases, and bounds that are one-sided at `confidence` each: `lower` of the low counts,
// `upper` of the high ones. Student's, from the scatter of the replicates, and half a case to either side, which no
// count tells. Where the event, or its absence, is rarer than `few_a_replicate`, replicates are far from normal, and a
// bound is the wider one of that and of Clopper and Pearson (`widened`). NaN for fewer replicates than needed.
struct ReplicatedShare {
  double low, high;
  double lower, upper;
  bool widened;
};
inline constexpr std::uint64_t few_a_replicate = 10;
ReplicatedShare replicated_share(const std::vector<Replicate>& replicates, double confidence);

// Of a mean: the sum of a quantity in each replicate, and of how many values. Two-sided; NaN as above.
struct ReplicateSum {
  double sum = 0.0;
  std::uint64_t count = 0;
};
Interval replicated_mean(const std::vector<ReplicateSum>& replicates, double confidence);

// Of the mean of independent values, by Student; NaN for fewer than two. As good as their mean is normal.
Interval mean_interval(const Moments& moments, double confidence);

}  // namespace farside
