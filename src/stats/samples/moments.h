#pragma once
// Mean and central moments of a sample, summed in its order.
#include <cstddef>
#include <cstdint>
#include <vector>

namespace farside {

struct Moments {
  std::uint64_t count;
  double mean, sd;  // sd with n - 1. NaN where undefined
  double min, max;
  double skewness, kurtosis;  // m3 / m2^1.5 and m4 / m2^2 (3 for a normal distribution), with 1/n. NaN for equal values
};
Moments moments(const std::vector<double>& values);

// The same in two passes over the values, in the same order: the second one sums powers of their distances from the
// mean.
class MomentSums {
 public:
  void add(const double* values, std::size_t count);
  void end_pass();
  // After the first pass without sd, skewness and kurtosis, unless all values are equal: then the first pass tells all.
  const Moments& moments() const { return moments_; }
  bool needs_pass() const { return pass_ == 2; }

 private:
  void add_first(double value);
  int pass_ = 1;
  Moments moments_ = none;
  double sum_ = 0, s2_ = 0, s3_ = 0, s4_ = 0;
  static const Moments none;
};

}  // namespace farside
