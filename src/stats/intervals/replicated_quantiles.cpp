#include "stats/intervals/replicated_quantiles.h"

#include <algorithm>
#include <cmath>

#include "base/nan.h"
#include "stats/intervals/replicates.h"
#include "stats/samples/sample.h"

namespace farside {
namespace {

// Of the share that doesn't exceed each quantile.
std::vector<std::vector<ReplicateSum>> shares_below(const ReplicatedValues& values,
                                                    const std::vector<Quantile>& quantiles) {
  std::vector<std::vector<ReplicateSum>> below(quantiles.size());
  values([&](const double* x, const std::size_t* replicates, std::size_t count) {
    for (std::size_t q = 0; q < quantiles.size(); ++q) {
      std::vector<ReplicateSum>& its = below[q];
      for (std::size_t i = 0; i < count; ++i) {
        if (its.size() <= replicates[i]) its.resize(replicates[i] + 1);
        its[replicates[i]].sum += x[i] <= quantiles[q].value ? 1.0 : 0.0;
        ++its[replicates[i]].count;
      }
    }
  });
  return below;
}

Ranks ranks_by_replicates(const std::vector<ReplicateSum>& below, std::uint64_t n, double p, double confidence) {
  const Interval share = replicated_mean(below, confidence);
  if (std::isnan(share.lower)) return {0, n + 1};
  const double count = static_cast<double>(n), reach = 0.5 * (share.upper - share.lower) * count + 0.5;
  const double lower = std::floor(p * count - reach), upper = std::ceil(p * count + reach) + 1.0;
  Ranks ranks{lower < 1.0 ? 0 : static_cast<std::uint64_t>(lower),
              upper > count ? n + 1 : static_cast<std::uint64_t>(upper)};
  const auto flown =
      static_cast<double>(std::count_if(below.begin(), below.end(), [](const ReplicateSum& r) { return r.count > 0; }));
  if (std::min(p, 1.0 - p) * count < static_cast<double>(few_a_replicate) * flown) {
    const Ranks independent = quantile_ranks(n, p, confidence);
    ranks = {std::min(ranks.lower, independent.lower), std::max(ranks.upper, independent.upper)};
  }
  return ranks;
}

}  // namespace

void replicated_bounds(const ReplicatedValues& values, std::vector<Quantile>& quantiles, double confidence,
                       std::size_t held_max) {
  for (Quantile& q : quantiles) q.lower = q.upper = nan;
  std::uint64_t n = 0;
  const std::vector<std::vector<ReplicateSum>> below = shares_below(values, quantiles);
  if (below.empty()) return;
  for (const ReplicateSum& r : below.front()) n += r.count;
  if (n == 0) return;
  std::vector<Ranks> ranks;
  for (std::size_t q = 0; q < quantiles.size(); ++q)
    ranks.push_back(ranks_by_replicates(below[q], n, quantiles[q].p, confidence));
  const auto take = [&](RankedSample& sample) {
    for (std::size_t q = 0; q < quantiles.size(); ++q) {
      if (ranks[q].lower >= 1) quantiles[q].lower = sample.rank(ranks[q].lower);
      if (ranks[q].upper <= n) quantiles[q].upper = sample.rank(ranks[q].upper);
    }
  };
  Sample sample(held_max, n, take);
  do {
    values([&](const double* x, const std::size_t*, std::size_t count) { sample.add(x, count); });
    sample.end_pass();
  } while (sample.needs_pass());
  take(sample.ranked());
}

}  // namespace farside
