#include "app/run/stopping.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "store/whole_file.h"
#include "unit/folder.h"

namespace farside::stopping_test {
namespace {

TEST(Duration, IsReadInDaysHoursMinutesAndSeconds) {
  EXPECT_EQ(parse_duration_s("--max-wall", "90"), 90.0);
  EXPECT_EQ(parse_duration_s("--max-wall", "90s"), 90.0);
  EXPECT_EQ(parse_duration_s("--max-wall", "45m"), 2700.0);
  EXPECT_EQ(parse_duration_s("--max-wall", "1h30m"), 5400.0);
  EXPECT_EQ(parse_duration_s("--max-wall", "2d1s"), 172801.0);
  EXPECT_EQ(parse_duration_s("--max-wall", "04:00:00"), 14400.0);  // as batch systems write it
  EXPECT_EQ(parse_duration_s("--max-wall", "1-12:00:30"), 129630.0);
  for (const char* wrong :
       {"",  "00:00:00", "1:60:00", "4:00", "1-2",  "-1:00:00", "1:00:00:00", "1:00:00 ", "0",  "0s",
        "h", "1.5h",     "-3s",     "1m2h", "3s3s", "1h30",     "soon",       "5x",       " 5", "5 "}) {
    EXPECT_THROW(parse_duration_s("--max-wall", wrong), UsageError) << wrong;
  }
}

// How a child ends in which `body` runs.
template <class Body>
int status_of(const Body& body) {
  const pid_t child = ::fork();
  if (child == 0) {
    body();
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(Stopping, NotesASignalWhileCasesFly) {
  EXPECT_EQ(
      status_of([] {
        Stopping stopping(0.0);
        stopping.note("");
        if (stopping.wanted()) ::_exit(1);
        ::raise(SIGUSR1);
        ::_exit(stopping.wanted() && stopping.reason() == "stopped by SIGUSR1" ? static_cast<int>(stopping.code()) : 2);
      }),
      75);
}

TEST(Stopping, LeavesAtOnceElsewhereAndTakesTemporaryFilesWithIt) {
  const test::Folder folder;
  const std::string name = folder.write("held", "");
  for (const auto& [signal, code] : {std::pair{SIGTERM, 75}, std::pair{SIGHUP, 74}}) {
    EXPECT_EQ(status_of([&, s = signal] {
                Stopping stopping(0.0);
                stopping.leave_at_once("");
                const TemporaryFile held(name);
                ::raise(s);
                ::_exit(1);
              }),
              code);
    EXPECT_NE(::access(name.c_str(), F_OK), 0);
  }
}

TEST(Stopping, ASecondInterruptFromTheKeyboardDoesNotWait) {
  EXPECT_EQ(status_of([] {
              Stopping stopping(0.0);
              stopping.note("");
              ::raise(SIGINT);
              ::raise(SIGTERM);  // a batch system repeats itself
              ::raise(SIGINT);
              ::_exit(1);
            }),
            75);
}

TEST(Stopping, LeavesWhenASignalCameTooLateToStopAFlight) {
  EXPECT_EQ(status_of([] {
              Stopping stopping(0.0);
              stopping.note("");
              ::raise(SIGTERM);
              stopping.leave_at_once("");
              ::_exit(1);
            }),
            75);
}

TEST(Stopping, KeepsToTheWallTimeInAFlight) {
  EXPECT_EQ(status_of([] {
              Stopping stopping(0.05);
              stopping.note("");
              if (stopping.wanted()) ::_exit(1);
              std::this_thread::sleep_for(std::chrono::milliseconds(100));
              ::_exit(stopping.wanted() && stopping.reason() == "stopped by --max-wall"
                          ? static_cast<int>(stopping.code())
                          : 2);
            }),
            75);
}

TEST(Stopping, KeepsToTheWallTimeElsewhere) {
  EXPECT_EQ(status_of([] {
              Stopping stopping(0.05);
              stopping.leave_at_once("");
              std::this_thread::sleep_for(std::chrono::seconds(20));
              ::_exit(1);
            }),
            75);
}

}  // namespace
}  // namespace farside::stopping_test
