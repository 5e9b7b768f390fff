#include "aftermath/mission.h"

#include <gtest/gtest.h>

#include <string>

namespace farside::mission_test {
namespace {

constexpr double nan = __builtin_nan("");

LandingRecord landed(Outcome outcome) {
  LandingRecord r{};
  r.status = static_cast<std::int8_t>(Status::done);
  r.outcome = static_cast<std::int8_t>(outcome);
  r.mission = r.mission_cause = -1;
  for (double& m : r.mission_margin) m = 0.5;
  for (double& t : r.mission_time) t = nan;
  return r;
}
void miss(LandingRecord& r, MissionNeed need, double time_s) {
  r.mission_margin[static_cast<int>(need)] = -0.1;
  r.mission_time[static_cast<int>(need)] = time_s;
}
std::string judged(LandingRecord r, bool relayed = true) {
  judge_mission(r, relayed);
  return std::string(mission_meanings[r.mission]) + ": " + mission_cause_meanings[r.mission_cause];
}

TEST(Mission, GoesOnWhereTheLandingIsSafeAndEveryNeedIsMet) {
  EXPECT_EQ(judged(landed(Outcome::safe)), "goes_on: none");
}

TEST(Mission, FailsByTheLandingBeforeAllElse) {
  for (const Outcome outcome : {Outcome::degraded, Outcome::lost}) {
    LandingRecord r = landed(outcome);
    miss(r, MissionNeed::power, 10.0);
    EXPECT_EQ(judged(r), "fails: landing");
  }
  LandingRecord r = landed(Outcome::safe);
  r.status = static_cast<std::int8_t>(Status::numerical_failure);
  EXPECT_EQ(judged(r), "unknown: landing");
  EXPECT_EQ(judged(landed(Outcome::unknown)), "unknown: landing");
}

TEST(Mission, FailsByWhatComesFirstInTime) {
  LandingRecord r = landed(Outcome::safe);
  miss(r, MissionNeed::warmth, 300.0);
  EXPECT_EQ(judged(r), "fails: warmth");
  miss(r, MissionNeed::relay, 200.0);
  EXPECT_EQ(judged(r), "fails: relay");
  miss(r, MissionNeed::power, 100.0);
  EXPECT_EQ(judged(r), "fails: power");
  miss(r, MissionNeed::egress, 100.0);  // equal times go by the order of the list
  EXPECT_EQ(judged(r), "fails: egress");
}

// Never "goes on" for want of a finding.
TEST(Mission, IsUnknownWhereANeedIs) {
  LandingRecord r = landed(Outcome::safe);
  r.mission_margin[static_cast<int>(MissionNeed::egress)] = nan;
  EXPECT_EQ(judged(r), "unknown: none");
  miss(r, MissionNeed::power, 100.0);
  EXPECT_EQ(judged(r), "fails: power");
}

TEST(Mission, NeedsNoRelayWhereThereIsNone) {
  LandingRecord r = landed(Outcome::safe);
  r.mission_margin[static_cast<int>(MissionNeed::relay)] = nan;
  EXPECT_EQ(judged(r, false), "goes_on: none");
  EXPECT_EQ(judged(r, true), "unknown: none");
}

}  // namespace

}  // namespace farside::mission_test
