#include "stats/intervals/replicates.h"

#include <algorithm>
#include <cmath>

#include "base/nan.h"
#include "stats/intervals/distributions.h"

namespace farside {
namespace {

// A mean over all, which is a ratio where replicates differ in size, and how far its one-sided bound lies from it.
struct Mean {
  double mean, reach;
};

Mean mean_of(const std::vector<ReplicateSum>& replicates, double confidence) {
  double sum = 0.0, n = 0.0, flown = 0.0;
  for (const ReplicateSum& r : replicates) {
    sum += r.sum;
    n += static_cast<double>(r.count);
    flown += r.count > 0 ? 1.0 : 0.0;
  }
  const double mean = sum / n;
  if (flown < static_cast<double>(replicates_needed)) return {mean, nan};
  double squares = 0.0;
  for (const ReplicateSum& r : replicates) {
    const double off = r.sum - mean * static_cast<double>(r.count);
    squares += off * off;
  }
  const double factor = student_t_quantile(flown - 1.0, confidence);
  return {mean, factor * std::sqrt(squares * flown / (flown - 1.0)) / n};
}

}  // namespace

std::size_t count_flown(const std::vector<Replicate>& replicates) {
  return static_cast<std::size_t>(
      std::count_if(replicates.begin(), replicates.end(), [](const Replicate& r) { return r.cases > 0; }));
}

ReplicatedShare replicated_share(const std::vector<Replicate>& replicates, double confidence) {
  std::vector<ReplicateSum> low, high;
  std::uint64_t least = 0, most = 0, cases = 0;
  for (const Replicate& r : replicates) {
    low.push_back({static_cast<double>(r.counts.low), r.cases});
    high.push_back({static_cast<double>(r.counts.high), r.cases});
    least += r.counts.low;
    most += r.counts.high;
    cases += r.cases;
  }
  const Mean of_low = mean_of(low, confidence), of_high = mean_of(high, confidence);
  const double n = static_cast<double>(cases), half = 0.5 / n;
  const auto rare = [&](std::uint64_t count) {
    return std::min(count, cases - count) < few_a_replicate * count_flown(replicates);
  };
  ReplicatedShare share{of_low.mean, of_high.mean, of_low.mean - of_low.reach - half,
                        of_high.mean + of_high.reach + half, rare(least) || rare(most)};
  if (std::isnan(of_low.reach)) return share;
  if (rare(least)) share.lower = std::min(share.lower, lower_bound(static_cast<double>(least), n, confidence));
  if (rare(most)) share.upper = std::max(share.upper, upper_bound(static_cast<double>(most), n, confidence));
  share.lower = std::max(share.lower, 0.0);
  share.upper = std::min(share.upper, 1.0);
  return share;
}

Interval replicated_mean(const std::vector<ReplicateSum>& replicates, double confidence) {
  const Mean m = mean_of(replicates, 1.0 - (1.0 - confidence) / 2.0);
  return {m.mean - m.reach, m.mean + m.reach};
}

Interval mean_interval(const Moments& m, double confidence) {
  if (m.count < 2) return {nan, nan};
  const double n = static_cast<double>(m.count);
  const double factor = student_t_quantile(n - 1, 1 - (1 - confidence) / 2);
  const double reach = factor * m.sd / std::sqrt(n);
  return {m.mean - reach, m.mean + reach};
}

}  // namespace farside
