#include "store/journal/journal.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <cmath>
#include <csignal>
#include <cstring>
#include <thread>

#include "base/error.h"
#include "store/journal/crc32c.h"
#include "store/journal/journal_file.h"
#include "unit/store/fixture.h"

namespace farside::journal_test {
namespace {

using store_test::append_block, store_test::bytes_of, store_test::Folder, store_test::make_header,
    store_test::make_input, store_test::make_record, store_test::mix, store_test::read_columns,
    store_test::small_schema;

// The journal of an attempt that ended with three blocks of ten cases: 0, 20, 10.
std::string ended_journal(const Folder& folder) {
  Journal journal(folder / "a.h5", small_schema(), make_header(100));
  for (const std::uint64_t first : {0, 20, 10}) append_block(journal, first, 10);
  return journal.name();
}
std::size_t frame_size() { return sizeof(FrameHead) + 10 * small_schema().row_bytes(); }

void overwrite(const std::string& path, std::size_t at, char byte) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(static_cast<std::streamoff>(at));
  file.put(byte);
}

TEST(Crc32c, GivesTheCheckValueOfTheStandard) {
  EXPECT_EQ(crc32c("123456789", 9), 0xe3069283u);  // RFC 3720 and the catalogue of CRCs
  EXPECT_EQ(crc32c("6789", 4, crc32c("12345", 5)), 0xe3069283u);
  EXPECT_EQ(crc32c("", 0), 0u);
}

TEST(Journal, GivesRowsInCaseOrderWhateverTheOrderOfBlocks) {
  const Folder folder;
  Journal journal(folder / "a.h5", small_schema(), make_header(40));
  for (const std::uint64_t first : {30, 0, 20, 10}) append_block(journal, first, 10);
  EXPECT_EQ(journal.rows(), 40u);
  EXPECT_EQ(journal.cases(), (CaseRanges{{0, 40}}));
  std::uint64_t next = 5;
  journal.for_each_run({5, 30}, [&](std::uint64_t first, std::size_t count, const std::byte* rows) {
    EXPECT_EQ(first, next);
    for (std::size_t i = 0; i < count; ++i, ++next) {
      const LandingRecord expected = make_record(next);
      EXPECT_EQ(std::memcmp(rows + i * journal.schema().row_bytes(), &expected, sizeof expected), 0) << next;
    }
  });
  EXPECT_EQ(next, 35u);
}

TEST(Journal, KeepsBlocksOfScatteredCases) {
  const Folder folder;
  Journal journal(folder / "a.h5", Schema(), make_header(10));
  const LandingRecord scattered[] = {make_record(9), make_record(3), make_record(4), make_record(1)};
  journal.append(scattered, nullptr, 4);
  EXPECT_EQ(journal.cases(), (CaseRanges{{1, 1}, {3, 2}, {9, 1}}));
  const auto columns = read_columns(journal, {"landing_east", "status"}, 1, 9);
  EXPECT_EQ(columns[0][8], make_record(9).landing_east);
  EXPECT_EQ(columns[0][2], make_record(3).landing_east);
  EXPECT_TRUE(std::isnan(columns[0][1]));
  EXPECT_EQ(columns[1], (std::vector<double>{1, 0, 1, 1, 0, 0, 0, 0, 1}));
}

TEST(Journal, KeepsColumnsWithASecondDimensionAndInputs) {
  const Folder folder;
  Journal journal(folder / "a.h5", small_schema(), make_header(6));
  append_block(journal, 0, 6);
  const auto columns = read_columns(journal, {"sinkage", "in_start_descent_mass_kg"}, 2, 3);
  ASSERT_EQ(columns[0].size(), 12u);
  EXPECT_EQ(columns[0][7], make_record(3).sinkage[3]);
  EXPECT_EQ(columns[1], (std::vector<double>{make_input(2, 1), make_input(3, 1), make_input(4, 1)}));
}

TEST(Journal, TakesBlocksFromSeveralThreads) {
  const Folder folder;
  Journal journal(folder / "a.h5", small_schema(), make_header(800));
  std::vector<std::thread> threads;
  for (std::uint64_t t = 0; t < 4; ++t) {
    threads.emplace_back([&journal, t] {
      for (std::uint64_t block = t; block < 100; block += 4) append_block(journal, block * 8, 8);
    });
  }
  for (std::thread& thread : threads) thread.join();
  const std::vector<double> east = read_columns(journal, {"landing_east"}, 0, 800)[0];
  for (std::uint64_t i = 0; i < 800; ++i) ASSERT_EQ(east[i], make_record(i).landing_east) << i;
}

TEST(Journal, SeesThatARowChangedOnTheDisk) {
  const Folder folder;
  Journal journal(folder / "a.h5", small_schema(), make_header(20));
  append_block(journal, 0, 10);
  append_block(journal, 10, 10);
  overwrite(journal.name(), std::filesystem::file_size(journal.name()) - 5, '\x5a');
  EXPECT_NO_THROW(read_columns(journal, {"status"}, 0, 10));
  EXPECT_THROW(read_columns(journal, {"status"}, 10, 10), StoreError);
}

TEST(Journal, StaysWithItsRowsUntilItIsRemovedAndIsNoFileWithoutThem) {
  const Folder folder;
  {
    const Journal without_rows(folder / "a.h5", small_schema(), make_header(10));
    EXPECT_EQ(folder.files(), 1u);
    EXPECT_EQ(without_rows.name().rfind(folder / ".a.h5@", 0), 0u) << without_rows.name();
  }
  EXPECT_EQ(folder.files(), 0u);
  {
    Journal journal(folder / "a.h5", small_schema(), make_header(10));
    append_block(journal, 0, 10);
  }
  EXPECT_EQ(folder.files(), 1u);
  {
    Journal journal(folder / "b.h5", small_schema(), make_header(10));
    append_block(journal, 0, 10);
    journal.remove();
  }
  EXPECT_EQ(folder.files(), 1u);
}

TEST(Journal, AttemptsWithTheSameHostAndNumberHaveTheirOwn) {
  const Folder folder;
  Journal one(folder / "a.h5", small_schema(), make_header(20)), two(folder / "a.h5", small_schema(), make_header(20));
  append_block(one, 0, 10);
  append_block(two, 10, 10);
  EXPECT_NE(one.name(), two.name());
  EXPECT_EQ(find_journals(folder / "a.h5"),
            (std::vector<std::string>{std::min(one.name(), two.name()), std::max(one.name(), two.name())}));
  EXPECT_EQ(JournalFile(one.name()).cases(), (CaseRanges{{0, 10}}));
  EXPECT_EQ(JournalFile(two.name()).cases(), (CaseRanges{{10, 10}}));
}

TEST(Journal, OutputsOfOneNameInSeveralFoldersShareAFolderOfJournals) {
  const Folder folder;
  for (const char* name : {"one", "two", "journals"}) std::filesystem::create_directory(folder / name);
  Journal one(folder / "one/a.h5", small_schema(), make_header(20), folder / "journals");
  append_block(one, 0, 10);
  EXPECT_EQ(find_journals(folder / "one/a.h5", folder / "journals"), (std::vector<std::string>{one.name()}));
  EXPECT_TRUE(find_journals(folder / "two/a.h5", folder / "journals").empty());
  EXPECT_TRUE(find_journals(folder / "one/a.h5").empty());
}

TEST(Journal, IsFoundByItsOutputAlone) {
  const Folder folder;
  Journal journal(folder / "a.h5", small_schema(), make_header(20));
  append_block(journal, 0, 10);
  Journal other(folder / "a@b", small_schema(), make_header(20));
  EXPECT_EQ(find_journals(folder / "a.h5").size(), 1u);
  EXPECT_EQ(find_journals(folder / "a@b").size(), 1u);
  EXPECT_TRUE(find_journals(folder / "a").empty());
  EXPECT_TRUE(find_journals(folder / "b.h5").empty());
  EXPECT_TRUE(find_journals(folder / "no/a.h5").empty());
}

TEST(Journal, SaysWhatToDoWhenTheDiskRefusesAndKeepsWhatItHas) {
  const Folder folder;
  Journal journal(folder / "a.h5", small_schema(), make_header(30));
  append_block(journal, 0, 10);
  const std::uintmax_t size = std::filesystem::file_size(journal.name());
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{size + 1000, before.rlim_max};  // the write is torn after 1000 bytes
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  std::string message;
  try {
    append_block(journal, 10, 10);
  } catch (const StoreError& e) {
    message = e.what();
  }
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  EXPECT_NE(message.find("ulimit -f"), std::string::npos) << message;
  EXPECT_EQ(std::filesystem::file_size(journal.name()), size);  // no torn tail
  append_block(journal, 20, 10);
  EXPECT_EQ(read_columns(journal, {"landing_east"}, 25, 1)[0][0], make_record(25).landing_east);
  EXPECT_EQ(journal.cases(), (CaseRanges{{0, 10}, {20, 10}}));
}

TEST(Journal, CannotBeMadeInAFolderThatIsNotThere) {
  EXPECT_THROW(Journal("/no/such/folder/a.h5", Schema(), make_header(1)), StoreError);
}

TEST(JournalFile, HasTheRowsAndTheCampaignOfTheAttempt) {
  const Folder folder;
  const JournalFile file(ended_journal(folder));
  EXPECT_EQ(file.header().campaign_id, make_header(100).campaign_id);
  EXPECT_EQ(file.header().campaign_cases, 100u);
  EXPECT_EQ(file.header().cases, (CaseRanges{{0, 100}}));
  EXPECT_EQ(file.header().seed, 0xffffffffffffffffu);
  EXPECT_EQ(file.header().provenance.config_yaml, make_header(100).provenance.config_yaml);
  EXPECT_EQ(file.schema_hash(), small_schema().hash());
  EXPECT_EQ(file.cases(), (CaseRanges{{0, 30}}));
  const RowMix rows(small_schema(), {&file});
  EXPECT_EQ(read_columns(rows, {"in_vehicle_engine_isp_s"}, 12, 1)[0][0], make_input(12, 0));
}

TEST(JournalFile, ThatIsDeletedWhileItIsReadIsMissing) {
  const Folder folder;
  const std::string path = ended_journal(folder);
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  const rlimit few{32, before.rlim_max};  // half of them are for journals
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &few), 0);
  std::vector<Descriptor> others;
  for (int i = 0; i < 16; ++i) others.emplace_back(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  const JournalFile file(path);
  const auto read = [&] { file.for_each_run({0, 30}, [](std::uint64_t, std::size_t, const std::byte*) {}); };
  EXPECT_NO_THROW(read());
  std::filesystem::remove(path);
  EXPECT_THROW(read(), DataError);
  setrlimit(RLIMIT_NOFILE, &before);
}

