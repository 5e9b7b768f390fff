#include "stats/intervals/sequential.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace farside::sequential_test {
namespace {

// The mixture by adding up its integrand, q = sin^2(t), by which f(q) dq is 2 / pi dt.
double mixture(double k, double n, double p) {
  constexpr int steps = 200000;
  const double from = std::asin(std::sqrt(p)), step = (std::acos(-1.0) / 2 - from) / steps;
  double sum = 0;
  for (int i = 0; i < steps; ++i) {
    const double s = std::sin(from + (i + 0.5) * step), q = s * s;
    sum += std::exp(k * std::log(q / p) + (n - k) * std::log((1 - q) / (1 - p)));
  }
  return sum / steps;
}

TEST(Sequential, EvidenceIsTheMixtureOfLikelihoodRatios) {
  for (const auto& [k, n, p] : {std::tuple{3.0, 10.0, 0.1}, std::tuple{98.0, 100.0, 0.9}, std::tuple{0.0, 20.0, 0.3},
                                std::tuple{400.0, 400.0, 0.97}}) {
    // the midpoint rule's error is of second order in the step
    EXPECT_NEAR(std::exp(log_evidence_above(k, n, p)) / mixture(k, n, p), 1, 1e-6) << k << "/" << n << ", " << p;
    EXPECT_NEAR(log_evidence_below(n - k, n, 1 - p), log_evidence_above(k, n, p), 1e-9);
  }
}

// Its expectation after the next case is the evidence itself where P = p, and less where P is smaller: Ville's
// inequality needs no more.
TEST(Sequential, EvidenceIsASupermartingale) {
  for (const double p : {0.05, 0.5, 0.99}) {
    for (double n = 0; n < 40; ++n) {
      for (double k = 0; k <= n; ++k) {
        const double now = std::exp(log_evidence_above(k, n, p)), more = std::exp(log_evidence_above(k + 1, n + 1, p)),
                     less = std::exp(log_evidence_above(k, n + 1, p));
        EXPECT_NEAR((p * more + (1 - p) * less) / now, 1, 1e-9);
        const double smaller = 0.9 * p;
        EXPECT_LE(smaller * more + (1 - smaller) * less, now * (1 + 1e-9));
      }
    }
  }
  EXPECT_NEAR(log_evidence_above(0, 0, 0.3), 0, 1e-12) << "begins at 1";
}

// Nothing below the bound is kept: the evidence that the bisection relies on falls all the way.
TEST(Sequential, BoundsAreWhereTheEvidenceSuffices) {
  for (const auto& [k, n] : {std::pair{1.0, 1.0}, std::pair{1.0, 1000.0}, std::pair{30.0, 50.0},
                             std::pair{999.0, 1000.0}, std::pair{1000.0, 1000.0}}) {
    const double lower = sequential_lower(k, n, 0.025);
    EXPECT_NEAR(log_evidence_above(k, n, lower), std::log(40), 1e-6);
    for (int i = 1; i < 1000; ++i) EXPECT_GT(log_evidence_above(k, n, lower * i / 1000), std::log(40));
    EXPECT_DOUBLE_EQ(sequential_upper(n - k, n, 0.025), 1 - lower);
  }
  EXPECT_EQ(sequential_lower(0, 50, 0.025), 0);
  EXPECT_EQ(sequential_upper(50, 50, 0.025), 1);
  EXPECT_EQ(sequential_interval(0, 0, 0.95).lower, 0);
  EXPECT_EQ(sequential_interval(0, 0, 0.95).upper, 1);
}

TEST(Sequential, IsWiderThanWhatHoldsAtOneNumberOfCasesAlone) {
  for (const std::uint64_t k : {0, 5, 50, 95, 100}) {
    const Interval always = sequential_interval(k, 100, 0.95), once = clopper_pearson(k, 100, 0.95);
    EXPECT_LE(always.lower, once.lower);
    EXPECT_GE(always.upper, once.upper);
    EXPECT_LT(always.upper - always.lower, 2.2 * (once.upper - once.lower)) << "the price of looking, of any n";
  }
}

TEST(Sequential, CasesThatCantBeToldWidenTheInterval) {
  const ShareRange range = share_range({90, 95}, 100, 0.95, Looks::many);
  EXPECT_EQ(range.low, 0.90);
  EXPECT_EQ(range.high, 0.95);
  EXPECT_EQ(range.interval.lower, sequential_interval(90, 100, 0.95).lower);
  EXPECT_EQ(range.interval.upper, sequential_interval(95, 100, 0.95).upper);
}

// Exact, over all paths of 150 cases: the chance that the bounds ever miss, by adding up the paths that haven't left
// what is kept. It stays below the risk, and isn't far from it, or the bounds would be wide for nothing.
TEST(Sequential, EverMissesNoMoreOftenThanItSays) {
  constexpr int cases = 150;
  for (const double p : {0.02, 0.5, 0.9}) {
    std::vector<double> paths{1.0};
    for (int n = 1; n <= cases; ++n) {
      std::vector<double> next(paths.size() + 1, 0.0);
      for (std::size_t k = 0; k < paths.size(); ++k) {
        next[k] += (1 - p) * paths[k];
        next[k + 1] += p * paths[k];
      }
      for (std::size_t k = 0; k < next.size(); ++k) {
        const double above = log_evidence_above(static_cast<double>(k), n, p);
        if (above >= std::log(40) || log_evidence_below(static_cast<double>(k), n, p) >= std::log(40)) next[k] = 0;
      }
      paths = std::move(next);
    }
    double kept = 0;
    for (const double path : paths) kept += path;
    EXPECT_GE(kept, 0.95) << p;
    EXPECT_LE(kept, 0.995) << p;
  }
}

// What it is for: looked at after each of 150 cases, the exact interval of one number of cases misses at some time in
// more than a tenth of all campaigns.
TEST(Sequential, TheExactIntervalLookedAtAgainAndAgainDoesNotHold) {
  constexpr int cases = 150;
  constexpr double p = 0.9;
  std::vector<double> paths{1.0};
  for (int n = 1; n <= cases; ++n) {
    std::vector<double> next(paths.size() + 1, 0.0);
    for (std::size_t k = 0; k < paths.size(); ++k) {
      next[k] += (1 - p) * paths[k];
      next[k + 1] += p * paths[k];
    }
    for (std::size_t k = 0; k < next.size(); ++k) {
      const Interval once = clopper_pearson(k, static_cast<std::uint64_t>(n), 0.95);
      if (p < once.lower || p > once.upper) next[k] = 0;
    }
    paths = std::move(next);
  }
  double kept = 0;
  for (const double path : paths) kept += path;
  EXPECT_LT(kept, 0.9);
}

// The ranks by their definition, count by count.
TEST(Sequential, RanksEncloseTheCountsThatAreKept) {
  for (const double p : {0.05, 0.5, 0.99}) {
    for (const std::uint64_t n : {1, 40, 300, 2000}) {
      const Ranks ranks = sequential_ranks(n, p, 0.95);
      std::uint64_t first = n + 1, last = 0;
      for (std::uint64_t k = 0; k <= n; ++k) {
        const double count = static_cast<double>(k), cases = static_cast<double>(n);
        if (log_evidence_above(count, cases, p) >= std::log(40)) continue;
        if (log_evidence_below(count, cases, p) >= std::log(40)) continue;
        first = std::min(first, k);
        last = k;
      }
      EXPECT_EQ(ranks.lower, first) << p << ", " << n;
      EXPECT_EQ(ranks.upper, last + 1) << p << ", " << n;
    }
  }
}

TEST(Sequential, ManyCasesAreNoProblem) {
  const Interval i = sequential_interval(999'000'000, 1'000'000'000, 0.95);
  EXPECT_NEAR(i.lower, 0.999, 1e-5);
  EXPECT_NEAR(i.upper, 0.999, 1e-5);
  EXPECT_LT(i.lower, 0.999);
  EXPECT_GT(i.upper, 0.999);
}

}  // namespace
}  // namespace farside::sequential_test
