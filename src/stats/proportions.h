#pragma once
// How sure a count of k among n cases makes us of the probability behind it.
#include <cstdint>

namespace farside {

struct Interval {
  double lower, upper;
};

// How many cases an event befell: low, if it befell none of those that nobody can tell of; high, if it befell all of
// them.
struct CountRange {
  std::uint64_t low, high;
};

// The exact two-sided interval of Clopper and Pearson, Biometrika 26 (1934) 404: covers at least `confidence`. 0..1 for
// n = 0.
Interval clopper_pearson(std::uint64_t k, std::uint64_t n, double confidence);

// The share behind such counts: from the lower bound of the low one to the upper bound of the high one, so that it
// covers the share at least as often, whatever the cases that nobody can tell of did. Estimates are NaN for n = 0.
struct ShareRange {
  double low, high;
  Interval interval;
};
ShareRange share_range(CountRange counts, std::uint64_t n, double confidence);

// The exact one-sided bounds, each at `confidence`. Real counts are interpolated through the incomplete beta function,
// which is what planning the number of cases needs.
double lower_bound(double k, double n, double confidence);
double upper_bound(double k, double n, double confidence);

// Wilson's score interval, J. Am. Stat. Assoc. 22 (1927) 209: covers about `confidence` on average. For plots; 0..1 for
// n = 0.
Interval wilson(std::uint64_t k, std::uint64_t n, double confidence);

}  // namespace farside