TEST(JournalFile, DropsATornTailSilently) {
  const Folder folder;
  const std::string path = ended_journal(folder);
  const std::string whole = bytes_of(path);
  const std::size_t frame = frame_size();
  for (const std::size_t cut : {std::size_t{1}, frame / 2, frame - 30, frame - 10, frame - 1}) {
    std::filesystem::resize_file(path, whole.size() - cut);
    const JournalFile file(path);
    EXPECT_EQ(file.cases(), (CaseRanges{{0, 10}, {20, 10}})) << cut;
    EXPECT_TRUE(file.problems().empty()) << cut;
  }
  std::filesystem::resize_file(path, whole.size() - frame);
  EXPECT_EQ(JournalFile(path).cases(), (CaseRanges{{0, 10}, {20, 10}}));
}

TEST(JournalFile, LeavesOutADamagedFrameAndTellsOfIt) {
  const Folder folder;
  const std::string path = ended_journal(folder);
  const std::string whole = bytes_of(path);
  const std::size_t frame = frame_size(), second = whole.size() - 2 * frame;
  // Its magic, its checksum, its first case, its length, a row; the last frame as well.
  for (const std::size_t at :
       {std::size_t{0}, std::size_t{4}, std::size_t{8}, std::size_t{16}, std::size_t{21}, frame / 2, frame - 1}) {
    std::ofstream(path, std::ios::binary) << whole;
    overwrite(path, second + at, static_cast<char>(~whole[second + at]));
    const JournalFile file(path);
    EXPECT_EQ(file.cases(), (CaseRanges{{0, 20}})) << at;  // all but 20 ... 29
    ASSERT_EQ(file.problems().size(), 1u) << at;
    EXPECT_NE(file.problems()[0].find("are damaged; the cases in them count as missing"), std::string::npos);
  }
  std::ofstream(path, std::ios::binary) << whole;
  overwrite(path, whole.size() - 1, static_cast<char>(~whole.back()));
  EXPECT_EQ(JournalFile(path).cases(), (CaseRanges{{0, 10}, {20, 10}}));
  EXPECT_EQ(JournalFile(path).problems().size(), 1u);
}

