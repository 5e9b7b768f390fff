#pragma once
// Which drawn inputs are correlated: the members of a multivariate_normal, and those that a copula joins.
#include <cstddef>
#include <vector>

#include "config/configuration.h"

namespace farside {

// Of its inputs, whose standard normal coordinates are independent, the first `place` + 1 make the correlated one of
// that at `place`, by a row of the Cholesky factor.
struct CorrelatedGroup {
  std::vector<std::size_t> inputs;  // numbers of drawn inputs
  std::vector<double> factor;       // lower triangle, rows of inputs.size()

  double row(std::size_t place, std::size_t column) const { return factor[place * inputs.size() + column]; }
};

// InternalError for a matrix that the configuration should have refused.
std::vector<CorrelatedGroup> correlated_groups(const Configuration& configuration);

}  // namespace farside
