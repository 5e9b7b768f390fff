#pragma once
// Quantiles of a sample, and the order statistics that enclose the quantile of what was sampled, whatever its distribution.
#include <cstdint>
#include <set>
#include <vector>

namespace farside {

// Values by rank, each put in its place when it is first asked for: a fraction of the time that sorting a million takes.
class OrderStatistics {
 public:
  // Changes the order of `values`, which stay the caller's.
  explicit OrderStatistics(std::vector<double>& values);
  std::uint64_t count() const { return values_.size(); }
  double rank(std::uint64_t rank);  // from 1 (smallest) to count()

 private:
  std::vector<double>& values_;
  std::set<std::size_t> placed_;
};

// Type 7 of Hyndman and Fan, Am. Stat. 50 (1996) 361: linear between order statistics, as NumPy and R have it. NaN without values.
double quantile(OrderStatistics& sample, double p);

// Smallest k with P(X <= k) >= q, for X binomial(n, p).
std::uint64_t binomial_quantile(std::uint64_t n, double p, double q);

// Ranks, from 1, of the order statistics that enclose quantile p with at least `confidence`: David and Nagaraja, Order
// Statistics (2003), section 7.1, with half of the risk on either side. Rank 0 or n + 1: the sample is too small for that bound.
struct Ranks {
  std::uint64_t lower, upper;
};
Ranks quantile_ranks(std::uint64_t n, double p, double confidence);

// Probability that the order statistics of these ranks enclose quantile p of a continuous distribution.
double coverage(std::uint64_t n, double p, const Ranks& ranks);

// NaN where there is none.
struct Quantile {
  double p, value, lower, upper;
};
Quantile quantile_with_bounds(OrderStatistics& sample, double p, double confidence);

}  // namespace farside
