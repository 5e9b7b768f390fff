#pragma once
// Eigenvalues of symmetric matrices: one instance of Eigen's solver for all rooms, since it takes seconds to compile.
#include <cstddef>
#include <vector>

namespace farside {

struct EigenPairs {
  std::vector<double> values;   // ascending
  std::vector<double> vectors;  // of length 1, one after the other, in the order of the values
};
// `matrix`: n rows of n numbers. Empty of an empty one.
EigenPairs eigen_pairs(const std::vector<double>& matrix, std::size_t n);

// The matrix that has these pairs.
std::vector<double> matrix_with(const EigenPairs& pairs);

}  // namespace farside
