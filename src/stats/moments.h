#pragma once
// Mean and central moments of a sample, summed in its order.
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

}  // namespace farside
