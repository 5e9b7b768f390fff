#pragma once
// Cholesky factor in a fixed order of operations, so that correlated draws are the same bits on every machine.
#include <cmath>
#include <cstddef>
#include <vector>

namespace farside {

// Lower factor L (row after row) of the symmetric matrix `a` of n x n = L L^T; the upper triangle of `a` is not read.
// Empty when `a` isn't positive definite.
inline std::vector<double> cholesky_factor(const std::vector<double>& a, std::size_t n) {
  std::vector<double> l(n * n, 0.0);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = a[i * n + j];
      for (std::size_t k = 0; k < j; ++k) sum -= l[i * n + k] * l[j * n + k];
      if (i == j && !(sum > 1e-12)) return {};  // of a correlation: nearer to singular than decimals in a file can mean
      l[i * n + j] = i == j ? std::sqrt(sum) : sum / l[j * n + j];
    }
  }
  return l;
}

}  // namespace farside
