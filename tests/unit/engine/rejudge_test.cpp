#include "engine/rejudge.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.h"

namespace farside::rejudge_test {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr char landing[] = "start: {site: {height_m: 100}}\ntouchdown: {model: rigid}\n";

Rejudge rejudge(const std::vector<std::string>& sets, const std::string& text = landing) {
  const std::string whole = "farside: 1\n" + text;
  return {parse_configuration(whole, "t.yaml"), parse_configuration(whole, "t.yaml", sets)};
}

// Down at 3 m/s, at rest 100 m from the target, 5 deg tilted: safe by every default.
LandingRecord landed() {
  LandingRecord r{};
  std::fill(std::begin(r.margin), std::end(r.margin), 0.5);
  std::fill(std::begin(r.time), std::end(r.time), nan);
  std::fill(std::begin(r.phase_time), std::end(r.phase_time), std::numeric_limits<float>::quiet_NaN());
  r.touchdown_time = 50;
  r.touchdown_speed_vertical = 3;
  r.touchdown_speed_horizontal = 0.2;
  r.touchdown_tilt = r.touchdown_rate = 1;
  r.final_tilt = 5;
  r.slide_distance = 0.5;
  r.landing_east = r.end_east = 100;
  r.landing_north = r.end_north = 0;
  r.end_time = 49;
  r.status = static_cast<std::int8_t>(Status::done);
  return r;
}
void violate(LandingRecord& r, Criterion criterion, double time_s) {
  r.margin[static_cast<int>(criterion)] = -0.1;
  r.time[static_cast<int>(criterion)] = time_s;
}
constexpr auto cause(Cause c) { return static_cast<std::int8_t>(c); }
constexpr auto outcome(Outcome o) { return static_cast<std::int8_t>(o); }

TEST(Rejudge, AValueAtItsLimitIsWithinIt) {
  const LandingRecord r = landed();
  const auto at = rejudge({"vehicle.limits.speed_vertical_m_s=3"}).judge(r, nullptr);
  EXPECT_TRUE(at.certain);
  EXPECT_EQ(at.outcome, outcome(Outcome::safe));
  const auto below = rejudge({"vehicle.limits.speed_vertical_m_s=2.9999999999999996"}).judge(r, nullptr);
  EXPECT_EQ(below.outcome, outcome(Outcome::lost));
  EXPECT_EQ(below.first_cause, cause(Cause::hard_contact_vertical));
  EXPECT_EQ(below.failure_mask, failure_bit(Cause::hard_contact_vertical));
}

TEST(Rejudge, WhatCameFirstIsToldWhereTheRowTellsIt) {
  LandingRecord r = landed();
  const Rejudge shorter = rejudge({"vehicle.limits.slide_m=0.4"});
  EXPECT_EQ(shorter.judge(r, nullptr).first_cause, cause(Cause::slid));
  violate(r, Criterion::not_at_rest, 60);  // at the end, of which nothing is later
  EXPECT_TRUE(shorter.judge(r, nullptr).certain);
  EXPECT_EQ(shorter.judge(r, nullptr).first_cause, cause(Cause::slid));
  violate(r, Criterion::hard_contact_horizontal, 50);  // at contact
  EXPECT_TRUE(shorter.judge(r, nullptr).certain);
  EXPECT_EQ(shorter.judge(r, nullptr).first_cause, cause(Cause::hard_contact_horizontal));
  LandingRecord struck = landed();
  violate(struck, Criterion::hull_strike, 55);  // before or after it slid so far
  EXPECT_FALSE(shorter.judge(struck, nullptr).certain);
  violate(struck, Criterion::slid, 54);  // by the looser limit before that: all the more by this one
  EXPECT_TRUE(shorter.judge(struck, nullptr).certain);
  EXPECT_EQ(shorter.judge(struck, nullptr).first_cause, cause(Cause::slid));
}

TEST(Rejudge, ATouchdownThatFailedAsASimulationIsLostOnlyByWhatCameBefore) {
  LandingRecord r = landed();
  for (const Criterion later : {Criterion::tip_over, Criterion::not_at_rest, Criterion::slid, Criterion::final_tilt})
    r.margin[static_cast<int>(later)] = nan;
  r.touchdown_speed_vertical = 4;
  violate(r, Criterion::hard_contact_vertical, 50);
  r.landing_east = r.landing_north = nan;
  const auto still = rejudge({"vehicle.limits.speed_vertical_m_s=3.9"}).judge(r, nullptr);
  EXPECT_EQ(still.outcome, outcome(Outcome::lost));
  EXPECT_EQ(still.status, static_cast<std::int8_t>(Status::done));
  const auto failed = rejudge({"vehicle.limits.speed_vertical_m_s=4.5"}).judge(r, nullptr);
  EXPECT_TRUE(failed.certain);
  EXPECT_EQ(failed.status, static_cast<std::int8_t>(Status::numerical_failure));
  EXPECT_EQ(failed.first_cause, cause(Cause::numerical));
  EXPECT_EQ(failed.failure_mask, failure_bit(Cause::numerical));
}

TEST(Rejudge, OfARowWithoutValuesATighterLimitCantTell) {
  LandingRecord r = landed();
  std::fill(std::begin(r.margin), std::end(r.margin), nan);
  r.status = static_cast<std::int8_t>(Status::numerical_failure);
  r.first_cause = cause(Cause::numerical);
  EXPECT_FALSE(rejudge({"vehicle.limits.speed_vertical_m_s=3"}).judge(r, nullptr).certain);
  EXPECT_TRUE(rejudge({"vehicle.limits.speed_vertical_m_s=4"}).judge(r, nullptr).certain);
  EXPECT_TRUE(rejudge({"vehicle.limits.final_tilt_deg=1"}).judge(r, nullptr).certain);
  r.first_cause = cause(Cause::invalid_draw);  // never flown
  EXPECT_TRUE(rejudge({"vehicle.limits.speed_vertical_m_s=3"}).judge(r, nullptr).certain);
}

TEST(Rejudge, NothingMovesWhereNoLimitDoes) {
  const Rejudge same = rejudge({"vehicle.limits.slide_m=2", "campaign.name=other"});
  EXPECT_TRUE(same.changed().empty());
  EXPECT_EQ(same.judge(landed(), nullptr).outcome, outcome(Outcome::safe));
}

TEST(Rejudge, WhatWouldChangeTheFlightsIsRefused) {
  for (const char* set : {"vehicle.engine.isp_s=300", "vehicle.limits.propellant_reserve_kg=1",
                          "vehicle.limits.tip_over_tilt_deg=75", "campaign.seed=9"})
    EXPECT_THROW(rejudge({set}), UsageError) << set;
}

}  // namespace
}  // namespace farside::rejudge_test
