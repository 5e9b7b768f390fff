#include "engine/campaign.h"

#include <gtest/gtest.h>
#include <immintrin.h>
#include <unistd.h>

#include <atomic>
#include <cstring>

#include "base/error.h"
#include "sampling/sampler.h"
#include "unit/engine/fake_kernel.h"
#include "unit/store/fixture.h"

namespace farside::campaign_test {
namespace {

using engine_test::fake_kernel;
using engine_test::fake_record;
using engine_test::lazy_kernel;
using engine_test::scenario;
using store_test::Folder;
using store_test::read_columns;

// All rows as bytes, in case order.
std::string rows_of(const FlyOptions& options, std::uint64_t first, std::uint64_t count) {
  const Folder folder;
  Journal journal(folder / "a.h5", Schema(scenario().inputs), {});
  fly_cases(scenario(), normalised({{first, count}}), options, journal);
  EXPECT_EQ(journal.rows(), count);
  std::string rows;
  const std::size_t row_bytes = journal.schema().row_bytes();
  journal.for_each_run({first, count}, [&](std::uint64_t, std::size_t n, const std::byte* at) {
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
      EXPECT_TRUE(rows_of(options(threads, block_cases), 0, 203) == rows)
          << threads << " threads, blocks of " << block_cases;
      EXPECT_TRUE(rows_of(options(threads, block_cases, BlockOrder::reverse), 0, 203) == rows)
          << threads << " reversed " << block_cases;
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
  Journal journal(folder / "a.h5", Schema(scenario().inputs), {});
  fly_cases(scenario(), normalised({{0, 50}}), options(1, 0), journal);
  const auto columns =
      read_columns(journal, {"in_vehicle_engine_isp_s", "in_moon_terrain_slope_azimuth_deg", "landing_east"}, 0, 50);
  CaseParams<double> params;
  for (std::uint64_t i = 0; i < 50; ++i) {
    draw(scenario(), i, reinterpret_cast<double*>(&params));
    EXPECT_EQ(columns[0][i], params.vehicle.engine.isp_s);
    EXPECT_EQ(columns[1][i], params.moon.terrain.slope_azimuth_rad / unit::degree_rad);
    EXPECT_GT(columns[1][i], 6.3) << "radians?";  // none of these 50 is that small
    EXPECT_EQ(columns[2][i], fake_record(i, reinterpret_cast<double*>(&params)).landing_east);
  }
}

// As where an input that counts as unread moves something all the same.
TEST(Campaign, TellsCasesThatDifferFromThoseThatAreAlike) {
  const auto last = [](std::uint64_t count) {
    Alike alike(Schema(scenario().inputs));
    Progress end;
    FlyOptions o = options(2, 1);
    o.alike = &alike;
    o.report = [&](const Progress& p) { end = p; };
    const Folder folder;
    Journal journal(folder / "a.h5", Schema(scenario().inputs), {});
    fly_cases(scenario(), normalised({{0, count}}), o, journal);
    return end.alike;
  };
  EXPECT_TRUE(last(1));
  EXPECT_FALSE(last(30));
}

TEST(Campaign, CountsEachCaseOnce) {
  std::vector<Progress> reports;
  FlyOptions o = options(2, 8);
  o.report = [&](const Progress& p) { reports.push_back(p); };
  const Folder folder;
  Journal journal(folder / "a.h5", Schema(scenario().inputs), {});
  const Tally tally = fly_cases(scenario(), normalised({{0, 100}}), o, journal);
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
  Journal journal(folder / "a.h5", Schema(scenario().inputs), {});
  EXPECT_THROW(fly_cases(scenario(), normalised({{0, 100}}), o, journal), InternalError);
}

TEST(Campaign, ThrowsOnWhatAThreadThrewAndKeepsFinishedBlocks) {
  FlyOptions o = options(3, 8);
  o.report = [](const Progress& p) {
    if (p.tally.flown() >= 400) throw StoreError("disk full");
  };
  const Folder folder;
  Journal journal(folder / "a.h5", Schema(scenario().inputs), {});
  EXPECT_THROW(fly_cases(scenario(), normalised({{0, 1000000}}), o, journal), StoreError);
  EXPECT_GE(journal.rows(), 400u);
  EXPECT_LT(journal.rows(), 1000u);  // the others stopped soon
}

std::atomic<int> patient_blocks;

// Flies until it is told to stop, and leaves the last cases of its block undone as the kernels do.
void run_until_stopped(const KernelSetup& setup, const CaseBlock& block) {
  engine_test::fake_run(setup, block);
  if (block.case_numbers[0] < 80) return;
  ++patient_blocks;
  while (!told_to_stop(block)) ::usleep(1000);
  for (std::size_t i = 3; i < block.count; ++i) block.records[i].status = static_cast<std::int8_t>(Status::not_run);
}

TEST(Campaign, AWantedStopKeepsWhatIsFinishedAndDropsTheRest) {
  const Kernel kernel{"patient", 4, run_until_stopped, run_until_stopped};
  FlyOptions o = options(2, 8);
  o.kernel = &kernel;
  o.earlier.safe = 7;
  patient_blocks = 0;
  o.stop_wanted = [] { return patient_blocks == 2; };  // both threads have begun their last block
  const Folder folder;
  Journal journal(folder / "a.h5", Schema(scenario().inputs), {});
  const Tally tally = fly_cases(scenario(), {{0, 10000}}, o, journal);
  EXPECT_EQ(journal.cases(), (CaseRanges{{0, 83}, {88, 3}}));
  EXPECT_EQ(tally.flown(), 7u + 86u);
  Tally stored;
  journal.count_endings(journal.cases(), stored);
  EXPECT_EQ(stored.safe, tally.safe - 7u);
}

TEST(Campaign, FliesHolesAlone) {
  const CaseRanges holes{{3, 5}, {40, 1}, {90, 30}};
  const std::string all = rows_of(options(1, 8), 0, 120);
  const std::size_t row_bytes = Schema(scenario().inputs).row_bytes();
  for (const std::uint64_t block_cases : {0, 1, 7}) {
    const Folder folder;
    Journal journal(folder / "a.h5", Schema(scenario().inputs), {});
    fly_cases(scenario(), holes, options(2, block_cases), journal);
    EXPECT_EQ(journal.cases(), holes);
    journal.for_each_run({0, 200}, [&](std::uint64_t first, std::size_t n, const std::byte* rows) {
      EXPECT_EQ(std::memcmp(rows, all.data() + first * row_bytes, n * row_bytes), 0) << first;
    });
  }
}

void run_telling_the_float_state(const KernelSetup& setup, const CaseBlock& block) {
  engine_test::fake_run(setup, block);
  for (std::size_t i = 0; i < block.count; ++i)
    block.records[i].landing_north = _mm_getcsr() & 0xffc0U;  // but for the flags
}

TEST(Campaign, KernelsFindTheFloatStateOfOurs) {
  const Kernel kernel{"telling", 4, run_telling_the_float_state, run_telling_the_float_state};
  FlyOptions o = options(1, 8);  // this thread
  o.kernel = &kernel;
  const Folder folder;
  Journal journal(folder / "a.h5", Schema(scenario().inputs), {});
  const unsigned before = _mm_getcsr(), other = (before | _MM_FLUSH_ZERO_ON | _MM_ROUND_DOWN) & 0xffc0U;
  _mm_setcsr(other);
  fly_cases(scenario(), normalised({{0, 100}}), o, journal);
  const unsigned after = _mm_getcsr();
  _mm_setcsr(before);
  const auto states = read_columns(journal, {"landing_north"}, 0, 100);
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
}  // namespace farside::campaign_test
