#include "store/spool.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <cmath>
#include <csignal>
#include <thread>

#include "base/error.h"
#include "store/crc32c.h"
#include "unit/store/fixture.h"

namespace farside {
namespace {

using store_test::append_block, store_test::Folder, store_test::make_input, store_test::make_record, store_test::small_schema;

// The only file in the folder: the spool itself.
std::string spool_file(const Folder& folder) {
  for (const auto& entry : std::filesystem::directory_iterator(folder / "")) return entry.path().string();
  return {};
}

TEST(Crc32c, GivesTheCheckValueOfTheStandard) {
  EXPECT_EQ(crc32c("123456789", 9), 0xe3069283u);  // RFC 3720 and the catalogue of CRCs
  EXPECT_EQ(crc32c("6789", 4, crc32c("12345", 5)), 0xe3069283u);
  EXPECT_EQ(crc32c("", 0), 0u);
}

TEST(Spool, GivesRowsInCaseOrderWhateverTheOrderOfBlocks) {
  const Folder folder;
  Spool spool(folder / "a.h5", small_schema(), "id");
  for (const std::uint64_t first : {30, 0, 20, 10}) append_block(spool, first, 10);
  EXPECT_EQ(spool.rows(), 40u);
  std::uint64_t next = 5;
  spool.for_each_run(5, 30, [&](std::uint64_t first, std::size_t count, const std::byte* rows) {
    EXPECT_EQ(first, next);
    for (std::size_t i = 0; i < count; ++i, ++next) {
      const LandingRecord expected = make_record(next);
      EXPECT_EQ(std::memcmp(rows + i * spool.schema().row_bytes(), &expected, sizeof expected), 0) << next;
    }
  });
  EXPECT_EQ(next, 35u);
}

TEST(Spool, KeepsBlocksOfScatteredCases) {
  const Folder folder;
  Spool spool(folder / "a.h5", Schema(), "id");
  const LandingRecord scattered[] = {make_record(9), make_record(3), make_record(4), make_record(1)};
  spool.append(scattered, nullptr, 4);
  EXPECT_TRUE(spool.holds(4));
  EXPECT_FALSE(spool.holds(2));
  const auto columns = spool.read_columns({"case", "landing_east", "status"}, 1, 9);
  EXPECT_EQ(columns[1][8], make_record(9).landing_east);
  EXPECT_EQ(columns[1][2], make_record(3).landing_east);
  EXPECT_TRUE(std::isnan(columns[1][1]));
  EXPECT_EQ(columns[0][1], 2);
  EXPECT_EQ(columns[2], (std::vector<double>{1, 0, 1, 1, 0, 0, 0, 0, 1}));
}

TEST(Spool, ReadsColumnsWithASecondDimensionAndInputs) {
  const Folder folder;
  Spool spool(folder / "a.h5", small_schema(), "id");
  append_block(spool, 0, 6);
  const auto columns = spool.read_columns({"sinkage", "in_start_descent_mass_kg"}, 2, 3);
  ASSERT_EQ(columns[0].size(), 12u);
  EXPECT_EQ(columns[0][7], make_record(3).sinkage[3]);
  EXPECT_EQ(columns[1], (std::vector<double>{make_input(2, 1), make_input(3, 1), make_input(4, 1)}));
}

TEST(Spool, TakesBlocksFromSeveralThreads) {
  const Folder folder;
  Spool spool(folder / "a.h5", small_schema(), "id");
  std::vector<std::thread> threads;
  for (std::uint64_t t = 0; t < 4; ++t) {
    threads.emplace_back([&spool, t] {
      for (std::uint64_t block = t; block < 100; block += 4) append_block(spool, block * 8, 8);
    });
  }
  for (std::thread& thread : threads) thread.join();
  const std::vector<double> east = spool.read_columns({"landing_east"}, 0, 800)[0];
  for (std::uint64_t i = 0; i < 800; ++i) ASSERT_EQ(east[i], make_record(i).landing_east) << i;
}

TEST(Spool, RefusesACaseThatWasStoredTwice) {
  const Folder folder;
  Spool spool(folder / "a.h5", small_schema(), "id");
  append_block(spool, 0, 10);
  append_block(spool, 9, 2);
  EXPECT_THROW(spool.read_columns({"status"}, 0, 11), InternalError);
}

TEST(Spool, SeesThatARowChangedOnTheDisk) {
  const Folder folder;
  Spool spool(folder / "a.h5", small_schema(), "id");
  append_block(spool, 0, 10);
  append_block(spool, 10, 10);
  std::fstream file(spool_file(folder), std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(-5, std::ios::end);
  file.put('\x5a');
  file.close();
  EXPECT_NO_THROW(spool.read_columns({"status"}, 0, 10));
  EXPECT_THROW(spool.read_columns({"status"}, 10, 10), StoreError);
}

TEST(Spool, IsOneFileBesideTheOutputAndIsRemovedAtTheEnd) {
  const Folder folder;
  {
    Spool spool(folder / "a.h5", small_schema(), "id");
    EXPECT_EQ(folder.files(), 1u);
    EXPECT_NE(spool_file(folder).find("/.a.h5."), std::string::npos);
  }
  EXPECT_EQ(folder.files(), 0u);
}

TEST(Spool, SaysWhatToDoWhenTheDiskRefusesAndKeepsWhatItHas) {
  const Folder folder;
  Spool spool(folder / "a.h5", small_schema(), "id");
  append_block(spool, 0, 10);
  const std::uintmax_t size = std::filesystem::file_size(spool_file(folder));
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{size + 1000, before.rlim_max};  // the write is torn after 1000 bytes
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  std::string message;
  try {
    append_block(spool, 10, 10);
  } catch (const StoreError& e) {
    message = e.what();
  }
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  EXPECT_NE(message.find("ulimit -f"), std::string::npos) << message;
  EXPECT_EQ(std::filesystem::file_size(spool_file(folder)), size);  // no torn tail
  append_block(spool, 20, 10);
  EXPECT_EQ(spool.read_columns({"landing_east"}, 25, 1)[0][0], make_record(25).landing_east);
  EXPECT_FALSE(spool.holds(10));
}

TEST(Spool, CannotBeMadeInAFolderThatIsNotThere) { EXPECT_THROW(Spool("/no/such/folder/a.h5", Schema(), "id"), StoreError); }

}  // namespace
}  // namespace farside
