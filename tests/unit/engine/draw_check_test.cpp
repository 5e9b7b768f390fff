#include "engine/draw_check.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"
#include "engine/block.h"
#include "engine/replay.h"
#include "unit/engine/fake_kernel.h"
#include "unit/store/fixture.h"

namespace farside::draw_check_test {
namespace {

using engine_test::fake_kernel;
using engine_test::fake_record;
using store_test::Folder;

// Every third case or so has a full thrust below the lowest one.
Scenario load(const std::string& invalid_draws) {
  return load_scenario_text(
      "farside: 1\ncampaign: {seed: 5, cases: 300, invalid_draws: " + invalid_draws +
          "}\nvehicle: {engine: {thrust_max_N: 7000, thrust_min_N: 6500}}\nstart: {touchdown: {}}\n"
          "dispersions: [{path: vehicle.engine.thrust_max_N, normal: {sd: 1000}}]\n",
      "t.yaml", "");
}

FlyOptions options(int threads, std::uint64_t block_cases) {
  FlyOptions o;
  o.kernel = &fake_kernel;
  o.threads = threads;
  o.block_cases = block_cases;
  return o;
}

std::string rows_of(const Scenario& s, const FlyOptions& o, Tally* tally = nullptr) {
  const Folder folder;
  Journal journal(folder / "a.h5", Schema(s.inputs), {});
  const Tally flown = fly_cases(s, {{0, 300}}, o, journal);
  if (tally) *tally = flown;
  std::string rows;
  const std::size_t row_bytes = journal.schema().row_bytes();
  journal.for_each_run({0, 300}, [&](std::uint64_t, std::size_t n, const std::byte* at) {
    rows.append(reinterpret_cast<const char*>(at), n * row_bytes);
  });
  return rows;
}

TEST(DrawCheck, FindsTheSameForAnyThreads) {
  const Scenario s = load("refuse");
  const InvalidDraws one = find_invalid_draws(s, {{0, 20000}}, options(1, 0)),
                     three = find_invalid_draws(s, {{0, 20000}}, options(3, 0));
  EXPECT_EQ(one.checked, 20000u);
  EXPECT_NEAR(static_cast<double>(one.count), 0.3085 * 20000, 4 * 65.3);  // Phi(-0.5); 4 sigma of a binomial
  EXPECT_EQ(three.count, one.count);
  EXPECT_EQ(describe(three, s), describe(one, s));
}

TEST(DrawCheck, LooksAtTheCasesToFlyAlone) {
  const Scenario s = load("refuse");
  const std::uint64_t bad = find_invalid_draws(s, {{0, 300}}, options(1, 0)).first.at(0).number;
  EXPECT_EQ(find_invalid_draws(s, {{0, bad}}, options(1, 0)).count, 0u);
  EXPECT_EQ(find_invalid_draws(s, {{bad, 1}}, options(1, 0)).count, 1u);
}

TEST(DrawCheck, RefusesWithTheDistributionToMend) {
  const Scenario s = load("refuse");
  try {
    refuse_invalid_draws(s, find_invalid_draws(s, {{0, 300}}, options(1, 0)));
    FAIL();
  } catch (const ConfigError& e) {
    EXPECT_NE(std::string(e.what()).find(
                  "t.yaml:5:15: dispersions[0]: vehicle.engine.thrust_max_N, normal: {sd: 1000, mean: 7000}"),
              std::string::npos)
        << e.what();
  }
  const Scenario counted = load("count");
  refuse_invalid_draws(counted, find_invalid_draws(counted, {{0, 300}}, options(1, 0)));
}

TEST(DrawCheck, LeavesValidCampaignsAlone) {
  EXPECT_EQ(find_invalid_draws(engine_test::scenario(), {{0, 1000}}, options(2, 0)).count, 0u);
}

TEST(Block, GivesInvalidCasesARowThatSaysSoBetweenTheFlownOnes) {
  const Scenario s = load("count");
  KernelSetup setup{};
  setup.dispersed_count = 1;
  setup.dispersed_slots = s.dispersed_slots.data();
  const Sampler sampler(s);
  Block block(s, setup, sampler, 300);
  ASSERT_EQ(block.fly(fake_kernel, 100, 200, nullptr), 200u);
  CaseParams<double> params;
  std::size_t invalid = 0;
  for (std::uint64_t i = 0; i < 200; ++i) {
    const LandingRecord& r = block.records()[i];
    draw(s, 100 + i, reinterpret_cast<double*>(&params));
    EXPECT_EQ(r.case_number, 100 + i);
    EXPECT_EQ(block.inputs()[i], params.vehicle.engine.thrust_max_N);
    if (params.vehicle.engine.thrust_max_N >= 6500.0) {
      EXPECT_EQ(r.landing_east, fake_record(100 + i, reinterpret_cast<double*>(&params)).landing_east);
      continue;
    }
    ++invalid;
    EXPECT_EQ(r.status, static_cast<std::int8_t>(Status::numerical_failure));
    EXPECT_EQ(r.outcome, static_cast<std::int8_t>(Outcome::unknown));
    EXPECT_EQ(r.first_cause, static_cast<std::int8_t>(Cause::invalid_draw));
    EXPECT_EQ(r.failure_mask, 1);
    EXPECT_TRUE(std::isnan(r.landing_east) && std::isnan(r.margin[0]) && std::isnan(r.phase_mass[0]));
    EXPECT_EQ(r.weight, 1.0);
  }
  EXPECT_GT(invalid, 30u);
}

TEST(Block, GivesInvalidCasesTheSameRowForAnyThreadsAndBlocks) {
  const Scenario s = load("count");
  Tally tally;
  const std::string rows = rows_of(s, options(1, 1), &tally);
  EXPECT_GE(tally.numerical_failure, find_invalid_draws(s, {{0, 300}}, options(1, 0)).count);
  EXPECT_EQ(tally.flown(), 300u);
  for (const std::uint64_t block_cases : {0, 7, 1000})
    EXPECT_TRUE(rows_of(s, options(3, block_cases)) == rows) << block_cases;
}

TEST(Replay, OfAnInvalidCaseIsItsRowWithoutHistory) {
  const Scenario s = load("count");
  const std::uint64_t bad = find_invalid_draws(s, {{0, 300}}, options(1, 0)).first.at(0).number;
  const Replay replay = replay_case(s, bad, fake_kernel, History::keep);
  EXPECT_FALSE(replay.was_flown());
  EXPECT_TRUE(replay.history.empty());
  EXPECT_EQ(replay.record.case_number, bad);
  EXPECT_TRUE(replay_case(s, 0, fake_kernel, History::leave).was_flown() || bad == 0);
}

}  // namespace
}  // namespace farside::draw_check_test
