#include "stats/intervals/stratified.h"

namespace farside {

StratifiedShare combined_strata(const std::vector<double>& weights, double untold, double confidence,
                                const ShareOfStratum& share_of) {
  double told = 0.0;
  for (const double weight : weights) told += weight;
  StratifiedShare sum{0.0, untold, 0.0, untold};
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const double weight = weights[i];
    if (weight <= 0.0) continue;
    const StratifiedShare s = share_of(i, 1.0 - (1.0 - confidence) * (weight / told));
    sum.low += weight * s.low;
    sum.high += weight * s.high;
    sum.lower += weight * s.lower;
    sum.upper += weight * s.upper;
  }
  // weights that add up to all cases do so but for rounding
  constexpr double all = 1.0 - 1e-12;
  if (sum.high > all) sum.high = 1.0;
  if (sum.upper > all) sum.upper = 1.0;
  return sum;
}

StratifiedShare stratified_share(const std::vector<Stratum>& strata, double untold, double confidence) {
  std::vector<double> weights;
  for (const Stratum& s : strata) weights.push_back(s.weight);
  return combined_strata(weights, untold, confidence, [&](std::size_t i, double each) -> StratifiedShare {
    const Stratum& s = strata[i];
    if (s.cases == 0) return {0.0, 1.0, 0.0, 1.0};
    const double n = static_cast<double>(s.cases), least = static_cast<double>(s.counts.low),
                 most = static_cast<double>(s.counts.high);
    return {least / n, most / n, lower_bound(least, n, each), upper_bound(most, n, each)};
  });
}

}  // namespace farside
