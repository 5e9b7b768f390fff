#include "rare/flown_limit.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/error.h"
#include "engine/dispatch.h"
#include "engine/replay.h"
#include "rare/subset.h"
#include "unit/rare/closed_limits.h"

namespace farside::flown_limit_test {
namespace {

Scenario load(const std::string& text) { return load_scenario_text("farside: 1\n" + text, "t.yaml", "", {}); }

LandingRecord record(Outcome outcome, Status status = Status::done) {
  LandingRecord r{};
  for (double& m : r.margin) m = std::nan("");
  r.margin[static_cast<int>(Criterion::off_corridor)] = 0.7;
  r.margin[static_cast<int>(Criterion::final_tilt)] = 0.2;
  r.outcome = static_cast<std::int8_t>(outcome);
  r.status = static_cast<std::int8_t>(status);
  return r;
}

TEST(RareTarget, IsTheWorstMarginOfWhatMakesTheEvent) {
  const LandingRecord safe = record(Outcome::safe);
  EXPECT_EQ(RareTarget("lost").ending_of(safe).g, 0.7) << "final_tilt only degrades";
  EXPECT_EQ(RareTarget("not_safe").ending_of(safe).g, 0.2);
  EXPECT_EQ(RareTarget("final_tilt").ending_of(safe).g, 0.2);
  EXPECT_EQ(RareTarget("tip_over").ending_of(safe).g, std::numeric_limits<double>::infinity()) << "not judged";

  LandingRecord degraded = record(Outcome::degraded);
  degraded.margin[static_cast<int>(Criterion::final_tilt)] = -0.1;
  EXPECT_FALSE(RareTarget("lost").ending_of(degraded).is_event());
  EXPECT_EQ(RareTarget("not_safe").ending_of(degraded).g, -0.1);

  LandingRecord lost = record(Outcome::lost);
  lost.margin[static_cast<int>(Criterion::tip_over)] = -0.4;
  EXPECT_EQ(RareTarget("lost").ending_of(lost).g, -0.4);
  EXPECT_TRUE(RareTarget("tip_over").ending_of(lost).is_event());
  EXPECT_FALSE(RareTarget("off_corridor").ending_of(lost).is_event());
  EXPECT_THROW(RareTarget("tipover"), UsageError);
}

TEST(RareTarget, WhatCantBeToldIsAnEventOfAnyTarget) {
  for (const char* word : {"lost", "not_safe", "tip_over"}) {
    const RareEnding failed = RareTarget(word).ending_of(record(Outcome::lost, Status::numerical_failure)),
                     unknown = RareTarget(word).ending_of(record(Outcome::unknown));
    EXPECT_TRUE(failed.is_event() && !failed.told) << word;
    EXPECT_TRUE(unknown.is_event() && !unknown.told) << word;
  }
}

// Dropped from no height at 1 m/s, sd 0.125 m/s: beyond 1.5 m/s with P = Phi(-4) = 3.167e-5. Contact is found at the
// end of the first step of 1 ms, 0.0016 m/s or 0.013 sigma later, which adds 5 %.
constexpr char drop[] =
    "campaign: {seed: 5}\n"
    "site: {lat_deg: 0, lon_deg: 0, elevation_m: 0}\n"
    "moon: {gravity: {model: uniform, g_m_s2: 1.625}, rotation: false, terrain: {model: plane}}\n"
    "vehicle: {limits: {speed_horizontal_m_s: 0.6, speed_vertical_m_s: 1.5}}\n"
    "start: {touchdown: {height_m: 0, velocity_up_m_s: -1}}\n"
    "dispersions:\n"
    "  - {path: start.touchdown.velocity_up_m_s, normal: {sd: 0.125}}\n"
    "  - {path: start.touchdown.velocity_east_m_s, normal: {sd: 0.05}}\n"
    "  - {path: vehicle.engine.isp_scale, normal: {sd: 0.001}}\n";

TEST(FlownLimit, HasTheClosedFormsProbabilityOfAHardTouchdown) {
  const Scenario s = load(drop);
  FlownLimit limit(s, RareTarget("hard_contact_vertical"), choose_kernel("auto"), 1);
  EXPECT_EQ(limit.coordinates(), 2u) << "a touchdown reads no specific impulse";
  const SubsetResult result = simulate_subsets(limit, {1, 10, 200, 1e-6});
  const RareEstimate p = result.probability();
  EXPECT_LT(p.cov, 0.35);
  EXPECT_NEAR(p.estimate / normal_tail(4 - 0.001625 / 0.125), 1, 4 * p.cov);
  for (const RareFailure& f : result.failures()) {
    EXPECT_LT(f.point.z[0], -3.9);
    EXPECT_EQ(f.ending.cause, static_cast<std::int8_t>(Cause::hard_contact_vertical));
  }
}

TEST(FlownLimit, HangsNeitherOnThreadsNorOnTheKernel) {
  const Scenario s = load(drop);
  FlownLimit one(s, RareTarget("lost"), choose_kernel("baseline"), 1),
      two(s, RareTarget("lost"), choose_kernel("auto"), 2);
  const SubsetOptions options{3, 2, 100, 1e-3};
  const SubsetResult a = simulate_subsets(one, options), b = simulate_subsets(two, options);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(a.runs[i].probability, b.runs[i].probability);
    ASSERT_EQ(a.runs[i].levels.size(), b.runs[i].levels.size());
    for (std::size_t k = 0; k < a.runs[i].levels.size(); ++k)
      EXPECT_EQ(a.runs[i].levels[k].threshold, b.runs[i].levels[k].threshold);
  }
}

// Beyond 6.25 sigma the speed can't be: those cases aren't flown, and count.
TEST(FlownLimit, ImpossibleInputsCountAsFailures) {
  const Scenario s = load(
      "start: {touchdown: {}}\n"
      "dispersions: [{path: start.touchdown.velocity_up_m_s, normal: {mean: -5000, sd: 800}}]\n");
  FlownLimit limit(s, RareTarget("tip_over"), choose_kernel("auto"), 1);
  const std::vector<RareEnding> endings = limit.judge({{{-7.0}, 1}, {{0.0}, 1}});
  EXPECT_TRUE(endings[0].is_event() && !endings[0].told);
  EXPECT_EQ(endings[0].cause, static_cast<std::int8_t>(Cause::invalid_draw));
}

// A point is the case of its number with other inputs: where they are the case's own, it ends as the case does, its
// faults included.
TEST(FlownLimit, APointWithACasesInputsIsTheCase) {
  const Scenario s = load(
      "start: {descent: {}}\n"
      "dispersions: [{path: vehicle.engine.isp_scale, normal: {sd: 0.001}}]\n"
      "faults: [{mechanism: engine_off, probability: 0.3, when: {time_s: [0, 100]}}]\n");
  const RareTarget target("lost");
  const Kernel& kernel = choose_kernel("auto");
  FlownLimit limit(s, target, kernel, 1);
  std::vector<RarePoint> points;
  for (std::uint64_t number = 0; number < 10; ++number)
    points.push_back({{InputSpace(s, number).drawn()[limit.input(0)]}, number});
  const std::vector<RareEnding> endings = limit.judge(points);
  int struck = 0;
  for (std::uint64_t number = 0; number < points.size(); ++number) {
    const RareEnding own = target.ending_of(replay_case(s, number, kernel, History::leave).record);
    EXPECT_EQ(endings[number].g, own.g) << number;
    EXPECT_EQ(endings[number].cause, own.cause) << number;
    struck += own.is_event() ? 1 : 0;
  }
  EXPECT_GT(struck, 0) << "no fault struck";
  EXPECT_LT(struck, 10);
}

}  // namespace
}  // namespace farside::flown_limit_test
