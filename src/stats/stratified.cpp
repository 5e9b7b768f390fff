#include "stats/stratified.h"

namespace farside {

StratifiedShare stratified_share(const std::vector<Stratum>& strata, double untold, double confidence) {
  double told = 0.0;
  for (const Stratum& s : strata) told += s.weight;
  StratifiedShare sum{0.0, untold, 0.0, untold};
  for (const Stratum& s : strata) {
    if (s.weight <= 0.0) continue;
    const double n = static_cast<double>(s.cases), least = static_cast<double>(s.counts.low),
                 most = static_cast<double>(s.counts.high), each = 1.0 - (1.0 - confidence) * (s.weight / told);
    const bool known = s.cases > 0;
    sum.low += s.weight * (known ? least / n : 0.0);
    sum.high += s.weight * (known ? most / n : 1.0);
    sum.lower += s.weight * (known ? lower_bound(least, n, each) : 0.0);
    sum.upper += s.weight * (known ? upper_bound(most, n, each) : 1.0);
  }
  // weights that add up to all cases do so but for rounding
  constexpr double all = 1.0 - 1e-12;
  if (sum.high > all) sum.high = 1.0;
  if (sum.upper > all) sum.upper = 1.0;
  return sum;
}

}  // namespace farside
