#include "config/correlation.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/eigen_pairs.h"
#include "config/cholesky.h"
#include "config/yaml/scalar.h"
#include "lanes/math.h"

namespace farside {
namespace {

std::string text_of(const std::vector<double>& m, std::size_t n) {
  std::string text;
  for (std::size_t i = 0; i < n; ++i) {
    text += i == 0 ? "[[" : ", [";
    for (std::size_t j = 0; j < n; ++j) text += (j == 0 ? "" : ", ") + to_short_text(m[i * n + j]);
    text += "]";
  }
  return text + "]";
}

}  // namespace

std::vector<double> nearest_correlation(const std::vector<double>& wanted, std::size_t n) {
  std::vector<double> y = wanted, correction(n * n, 0.0), r(n * n);
  constexpr int steps = 1000;  // it converges linearly
  for (int step = 0; step < steps; ++step) {
    for (std::size_t i = 0; i < r.size(); ++i) r[i] = y[i] - correction[i];
    EigenPairs found = eigen_pairs(r, n);
    for (double& value : found.values) value = std::max(value, 0.0);
    const std::vector<double> x = matrix_with(found);
    double moved2 = 0.0, all2 = 0.0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      correction[i] = x[i] - r[i];
      const double next = i % (n + 1) == 0 ? 1.0 : x[i];
      moved2 += (next - y[i]) * (next - y[i]);
      all2 += next * next;
      y[i] = next;
    }
    if (std::sqrt(moved2) <= 1e-9 * std::sqrt(all2)) break;
  }
  std::vector<double> nearest(n * n);
  for (int less = 0; less < 1000000; ++less) {
    const double keep = 1.0 - 1e-6 * less;
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) {
        const double nearer = keep * y[std::max(i, j) * n + std::min(i, j)];
        nearest[i * n + j] = i == j ? 1.0 : std::round(1e6 * nearer) / 1e6;
      }
    }
    if (!cholesky_factor(nearest, n).empty()) break;
  }
  return nearest;
}

std::vector<double> normal_correlation(const Copula& copula) {
  std::vector<double> r = copula.correlation;
  constexpr double sixth_pi = 0.52359877559829887;
  for (std::size_t i = 0; copula.of_ranks && i < r.size(); ++i)
    if (i % (copula.paths.size() + 1) != 0) r[i] = 2.0 * sin(sixth_pi * r[i]);
  return r;
}

std::string correlation_problem(const std::vector<double>& c, std::size_t n) {
  if (c.size() != n * n) return fmt::format("{} numbers found, expected {} rows of {}", c.size(), n, n);
  for (std::size_t i = 0; i < n; ++i) {
    if (c[i * n + i] != 1) return fmt::format("element [{}][{}] is {}, expected 1", i, i, to_short_text(c[i * n + i]));
    for (std::size_t j = 0; j < i; ++j) {
      const double x = c[i * n + j], y = c[j * n + i];
      if (std::fabs(x - y) > 1e-9)
        return fmt::format("not symmetric: [{}][{}] is {}, [{}][{}] is {}", i, j, to_short_text(x), j, i,
                           to_short_text(y));
      if (std::fabs(x) > 1) return fmt::format("element [{}][{}] is {}, expected -1 to 1", i, j, to_short_text(x));
    }
  }
  if (!cholesky_factor(c, n).empty()) return "";
  const double least = eigen_pairs(c, n).values.front();
  return fmt::format(
      "not positive semidefinite (its least eigenvalue is {:.3g}): no inputs can be correlated like this; the nearest "
      "that can be is {}",
      least, text_of(nearest_correlation(c, n), n));
}

}  // namespace farside
