#include "stats/verdicts/requirements.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "stats/intervals/proportions.h"
#include "unit/stats/fixture.h"

namespace farside::requirements_test {
namespace {

using stats_test::bit;
using stats_test::code;
using stats_test::nan;
using stats_test::Table;

Requirement share(double probability, double confidence) {
  return {"q", "", false, false, 0, 0, "safe", probability, confidence};
}
Requirement at_most(double probability, double confidence) {
  return {"q", "", false, false, 0, 0, "tip_over", probability, confidence, true};
}
Requirement limit(bool has_min, bool has_max, double min, double max) {
  return {"q", "x", has_min, has_max, min, max, "", 0.5, 0.9};
}

// Where every case can be told.
CountRange met(std::uint64_t count) { return {count, count}; }

TEST(Requirement, AllowsThePublishedNumbersOfFailures) {
  // src/MODELS.md T42: largest number of failures that still shows the probability with 10 % consumer risk.
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
    EXPECT_EQ(judge(share(p.probability, 0.9), met(p.cases - p.failures), p.cases).verdict, Verdict::pass) << p.cases;
    EXPECT_EQ(judge(share(p.probability, 0.9), met(p.cases - p.failures - 1), p.cases).verdict, Verdict::inconclusive)
        << p.cases;
  }
}

TEST(Requirement, TellsWhatIsRiskedByAcceptingItNow) {
  // All of n safe: a system of just the required probability does as well with p^n. One of 60 not safe: p^60 + 60
  // p^59 (1 - p). The same of a failure that has to be rare.
  const double p = 0.99, all = std::pow(p, 60), all_but_one = all + 60 * std::pow(p, 59) * (1 - p);
  EXPECT_NEAR(judge(share(p, 0.9), met(60), 60).consumer_risk, all, 1e-14);
  EXPECT_NEAR(judge(share(p, 0.9), met(59), 60).consumer_risk, all_but_one, 1e-14);
  EXPECT_NEAR(judge(at_most(1 - p, 0.9), met(1), 60).consumer_risk, all_but_one, 1e-14);
  // What can't be told fails: as if one more weren't safe.
  EXPECT_NEAR(judge(share(p, 0.9), {59, 60}, 60).consumer_risk, all_but_one, 1e-14);
  EXPECT_EQ(judge(share(p, 0.9), met(0), 60).consumer_risk, 1.0);
  EXPECT_EQ(judge(at_most(0.1, 0.9), met(60), 60).consumer_risk, 1.0);
  EXPECT_TRUE(std::isnan(judge(share(p, 0.9), met(0), 0).consumer_risk));
}

TEST(Requirement, PassesWhereTheConsumerRiskIsWhatItsConfidenceLeaves) {
  for (std::uint64_t safe = 840; safe <= 860; ++safe) {
    const Judgement j = judge(share(0.97, 0.9), met(safe), 860);
    EXPECT_EQ(j.verdict == Verdict::pass, j.consumer_risk <= 0.1) << safe;
  }
}

// A system of just the required probability, looked at after every case: what it is said to risk is at some time as low
// as `risk` with a probability of at most `risk`.
TEST(Requirement, RisksNoMoreThanItSaysHoweverOftenItIsLookedAt) {
  constexpr double p = 0.8, risk = 0.1;
  constexpr int campaigns = 400, cases = 200;
  std::mt19937_64 bits(5);
  std::bernoulli_distribution is_safe(p);
  int passed = 0, shown = 0;
  for (int c = 0; c < campaigns; ++c) {
    std::uint64_t safe = 0;
    bool pass = false, low = false;
    for (std::uint64_t n = 1; n <= cases; ++n) {
      safe += is_safe(bits) ? 1 : 0;
      if (n % 5 != 0) continue;
      const Judgement j = judge(share(p, 1 - risk), met(safe), n, Looks::many);
      EXPECT_EQ(j.verdict == Verdict::pass, j.consumer_risk <= risk) << safe << " of " << n;
      pass = pass || j.verdict == Verdict::pass;
      low = low || j.consumer_risk <= risk;
    }
    passed += pass ? 1 : 0, shown += low ? 1 : 0;
  }
  EXPECT_EQ(passed, shown);
  EXPECT_LE(shown, risk * campaigns);
  const Judgement rare = judge(at_most(1 - p, 1 - risk), met(10), 100, Looks::many),
                  safe = judge(share(p, 1 - risk), met(90), 100, Looks::many);
  EXPECT_NEAR(rare.consumer_risk, safe.consumer_risk, 1e-12);
  EXPECT_GT(safe.consumer_risk, judge(share(p, 1 - risk), met(90), 100).consumer_risk);
}

TEST(Requirement, NeedsThePublishedNumbersOfCasesWithoutAFailure) {
  struct Published {
    double probability, confidence;
    std::uint64_t cases;
  };
  for (const Published& p :
       {Published{0.99, 0.9, 230}, {0.9973, 0.9, 852}, {0.99865, 0.9, 1705}, {0.99, 0.95, 299}}) {  // models.md B.10
    EXPECT_EQ(judge(share(p.probability, p.confidence), met(10), 10).cases_needed, p.cases);
    EXPECT_EQ(judge(share(p.probability, p.confidence), met(p.cases), p.cases).verdict, Verdict::pass);
    EXPECT_EQ(judge(share(p.probability, p.confidence), met(p.cases - 1), p.cases - 1).cases_needed, p.cases);
  }
}

TEST(Requirement, FailsOnlyBelowTheUpperBound) {
  const Judgement failed = judge(share(0.99, 0.9), met(90), 100);
  EXPECT_EQ(failed.verdict, Verdict::fail);
  EXPECT_DOUBLE_EQ(failed.estimate, 0.9);
  EXPECT_DOUBLE_EQ(failed.upper, upper_bound(90, 100, 0.9));
  EXPECT_FALSE(failed.cases_needed);
  EXPECT_EQ(judge(share(0.9, 0.9), met(89), 100).verdict, Verdict::inconclusive);
}

TEST(Requirement, ThatIsUndecidedIsDecidedByTheNumberOfCasesItNames) {
  for (const std::uint64_t count : {95u, 98u}) {  // below and above what is required
    const Requirement q = share(0.97, 0.9);
    const Judgement now = judge(q, met(count), 100);
    ASSERT_EQ(now.verdict, Verdict::inconclusive);
    ASSERT_TRUE(now.cases_needed);
    const double n = static_cast<double>(*now.cases_needed), k = now.estimate * n;
    const auto decided = [&](double kept, double cases) {
      return lower_bound(kept, cases, 0.9) >= 0.97 || upper_bound(kept, cases, 0.9) < 0.97;
    };
    EXPECT_TRUE(decided(k, n)) << count;
    EXPECT_FALSE(decided(now.estimate * (n - 1), n - 1)) << count;
  }
}

TEST(Requirement, WhoseEstimateIsTheRequiredProbabilityIsNeverDecided) {
  const Judgement j = judge(share(0.5, 0.9), met(50), 100);
  EXPECT_EQ(j.verdict, Verdict::inconclusive);
  EXPECT_FALSE(j.cases_needed);
}

TEST(Requirement, WithoutACaseIsUndecidedAndSaysWhy) {
  const Judgement j = judge(share(0.5, 0.9), met(0), 0);
  EXPECT_EQ(j.verdict, Verdict::inconclusive);
  EXPECT_EQ(j.reason, "no case was flown");
  EXPECT_TRUE(std::isnan(j.estimate));
}

TEST(Requirement, HoldsOnlyIfItHoldsWithoutTheCasesThatCantBeTold) {
  const Requirement q = share(0.9, 0.9);
  EXPECT_EQ(judge(q, {990, 1000}, 1000).verdict, Verdict::pass);
  EXPECT_EQ(judge(q, {500, 1000}, 1000).verdict, Verdict::inconclusive)
      << "would fail if they had failed, pass if they had landed";
  EXPECT_EQ(judge(q, {500, 600}, 1000).verdict, Verdict::fail) << "even if they had landed";
  const Judgement j = judge(q, {500, 1000}, 1000);
  EXPECT_EQ(j.estimate, 0.5);
  EXPECT_EQ(j.estimate_high, 1.0);
  EXPECT_EQ(j.lower, lower_bound(500, 1000, 0.9));
  EXPECT_EQ(j.upper, 1.0);
  EXPECT_FALSE(j.cases_needed) << "no number of cases decides between the two";
}

TEST(Requirement, OnAFailureAsksForFewOfThem) {
  const Requirement q = at_most(0.01, 0.9);
  EXPECT_EQ(judge(q, met(0), 230).verdict, Verdict::pass);  // models.md B.10: 230 cases without a failure
  EXPECT_EQ(judge(q, met(0), 229).verdict, Verdict::inconclusive);
  EXPECT_EQ(judge(q, met(0), 10).cases_needed, 230);
  EXPECT_EQ(judge(q, met(200), 200).verdict, Verdict::fail);
  EXPECT_EQ(judge(q, {0, 50}, 1000).verdict, Verdict::inconclusive) << "50 may have";
  EXPECT_EQ(judge(q, {50, 900}, 1000).verdict, Verdict::fail) << "50 have";
}

TEST(CountWithin, CountsDoneCasesWithAValueInTheLimits) {
  Table table(6);
  table.with("status", {1, 1, 1, 1, 2, 0}).with("x", {1, 2, 3, nan, 2, 2});
  const Cases cases = read_cases(table);
  EXPECT_EQ(count_within(table, cases, limit(false, true, 0, 2))->low.count, 2u) << "the limit itself meets it";
  EXPECT_EQ(count_within(table, cases, limit(true, false, 2, 0))->low.count, 2u);
  EXPECT_EQ(count_within(table, cases, limit(true, true, 2, 2))->low.count, 1u);
}

TEST(CountWithin, AsksEveryLegOfACase) {
  Table table(3);
  table.with("x", {0, 0, 0, 2, nan, 0}, 2);
  EXPECT_EQ(count_within(table, read_cases(table), limit(false, true, 0, 1))->low.count, 1u);
}

TEST(CountEvent, FindsACauseThatWasNotTheFirst) {
  Table table(4);
  table.with("status", {1, 1, 1, 2})
      .with("outcome", {0, 2, 2, -1})
      .with("first_cause", {0, code(Cause::hard_contact_vertical), code(Cause::tip_over), -1});
  const Cases first = read_cases(table);
  EXPECT_EQ(count_event(table, first, "tip_over")->low.count, 1u) << "by first_cause, where there is no mask";
  EXPECT_EQ(count_event(table, first, "safe")->low.count, 1u);
  EXPECT_EQ(count_event(table, first, "numerical")->low.count, 1u);
  table.with("failure_mask",
             {0, bit(Cause::hard_contact_vertical) + bit(Cause::tip_over), bit(Cause::tip_over), bit(Cause::tip_over)});
  EXPECT_EQ(count_event(table, read_cases(table), "tip_over")->low.count, 2u) << "by the mask, of done cases";
}

TEST(CountEvent, SaysWhatItMayHaveBefallen) {
  Table table(5);
  table.with("status", {1, 1, 1, 2, 0}).with("outcome", {0, 2, 3, 2, -1});
  table.with("failure_mask", {0, bit(Cause::tip_over), bit(Cause::off_map), bit(Cause::numerical), 0});
  const Cases cases = read_cases(table);
  const auto range = [&](const char* event) {
    const EventRange r = *count_event(table, cases, event);
    return std::pair{r.low.count, r.high.count};
  };
  EXPECT_EQ(range("safe"), std::pair(std::uint64_t{1}, std::uint64_t{3}));
  EXPECT_EQ(range("tip_over"), std::pair(std::uint64_t{1}, std::uint64_t{3}));
  EXPECT_EQ(range("off_map"), std::pair(std::uint64_t{1}, std::uint64_t{2}));
  EXPECT_EQ(range("numerical"), std::pair(std::uint64_t{1}, std::uint64_t{1}));
}

TEST(CountWithin, LetsACaseThatCantBeToldMeetTheLimitOrNot) {
  Table table(5);
  table.with("status", {1, 1, 1, 2, 0}).with("outcome", {0, 2, 3, 2, -1}).with("x", {1, 3, 1, nan, 1});
  const EventRange r = *count_within(table, read_cases(table), limit(false, true, 0, 2));
  EXPECT_EQ(r.low.count, 1u);
  EXPECT_EQ(r.high.count, 3u);
}

TEST(CountEvent, BelievesTheTableAboutItsBits) {
  Table table(2);
  table.with("failure_mask", {0, 1 << 20});
  table.info("failure_mask").flag_meanings = {"tip_over"};
  table.info("failure_mask").flag_masks = {1 << 20};
  EXPECT_EQ(count_event(table, read_cases(table), "tip_over")->low.count, 1u);
}

TEST(CountEvent, BelievesTheTableAboutItsCodes) {
  Table table(2);
  table.with("first_cause", {8, 0});
  table.info("first_cause").flag_meanings = {"none", "tip_over"};
  table.info("first_cause").flag_values = {0, 8};
  EXPECT_EQ(count_event(table, read_cases(table), "tip_over")->low.count, 1u);
}

TEST(CountEvent, SaysWhereNothingIsKnown) {
  const Table table(2);
  EXPECT_FALSE(count_event(table, read_cases(table), "safe"));
  EXPECT_FALSE(count_event(table, read_cases(table), "tip_over"));
}

}  // namespace
}  // namespace farside::requirements_test
