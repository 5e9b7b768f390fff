#include "stats/causes/reweighted.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/nan.h"
#include "stats/intervals/stratified.h"

namespace farside::reweighted_test {
namespace {

Cases cases_of(std::size_t safe, std::size_t lost) {
  Cases cases;
  cases.endings.assign(safe, Ending::safe);
  cases.endings.insert(cases.endings.end(), lost, Ending::lost);
  return cases;
}

TEST(Reweighted, EqualWeightsGiveTheShareAndNearlyItsExactInterval) {
  const ReweightedShare s = reweighted_safe(cases_of(970, 30), std::vector<double>(1000, 2.0), 0.975);
  EXPECT_DOUBLE_EQ(s.low, 0.97);
  EXPECT_DOUBLE_EQ(s.n_eff, 1000);
  const Interval exact = clopper_pearson(970, 1000, 0.95);
  EXPECT_NEAR(s.lower, exact.lower, 1e-3);  // a tenth of its reach
  EXPECT_NEAR(s.upper, exact.upper, 1e-3);
}

TEST(Reweighted, WithoutALossTheLargestWeightBoundsIt) {
  std::vector<double> weights(1000, 1.0);
  weights[0] = 5.0;
  const ReweightedShare s = reweighted_safe(cases_of(1000, 0), weights, 0.975);
  EXPECT_DOUBLE_EQ(s.low, 1.0);
  EXPECT_NEAR(1.0 - s.lower, 5.0 / 1004 * -std::log(0.025), 1e-12);  // one of that weight, by Poisson
}

TEST(Reweighted, WhatCantBeToldIsSafeAtTheHighEndAlone) {
  Cases cases = cases_of(900, 50);
  cases.endings.insert(cases.endings.end(), 25, Ending::unknown);
  cases.endings.insert(cases.endings.end(), 25, Ending::numerical_failure);
  cases.endings.insert(cases.endings.end(), 500, Ending::not_run);
  const ReweightedShare s = reweighted_safe(cases, std::vector<double>(1500, 1.0), 0.975);
  EXPECT_DOUBLE_EQ(s.low, 0.90);
  EXPECT_DOUBLE_EQ(s.high, 0.95);
  EXPECT_LT(s.lower, 0.90);
  EXPECT_GT(s.upper, 0.95);
}

TEST(Reweighted, StrataKeepTheirSharesAndTheLeastEffectiveNumberOfCases) {
  const Cases sound = cases_of(950, 50), broken = cases_of(100, 900), none;
  std::vector<double> half(1000, 1.0);
  for (std::size_t i = 0; i < 500; ++i) half[2 * i] = 0.0;
  const std::vector<WeighedStratum> strata{
      {0.9, &sound, std::vector<double>(1000, 3.0)}, {0.08, &broken, half}, {0.0, &none, {}}};
  const ReweightedShare s = reweighted_strata(strata, 0.02, 0.975);
  EXPECT_NEAR(s.low, 0.9 * 0.95 + 0.08 * 0.1, 1e-12);
  EXPECT_NEAR(s.high, s.low + 0.02, 1e-12);  // what no stratum stands for
  EXPECT_DOUBLE_EQ(s.n_eff, 500);
  const StratifiedShare exact =
      stratified_share({{0.9, {950, 950}, 1000}, {0.08, {50, 50}, 500}}, 0.02, 0.975);  // as if drawn so
  EXPECT_NEAR(s.lower, exact.lower, 2e-3);
  EXPECT_NEAR(s.upper, exact.upper, 2e-3);
}

TEST(Reweighted, FewReplicatesHaveNoBounds) {
  Cases cases = cases_of(900, 100);
  cases.replicated = true;
  for (std::size_t i = 0; i < 1000; ++i) cases.groups.push_back(static_cast<std::uint16_t>(i % 15));
  const ReweightedShare s = reweighted_safe(cases, std::vector<double>(1000, 1.0), 0.975);
  EXPECT_DOUBLE_EQ(s.low, 0.9);
  EXPECT_TRUE(std::isnan(s.lower) && std::isnan(s.upper));
}

TEST(Reaching, FindsTheFirstThousandthAndEndsWhereTooFewCasesAreLeft) {
  const auto share = [](double amount) {
    return ReweightedShare{1.0 - amount, 1.0 - amount, 0.9 - amount, 1.0, 1000 * amount};
  };
  const Reaching found = find_reaching(0.5004, {1.0, 0.6, 0.3, 0.05}, share);
  EXPECT_DOUBLE_EQ(found.amount, 0.499);
  EXPECT_DOUBLE_EQ(found.sure, 0.399);
  const Reaching cut = find_reaching(0.95, {1.0, 0.6, 0.3, 0.05}, share);
  EXPECT_TRUE(std::isnan(cut.amount));
  EXPECT_TRUE(cut.cut_short);
  EXPECT_DOUBLE_EQ(cut.furthest, 0.3);
}

}  // namespace
}  // namespace farside::reweighted_test
