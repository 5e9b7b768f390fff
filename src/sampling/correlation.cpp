#include "sampling/correlation.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "base/error.h"
#include "config/cholesky.h"
#include "config/correlation.h"

namespace farside {
namespace {

CorrelatedGroup group_of(std::vector<std::size_t> inputs, const std::vector<double>& correlation) {
  std::vector<double> factor = cholesky_factor(correlation, inputs.size());
  if (factor.empty()) throw InternalError("inputs that can't be correlated as they are asked to be");
  return {std::move(inputs), std::move(factor)};
}

}  // namespace

std::vector<CorrelatedGroup> correlated_groups(const Configuration& c) {
  std::vector<CorrelatedGroup> groups;
  std::vector<std::string> drawn;
  for (const Dispersion& d : c.dispersions) {
    if (d.kind == Distribution::multivariate_normal) {
      std::vector<std::size_t> inputs(d.paths.size());
      std::iota(inputs.begin(), inputs.end(), drawn.size());
      groups.push_back(group_of(std::move(inputs), d.arguments.at("correlation")));
    }
    drawn.insert(drawn.end(), d.paths.begin(), d.paths.end());
  }
  for (const Copula& copula : c.copulas) {
    std::vector<std::size_t> inputs;
    for (const std::string& path : copula.paths)
      inputs.push_back(static_cast<std::size_t>(std::find(drawn.begin(), drawn.end(), path) - drawn.begin()));
    groups.push_back(group_of(std::move(inputs), normal_correlation(copula)));
  }
  return groups;
}

}  // namespace farside
