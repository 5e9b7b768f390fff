#include "engine/campaign.h"

#include <gtest/gtest.h>
#include <immintrin.h>

#include <cstring>

#include "base/error.h"
#include "sampling/sampler.h"
#include "unit/engine/fake_kernel.h"
#include "unit/store/fixture.h"

namespace farside {
namespace {

using engine_test::fake_kernel;
using engine_test::fake_record;
using engine_test::lazy_kernel;
using engine_test::scenario;
using store_test::Folder;

// All rows as bytes, in case order.
std::string rows_of(const FlyOptions& options, std::uint64_t first, std::uint64_t count) {
  const Folder folder;
  Spool spool(folder / "a.h5", Schema(scenario().inputs), "id");
  fly_cases(scenario(), first, count, options, spool);
  EXPECT_EQ(spool.rows(), count);
  std::string rows;
  const std::size_t row_bytes = spool.schema().row_bytes();
  spool.for_each_run(first, count, [&](std::uint64_t, std::size_t n, const std::byte* at) {
    rows.append(reinterpret_cast<const char*>(at), n * row_bytes);
  });
  return rows;
}

FlyOptions options(int threads, std::uint64_t block_cases, BlockOrder order = BlockOrder::forward) {
  FlyOptions o;
  o.kernel = &fake_kernel;
  o.threads = threads;
  o.block_cases = block_cases;
  o.block_order = order;
  return o;
}

TEST(Campaign, RowsHangNeitherOnThreadsNorOnBlocks) {
  const std::string rows = rows_of(options(1, 1), 0, 203);
  EXPECT_EQ(rows.size(), 203 * Schema(scenario().inputs).row_bytes());
  for (const int threads : {1, 2, 3}) {
    for (const std::uint64_t block_cases : {0, 7, 64, 1000}) {
      EXPECT_TRUE(rows_of(options(threads, block_cases), 0, 203) == rows) << threads << " threads, blocks of " << block_cases;
      EXPECT_TRUE(rows_of(options(threads, block_cases, BlockOrder::reverse), 0, 203) == rows) << threads << " reversed " << block_cases;
    }
  }
}

TEST(Campaign, FliesAPartFromItsFirstCase) {
  const std::string rows = rows_of(options(2, 8), 0, 100), part = rows_of(options(2, 8), 60, 13);
  const std::size_t row_bytes = Schema(scenario().inputs).row_bytes();
  EXPECT_TRUE(part == rows.substr(60 * row_bytes, 13 * row_bytes));
}

TEST(Campaign, FliesNoCase) { EXPECT_TRUE(rows_of(options(2, 0), 0, 0).empty()); }

TEST(Campaign, StoresInputsInTheUnitOfTheFileAsTheLanesUsedThem) {
  const Folder folder;
  Spool spool(folder / "a.h5", Schema(scenario().inputs), "id");
  fly_cases(scenario(), 0, 50, options(1, 0), spool);
  const auto columns = spool.read_columns({"in_vehicle_engine_isp_s", "in_moon_terrain_slope_azimuth_deg", "landing_east"}, 0, 50);
  CaseParams<double> params;
  for (std::uint64_t i = 0; i < 50; ++i) {
    draw(scenario(), i, reinterpret_cast<double*>(&params));
    EXPECT_EQ(columns[0][i], params.vehicle.engine.isp_s);
    EXPECT_EQ(columns[1][i], params.moon.terrain.slope_azimuth_rad / unit::degree_rad);
    EXPECT_GT(columns[1][i], 6.3) << "radians?";  // none of these 50 is that small
    EXPECT_EQ(columns[2][i], fake_record(i, reinterpret_cast<double*>(&params)).landing_east);
  }
}

TEST(Campaign, CountsEachCaseOnce) {
  std::vector<Progress> reports;
  FlyOptions o = options(2, 8);
  o.report = [&](const Progress& p) { reports.push_back(p); };
  const Folder folder;
  Spool spool(folder / "a.h5", Schema(scenario().inputs), "id");
  const Tally tally = fly_cases(scenario(), 0, 100, o, spool);
  EXPECT_EQ(tally.numerical_failure, 10u);  // 9, 19, ... 99
  EXPECT_EQ(tally.flown(), 100u);
  EXPECT_EQ(tally.safe, 30u);  // of 0, 3, ... 99 all but 9, 39, 69, 99
  ASSERT_EQ(reports.size(), 13u);
  for (std::size_t i = 1; i < reports.size(); ++i) EXPECT_GT(reports[i].tally.flown(), reports[i - 1].tally.flown());
  EXPECT_EQ(reports.back().tally.flown(), 100u);
}

TEST(Campaign, ACaseThatTheKernelLeftOutIsAnInternalError) {
  FlyOptions o = options(2, 8);
  o.kernel = &lazy_kernel;
  const Folder folder;
  Spool spool(folder / "a.h5", Schema(scenario().inputs), "id");
  EXPECT_THROW(fly_cases(scenario(), 0, 100, o, spool), InternalError);
}

TEST(Campaign, ThrowsOnWhatAThreadThrewAndKeepsFinishedBlocks) {
  FlyOptions o = options(3, 8);
  o.report = [](const Progress& p) {
    if (p.tally.flown() >= 400) throw StoreError("disk full");
  };
  const Folder folder;
  Spool spool(folder / "a.h5", Schema(scenario().inputs), "id");
  EXPECT_THROW(fly_cases(scenario(), 0, 1000000, o, spool), StoreError);
  EXPECT_GE(spool.rows(), 400u);
  EXPECT_LT(spool.rows(), 1000u);  // the others stopped soon
}

void run_telling_the_float_state(const KernelSetup& setup, const CaseBlock& block) {
  engine_test::fake_run(setup, block);
  for (std::size_t i = 0; i < block.count; ++i) block.records[i].landing_north = _mm_getcsr() & 0xffc0U;  // but for the flags
}

TEST(Campaign, KernelsFindTheFloatStateOfOurs) {
  const Kernel kernel{"telling", 4, run_telling_the_float_state, run_telling_the_float_state};
  FlyOptions o = options(1, 8);  // this thread
  o.kernel = &kernel;
  const Folder folder;
  Spool spool(folder / "a.h5", Schema(scenario().inputs), "id");
  const unsigned before = _mm_getcsr(), other = (before | _MM_FLUSH_ZERO_ON | _MM_ROUND_DOWN) & 0xffc0U;
  _mm_setcsr(other);
  fly_cases(scenario(), 0, 100, o, spool);
  const unsigned after = _mm_getcsr();
  _mm_setcsr(before);
  const auto states = spool.read_columns({"landing_north"}, 0, 100);
  for (const double state : states[0]) EXPECT_EQ(state, 0x1f80);
  EXPECT_EQ(after & 0xffc0U, other);
}

TEST(Campaign, BlocksAreWholeRegistersAndManyToAThread) {
  for (const std::uint64_t cases : {1, 100, 10000, 1000000}) {
    for (const int threads : {1, 2, 64}) {
      const std::uint64_t block = choose_block_cases(cases, threads);
      EXPECT_EQ(block % 8, 0u);
      EXPECT_GE(block, 8u);
      EXPECT_LE(block, 256u);
      EXPECT_TRUE(block == 8 || cases / block >= 8 * static_cast<std::uint64_t>(threads)) << cases << " " << threads;
    }
  }
}

}  // namespace
}  // namespace farside
