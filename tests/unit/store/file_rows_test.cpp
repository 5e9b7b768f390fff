#include "store/hdf5/file_rows.h"

#include <gtest/gtest.h>
#include <hdf5_hl.h>

#include <cmath>
#include <cstring>
#include <functional>
#include <tuple>

#include "base/error.h"
#include "base/sha256.h"
#include "store/journal/journal_file.h"
#include "unit/store/fixture.h"

namespace farside::file_rows_test {
namespace {

using store_test::append_block, store_test::Folder, store_test::make_header, store_test::make_record, store_test::mix,
    store_test::small_schema;

// A file with rows of cases 10 ... 39 and 60 ... 69 of those asked for: 5 ... 39, 60 ... 70.
std::string write_file(const Folder& folder) {
  const std::string path = folder / "a.h5";
  Journal journal(path, small_schema(), make_header(100));
  append_block(journal, 10, 30);
  append_block(journal, 60, 10);
  CampaignHeader header = make_header(100);
  header.cases = {{5, 35}, {60, 11}};
  write_campaign_file(mix(journal), header, nullptr, nullptr, path, {});
  journal.remove();
  return path;
}

TEST(FileRows, AreTheRowsThatWereWrittenBitForBit) {
  const Folder folder;
  const FileRows rows(write_file(folder), small_schema());
  EXPECT_EQ(rows.cases(), (CaseRanges{{10, 30}, {60, 10}}));
  Journal journal(folder / "b.h5", small_schema(), make_header(100));
  append_block(journal, 0, 100);
  std::vector<std::uint64_t> seen;
  // RowMix compares every row of both.
  RowMix(small_schema(), {&rows, &journal})
      .for_each_run({0, 100}, [&](std::uint64_t first, std::size_t n, const std::byte*) {
        for (std::size_t i = 0; i < n; ++i) seen.push_back(first + i);
      });
  EXPECT_EQ(seen.size(), 100u);
}

// A file without the states at the phases (output.phases: times), and a journal, which has whole records.
TEST(FileRows, AreThoseOfAJournalThoughTheFileLeavesColumnsOut) {
  const Folder folder;
  const Schema schema({}, PhaseColumns::times);
  Journal journal(folder / "a.h5", schema, make_header(10));
  append_block(journal, 0, 10);
  write_campaign_file(mix(journal), make_header(10), nullptr, nullptr, folder / "a.h5", {});
  const FileRows rows(folder / "a.h5", schema);
  std::size_t seen = 0;
  EXPECT_NO_THROW(
      RowMix(schema, {&rows, &journal}).for_each_run({0, 10}, [&](std::uint64_t, std::size_t n, const std::byte*) {
        seen += n;
      }));
  EXPECT_EQ(seen, 10u);
}

TEST(FileRows, SayWhereTheFileIsAnotherOneThanWasRead) {
  const Folder folder;
  const std::string path = write_file(folder);
  const FileRows rows(path, small_schema());
  std::filesystem::rename(path, folder / "away.h5");
  write_file(folder);
  EXPECT_THROW(rows.for_each_run({0, 100}, [](std::uint64_t, std::size_t, const std::byte*) {}), DataError);
}

TEST(FileRows, GivesAPartAndSkipsWhatWasNotRun) {
  const Folder folder;
  const FileRows rows(write_file(folder), small_schema());
  for (int round = 0; round < 2; ++round) {
    CaseRanges seen;
    rows.for_each_run({8, 55}, [&](std::uint64_t first, std::size_t n, const std::byte* bytes) {
      seen.push_back({first, n});
      for (std::size_t i = 0; i < n; ++i) {
        const LandingRecord expected = make_record(first + i);
        EXPECT_EQ(std::memcmp(bytes + i * small_schema().row_bytes(), &expected, sizeof expected), 0) << first + i;
      }
    });
    EXPECT_EQ(seen, (CaseRanges{{10, 30}, {60, 3}}));
    rows.release();  // it opens the file again
  }
}

TEST(FileRows, CountsEndingsAsARowDoes) {
  const Folder folder;
  const FileRows rows(write_file(folder), small_schema());
  Tally by_column, by_row;
  rows.count_endings({{12, 20}, {60, 2}}, by_column);
  rows.RowSource::count_endings({{12, 20}, {60, 2}}, by_row);
  EXPECT_EQ(by_column.flown(), 22u);
  EXPECT_EQ(by_column.safe, by_row.safe);
  EXPECT_EQ(by_column.degraded, by_row.degraded);
  EXPECT_EQ(by_column.lost, by_row.lost);
  EXPECT_EQ(by_column.unknown, by_row.unknown);
  EXPECT_EQ(by_column.goes_on, by_row.goes_on);
  EXPECT_EQ(by_column.mission_unknown, by_row.mission_unknown);
  EXPECT_GT(by_column.unknown, 0u);
  EXPECT_GT(by_column.goes_on, 0u);
  EXPECT_GT(by_column.safe, by_column.goes_on);
  EXPECT_GT(by_column.mission_unknown, by_column.unknown);
}

TEST(FileRows, TellsOfTheCampaign) {
  const Folder folder;
  const CampaignHeader h = header_of(CampaignFile(write_file(folder)));
  EXPECT_EQ(h.campaign_id, make_header(1).campaign_id);
  EXPECT_EQ(h.campaign_cases, 100u);
  EXPECT_EQ(h.seed, 0xffffffffffffffffu);
  EXPECT_EQ(h.provenance.config_yaml, make_header(1).provenance.config_yaml);
}

TEST(FileRows, RefusesOtherColumnsAndCasesOutOfOrder) {
  const Folder folder;
  const std::string path = write_file(folder);
  EXPECT_NO_THROW(FileRows(path, Schema()));  // it has more than asked for
  EXPECT_THROW(FileRows(path, Schema({{"vehicle.engine.lag_s", "s", "", "aleatory", "", ""}})), DataError);
  const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
  const hid_t dataset = H5Dopen2(file, "case", H5P_DEFAULT);
  std::vector<std::uint64_t> numbers(46);
  H5Dread(dataset, H5T_NATIVE_UINT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, numbers.data());
  std::swap(numbers[3], numbers[4]);
  H5Dwrite(dataset, H5T_NATIVE_UINT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, numbers.data());
  H5Dclose(dataset);
  H5Fclose(file);
  EXPECT_THROW(FileRows(path, small_schema()), DataError);
}

TEST(FileRows, RefusesARowThatNoRunWrites) {
  for (const auto& [column, type, value] : std::vector<std::tuple<const char*, hid_t, double>>{
           {"status", H5T_NATIVE_DOUBLE, 9}, {"outcome", H5T_NATIVE_DOUBLE, 77}, {"weight", H5T_NATIVE_DOUBLE, NAN}}) {
    const Folder folder;
    const std::string path = write_file(folder);
    const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT), dataset = H5Dopen2(file, column, H5P_DEFAULT);
    std::vector<double> values(46);
    H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data());
    values[7] = value;
    H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data());
    H5Dclose(dataset);
    H5Fclose(file);
    try {
      const FileRows rows(path, small_schema());
      ADD_FAILURE() << column << " was taken";
    } catch (const DataError& e) {
      EXPECT_NE(std::string(e.what()).find(path + ": " + column + " of row 7 is "), std::string::npos) << e.what();
    }
  }
}

