#include "stats/intervals/sequential.h"

#include <algorithm>
#include <boost/math/tools/roots.hpp>
#include <cmath>

#include "stats/intervals/distributions.h"

namespace farside {
namespace {

constexpr double prior = 0.5;  // both parameters of f

double log_beta(double a, double b) { return std::lgamma(a) + std::lgamma(b) - std::lgamma(a + b); }
// x log y, 0 for x = 0.
double times_log(double x, double y) { return x > 0 ? x * std::log(y) : 0; }

}  // namespace

double log_evidence_above(double k, double n, double p) {
  const double a = k + prior, b = n - k + prior;
  return log_beta(a, b) + std::log(beta_beyond(a, b, p)) - log_beta(prior, prior) -
         std::log(beta_beyond(prior, prior, p)) - times_log(k, p) - times_log(n - k, 1 - p);
}

double log_evidence_below(double k, double n, double p) { return log_evidence_above(n - k, n, 1 - p); }

double sequential_lower(double k, double n, double risk) {
  if (k <= 0) return 0;
  // Below k / n the evidence falls as p grows, from infinity at 0 to less than is asked for at k / n, or, of all cases,
  // where it is e^(1/4) at most.
  const auto more_than_enough = [&](double p) { return log_evidence_above(k, n, p) + std::log(risk); };
  double kept = std::min(k / n, 1 - 0.25 / n), rejected = kept / 2;
  for (; more_than_enough(rejected) < 0; rejected /= 2) kept = rejected;
  std::uintmax_t steps = 100;
  return boost::math::tools::toms748_solve(more_than_enough, rejected, kept,
                                           boost::math::tools::eps_tolerance<double>(40), steps)
      .first;
}

double sequential_upper(double k, double n, double risk) { return 1 - sequential_lower(n - k, n, risk); }

Interval sequential_interval(std::uint64_t k, std::uint64_t n, double confidence) {
  const double events = static_cast<double>(k), cases = static_cast<double>(n), each = (1 - confidence) / 2;
  return {sequential_lower(events, cases, each), sequential_upper(events, cases, each)};
}

Ranks sequential_ranks(std::uint64_t n, double p, double confidence) {
  const double cases = static_cast<double>(n), enough = -std::log((1 - confidence) / 2);
  // Counts that are too small, and too large, for quantile p to be where they are.
  const auto few = [&](std::uint64_t k) { return log_evidence_below(static_cast<double>(k), cases, p) >= enough; };
  const auto many = [&](std::uint64_t k) { return log_evidence_above(static_cast<double>(k), cases, p) >= enough; };
  const auto even = static_cast<std::uint64_t>(cases * p);
  std::uint64_t lower = 0, upper = std::min(n, even + 1);
  while (lower < upper) {  // the first count that isn't too small
    const std::uint64_t middle = lower + (upper - lower) / 2;
    if (few(middle)) lower = middle + 1;
    else upper = middle;
  }
  std::uint64_t first = even, last = n + 1;
  while (first < last) {  // the first one that is too large
    const std::uint64_t middle = first + (last - first) / 2;
    if (middle <= n && !many(middle)) first = middle + 1;
    else last = middle;
  }
  return {lower, first};
}

}  // namespace farside
