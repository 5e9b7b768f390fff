#pragma once
// Tolerance bounds: limits that hold at least a given share of what was sampled, with a given confidence.
#include <cstdint>
#include <string>

#include "stats/intervals/quantiles.h"
#include "stats/samples/moments.h"

namespace farside {

// Rank, from 1, of the smallest order statistic that is an upper bound of at least `content` of any continuous
// distribution: Wilks, Ann. Math. Stat. 12 (1941) 91. n + 1 where the sample is too small (below 59 for 95 % with 95
// %).
std::uint64_t wilks_upper_rank(std::uint64_t n, double content, double confidence);

// The same between the order statistics r and n + 1 - r: the largest such r, 0 where the sample is too small (below
// 93).
std::uint64_t wilks_two_sided_rank(std::uint64_t n, double content, double confidence);

// The smallest sample that has such a limit, and the smallest with such a pair.
std::uint64_t wilks_count(double content, double confidence);
std::uint64_t wilks_two_sided_count(double content, double confidence);

// mean + k sd is an upper bound of `content` of a normal distribution, n >= 2: k from the non-central t distribution
// (Owen, SIAM Rev. 10 (1968) 445).
double normal_tolerance_factor(std::uint64_t n, double content, double confidence);

// Which share of all a limit is to hold, and with which confidence.
struct ToleranceLevel {
  double content = 0.95, confidence = 0.95;
};
// Both in per cent, as names of limits have it: "95_95", "99.9_90".
std::string name_of(const ToleranceLevel& level);

// Of one column; NaN where there is none.
struct Tolerance {
  double wilks_upper, wilks_lower;  // each one-sided
  double wilks_between[2];          // two-sided
  double normality_p;               // stats/samples/normality.h
  double normal_upper, normal_lower;
};

// Bounds that assume a normal distribution are given only where the sample doesn't contradict it (p >= 0.05), and for
// at most `normal_count_max` values: from there on order statistics are as good, without the assumption.
inline constexpr std::uint64_t normal_count_max = 1000;
Tolerance tolerance(RankedSample& sample, const Moments& moments, const ToleranceLevel& level = {});

}  // namespace farside
