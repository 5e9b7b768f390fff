// What the writer does where it may not or can't write, and what is left when it is killed.
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/error.h"
#include "store/hdf5/writer.h"
#include "store/reader.h"
#include "unit/store/fixture.h"

namespace farside::writer_failure_test {
namespace {

using store_test::append_block, store_test::bytes_of, store_test::Folder, store_test::make_header,
    store_test::message_of, store_test::mix, store_test::small_schema, store_test::write_cases;

TEST(Writer, LeavesAnExistingFileAloneUnlessAskedToReplaceIt) {
  const Folder folder;
  const std::string path = folder / "a.h5";
  std::ofstream(path) << "precious";
  EXPECT_THROW(write_cases(path, 3), UsageError);
  EXPECT_EQ(bytes_of(path), "precious");
  WriteOptions options;
  options.existing = Existing::replace;
  write_cases(path, 3, options);
  EXPECT_EQ(CampaignFile(path).rows(), 3u);
  EXPECT_EQ(folder.files(), 2u);  // the refused attempt still has its journal
}

TEST(Writer, RefusesANameThatAppearedWhileItWrote) {
  const Folder folder;
  const std::string path = folder / "a.h5", finished = folder / "tmp";
  std::ofstream(finished) << "ours";
  std::ofstream(path) << "theirs";
  {
    TemporaryFile temporary(finished);
    EXPECT_THROW(publish(temporary, path, {}), UsageError);
  }
  EXPECT_EQ(bytes_of(path), "theirs");
  EXPECT_EQ(folder.files(), 1u);
}

TEST(Writer, SaysBeforehandWhereItCannotWrite) {
  const Folder folder;
  EXPECT_THROW(check_output_path(folder / "no/a.h5", Existing::refuse), StoreError);
  EXPECT_THROW(check_output_path(folder / "", Existing::replace), UsageError);  // a folder
  EXPECT_NO_THROW(check_output_path(folder / "a.h5", Existing::refuse));
}

// The limit on file sizes stands for a full disk at every place of the file that a write can fail at.
TEST(Writer, TurnsAFailedWriteAnywhereIntoAnErrorAndLeavesNoFile) {
  const Folder folder;
  const std::string path = folder / "a.h5";
  Journal journal(path, small_schema(), make_header(100));
  append_block(journal, 0, 500);
  WriteOptions options;
  write_campaign_file(mix(journal), make_header(500), nullptr, nullptr, path, options);
  const std::uintmax_t whole = std::filesystem::file_size(path);
  std::filesystem::remove(path);
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  for (int k = 0; k < 12; ++k) {
    const rlimit limit{whole * static_cast<std::uintmax_t>(k) / 12, before.rlim_max};
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &limit), 0);
    const std::string message =
        message_of([&] { write_campaign_file(mix(journal), make_header(500), nullptr, nullptr, path, options); });
    setrlimit(RLIMIT_FSIZE, &before);
    EXPECT_EQ(message.rfind(path + ": could not ", 0), 0u) << k << ": " << message;
    EXPECT_NE(message.find("ulimit -f"), std::string::npos) << k << ": " << message;
    EXPECT_EQ(folder.files(), 1u) << k;  // the journal alone
  }
  write_campaign_file(mix(journal), make_header(500), nullptr, nullptr, path, options);
  EXPECT_EQ(CampaignFile(path).rows(), 500u);
}

TEST(Writer, TellsOfAFullDisk) {
  const Folder folder;
  const std::string disk = folder / "disk";
  std::filesystem::create_directory(disk);
  constexpr int cases = 800;
  // room for the journal of so many, but neither for their file beside it nor for as many again
  const std::string size = "size=" + std::to_string(cases * small_schema().row_bytes() * 5 / 4 / 1024) + "k";
  if (::mount("none", disk.c_str(), "tmpfs", 0, size.c_str()) != 0)
    GTEST_SKIP() << "needs the right to mount a small file system";
  std::string writing, journaling;
  {
    Journal journal(disk + "/a.h5", small_schema(), make_header(100));
    append_block(journal, 0, cases);
    writing = message_of(
        [&] { write_campaign_file(mix(journal), make_header(cases), nullptr, nullptr, disk + "/a.h5", {}); });
    journaling = message_of([&] { append_block(journal, cases, cases); });
  }
  const auto left = std::distance(std::filesystem::directory_iterator(disk), {});
  ::umount(disk.c_str());
  EXPECT_NE(writing.find("No space left on device; free some space"), std::string::npos) << writing;
  EXPECT_NE(journaling.find("No space left on device; free some space"), std::string::npos) << journaling;
  EXPECT_EQ(left, 1);  // the journal
}

TEST(Writer, KilledAtAnyTimeLeavesNoBrokenFile) {
  const Folder folder;
  const std::string path = folder / "a.h5";
  int absent = 0, whole = 0;
  for (int k = 0; k < 24; ++k) {
    std::filesystem::remove(path);
    const pid_t child = ::fork();
    if (child == 0) {
      write_cases(path, 2000);
      ::_exit(0);
    }
    ::usleep(static_cast<useconds_t>(k) * 2500);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    if (!std::filesystem::exists(path)) {
      ++absent;
      continue;
    }
    ++whole;
    EXPECT_EQ(CampaignFile(path).read_column("landing_east").size(), 2000u);
  }
  EXPECT_GT(absent, 0);
  RecordProperty("absent", absent);
  RecordProperty("whole", whole);
}

}  // namespace
}  // namespace farside::writer_failure_test
