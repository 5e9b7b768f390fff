#pragma once
// What share of a quantity's variance is of each input: Sobol' indices from base samples of a Saltelli design, with
// bootstrap intervals.
#include <cstddef>
#include <cstdint>
#include <vector>

namespace farside {

// `first`: of the input alone, the variance of the mean given it (Saltelli et al., Comput. Phys. Commun. 181 (2010)
// 259, table 2 b). `total`: with all that it does together with others, the mean of the variance that is left when all
// others are given (Jansen, Comput. Phys. Commun. 117 (1999) 35). NaN: can't be told.
struct SobolIndex {
  double first, first_lower, first_upper;
  double total, total_lower, total_upper;
};
struct SobolIndices {
  std::uint64_t samples = 0;
  double mean, variance;  // of A and B
  std::vector<SobolIndex> inputs{};
};

// Sums over base samples, in at most `blocks_max` blocks by their number, so that memory and the bootstrap don't grow
// with the number of samples.
class SobolSums {
 public:
  static constexpr std::size_t blocks_max = 2000, resamples = 1000;
  static constexpr double confidence = 0.95;

  explicit SobolSums(std::size_t inputs);
  // What the quantity is by A, by B, and by A but for each input as in B: all finite. No sample twice.
  void add(std::uint64_t sample, double a, double b, const double* mixed);

  // Values are taken from the mean over all of them, as SALib does; the variance is that of A and B. Intervals are
  // percentiles of `resamples` bootstrap samples of the blocks, which hang on nothing but the sums; none of fewer than
  // 10 blocks, or where one of those samples has no variance. Of an `event` (values 0 and 1) that fewer than 10 samples
  // see change with an input, the total index has no interval narrower than that of Clopper and Pearson for the share
  // that does, over the variance, and the first has none.
  SobolIndices indices(bool event) const;

 private:
  struct OfSums;
  std::size_t width() const { return 4 + 3 * inputs_; }

  std::size_t inputs_;
  double shift_ = 0.0;  // a value of the quantity, so that little is left of its mean
  bool any_ = false;
  std::vector<double> sums_;  // of each block: width() of them
};

}  // namespace farside
