#include "aftermath/mission.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace farside;

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
void expect(LandingRecord r, Mission mission, const std::string& cause, bool relayed = true) {
  judge_mission(r, relayed);
  EXPECT_EQ(r.mission, static_cast<std::int8_t>(mission));
  ASSERT_GE(r.mission_cause, 0);
  EXPECT_EQ(mission_cause_meanings[r.mission_cause], cause);
}

TEST(Mission, GoesOnWhereTheLandingIsSafeAndEveryNeedIsMet) { expect(landed(Outcome::safe), Mission::goes_on, "none"); }

TEST(Mission, FailsByTheLandingBeforeAllElse) {
  for (const Outcome outcome : {Outcome::degraded, Outcome::lost}) {
    LandingRecord r = landed(outcome);
    miss(r, MissionNeed::power, 10.0);
    expect(r, Mission::fails, "landing");
  }
  LandingRecord r = landed(Outcome::safe);
  r.status = static_cast<std::int8_t>(Status::numerical_failure);
  expect(r, Mission::unknown, "landing");
  expect(landed(Outcome::unknown), Mission::unknown, "landing");
}

TEST(Mission, FailsByWhatComesFirstInTime) {
  LandingRecord r = landed(Outcome::safe);
  miss(r, MissionNeed::warmth, 300.0);
  expect(r, Mission::fails, "warmth");
  miss(r, MissionNeed::relay, 200.0);
  expect(r, Mission::fails, "relay");
  miss(r, MissionNeed::power, 100.0);
  expect(r, Mission::fails, "power");
  miss(r, MissionNeed::egress, 100.0);  // equal times go by the order of the list
  expect(r, Mission::fails, "egress");
}

// Never "goes on" for want of a finding.
TEST(Mission, IsUnknownWhereANeedIs) {
  LandingRecord r = landed(Outcome::safe);
  r.mission_margin[static_cast<int>(MissionNeed::egress)] = nan;
  expect(r, Mission::unknown, "none");
  miss(r, MissionNeed::power, 100.0);
  expect(r, Mission::fails, "power");
}

TEST(Mission, NeedsNoRelayWhereThereIsNone) {
  LandingRecord r = landed(Outcome::safe);
  r.mission_margin[static_cast<int>(MissionNeed::relay)] = nan;
  expect(r, Mission::goes_on, "none", false);
  expect(r, Mission::unknown, "none", true);
}

}  // namespace