TEST(JournalFile, RefusesWhatIsNoJournalOrHasADamagedHead) {
  const Folder folder;
  const std::string path = ended_journal(folder);
  const std::string whole = bytes_of(path);
  for (const std::size_t size : {std::size_t{0}, std::size_t{5}, std::size_t{31}, std::size_t{100}}) {
    std::ofstream(path, std::ios::binary) << whole.substr(0, size);
    EXPECT_THROW(JournalFile{path}, DataError) << size;
  }
  for (const std::size_t at : {std::size_t{0}, std::size_t{9}, std::size_t{13}, std::size_t{18}, std::size_t{24},
                               std::size_t{28}, std::size_t{60}}) {
    std::ofstream(path, std::ios::binary) << whole;
    overwrite(path, at, static_cast<char>(~whole[at]));
    EXPECT_THROW(JournalFile{path}, DataError) << at;
  }
  EXPECT_THROW(JournalFile{folder / "absent"}, DataError);
}

TEST(JournalFile, IsBlankWithoutAWholeHeadAndWithoutRows) {
  const Folder folder;
  const std::string path = folder / "a";
  std::string whole, head;
  {
    Journal journal(folder / "a.h5", small_schema(), make_header(100));
    head = bytes_of(journal.name());
    append_block(journal, 0, 10);
    whole = bytes_of(journal.name());
  }
  const auto is_blank = [&](const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
    return is_blank_journal(path);
  };
  EXPECT_TRUE(is_blank(""));
  EXPECT_TRUE(is_blank(head.substr(0, head.size() - 1)));
  EXPECT_TRUE(is_blank(std::string(head.size(), '\0')));
  EXPECT_FALSE(is_blank(head)) << "it may be a live one";
  EXPECT_FALSE(is_blank(std::string(head.size(), '\0') + whole.substr(head.size()))) << "it has rows";
  EXPECT_FALSE(is_blank(std::string(1 << 20, '\0'))) << "too long to be sure";
  EXPECT_FALSE(is_blank_journal(folder / "absent"));
}

