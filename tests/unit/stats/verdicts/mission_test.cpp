#include "stats/verdicts/mission.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "stats/intervals/proportions.h"
#include "stats/statistics.h"
#include "unit/stats/fixture.h"

namespace farside::mission_test {
namespace {

using Json = nlohmann::ordered_json;
using stats_test::nan;
using stats_test::Table;

// Two that go on; one each that fails by relay, power (which would also miss its relay later) and landing; a lost one;
// one off the maps; a numerical failure; one whose way down is unknown; one that wasn't run.
Table ten() {
  Table t(10);
  t.with("status", {1, 1, 1, 1, 1, 1, 1, 2, 1, 0})
      .with("outcome", {0, 0, 0, 0, 1, 2, 3, 2, 0, -1})
      .with("mission", {0, 0, 1, 1, 1, 1, 2, 2, 2, -1})
      .with("mission_cause", {0, 0, 2, 4, 1, 1, 1, 1, 0, -1})
      .with("mission_margin_relay", {1, 0.5, -0.2, -0.1, -0.3, nan, nan, nan, 0.9, nan})
      .with("mission_margin_egress", {0.3, 0.2, 0.4, 0.5, 0.1, nan, nan, nan, nan, nan})
      .with("mission_margin_power", {0.5, 0.5, 0.5, -0.5, 0.5, nan, nan, nan, 0.5, nan})
      .with("mission_margin_warmth", {0.5, 0.25, 0.5, 0.5, 0.5, nan, nan, nan, 0.5, nan});
  return t;
}

TEST(MissionStatistics, CountsWhatGoesOnAndWhy) {
  const Json m = compute_statistics(ten(), {})["mission"];
  EXPECT_EQ(m["cases"]["goes_on"], 2);
  EXPECT_EQ(m["cases"]["fails"], 4);
  EXPECT_EQ(m["cases"]["unknown"], 3);
  EXPECT_DOUBLE_EQ(m["goes_on"]["estimate"], 2.0 / 9);  // of all that were flown
  EXPECT_DOUBLE_EQ(m["goes_on"]["estimate_high"], 5.0 / 9);
  EXPECT_EQ(m["goes_on"]["lower"], share_range({2, 5}, 9, 0.95).interval.lower);
  const Json& needs = m["needs"];
  EXPECT_EQ(needs["landing"]["count"], 2);
  EXPECT_DOUBLE_EQ(needs["landing"]["unmet"]["estimate_high"], 4.0 / 9);
  // of safe landings alone: what a degraded one would have missed is not told
  EXPECT_EQ(needs["relay"]["count"], 2);
  EXPECT_EQ(needs["relay"]["first_count"], 1);
  EXPECT_DOUBLE_EQ(needs["relay"]["closest"], -0.2);
  EXPECT_EQ(needs["power"]["first_count"], 1);
  EXPECT_EQ(needs["egress"]["count"], 0);
  EXPECT_DOUBLE_EQ(needs["egress"]["unmet"]["estimate_high"], 1.0 / 9);  // the one whose way down is unknown
  EXPECT_DOUBLE_EQ(needs["warmth"]["closest"], 0.25);
}

TEST(MissionStatistics, LeaveOutANeedThatNoCaseHas) {
  Table t = ten();
  t.with("mission_margin_relay", std::vector<double>(10, nan));
  EXPECT_FALSE(compute_statistics(t, {})["mission"]["needs"].contains("relay"));
}

TEST(MissionStatistics, AreAbsentWithoutItsColumns) {
  Table t(2);
  t.with("status", {1, 1}).with("outcome", {0, 2});
  EXPECT_FALSE(compute_statistics(t, {}).contains("mission"));
}

// An invalid draw has no mission, and how it would have ended isn't known.
TEST(MissionStatistics, CantTellOfACaseThatWasntFlown) {
  Table t = ten();
  t.with("mission", {0, 0, 1, 1, 1, 1, 2, -1, 2, -1}).with("mission_cause", {0, 0, 2, 4, 1, 1, 1, -1, 0, -1});
  const Json m = compute_statistics(t, {})["mission"];
  EXPECT_EQ(m["cases"]["unknown"], 3);
  EXPECT_DOUBLE_EQ(m["goes_on"]["estimate_high"], 5.0 / 9);
}

// P(mission) is at most P(safe) by what is counted.
TEST(MissionStatistics, GoOnNoMoreOftenThanTheLandingIsSafe) {
  const Json all = compute_statistics(ten(), {});
  EXPECT_LE(all["mission"]["goes_on"]["estimate"], all["probability"]["safe"]["estimate"]);
  EXPECT_LE(all["mission"]["goes_on"]["estimate_high"], all["probability"]["safe"]["estimate_high"]);
}

TEST(MissionRequirements, AreOfTheMissionOrOfANeed) {
  const Table t = ten();
  const Cases cases = read_cases(t);
  EXPECT_EQ(count_event(t, cases, "mission")->low.count, 2);
  EXPECT_EQ(count_event(t, cases, "mission")->high.count, 5);
  EXPECT_EQ(count_event(t, cases, "mission_relay")->low.count, 2);
  Table without(2);
  without.with("status", {1, 1}).with("outcome", {0, 2}).with("failure_mask", {0, 0}).with("first_cause", {0, 1});
  EXPECT_FALSE(count_event(without, read_cases(without), "mission"));
  EXPECT_FALSE(count_event(without, read_cases(without), "mission_relay"));  // never "none of the cases"
}

}  // namespace
}  // namespace farside::mission_test
