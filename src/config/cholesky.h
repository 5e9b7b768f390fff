#pragma once
// Cholesky factor in a fixed order of operations, so that correlated draws are the same bits on every machine
// (DECISIONS 70).
#include <cmath>
#include <cstddef>
#include <vector>

namespace farside {

// Lower factor L (row after row) of the symmetric matrix `a` of n x n = L L^T, a correlation; the upper triangle of `a`
// is not read. An input that is a linear combination of those before it has a 0 on the diagonal. Empty when `a` isn't
// positive semidefinite.
inline std::vector<double> cholesky_factor(const std::vector<double>& a, std::size_t n) {
  constexpr double rounding = 1e-12;  // a pivot below it is 0, but for the rounding of decimals in the file
  std::vector<double> l(n * n, 0.0);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = a[i * n + j];
      for (std::size_t k = 0; k < j; ++k) sum -= l[i * n + k] * l[j * n + k];
      if (i != j && l[j * n + j] == 0.0) {     // input j is a combination of those before it
        if (std::fabs(sum) > 1e-6) return {};  // sqrt(rounding)
        continue;
      }
      if (i == j && !(sum > -1e-9)) return {};
      if (i == j && sum <= rounding) continue;
      l[i * n + j] = i == j ? std::sqrt(sum) : sum / l[j * n + j];
    }
  }
  return l;
}

}  // namespace farside
