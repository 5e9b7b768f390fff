#include "stats/causes/reweighted.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <optional>

#include "base/nan.h"
#include "stats/intervals/distributions.h"
#include "stats/intervals/stratified.h"

namespace farside {
namespace {

// Of the sum of the weights of an event, over that of all.
struct WeightedEvent {
  double share, variance, largest;
};

// Of the gamma distribution of this mean and variance.
double gamma_with(double mean, double variance, double p) {
  return gamma_quantile(mean * mean / variance, variance / mean, p);
}
double lower_of(const WeightedEvent& e, double confidence) {
  return e.share > 0.0 && e.variance > 0.0 ? gamma_with(e.share, e.variance, 1.0 - confidence) : e.share;
}
double upper_of(const WeightedEvent& e, double confidence) {
  return std::min(1.0, gamma_with(e.share + e.largest, e.variance + e.largest * e.largest, confidence));
}

class Weighing {
 public:
  Weighing(const Cases& cases, const std::vector<double>& weights) : cases_(cases), weights_(weights) {
    for (std::size_t row = 0; row < weights_.size(); ++row) {
      if (cases_.endings[row] == Ending::not_run) continue;
      sum_ += weights_[row];
      squares_ += weights_[row] * weights_[row];
      largest_ = std::max(largest_, weights_[row]);
    }
  }

  double n_eff() const { return squares_ > 0.0 ? sum_ * sum_ / squares_ : 0.0; }

  // Safe at the low or the high end.
  double share(bool high) const {
    double with = 0.0;
    for (std::size_t row = 0; row < weights_.size(); ++row) with += is_safe(row, high) ? weights_[row] : 0.0;
    return with / sum_;
  }

  double bound(double share, bool high, bool upper, double confidence) const {
    const WeightedEvent safe{share, variance(share, high, confidence), largest_ / sum_};
    if (std::isnan(safe.variance)) return nan;
    if (share <= 0.5) return upper ? upper_of(safe, confidence) : lower_of(safe, confidence);
    const WeightedEvent unsafe{1.0 - share, safe.variance, safe.largest};
    return 1.0 - (upper ? lower_of(unsafe, confidence) : upper_of(unsafe, confidence));
  }

 private:
  bool is_safe(std::size_t row, bool high) const {
    return cases_.endings[row] == Ending::safe || (high && cases_.is_untold(row));
  }

  double variance(double share, bool high, double confidence) const {
    double independent = 0.0;
    std::vector<ReplicateSum> replicates;
    for (std::size_t row = 0; row < weights_.size(); ++row) {
      if (cases_.endings[row] == Ending::not_run) continue;
      const double off = weights_[row] * ((is_safe(row, high) ? 1.0 : 0.0) - share);
      independent += off * off;
      if (!cases_.replicated) continue;
      if (replicates.size() <= cases_.groups[row]) replicates.resize(cases_.groups[row] + std::size_t{1});
      replicates[cases_.groups[row]].sum += off;
      ++replicates[cases_.groups[row]].count;
    }
    if (!cases_.replicated) return independent / (sum_ * sum_);
    const auto flown = static_cast<double>(
        std::count_if(replicates.begin(), replicates.end(), [](const ReplicateSum& r) { return r.count > 0; }));
    if (flown < static_cast<double>(replicates_needed)) return nan;
    double designed = 0.0;
    for (const ReplicateSum& r : replicates) designed += r.sum * r.sum;
    const double t = student_t_quantile(flown - 1.0, confidence), z = standard_normal_quantile(confidence);
    designed *= flown / (flown - 1.0) * (t / z) * (t / z);
    return std::max(independent, designed) / (sum_ * sum_);
  }

  const Cases& cases_;
  const std::vector<double>& weights_;
  double sum_ = 0.0, squares_ = 0.0, largest_ = 0.0;
};

bool tells(const ReweightedShare& share) { return share.n_eff >= reweighted_min; }

}  // namespace

ReweightedShare reweighted_safe(const Cases& cases, const std::vector<double>& weights, double confidence) {
  const Weighing weighing(cases, weights);
  if (!(weighing.n_eff() > 0.0)) return {nan, nan, nan, nan, 0.0};
  const double low = weighing.share(false), high = weighing.share(true);
  return {low, high, weighing.bound(low, false, false, confidence), weighing.bound(high, true, true, confidence),
          weighing.n_eff()};
}

ReweightedShare reweighted_strata(const std::vector<WeighedStratum>& strata, double untold, double confidence) {
  std::vector<double> shares;
  for (const WeighedStratum& s : strata) shares.push_back(s.share);
  double n_eff = std::numeric_limits<double>::infinity();
  const StratifiedShare sum = combined_strata(shares, untold, confidence, [&](std::size_t i, double each) {
    const ReweightedShare s = reweighted_safe(*strata[i].cases, strata[i].weights, each);
    n_eff = std::min(n_eff, s.n_eff);
    return StratifiedShare{s.low, s.high, s.lower, s.upper};
  });
  return {sum.low, sum.high, sum.lower, sum.upper, n_eff};
}

Reaching find_reaching(double wanted, const std::vector<double>& amounts, const ShareOfAmount& share_of) {
  const ReweightedShare none{nan, nan, nan, nan, 0.0};
  Reaching found{nan, nan, none, none, nan, none, nan, false};
  // Between an amount that doesn't do and one that does, by thousandths.
  const auto halve = [&](double before, double after, const auto& does, double& at, ReweightedShare& its) {
    long from = std::lround(1000.0 * before), to = std::lround(1000.0 * after);
    while (std::labs(to - from) > 1) {
      const long middle = (from + to) / 2;
      const ReweightedShare share = share_of(static_cast<double>(middle) / 1000.0);
      const bool good = tells(share) && does(share);
      (good ? to : from) = middle;
      if (good) its = share;
    }
    at = static_cast<double>(to) / 1000.0;
  };
  const auto by_estimate = [&](const ReweightedShare& s) { return s.low >= wanted; };
  const auto by_bound = [&](const ReweightedShare& s) { return s.lower >= wanted; };
  std::optional<double> last;
  for (const double amount : amounts) {
    const ReweightedShare share = share_of(amount);
    if (!tells(share)) {
      found.cut_short = true;
      if (std::isnan(found.furthest)) found.of_best = share;
      break;
    }
    found.furthest = amount;
    if (!(found.of_best.low >= share.low)) {
      found.best = amount;
      found.of_best = share;
    }
    if (std::isnan(found.amount) && by_estimate(share)) {
      found.share = share;
      halve(last.value_or(amount), amount, by_estimate, found.amount, found.share);
    }
    if (by_bound(share)) {
      found.of_sure = share;
      halve(last.value_or(amount), amount, by_bound, found.sure, found.of_sure);
      break;
    }
    last = amount;
  }
  return found;
}

}  // namespace farside