TEST(FileRows, TheConfigurationIsTheOneThatWasWritten) {
  const Folder folder;
  const std::string path = folder / "a.h5";
  CampaignHeader header = make_header(10);
  header.provenance.config_sha256 = sha256_of_text("farside: 1\n\n");
  Journal journal(folder / "j", small_schema(), header);
  append_block(journal, 0, 10);
  write_campaign_file(mix(journal), header, nullptr, nullptr, path, {});
  const std::string expected = ": its configuration was changed after it was written";
  for (const auto& read : std::vector<std::function<void()>>{
           [&] { stored_configuration(CampaignFile(path)); }, [&] { header_of(CampaignFile(path)); },
           [&] { JournalFile(journal.name(), JournalFile::Read::head); }}) {
    try {
      read();
      FAIL() << "a changed configuration was taken";
    } catch (const DataError& e) {
      EXPECT_NE(std::string(e.what()).find(expected), std::string::npos) << e.what();
    }
  }
}

TEST(FileRows, RefusesACaseNumberThatNoCampaignReaches) {
  const Folder folder;
  const std::string path = write_file(folder);
  const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
  const hid_t dataset = H5Dopen2(file, "case", H5P_DEFAULT);
  std::vector<std::uint64_t> numbers(46);
  H5Dread(dataset, H5T_NATIVE_UINT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, numbers.data());
  numbers.back() = ~std::uint64_t{0};  // the range of cases that ends behind it would end at 0
  H5Dwrite(dataset, H5T_NATIVE_UINT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, numbers.data());
  H5Dclose(dataset);
  H5Fclose(file);
  EXPECT_THROW(FileRows(path, small_schema()), DataError);
}

}  // namespace
}  // namespace farside::file_rows_test
