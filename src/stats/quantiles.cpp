#include "stats/quantiles.h"

#include <boost/math/distributions/binomial.hpp>
#include <cmath>
#include <limits>

namespace farside {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
using Binomial = boost::math::binomial_distribution<
    double, boost::math::policies::policy<boost::math::policies::discrete_quantile<boost::math::policies::integer_round_up>>>;

}  // namespace

double quantile(const std::vector<double>& sorted, double p) {
  if (sorted.empty()) return nan;
  const double position = static_cast<double>(sorted.size() - 1) * p;
  const auto below = static_cast<std::size_t>(position);
  if (below + 1 >= sorted.size()) return sorted.back();
  return sorted[below] + (position - static_cast<double>(below)) * (sorted[below + 1] - sorted[below]);
}

std::uint64_t binomial_quantile(std::uint64_t n, double p, double q) {
  const Binomial x(static_cast<double>(n), p);
  auto k = static_cast<std::uint64_t>(boost::math::quantile(x, q));
  // The root behind it is inexact: step to the integer that the definition names.
  while (k > 0 && cdf(x, static_cast<double>(k - 1)) >= q) --k;
  while (k < n && cdf(x, static_cast<double>(k)) < q) ++k;
  return k;
}

Ranks quantile_ranks(std::uint64_t n, double p, double confidence) {
  const double risk = (1 - confidence) / 2;
  return {binomial_quantile(n, p, risk), binomial_quantile(n, p, 1 - risk) + 1};
}

double coverage(std::uint64_t n, double p, const Ranks& ranks) {
  const Binomial below(static_cast<double>(n), p);
  const double outside = ranks.lower == 0 ? 0 : cdf(below, static_cast<double>(ranks.lower - 1));
  return (ranks.upper > n ? 1 : cdf(below, static_cast<double>(ranks.upper - 1))) - outside;
}

Quantile quantile_with_bounds(const std::vector<double>& sorted, double p, double confidence) {
  if (sorted.empty()) return {p, nan, nan, nan};
  const Ranks ranks = quantile_ranks(sorted.size(), p, confidence);
  return {p, quantile(sorted, p), ranks.lower == 0 ? nan : sorted[ranks.lower - 1],
          ranks.upper > sorted.size() ? nan : sorted[ranks.upper - 1]};
}

}  // namespace farside
