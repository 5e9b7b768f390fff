#include "stats/requirements.h"

#include <gtest/gtest.h>

#include <cmath>

#include "stats/proportions.h"
#include "unit/stats/fixture.h"

namespace farside {
namespace {

using stats_test::nan;
using stats_test::Table;

Requirement share(double probability, double confidence) { return {"q", "", false, false, 0, 0, "safe", probability, confidence}; }
Requirement limit(bool has_min, bool has_max, double min, double max) { return {"q", "x", has_min, has_max, min, max, "", 0.5, 0.9}; }

TEST(Requirement, AllowsThePublishedNumbersOfFailures) {
  // models.md T42: largest number of failures that still shows the probability with 10 % consumer risk.
  struct Published {
    double probability;
    std::uint64_t cases, failures;
  };
  for (const Published& p : {Published{0.9973, 852, 0},
                             {0.9973, 1000, 0},
                             {0.9973, 2000, 2},
                             {0.9973, 5000, 8},
                             {0.9973, 10000, 19},
                             {0.99865, 1705, 0},
                             {0.99865, 2000, 0},
                             {0.99865, 5000, 3},
                             {0.99865, 10000, 8}}) {
    EXPECT_EQ(judge(share(p.probability, 0.9), p.cases - p.failures, p.cases).verdict, Verdict::pass) << p.cases;
    EXPECT_EQ(judge(share(p.probability, 0.9), p.cases - p.failures - 1, p.cases).verdict, Verdict::inconclusive) << p.cases;
  }
}

TEST(Requirement, NeedsThePublishedNumbersOfCasesWithoutAFailure) {
  struct Published {
    double probability, confidence;
    std::uint64_t cases;
  };
  for (const Published& p : {Published{0.99, 0.9, 230}, {0.9973, 0.9, 852}, {0.99865, 0.9, 1705}, {0.99, 0.95, 299}}) {  // models.md B.10
    EXPECT_EQ(judge(share(p.probability, p.confidence), 10, 10).cases_needed, p.cases);
    EXPECT_EQ(judge(share(p.probability, p.confidence), p.cases, p.cases).verdict, Verdict::pass);
    EXPECT_EQ(judge(share(p.probability, p.confidence), p.cases - 1, p.cases - 1).cases_needed, p.cases);
  }
}

TEST(Requirement, FailsOnlyBelowTheUpperBound) {
  const Judgement failed = judge(share(0.99, 0.9), 90, 100);
  EXPECT_EQ(failed.verdict, Verdict::fail);
  EXPECT_DOUBLE_EQ(failed.estimate, 0.9);
  EXPECT_DOUBLE_EQ(failed.upper, upper_bound(90, 100, 0.9));
  EXPECT_FALSE(failed.cases_needed);
  EXPECT_EQ(judge(share(0.9, 0.9), 89, 100).verdict, Verdict::inconclusive);
}

TEST(Requirement, ThatIsUndecidedIsDecidedByTheNumberOfCasesItNames) {
  for (const std::uint64_t met : {95u, 98u}) {  // below and above what is required
    const Requirement q = share(0.97, 0.9);
    const Judgement now = judge(q, met, 100);
    ASSERT_EQ(now.verdict, Verdict::inconclusive);
    ASSERT_TRUE(now.cases_needed);
    const double n = static_cast<double>(*now.cases_needed), k = now.estimate * n;
    const auto decided = [&](double count, double cases) {
      return lower_bound(count, cases, 0.9) >= 0.97 || upper_bound(count, cases, 0.9) < 0.97;
    };
    EXPECT_TRUE(decided(k, n)) << met;
    EXPECT_FALSE(decided(now.estimate * (n - 1), n - 1)) << met;
  }
}

TEST(Requirement, WhoseEstimateIsTheRequiredProbabilityIsNeverDecided) {
  const Judgement j = judge(share(0.5, 0.9), 50, 100);
  EXPECT_EQ(j.verdict, Verdict::inconclusive);
  EXPECT_FALSE(j.cases_needed);
}

TEST(Requirement, WithoutACaseIsUndecidedAndSaysWhy) {
  const Judgement j = judge(share(0.5, 0.9), 0, 0);
  EXPECT_EQ(j.verdict, Verdict::inconclusive);
  EXPECT_EQ(j.reason, "no case was flown");
  EXPECT_TRUE(std::isnan(j.estimate));
}

TEST(CountWithin, CountsDoneCasesWithAValueInTheLimits) {
  Table table(6);
  table.with("status", {1, 1, 1, 1, 2, 0});
  const Cases cases = read_cases(table);
  const std::vector<double> x{1, 2, 3, nan, 2, 2};
  EXPECT_EQ(count_within(limit(false, true, 0, 2), cases, x, 1).count, 2u) << "the limit itself meets it";
  EXPECT_EQ(count_within(limit(true, false, 2, 0), cases, x, 1).count, 2u);
  EXPECT_EQ(count_within(limit(true, true, 2, 2), cases, x, 1).count, 1u);
}

TEST(CountWithin, AsksEveryLegOfACase) {
  const Cases cases = read_cases(Table(3));
  EXPECT_EQ(count_within(limit(false, true, 0, 1), cases, {0, 0, 0, 2, nan, 0}, 2).count, 1u);
}

TEST(CountEvent, FindsACauseThatWasNotTheFirst) {
  Table table(4);
  table.with("status", {1, 1, 1, 2}).with("outcome", {0, 2, 2, -1}).with("first_cause", {0, 6, 8, 15});
  const Cases first = read_cases(table);
  EXPECT_EQ(count_event(table, first, "tip_over")->count, 1u) << "by first_cause, where there is no mask";
  EXPECT_EQ(count_event(table, first, "safe")->count, 1u);
  EXPECT_EQ(count_event(table, first, "numerical")->count, 1u);
  table.with("failure_mask", {0, (1 << 5) | (1 << 7), 1 << 7, 1 << 7});
  EXPECT_EQ(count_event(table, read_cases(table), "tip_over")->count, 2u) << "by the mask, of done cases";
}

TEST(CountEvent, BelievesTheTableAboutItsBits) {
  Table table(2);
  table.with("failure_mask", {0, 1 << 20});
  table.info("failure_mask").flag_meanings = {"tip_over"};
  table.info("failure_mask").flag_masks = {1 << 20};
  EXPECT_EQ(count_event(table, read_cases(table), "tip_over")->count, 1u);
}

TEST(CountEvent, SaysWhereNothingIsKnown) {
  const Table table(2);
  EXPECT_FALSE(count_event(table, read_cases(table), "safe"));
  EXPECT_FALSE(count_event(table, read_cases(table), "tip_over"));
}

}  // namespace
}  // namespace farside
