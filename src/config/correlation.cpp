#include "config/correlation.h"

#include <fmt/format.h>

#include <Eigen/Eigenvalues>
#include <cmath>

#include "config/cholesky.h"
#include "config/yaml/scalar.h"
#include "lanes/math.h"

namespace farside {
namespace {

using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

Matrix matrix_of(const std::vector<double>& values, std::size_t n) {
  return Eigen::Map<const Matrix>(values.data(), static_cast<Eigen::Index>(n), static_cast<Eigen::Index>(n));
}

// Without its negative eigenvalues.
Matrix semidefinite(const Matrix& m) {
  const Eigen::SelfAdjointEigenSolver<Matrix> found(m);
  return found.eigenvectors() * found.eigenvalues().cwiseMax(0.0).asDiagonal() * found.eigenvectors().transpose();
}

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
  Matrix y = matrix_of(wanted, n), correction = Matrix::Zero(y.rows(), y.cols());
  constexpr int steps = 1000;  // it converges linearly
  for (int i = 0; i < steps; ++i) {
    const Matrix r = y - correction, x = semidefinite(r);
    correction = x - r;
    const Matrix before = y;
    y = x;
    y.diagonal().setOnes();
    if ((y - before).norm() <= 1e-9 * y.norm()) break;
  }
  std::vector<double> nearest(n * n);
  for (double keep = 1.0; keep > 0.0; keep -= 1e-6) {
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) {
        const double r = keep * y(static_cast<Eigen::Index>(std::max(i, j)), static_cast<Eigen::Index>(std::min(i, j)));
        nearest[i * n + j] = i == j ? 1.0 : std::round(1e6 * r) / 1e6;
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
  const double least = Eigen::SelfAdjointEigenSolver<Matrix>(matrix_of(c, n), Eigen::EigenvaluesOnly).eigenvalues()[0];
  return fmt::format(
      "not positive semidefinite (its least eigenvalue is {:.3g}): no inputs can be correlated like this; the nearest "
      "that can be is {}",
      least, text_of(nearest_correlation(c, n), n));
}

}  // namespace farside
