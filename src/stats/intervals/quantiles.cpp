#include "stats/intervals/quantiles.h"

#include <cmath>

#include "base/nan.h"
#include "stats/intervals/distributions.h"

namespace farside {

double quantile(RankedSample& sample, double p) {
  if (sample.count() == 0) return nan;
  const double position = static_cast<double>(sample.count() - 1) * p, below = std::floor(position);
  const auto rank = static_cast<std::uint64_t>(below) + 1;
  const double value = sample.rank(rank);
  return rank == sample.count() ? value : value + (position - below) * (sample.rank(rank + 1) - value);
}

Ranks quantile_ranks(std::uint64_t n, double p, double confidence) {
  const double risk = (1 - confidence) / 2;
  return {binomial_quantile(n, p, risk), binomial_quantile(n, p, 1 - risk) + 1};
}

double coverage(std::uint64_t n, double p, const Ranks& ranks) {
  const double outside = ranks.lower == 0 ? 0 : binomial_below(n, p, ranks.lower - 1);
  return (ranks.upper > n ? 1 : binomial_below(n, p, ranks.upper - 1)) - outside;
}

Quantile quantile_with_bounds(RankedSample& sample, double p, double confidence, RanksOf ranks_of) {
  if (sample.count() == 0) return {p, nan, nan, nan};
  const Ranks ranks = ranks_of(sample.count(), p, confidence);
  return {p, quantile(sample, p), ranks.lower == 0 ? nan : sample.rank(ranks.lower),
          ranks.upper > sample.count() ? nan : sample.rank(ranks.upper)};
}

}  // namespace farside
