#include "base/eigen_pairs.h"

#include <Eigen/Eigenvalues>

namespace farside {

EigenPairs eigen_pairs(const std::vector<double>& matrix, std::size_t n) {
  if (n == 0) return {};
  const auto size = static_cast<Eigen::Index>(n);
  const Eigen::Map<const Eigen::MatrixXd> as_columns(matrix.data(), size, size);
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> found(as_columns.transpose());
  const double* const values = found.eigenvalues().data();
  const double* const vectors = found.eigenvectors().data();
  return {{values, values + n}, {vectors, vectors + n * n}};
}

std::vector<double> matrix_with(const EigenPairs& pairs) {
  const std::size_t n = pairs.values.size();
  std::vector<double> m(n * n, 0.0);
  for (std::size_t k = 0; k < n; ++k) {
    const double* const v = pairs.vectors.data() + k * n;
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) m[i * n + j] += v[i] * pairs.values[k] * v[j];
    }
  }
  return m;
}

}  // namespace farside
