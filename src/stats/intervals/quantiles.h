#pragma once
// Quantiles of a sample, and the order statistics that enclose the quantile of what was sampled, whatever its
// distribution.
#include <cstdint>
#include <set>
#include <vector>

#include "stats/samples/nth.h"

namespace farside {

// A sample by the ranks of its values, from 1 (smallest) to count().
class RankedSample {
 public:
  virtual ~RankedSample() = default;
  virtual std::uint64_t count() const = 0;
  virtual double rank(std::uint64_t rank) = 0;
};

// Of values in memory.
class OrderStatistics : public RankedSample {
 public:
  // Reorders `values`, which must outlive it.
  explicit OrderStatistics(std::vector<double>& values) : ordered_(values) {}
  std::uint64_t count() const override { return ordered_.count(); }
  double rank(std::uint64_t rank) override { return ordered_.at(rank - 1); }

 private:
  Nth<double> ordered_;
};

// Records which ranks are asked for in a sample of this size. The values that it returns mean nothing.
class AskedRanks : public RankedSample {
 public:
  explicit AskedRanks(std::uint64_t count) : count_(count) {}
  std::uint64_t count() const override { return count_; }
  double rank(std::uint64_t rank) override {
    asked_.insert(rank);
    return 0;
  }
  const std::set<std::uint64_t>& asked() const { return asked_; }

 private:
  std::uint64_t count_;
  std::set<std::uint64_t> asked_;
};

// Type 7 of Hyndman and Fan, Am. Stat. 50 (1996) 361: linear between order statistics, as NumPy and R have it. NaN
// without values.
double quantile(RankedSample& sample, double p);

// Ranks, from 1, of the order statistics that enclose quantile p with at least `confidence`: David and Nagaraja, Order
// Statistics (2003), section 7.1, with half of the risk on either side. Rank 0 or n + 1: the sample is too small for
// that bound.
struct Ranks {
  std::uint64_t lower, upper;
};
Ranks quantile_ranks(std::uint64_t n, double p, double confidence);
using RanksOf = Ranks (*)(std::uint64_t n, double p, double confidence);

// Probability that the order statistics of these ranks enclose quantile p of a continuous distribution.
double coverage(std::uint64_t n, double p, const Ranks& ranks);

// NaN where there is none.
struct Quantile {
  double p, value, lower, upper;
};
Quantile quantile_with_bounds(RankedSample& sample, double p, double confidence, RanksOf ranks_of = quantile_ranks);

}  // namespace farside
