#pragma once
// P(safe) of a campaign whose inputs were drawn otherwise, from the cases that were flown: each counts by how much
// more, or less, often its inputs would then come (importance sampling, Owen, Monte Carlo theory, methods and examples,
// ch. 9); and what change of the inputs makes P what is wanted.
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "stats/cases.h"

namespace farside {

// Cases that would say as much, had all the same weight; below this nothing is told.
inline constexpr double reweighted_min = 100.0;

// Weighted means. `low`, `high`: cases that can't be told are not safe, are safe. Bounds are one-sided at `confidence`
// each: of the weighted sum of the rarer ending by Fay and Feuer, Stat. Med. 16 (1997) 791, whose upper one holds a
// case more of the largest weight, since one that was not seen may have it; with the variance of a ratio. Of cases of a
// design the variance is that of its replicates where it is larger, and Student's factor with it. NaN bounds: fewer
// replicates than needed.
struct ReweightedShare {
  double low, high, lower, upper;
  double n_eff;  // (sum w)^2 / sum w^2, Kish; infinite where no case is weighed anew
};
// `weights`: one a row; those of cases that were not run don't count.
ReweightedShare reweighted_safe(const Cases& cases, const std::vector<double>& weights, double confidence);

// The same put together from strata that were sampled each by itself, with bounds as combined_strata() has them.
// `n_eff` is the least of the strata that have a share.
struct WeighedStratum {
  double share;  // what part of all cases it stands for
  const Cases* cases;
  std::vector<double> weights;
};
ReweightedShare reweighted_strata(const std::vector<WeighedStratum>& strata, double untold, double confidence);

// From the first amount on to the last, all of them whole thousandths, the first of a thousandth at which P reaches
// what is wanted: by its estimate (`low`), and by its lower bound. As far as `n_eff` allows. Bisected between the
// amounts.
struct Reaching {
  double amount, sure;             // NaN: not reached
  ReweightedShare share, of_sure;  // there
  double best;                     // of those that were looked at, the amount with the largest P
  ReweightedShare of_best;
  double furthest;  // NaN: n_eff is too small everywhere
  bool cut_short;   // n_eff ended the search
};
using ShareOfAmount = std::function<ReweightedShare(double amount)>;
Reaching find_reaching(double wanted, const std::vector<double>& amounts, const ShareOfAmount& share_of);

}  // namespace farside