TEST(JournalFile, TellsALiveWriterFromADeadOne) {
  const Folder folder;
  std::string path;
  {
    Journal journal(folder / "a.h5", small_schema(), make_header(100));
    append_block(journal, 0, 10);
    path = journal.name();
    EXPECT_TRUE(is_being_written(path));
    EXPECT_EQ(JournalFile(path).cases(), (CaseRanges{{0, 10}}));  // read meanwhile
  }
  EXPECT_FALSE(is_being_written(path));
}

TEST(RowMix, FillsHolesFromAnyMixAndTakesEachCaseOnce) {
  const Folder folder;
  Journal one(folder / "a.h5", small_schema(), make_header(100)),
      two(folder / "b.h5", small_schema(), make_header(100));
  append_block(one, 0, 30);
  append_block(one, 50, 10);
  append_block(two, 20, 35);
  append_block(two, 22, 3);  // a journal may hold a case twice
  const RowMix rows(small_schema(), {&one, &two});
  EXPECT_EQ(rows.cases(), (CaseRanges{{0, 60}}));
  std::uint64_t next = 0;
  rows.for_each_run({0, 100}, [&](std::uint64_t first, std::size_t count, const std::byte* bytes) {
    for (std::size_t i = 0; i < count; ++i, ++next) {
      ASSERT_EQ(first + i, next);
      const LandingRecord expected = make_record(next);
      EXPECT_EQ(std::memcmp(bytes + i * small_schema().row_bytes(), &expected, sizeof expected), 0) << next;
    }
  });
  EXPECT_EQ(next, 60u);
}

TEST(RowMix, RefusesTwoRowsOfACaseThatDiffer) {
  const Folder folder;
  Journal one(folder / "a.h5", Schema(), make_header(100)), two(folder / "b.h5", Schema(), make_header(100));
  append_block(one, 0, 30);
  LandingRecord changed = make_record(17);
  changed.peak_load = std::nextafter(changed.peak_load, 0.0);  // one bit
  two.append(&changed, nullptr, 1);
  const RowMix rows(Schema(), {&one, &two});
  EXPECT_NO_THROW(rows.for_each_run({0, 17}, [](auto&&...) {}));
  EXPECT_THROW(rows.for_each_run({0, 18}, [](auto&&...) {}), DataError);
}

TEST(Journal, WhoseFileWasDeletedGetsANewOneWithAllRows) {
  const Folder folder;
  const std::string output = folder / "a.h5";
  {
    Journal journal(output, small_schema(), make_header(40));
    append_block(journal, 0, 20);
    const std::string before = journal.name();
    std::filesystem::remove(before);
    append_block(journal, 20, 10);
    journal.sync();
    append_block(journal, 30, 10);
    EXPECT_EQ(journal.deleted(), std::vector<std::string>{before});
    EXPECT_NE(journal.name(), before);
    EXPECT_TRUE(is_being_written(journal.name()));
  }
  ASSERT_EQ(find_journals(output).size(), 1u);
  const JournalFile left(find_journals(output).front());
  EXPECT_EQ(left.cases(), (CaseRanges{{0, 40}}));
  EXPECT_TRUE(left.problems().empty());
}

TEST(JournalFile, IsRemovedOnlyWhereNobodyWritesToItAndItMayGo) {
  const Folder folder;
  std::string path;
  {
    Journal journal(folder / "a.h5", small_schema(), make_header(40));
    append_block(journal, 0, 20);
    path = journal.name();
    remove_ended_journal(path, [] { return true; });
    EXPECT_TRUE(std::filesystem::exists(path));
  }
  remove_ended_journal(path, [] { return false; });
  EXPECT_TRUE(std::filesystem::exists(path));
  remove_ended_journal(path, [] { return true; });
  EXPECT_FALSE(std::filesystem::exists(path));
}

}  // namespace
}  // namespace farside::journal_test
