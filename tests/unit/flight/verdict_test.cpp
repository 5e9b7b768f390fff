#include "flight/outcome.h"

#include <gtest/gtest.h>

#include <cmath>

namespace farside::verdict_test {
namespace {

constexpr double nan = not_available;

int index_of(Criterion c) { return static_cast<int>(c); }

// A record in which every criterion is met by half its limit.
LandingRecord kept() {
  LandingRecord r = empty_record(7);
  for (int i = 0; i < criterion_count; ++i) set_margin(r, static_cast<Criterion>(i), 0.5, 10.0 + i);
  return r;
}

TEST(Record, BeforeItsCaseIsFlownHoldsNoNumber) {
  const LandingRecord r = empty_record(7);
  EXPECT_EQ(r.case_number, 7U);
  EXPECT_EQ(r.weight, 1.0);
  EXPECT_EQ(r.status, static_cast<std::int8_t>(Status::not_run));
  EXPECT_EQ(r.outcome, -1);
  EXPECT_EQ(r.first_cause, -1);
  EXPECT_EQ(r.failure_mask, 0);
  for (const double x :
       {r.landing_east, r.touchdown_time, r.end_quaternion[3], r.sinkage[0], r.margin[0], r.time[criterion_count - 1]})
    EXPECT_TRUE(std::isnan(x));
  for (int i = 0; i < phase_count; ++i)
    EXPECT_TRUE(std::isnan(r.phase_time[i]) && std::isnan(r.phase_east[i]) && std::isnan(r.phase_mass[i]));
}

TEST(Margin, IsTheRestOfTheLimitOverTheLimit) {
  EXPECT_EQ(margin_below(4.0, 1.0), 0.75);
  EXPECT_EQ(margin_below(4.0, 4.0), 0.0);
  EXPECT_EQ(margin_below(4.0, 6.0), -0.5);
}

TEST(Margin, KeepsTheTimeOfAViolationOnly) {
  LandingRecord r = empty_record(0);
  set_margin(r, Criterion::slid, -0.1, 12.0);
  set_margin(r, Criterion::tip_over, 0.1, 13.0);
  EXPECT_EQ(r.time[index_of(Criterion::slid)], 12.0);
  EXPECT_TRUE(std::isnan(r.time[index_of(Criterion::tip_over)]));
}

TEST(Verdict, IsSafeWhereEveryCriterionIsMet) {
  LandingRecord r = kept();
  judge(r);
  EXPECT_EQ(r.status, static_cast<std::int8_t>(Status::done));
  EXPECT_EQ(r.outcome, static_cast<std::int8_t>(Outcome::safe));
  EXPECT_EQ(r.first_cause, static_cast<std::int8_t>(Cause::none));
  EXPECT_EQ(r.failure_mask, 0);
}

TEST(Verdict, OnTheLimitIsSafeAndWithoutAMarginIsNotJudged) {
  LandingRecord r = kept();
  r.margin[index_of(Criterion::tip_over)] = 0.0;
  r.margin[index_of(Criterion::slid)] = nan;
  judge(r);
  EXPECT_EQ(r.outcome, static_cast<std::int8_t>(Outcome::safe));
}

TEST(Verdict, NamesTheFirstInTimeWhateverTheOrderOfTheList) {
  LandingRecord r = kept();
  set_margin(r, Criterion::final_tilt, -0.1, 1.0);  // earlier in time, later in the list
  set_margin(r, Criterion::hard_contact_vertical, -0.2, 5.0);
  set_margin(r, Criterion::tip_over, -0.3, 3.0);
  judge(r);
  EXPECT_EQ(r.first_cause, static_cast<std::int8_t>(Cause::final_tilt));
  EXPECT_EQ(r.failure_mask,
            failure_bit(Cause::final_tilt) | failure_bit(Cause::hard_contact_vertical) | failure_bit(Cause::tip_over));
}

TEST(Verdict, NamesOfEqualTimesTheFirstInCausalOrder) {
  LandingRecord r = kept();
  set_margin(r, Criterion::slid, -0.1, 5.0);
  set_margin(r, Criterion::hard_contact_vertical, -0.1, 5.0);
  set_margin(r, Criterion::tip_over, -0.1, 5.0);
  judge(r);
  EXPECT_EQ(r.first_cause, static_cast<std::int8_t>(Cause::hard_contact_vertical));
}

TEST(Verdict, PutsAViolationWithoutATimeLast) {
  LandingRecord r = kept();
  set_margin(r, Criterion::propellant_depleted, -0.1, nan);
  set_margin(r, Criterion::final_tilt, -0.1, 9.0);
  judge(r);
  EXPECT_EQ(r.first_cause, static_cast<std::int8_t>(Cause::final_tilt));
  set_margin(r, Criterion::final_tilt, 0.1, 9.0);
  judge(r);
  EXPECT_EQ(r.first_cause, static_cast<std::int8_t>(Cause::propellant_depleted));
}

// Outcome of a case that leaves the map at 100 s and violates another criterion at `time_s`.
Outcome off_the_map_and(Criterion other, double time_s) {
  LandingRecord r = kept();
  set_margin(r, Criterion::off_map, -1.0, 100.0);
  set_margin(r, other, -0.1, time_s);
  judge(r);
  return static_cast<Outcome>(r.outcome);
}

TEST(Verdict, IsUnknownOffTheMapUnlessTheVehicleWasLostBefore) {
  EXPECT_EQ(off_the_map_and(Criterion::tip_over, 101.0), Outcome::unknown);
  EXPECT_EQ(off_the_map_and(Criterion::tip_over, 100.0), Outcome::unknown);
  EXPECT_EQ(off_the_map_and(Criterion::tip_over, nan), Outcome::unknown);
  EXPECT_EQ(off_the_map_and(Criterion::tip_over, 99.0), Outcome::lost);
  EXPECT_EQ(off_the_map_and(Criterion::rcs_depleted, 100.0), Outcome::lost) << "earlier in the list";
  EXPECT_EQ(off_the_map_and(Criterion::slid, 99.0), Outcome::unknown) << "degraded, as far as it was seen";
}

TEST(Verdict, IsUnknownOffTheMapThoughNothingOfTheContactWasJudged) {
  LandingRecord r = empty_record(7);
  set_margin(r, Criterion::off_map, -1.0, 100.0);
  judge(r);
  EXPECT_EQ(r.status, static_cast<std::int8_t>(Status::done));
  EXPECT_EQ(r.outcome, static_cast<std::int8_t>(Outcome::unknown));
  EXPECT_EQ(r.first_cause, static_cast<std::int8_t>(Cause::off_map));
}

void expect_failure(const LandingRecord& r, const char* what) {
  EXPECT_EQ(r.status, static_cast<std::int8_t>(Status::numerical_failure)) << what;
  EXPECT_EQ(r.outcome, static_cast<std::int8_t>(Outcome::lost)) << what;
  EXPECT_EQ(r.first_cause, static_cast<std::int8_t>(Cause::numerical)) << what;
  EXPECT_TRUE(r.failure_mask & failure_bit(Cause::numerical)) << what;
}

TEST(Verdict, IsNotSafeWhereNothingShowsThatItLanded) {
  LandingRecord r = empty_record(7);
  judge(r);
  expect_failure(r, "no margin at all");
}

TEST(Verdict, IsNotSafeWhereAnApplicableCriterionWasNotJudged) {
  for (int i = 0; i < criterion_count; ++i) {
    LandingRecord r = kept();
    r.margin[i] = nan;
    const CriterionMask applicable = bit_of(static_cast<Criterion>(i));
    r.final_tilt = 3.0;
    judge(r, applicable);
    expect_failure(r, criteria[i].name);
    EXPECT_EQ(r.final_tilt, 3.0) << "evidence";
    r = kept();
    r.margin[i] = nan;
    judge(r, ~applicable);
    EXPECT_EQ(r.outcome, static_cast<std::int8_t>(Outcome::safe)) << criteria[i].name;
  }
}

TEST(Verdict, IsDegradedOnlyWhereNoUnjudgedCriterionCouldBeWorse) {
  constexpr CriterionMask all = ~CriterionMask{0};
  LandingRecord r = kept();
  set_margin(r, Criterion::contact_tilt, -0.1, 1.0);
  r.margin[index_of(Criterion::slid)] = nan;  // degraded, too
  LandingRecord worse = r;
  judge(r, all);
  EXPECT_EQ(r.outcome, static_cast<std::int8_t>(Outcome::degraded));
  worse.margin[index_of(Criterion::tip_over)] = nan;
  judge(worse, all);
  expect_failure(worse, "tip_over");
}

TEST(Verdict, OfALossNeedsNoOtherCriterion) {
  LandingRecord r = empty_record(7);
  set_margin(r, Criterion::off_corridor, -1.0, 900.0);
  judge(r, ~CriterionMask{0});
  EXPECT_EQ(r.status, static_cast<std::int8_t>(Status::done));
  EXPECT_EQ(r.outcome, static_cast<std::int8_t>(Outcome::lost));
  EXPECT_EQ(r.first_cause, static_cast<std::int8_t>(Cause::off_corridor));
}

TEST(Verdict, OfEachCriterionAloneIsItsCauseAndItsSeverity) {
  for (int i = 0; i < criterion_count; ++i) {
    LandingRecord r = kept();
    set_margin(r, static_cast<Criterion>(i), -1e-9, 1.0);
    judge(r);
    EXPECT_EQ(r.first_cause, static_cast<std::int8_t>(criteria[i].cause)) << criteria[i].name;
    EXPECT_EQ(r.outcome, static_cast<std::int8_t>(criteria[i].severity)) << criteria[i].name;
    EXPECT_EQ(r.failure_mask, failure_bit(criteria[i].cause)) << criteria[i].name;
  }
}

TEST(Verdict, IsLostWhereAnyCauseLosesTheVehicle) {
  for (const bool lost_first : {true, false}) {
    LandingRecord r = kept();
    set_margin(r, lost_first ? Criterion::off_corridor : Criterion::final_tilt, -0.1, 1.0);
    set_margin(r, Criterion::slid, -0.1, 1.0);
    judge(r);
    EXPECT_EQ(r.outcome, static_cast<std::int8_t>(lost_first ? Outcome::lost : Outcome::degraded));
  }
}

TEST(Verdict, IsLostByALaterCauseToo) {
  LandingRecord r = kept();
  set_margin(r, Criterion::nozzle_strike, -0.1, 5.0);  // degraded
  set_margin(r, Criterion::stroke_exceeded, -0.1, 5.1);
  judge(r);
  EXPECT_EQ(r.outcome, static_cast<std::int8_t>(Outcome::lost));
  EXPECT_EQ(r.first_cause, static_cast<std::int8_t>(Cause::nozzle_strike));
}

TEST(Verdict, OfAFailedSimulationPassesNothingOn) {
  const LandingRecord r = numerical_failure(9);
  EXPECT_EQ(r.case_number, 9U);
  EXPECT_EQ(r.status, static_cast<std::int8_t>(Status::numerical_failure));
  EXPECT_EQ(r.outcome, static_cast<std::int8_t>(Outcome::lost));
  EXPECT_EQ(r.first_cause, static_cast<std::int8_t>(Cause::numerical));
  EXPECT_EQ(r.failure_mask, failure_bit(Cause::numerical));
  EXPECT_TRUE(std::isnan(r.end_mass));
}

}  // namespace

}  // namespace farside::verdict_test
