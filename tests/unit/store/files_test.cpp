#include "store/whole_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>

#include "base/error.h"
#include "unit/store/fixture.h"

namespace farside::files_test {
namespace {

using store_test::bytes_of;
using store_test::Folder;

// How a child ends that holds a temporary file while `signal` arrives.
template <class Prepare>
int end_by(int signal, const std::string& path, const Prepare& prepare) {
  const pid_t child = ::fork();
  if (child == 0) {
    prepare();
    TemporaryFile::remove_on_signals();
    const TemporaryFile held(path);
    std::ofstream(path) << "rows";
    ::raise(signal);
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return status;
}

TEST(Files, ASignalTakesTemporaryFilesWithIt) {
  const Folder folder;
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    const int status = end_by(signal, folder / "a.tmp", [] {});
    EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == signal) << status;
    EXPECT_EQ(folder.files(), 0u) << signal;
  }
}

TEST(Files, ASignalThatIsIgnoredStaysSo) {
  const Folder folder;
  const int status = end_by(SIGHUP, folder / "a.tmp", [] { std::signal(SIGHUP, SIG_IGN); });
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
}

TEST(Files, AKeptFileOutlivesASignal) {
  const Folder folder;
  const std::string path = folder / "a.h5";
  const pid_t child = ::fork();
  if (child == 0) {
    TemporaryFile::remove_on_signals();
    TemporaryFile kept(path);
    std::ofstream(path) << "whole";
    kept.keep();
    ::raise(SIGTERM);
  }
  ::waitpid(child, nullptr, 0);
  EXPECT_EQ(bytes_of(path), "whole");
}

// The number of a process that has ended.
pid_t gone_process() {
  const pid_t process = ::fork();
  if (process == 0) ::_exit(0);
  ::waitpid(process, nullptr, 0);
  return process;
}

TEST(Files, WhatKilledWritersLeftIsTakenAway) {
  const Folder folder;
  const std::string path = folder / "a.h5";
  const pid_t gone = gone_process();
  const auto touch = [&](const std::string& name) {
    std::ofstream(folder / name) << "half";
    return folder / name;
  };
  const std::string dead = touch(".a.h5." + host_name() + "." + std::to_string(gone) + ".tmp");
  const std::string alive = touch(".a.h5." + host_name() + "." + std::to_string(::getpid()) + ".tmp");
  const std::string elsewhere = touch(".a.h5.elsewhere.1.tmp"), forgotten = touch(".a.h5.elsewhere.2.tmp");
  const std::string other = touch(".b.h5." + host_name() + "." + std::to_string(gone) + ".tmp");
  std::filesystem::last_write_time(forgotten, std::filesystem::file_time_type::clock::now() - std::chrono::hours(25));
  remove_stale_temporaries(path);
  EXPECT_FALSE(std::filesystem::exists(dead));
  EXPECT_FALSE(std::filesystem::exists(forgotten));
  for (const std::string& kept : {alive, elsewhere, other}) EXPECT_TRUE(std::filesystem::exists(kept)) << kept;
}

TEST(Files, TextIsWrittenWholeAndNotOverAFileUnasked) {
  const Folder folder;
  const std::string path = folder / "a.json";
  write_text_file(path, "{}\n", Existing::refuse);
  EXPECT_EQ(bytes_of(path), "{}\n");
  EXPECT_THROW(write_text_file(path, "[]\n", Existing::refuse), UsageError);
  EXPECT_EQ(bytes_of(path), "{}\n");
  write_text_file(path, "[]\n", Existing::replace);
  EXPECT_EQ(bytes_of(path), "[]\n");
  EXPECT_EQ(folder.files(), 1u);
  EXPECT_THROW(write_text_file(folder / "no/a.json", "", Existing::refuse), StoreError);
}

std::string process_text(int process) { return host_name() + "." + std::to_string(process); }

TEST(WholeFile, NamesThatAreLockedStayThoughNobodySeesTheirProcess) {
  const Folder folder;
  const std::string path = folder / "a.h5";
  const pid_t gone = gone_process();
  // As a container with the same host name and processes of its own leaves them; the second is that of a dead process
  // whose number lives.
  const std::string live = folder / (".a.h5." + process_text(gone) + ".0123abcd.tmp");
  const std::string dead = folder / (".a.h5." + process_text(::getpid()) + ".0123abcd.tmp");
  for (const std::string& name : {live, dead}) std::ofstream(name) << "half";
  const Descriptor held(::open(live.c_str(), O_RDWR | O_CLOEXEC));
  ASSERT_EQ(::flock(held.get(), LOCK_SH), 0);
  remove_stale_temporaries(path);
  EXPECT_TRUE(std::filesystem::exists(live));
  EXPECT_FALSE(std::filesystem::exists(dead));
}

TEST(WholeFile, TwoWritersOfOneProcessHaveTwoNames) {
  const Folder folder;
  const TemporaryFile one = TemporaryFile::beside(folder / "a.h5"), other = TemporaryFile::beside(folder / "a.h5");
  EXPECT_NE(one.path(), other.path());
  EXPECT_EQ(folder.files(), 2u);
}

TEST(WholeFile, ALinkStaysAndItsFileKeepsItsMode) {
  const Folder folder;
  const std::string path = folder / "a.json", link = folder / "link.json";
  std::ofstream(path) << "old";
  ASSERT_EQ(::chmod(path.c_str(), 0640), 0);
  std::filesystem::create_symlink("a.json", link);
  EXPECT_THROW(write_text_file(link, "new", Existing::refuse), UsageError);
  write_text_file(link, "new", Existing::replace);
  EXPECT_TRUE(std::filesystem::is_symlink(link));
  EXPECT_EQ(bytes_of(path), "new");
  struct stat info {};
  ASSERT_EQ(::stat(path.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0640u);
  EXPECT_EQ(folder.files(), 2u);
}

TEST(WholeFile, ALinkToNothingIsRefused) {
  const Folder folder;
  const std::string link = folder / "link.json";
  std::filesystem::create_symlink("nowhere/a.json", link);
  for (const Existing existing : {Existing::refuse, Existing::replace})
    EXPECT_THROW(check_output_path(link, existing), UsageError);
}

// What stands under `path` after a publish that was to replace what `change` then changed, or "" where it was not
// refused.
template <class Change>
std::string kept_after(const std::string& path, const Change& change) {
  std::ofstream(path) << "read";
  const auto read = identity_of(path);
  change();
  {
    TemporaryFile finished = TemporaryFile::beside(path);
    std::ofstream(finished.path()) << "ours";
    EXPECT_THROW(publish(finished, path, read), StoreError);
  }
  return std::filesystem::exists(path) ? bytes_of(path) : "";
}

TEST(WholeFile, TakesThePlaceOfTheFileThatWasReadAndOfNoOther) {
  const Folder folder;
  const std::string path = folder / "a.h5";
  EXPECT_EQ(kept_after(path, [&] { std::ofstream(path) << "longer"; }), "longer");
  EXPECT_EQ(kept_after(path,
                       [&] {
                         std::ofstream(folder / "b.h5") << "other";
                         std::filesystem::rename(folder / "b.h5", path);
                       }),
            "other");
  EXPECT_EQ(kept_after(path, [&] { std::filesystem::remove(path); }), "");
  EXPECT_EQ(folder.files(), 0u);
  std::ofstream(path) << "read";
  TemporaryFile finished = TemporaryFile::beside(path);
  std::ofstream(finished.path()) << "ours";
  publish(finished, path, identity_of(path));
  EXPECT_EQ(bytes_of(path), "ours");
  EXPECT_EQ(folder.files(), 1u);
}

}  // namespace
}  // namespace farside::files_test
