#include "store/files.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>

#include "base/error.h"
#include "unit/store/fixture.h"

namespace farside {
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

TEST(Files, WhatKilledWritersLeftIsTakenAway) {
  const Folder folder;
  const std::string path = folder / "a.h5";
  const pid_t gone = ::fork();
  if (gone == 0) ::_exit(0);
  ::waitpid(gone, nullptr, 0);
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

}  // namespace
}  // namespace farside
