#include "stats/proportions.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>

namespace farside {
namespace {

using Binomial = boost::math::binomial_distribution<double>;

// The published interval (src/MODELS.md T40, computed with mpmath), to the digits printed.
struct Published {
  std::uint64_t k, n;
  double confidence, cp_lower, cp_upper, wilson_lower, wilson_upper, one_sided_upper;
};
constexpr Published published[] = {
    {0, 10, 0.95, 0, 0.3084971078, 0, 0.2775327999, 0.2588655509},
    {5, 100, 0.95, 0.01643187918, 0.1128349111, 0.02154367915, 0.1117504692, 0.1022533776},
    {3, 1000, 0.95, 0.0006190999316, 0.008742023238, 0.001020783881, 0.008783014054, 0.007735244718},
    {997, 1000, 0.95, 0.9912579768, 0.9993809001, 0.9912169859, 0.9989792161, 0.9991818246},
    {50, 10000, 0.99, 0.003368964172, 0.007119027276, 0.00348256773, 0.007173851506, 0.006900135181},
};
constexpr double printed = 1e-9;

TEST(Proportions, GiveThePublishedClopperPearsonIntervals) {
  for (const Published& p : published) {
    const Interval i = clopper_pearson(p.k, p.n, p.confidence);
    EXPECT_NEAR(i.lower, p.cp_lower, printed) << p.k << "/" << p.n;
    EXPECT_NEAR(i.upper, p.cp_upper, printed) << p.k << "/" << p.n;
  }
}

TEST(Proportions, GiveThePublishedWilsonIntervals) {
  for (const Published& p : published) {
    const Interval i = wilson(p.k, p.n, p.confidence);
    EXPECT_NEAR(i.lower, p.wilson_lower, printed) << p.k << "/" << p.n;
    EXPECT_NEAR(i.upper, p.wilson_upper, printed) << p.k << "/" << p.n;
  }
}

TEST(Proportions, GiveThePublishedOneSidedBounds) {
  for (const Published& p : published) {
    EXPECT_NEAR(upper_bound(static_cast<double>(p.k), static_cast<double>(p.n), p.confidence), p.one_sided_upper,
                printed);
  }
}

TEST(Proportions, LowerBoundMirrorsTheUpperBoundOfTheOtherCases) {
  for (double k = 0; k <= 40; ++k)
    EXPECT_NEAR(lower_bound(k, 40, 0.9), 1 - upper_bound(40 - k, 40, 0.9), 1e-14);  // rounding
}

// The probability that the interval holds p, by adding up the binomial distribution.
template <class Contains>
double covered(std::uint64_t n, double p, const Contains& contains) {
  double sum = 0;
  for (std::uint64_t k = 0; k <= n; ++k) {
    if (contains(k)) sum += pdf(Binomial(static_cast<double>(n), p), static_cast<double>(k));
  }
  return sum;
}

TEST(Proportions, ClopperPearsonCoversEveryProbabilityAtLeastAsOftenAsItSays) {
  constexpr std::uint64_t n = 37;
  std::vector<Interval> all;
  for (std::uint64_t k = 0; k <= n; ++k) all.push_back(clopper_pearson(k, n, 0.95));
  for (double p = 0.0005; p < 1; p += 0.001) {
    EXPECT_GE(covered(n, p, [&](std::uint64_t k) { return all[k].lower <= p && p <= all[k].upper; }), 0.95) << p;
  }
}

TEST(Proportions, OfCasesThatCantBeToldCoverTheShareWhateverTheyDid) {
  // Three kinds of cases: safe, not safe, and those nobody can tell of. Of these any part may be safe: the true share
  // lies anywhere between `surely` and `surely + untold`, and the range has to hold it with the confidence. Exact, over
  // all counts of the multinomial.
  constexpr std::uint64_t n = 30;
  for (const auto& [surely, untold] :
       {std::pair{0.5, 0.3}, std::pair{0.9, 0.08}, std::pair{0.0, 0.2}, std::pair{0.95, 0.05}}) {
    for (const double part : {0.0, 0.25, 1.0}) {
      const double truth = surely + part * untold;
      double covered = 0.0;
      for (std::uint64_t low = 0; low <= n; ++low) {
        const double chance = pdf(Binomial(n, surely), static_cast<double>(low));
        if (chance == 0.0) continue;
        for (std::uint64_t more = 0; low + more <= n; ++more) {
          const Interval i = share_range({low, low + more}, n, 0.95).interval;
          const double rest = static_cast<double>(n - low);
          const double both =
              chance * pdf(Binomial(rest, std::min(1.0, untold / (1 - surely))), static_cast<double>(more));
          if (i.lower <= truth && truth <= i.upper) covered += both;
        }
      }
      EXPECT_GE(covered, 0.95 - 1e-12) << surely << " " << untold << " " << part;  // rounding of the sum
    }
  }
}

TEST(Proportions, OneSidedBoundsCoverAndAreTheTightestThatDo) {
  constexpr std::uint64_t n = 37;
  for (std::uint64_t k = 1; k < n; ++k) {
    // At the bound itself the observed count, or a more extreme one, has just the probability of the risk.
    const double lower = lower_bound(static_cast<double>(k), n, 0.9),
                 upper = upper_bound(static_cast<double>(k), n, 0.9);
    EXPECT_NEAR(covered(n, lower, [&](std::uint64_t i) { return i >= k; }), 0.1, 1e-12);  // rounding of the sum
    EXPECT_NEAR(covered(n, upper, [&](std::uint64_t i) { return i <= k; }), 0.1, 1e-12);
  }
}

TEST(Proportions, WithoutCasesAnyProbabilityIsPossible) {
  EXPECT_EQ(clopper_pearson(0, 0, 0.95).lower, 0);
  EXPECT_EQ(clopper_pearson(0, 0, 0.95).upper, 1);
  EXPECT_EQ(wilson(0, 0, 0.95).lower, 0);
  EXPECT_EQ(wilson(0, 0, 0.95).upper, 1);
}

TEST(Proportions, AllOrNoneOfTheCasesReachTheEndOfTheScale) {
  EXPECT_EQ(clopper_pearson(1000000, 1000000, 0.95).upper, 1);
  EXPECT_EQ(clopper_pearson(0, 1000000, 0.95).lower, 0);
  EXPECT_EQ(wilson(20, 20, 0.95).upper, 1);
  EXPECT_EQ(wilson(0, 20, 0.95).lower, 0);
}

}  // namespace
}  // namespace farside
