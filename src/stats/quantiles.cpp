#include "stats/quantiles.h"

#include <boost/math/distributions/binomial.hpp>
#include <cmath>

#include "base/nan.h"

namespace farside {
namespace {

using Binomial = boost::math::binomial_distribution<
    double,
    boost::math::policies::policy<boost::math::policies::discrete_quantile<boost::math::policies::integer_round_up>>>;

}  // namespace

double quantile(RankedSample& sample, double p) {
  if (sample.count() == 0) return nan;
  const double position = static_cast<double>(sample.count() - 1) * p, below = std::floor(position);
  const auto rank = static_cast<std::uint64_t>(below) + 1;
  const double value = sample.rank(rank);
  return rank == sample.count() ? value : value + (position - below) * (sample.rank(rank + 1) - value);
}

std::uint64_t binomial_quantile(std::uint64_t n, double p, double q) {
  const Binomial x(static_cast<double>(n), p);
  auto k = static_cast<std::uint64_t>(boost::math::quantile(x, q));
  // Boost finds the root numerically and may be off by one: step to the integer of the definition.
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

Quantile quantile_with_bounds(RankedSample& sample, double p, double confidence, RanksOf ranks_of) {
  if (sample.count() == 0) return {p, nan, nan, nan};
  const Ranks ranks = ranks_of(sample.count(), p, confidence);
  return {p, quantile(sample, p), ranks.lower == 0 ? nan : sample.rank(ranks.lower),
          ranks.upper > sample.count() ? nan : sample.rank(ranks.upper)};
}

}  // namespace farside
