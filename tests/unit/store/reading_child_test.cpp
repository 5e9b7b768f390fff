#include "store/process/reading_child.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>

#include "base/error.h"
#include "store/process/packet.h"
#include "unit/folder.h"
#include "unit/sanitized.h"

namespace farside::reading_child_test {
namespace {

// What becomes of a request on which the child does `work`.
template <class Work>
std::string outcome(const Work& work, const ReadingLimits& limits = {}) {
  ReadingChild child(
      "a.h5", [&]() -> ReadingChild::Answer { return [&](const std::string&) { return work(); }; }, limits);
  try {
    return child.ask("?");
  } catch (const DataError& e) {
    return e.what();
  }
}

TEST(ReadingChild, AnswersInAProcessOfItsOwn) {
  int calls = 0;
  ReadingChild child("a.h5",
                     [&] { return [&](const std::string& request) { return request + std::to_string(++calls); }; });
  EXPECT_EQ(child.ask("a"), "a1");
  EXPECT_EQ(child.ask("b"), "b2");
  EXPECT_EQ(calls, 0);  // here
}

TEST(ReadingChild, AnswersWhatWasAskedAheadAndForgetsWhatWasNotWanted) {
  int calls = 0;
  const std::string much(5'000'000, 'x');  // more than a socket holds
  ReadingChild child(
      "a.h5", [&] { return [&](const std::string& request) { return request + std::to_string(++calls) + much; }; });
  child.ask_ahead("a");
  EXPECT_EQ(child.ask("a"), "a1" + much);
  child.ask_ahead("b");
  EXPECT_EQ(child.ask("c"), "c3" + much);
  child.ask_ahead("d");
  child.ask_ahead("e");
  EXPECT_EQ(child.ask("e"), "e5" + much);
  EXPECT_EQ(child.ask("e"), "e6" + much);
}

TEST(ReadingChild, CarriesLongAnswers) {
  const std::string answer(20'000'000, 'x');
  EXPECT_EQ(outcome([&] { return answer; }), answer);
}

TEST(ReadingChild, PassesErrorsOn) {
  EXPECT_EQ(outcome([]() -> std::string { throw DataError("a.h5: is strange"); }), "a.h5: is strange");
  EXPECT_THROW(outcome([]() -> std::string { throw InternalError("ours"); }), InternalError);
  EXPECT_THROW(ReadingChild("a.h5", []() -> ReadingChild::Answer { throw DataError("a.h5: can't be opened"); }),
               DataError);
}

TEST(ReadingChild, ACrashIsAnErrorOfTheFile) {
  const std::string text = outcome([]() -> std::string {
    std::signal(SIGSEGV, SIG_DFL);
    ::raise(SIGSEGV);
    return "";
  });
  EXPECT_NE(text.find("a.h5: HDF5 gave up on it (signal 11"), std::string::npos) << text;
  EXPECT_NE(outcome([]() -> std::string { ::_exit(3); }).find("a.h5: HDF5 gave up on it (exit status 3)"),
            std::string::npos);
}

TEST(ReadingChild, WhoIsKilledFromOutsideHasNotFoundDamage) {
  try {
    outcome([]() -> std::string {
      ::raise(SIGKILL);
      return "";
    });
    FAIL() << "a killed process answered";
  } catch (const StoreError& e) {
    const std::string text = e.what();
    EXPECT_NE(text.find("a.h5: the process that reads it was killed from outside (signal 9"), std::string::npos)
        << text;
    EXPECT_EQ(text.find("damaged"), std::string::npos) << text;
  }
}

TEST(ReadingChild, HasNoNetworkAndWritesNothing) {
  const test::Folder folder;
  const std::string file = folder.write("a", "text"), other = folder / "b";
  const auto refused = [](long result) { return result < 0 && errno == EPERM; };
  const auto tries = [&] {
    std::string done;
    if (!refused(::socket(AF_INET, SOCK_STREAM, 0))) done += "socket ";
    if (!refused(::open(file.c_str(), O_RDWR))) done += "open ";
    if (!refused(::open(other.c_str(), O_WRONLY | O_CREAT, 0600))) done += "create ";
    if (!refused(::unlink(file.c_str()))) done += "unlink ";
    if (!refused(::rename(file.c_str(), other.c_str()))) done += "rename ";
    if (!refused(::mkdir(other.c_str(), 0700))) done += "mkdir ";
    if (!refused(::fork())) done += "fork ";
    const int opened = ::open(file.c_str(), O_RDONLY);
    return done + (opened >= 0 ? "reads" : "doesn't read");
  };
  if (::prctl(PR_GET_SECCOMP) < 0) GTEST_SKIP() << "no filters for system calls here";
  EXPECT_EQ(outcome(tries), "reads");
}

TEST(ReadingChild, MemoryHasALimit) {
  if (memory_is_sanitized) GTEST_SKIP() << "the address sanitizer's allocator doesn't throw";
  ReadingLimits limits;
  limits.memory_bytes = 64 << 20;
  const auto take = [](std::size_t bytes) {
    return [bytes] { return std::string(std::string(bytes, 'x').substr(0, 3)); };
  };
  EXPECT_EQ(outcome(take(10 << 20), limits), "xxx");
  EXPECT_NE(outcome(take(500 << 20), limits).find("more memory"), std::string::npos);
}

TEST(ReadingChild, TimeHasALimit) {
  ReadingLimits limits;
  limits.cpu_s = 1;
  const std::string busy = outcome(
      []() -> std::string {
        for (std::atomic<int> i = 0;; ++i) {
        }
      },
      limits);
  EXPECT_NE(busy.find("CPU time"), std::string::npos) << busy;
  limits.cpu_s = 60;
  limits.cpu_total_s = 1.0;  // of many short requests, too
  const std::string often = outcome(
      []() -> std::string {
        for (std::atomic<int> i = 0;; ++i) {
        }
      },
      limits);
  EXPECT_NE(often.find("CPU time"), std::string::npos) << often;
  limits.cpu_total_s = 0.0;
  limits.wall_s = 1;
  const std::string asleep = outcome(
      []() -> std::string {
        for (;;) ::pause();
      },
      limits);
  EXPECT_NE(asleep.find("took longer than 1 s"), std::string::npos) << asleep;
}

TEST(Packet, GivesBackWhatWasPutInAndNoticesItsEnd) {
  PacketOut out;
  out.number(7).text("a text").list(std::vector<double>{1.5, -2.0}).texts({"x", "", "yz"});
  PacketIn in(out.bytes());
  EXPECT_EQ(in.number(), 7u);
  EXPECT_EQ(in.text(), "a text");
  EXPECT_EQ(in.list<double>(), (std::vector<double>{1.5, -2.0}));
  EXPECT_EQ(in.texts(), (std::vector<std::string>{"x", "", "yz"}));
  EXPECT_THROW(in.number(), InternalError);
  const std::string cut = out.bytes().substr(0, 12);
  PacketIn short_one(cut);
  short_one.number();
  EXPECT_THROW(short_one.text(), InternalError);
}

}  // namespace
}  // namespace farside::reading_child_test
