#include "stats/samples/fit.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/nan.h"
#include "stats/intervals/distributions.h"
#include "stats/samples/ranks.h"

namespace farside {

namespace {

double stephens_argument(double cases) { return std::sqrt(cases) + 0.12 + 0.11 / std::sqrt(cases); }

}  // namespace

double kolmogorov_chance(double distance, double cases) {
  const double x = stephens_argument(cases) * distance;
  if (std::isnan(x)) return nan;
  if (x < 0.2) return 1.0;  // to 1e-13; the series converges slowly there
  double sum = 0.0;
  for (int k = 1; k <= 100; ++k) sum += (k % 2 == 1 ? 2.0 : -2.0) * std::exp(-2.0 * k * k * x * x);
  return std::clamp(sum, 0.0, 1.0);
}

double distance_of_sides(const std::vector<double>& values, const std::vector<std::uint32_t>& order,
                         const std::vector<double>& weight, const std::vector<Side>& side) {
  double whole[3] = {}, sum[3] = {}, distance = 0.0;  // by side
  for (std::size_t i = 0; i < values.size(); ++i) whole[static_cast<std::size_t>(side[i])] += weight[i];
  const double first = whole[static_cast<std::size_t>(Side::first)],
               second = whole[static_cast<std::size_t>(Side::second)];
  if (first == 0.0 || second == 0.0) return nan;
  for_each_tie(values, order, [&](std::size_t begin, std::size_t end) {
    for (std::size_t k = begin; k < end; ++k) sum[static_cast<std::size_t>(side[order[k]])] += weight[order[k]];
    distance = std::max(distance, std::abs(sum[static_cast<std::size_t>(Side::first)] / first -
                                           sum[static_cast<std::size_t>(Side::second)] / second));
  });
  return distance;
}

double kolmogorov_distance(double chance, double cases) {
  return std::sqrt(-0.5 * std::log(0.5 * chance)) / stephens_argument(cases);
}

double kolmogorov_p(std::vector<double> probabilities) {
  if (probabilities.empty()) return nan;
  std::sort(probabilities.begin(), probabilities.end());
  const double n = static_cast<double>(probabilities.size());
  double distance = 0.0, below = 0.0;
  for (const double f : probabilities) {
    distance = std::max({distance, f - below / n, (below + 1.0) / n - f});
    below += 1.0;
  }
  return kolmogorov_chance(distance, n);
}

double counts_p(const std::vector<std::uint64_t>& counts, const std::vector<double>& probabilities) {
  constexpr double least_expected = 5.0;
  const double n = static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}));
  double chi2 = 0.0, rare_count = 0.0, rare_expected = 0.0;
  int cells = 0;
  const auto add = [&](double count, double expected) {
    chi2 += (count - expected) * (count - expected) / expected;
    ++cells;
  };
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const double count = static_cast<double>(counts[i]), expected = n * probabilities[i];
    if (count > 0.0 && expected == 0.0) return 0.0;
    if (expected >= least_expected) {
      add(count, expected);
    } else {
      rare_count += count;
      rare_expected += expected;
    }
  }
  if (rare_expected > 0.0) add(rare_count, rare_expected);
  return cells < 2 ? 1.0 : chi_squared_beyond(cells - 1, chi2);
}

double correlation_p(const std::vector<double>& a, const std::vector<double>& b, double asked) {
  const double n = static_cast<double>(a.size());
  if (a.size() < 4) return nan;
  const double mean_a = std::accumulate(a.begin(), a.end(), 0.0) / n,
               mean_b = std::accumulate(b.begin(), b.end(), 0.0) / n;
  double aa = 0.0, bb = 0.0, ab = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    aa += (a[i] - mean_a) * (a[i] - mean_a);
    bb += (b[i] - mean_b) * (b[i] - mean_b);
    ab += (a[i] - mean_a) * (b[i] - mean_b);
  }
  const auto score = [](double r) {  // finite: a correlation of 1 is one of 1, rounded or not
    constexpr double almost_1 = 1.0 - 1e-9;
    return std::atanh(std::clamp(r, -almost_1, almost_1));
  };
  return std::erfc(std::fabs(score(ab / std::sqrt(aa * bb)) - score(asked)) * std::sqrt((n - 3.0) / 2.0));
}

double correlation_chance(double r, double cases, double others) {
  const double freedom = cases - 2.0 - others;
  if (!(freedom > 0.0) || !std::isfinite(r)) return nan;
  const double t = std::abs(r) * std::sqrt(freedom / std::max(1.0 - r * r, 1e-300));
  return 2.0 * student_t_beyond(freedom, t);
}

double correlation_of_chance(double p, double cases, double others) {
  const double freedom = cases - 2.0 - others;
  if (!(freedom > 0.0)) return nan;
  const double t = student_t_quantile_beyond(freedom, 0.5 * p);
  return t / std::sqrt(freedom + t * t);
}

}  // namespace farside
