#include "stats/intervals/proportions.h"

#include <algorithm>
#include <cmath>

#include "stats/intervals/distributions.h"
#include "stats/intervals/sequential.h"

namespace farside {

double lower_bound(double k, double n, double confidence) {
  if (k <= 0) return 0;
  return beta_quantile(k, n - k + 1, 1 - confidence);
}

double upper_bound(double k, double n, double confidence) {
  if (k >= n) return 1;
  return beta_quantile_beyond(k + 1, n - k, 1 - confidence);
}

double share_lower(double k, double n, double confidence, Looks looks) {
  return looks == Looks::once ? lower_bound(k, n, confidence) : sequential_lower(k, n, 1 - confidence);
}

double share_upper(double k, double n, double confidence, Looks looks) {
  return looks == Looks::once ? upper_bound(k, n, confidence) : sequential_upper(k, n, 1 - confidence);
}

Interval clopper_pearson(std::uint64_t k, std::uint64_t n, double confidence) {
  const double each = 1 - (1 - confidence) / 2;
  return {lower_bound(static_cast<double>(k), static_cast<double>(n), each),
          upper_bound(static_cast<double>(k), static_cast<double>(n), each)};
}

ShareRange share_range(CountRange counts, std::uint64_t n, double confidence, Looks looks) {
  const double cases = static_cast<double>(n), low = static_cast<double>(counts.low),
               high = static_cast<double>(counts.high), each = 1 - (1 - confidence) / 2;
  return {low / cases, high / cases, {share_lower(low, cases, each, looks), share_upper(high, cases, each, looks)}};
}

Interval paired_difference(std::uint64_t gained, std::uint64_t lost, std::uint64_t n, double confidence) {
  if (n == 0) return {-1, 1};
  const double z = standard_normal_quantile_beyond((1 - confidence) / 2);
  const double more = static_cast<double>(n) + 2;
  const double one = (static_cast<double>(gained) + 1) / more, other = (static_cast<double>(lost) + 1) / more;
  const double middle = one - other, half = z * std::sqrt((one + other - middle * middle) / more);
  return {std::max(-1.0, middle - half), std::min(1.0, middle + half)};
}

Interval independent_difference(std::uint64_t k, std::uint64_t n, std::uint64_t k_other, std::uint64_t n_other,
                                double confidence) {
  if (n == 0 || n_other == 0) return {-1, 1};
  const double p = static_cast<double>(k) / static_cast<double>(n),
               p_other = static_cast<double>(k_other) / static_cast<double>(n_other);
  const Interval i = wilson(k, n, confidence), other = wilson(k_other, n_other, confidence);
  return {p - p_other - std::hypot(p - i.lower, other.upper - p_other),
          p - p_other + std::hypot(i.upper - p, p_other - other.lower)};
}

namespace {

// From the tails of a discrete distribution, at most as much and at least as much as what was seen.
ChanceOf chance_of(double fewer, double more) {
  return {std::min(1.0, fewer), std::min(1.0, 2 * std::min(fewer, more))};
}

}  // namespace

ChanceOf paired_chance(std::uint64_t gained, std::uint64_t lost) {
  if (gained + lost == 0) return {1, 1};
  // at least so many lost is at most so many gained
  return chance_of(binomial_below(gained + lost, 0.5, gained), binomial_below(gained + lost, 0.5, lost));
}

ChanceOf independent_chance(std::uint64_t k, std::uint64_t n, std::uint64_t k_other, std::uint64_t n_other) {
  // The number with the event among the first `n`, given that of all: term by term from the one that was seen, each
  // from its neighbour, until they no longer count.
  const double cases = static_cast<double>(n), others = static_cast<double>(n_other),
               events = static_cast<double>(k + k_other), seen = static_cast<double>(k);
  const auto log_choose = [](double of, double some) {
    return std::lgamma(of + 1) - std::lgamma(some + 1) - std::lgamma(of - some + 1);
  };
  const double at_seen =
      std::exp(log_choose(cases, seen) + log_choose(others, events - seen) - log_choose(cases + others, events));
  const auto tail = [&](double step) {
    double sum = 1, term = 1;
    for (double x = seen; term > 1e-18 * sum; x += step) {
      // from x to x + 1, or from x back to x - 1
      term *= step > 0 ? (cases - x) * (events - x) / ((x + 1) * (others - events + x + 1))
                       : x * (others - events + x) / ((cases - x + 1) * (events - x + 1));
      sum += term;
    }
    return at_seen * sum;
  };
  return chance_of(tail(-1), tail(1));
}

Interval wilson(std::uint64_t k, std::uint64_t n, double confidence) {
  if (n == 0) return {0, 1};
  const double z = standard_normal_quantile_beyond((1 - confidence) / 2);
  const double count = static_cast<double>(n), share = static_cast<double>(k) / count, z2 = z * z / count;
  const double middle = (share + z2 / 2) / (1 + z2);
  const double half = z / (1 + z2) * std::sqrt(share * (1 - share) / count + z2 / (4 * count));
  return {k == 0 ? 0 : std::max(0.0, middle - half), k == n ? 1 : std::min(1.0, middle + half)};
}

}  // namespace farside
