#include "store/process/child.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <new>
#include <stdexcept>

#include "base/error.h"
#include "store/files.h"
#include "store/process/writing_child.h"

namespace farside::child_test {
namespace {

[[noreturn]] void sleep_for_ever() {
  for (;;) ::pause();
}

struct Pipe {
  Pipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    reading = Descriptor(ends[0]);
    writing = Descriptor(ends[1]);
  }
  Descriptor reading, writing;
};

TEST(Child, SaysHowItEnded) {
  EXPECT_TRUE(Child("a.h5", "writing", [] {}).wait().good());
  Child left("a.h5", "writing", [] { ::_exit(3); });
  EXPECT_EQ(left.wait().text(), "exit status 3");
  EXPECT_EQ(left.wait().text(), "exit status 3");  // again
  EXPECT_FALSE(left.wait().good() || left.wait().killed_from_outside());
  Child killed("a.h5", "writing", [] { ::raise(SIGKILL); });
  EXPECT_EQ(killed.wait().text(), "signal 9, Killed");
  EXPECT_TRUE(killed.wait().killed_from_outside());
  Child broken("a.h5", "writing", [] {
    std::signal(SIGSEGV, SIG_DFL);
    ::raise(SIGSEGV);
  });
  EXPECT_FALSE(broken.wait().good() || broken.wait().killed_from_outside());
}

TEST(Child, IsAskedWithoutWaiting) {
  Child sleeps("a.h5", "flying", sleep_for_ever);
  EXPECT_FALSE(sleeps.ended());
  EXPECT_LT(sleeps.processor_s(), 5.0);
  Child left("a.h5", "flying", [] { ::_exit(3); });
  EXPECT_EQ(left.wait().status, 3);
  EXPECT_EQ(left.ended()->status, 3);
  Child works("a.h5", "flying", [] {
    for (;;) {
    }
  });
  while (works.processor_s() < 0.02) EXPECT_FALSE(works.ended());
}

TEST(Child, ThatCallsExitLeavesWhatIsTheParentsAlone) {
  Pipe told;
  static int handlers_pipe;
  handlers_pipe = told.writing.get();
  std::atexit([] { (void)!::write(handlers_pipe, "x", 1); });
  Child child("a.h5", "flying", [] { std::exit(0); });
  EXPECT_FALSE(child.wait().good());
  told.writing.reset();
  handlers_pipe = -1;  // it runs at the end of the tests, too
  char byte = 0;
  EXPECT_EQ(::read(told.reading.get(), &byte, 1), 0) << "a handler of the parent ran in the child";
}

TEST(Child, IgnoresTheSignalsThatEndItsParent) {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1}) {
    EXPECT_TRUE(Child("a.h5", "writing", [&] { ::raise(signal); }).wait().good()) << signal;
  }
}

TEST(Child, NoExceptionReturnsIntoAnotherCopyOfTheParent) {
  const auto fail = [] {
    std::set_terminate([] { ::abort(); });  // without a word
    throw std::runtime_error("not caught");
  };
  EXPECT_EQ(Child("a.h5", "writing", fail).wait().signal, SIGABRT);
}

TEST(Child, IsKilledWhenNobodyWantsItAnyMore) {
  const Pipe pipe;
  pid_t pid = 0;
  {
    const Child child("a.h5", "reading", [&] {
      const pid_t own = ::getpid();
      if (::write(pipe.writing.get(), &own, sizeof own) == sizeof own) sleep_for_ever();
    });
    ASSERT_EQ(::read(pipe.reading.get(), &pid, sizeof pid), static_cast<ssize_t>(sizeof pid));
    EXPECT_EQ(::kill(pid, 0), 0);
  }
  EXPECT_EQ(::kill(pid, 0), -1);
  EXPECT_EQ(errno, ESRCH);
}

TEST(Child, DiesWithItsParent) {
  Pipe pipe;
  const pid_t parent = ::fork();
  if (parent == 0) {
    const Child child("a.h5", "writing", [&] {
      if (::write(pipe.writing.get(), "x", 1) == 1) sleep_for_ever();
    });
    sleep_for_ever();
  }
  pipe.writing.reset();
  char byte = 0;
  ASSERT_EQ(::read(pipe.reading.get(), &byte, 1), 1);  // the child lives, with the pipe's other end
  ::kill(parent, SIGKILL);
  ::waitpid(parent, nullptr, 0);
  ::alarm(30);                                         // instead of waiting for ever
  EXPECT_EQ(::read(pipe.reading.get(), &byte, 1), 0);  // the end: nobody has it any more
  ::alarm(0);
}

template <class Work>
std::string error_of(const Work& work) {
  try {
    run_in_child("a.h5", work);
  } catch (const StoreError& e) {
    return std::string("StoreError ") + e.what();
  } catch (const DataError& e) {
    return std::string("DataError ") + e.what();
  } catch (const InternalError& e) {
    return std::string("InternalError ") + e.what();
  }
  return "";
}

TEST(WritingChild, TellsItsErrorsWithTheirKind) {
  EXPECT_EQ(error_of([](const ChildReport&) {}), "");
  EXPECT_EQ(error_of([](const ChildReport& report) { report.store_failed("full"); }), "StoreError full");
  EXPECT_EQ(error_of([](const ChildReport&) { throw StoreError("full"); }), "StoreError full");
  EXPECT_EQ(error_of([](const ChildReport&) { throw DataError("two rows"); }), "DataError two rows");
  EXPECT_EQ(error_of([](const ChildReport&) { throw std::runtime_error("ours"); }), "InternalError ours");
  EXPECT_EQ(error_of([](const ChildReport&) { throw std::bad_alloc(); }),
            "StoreError out of memory while writing the output file");
}

TEST(WritingChild, ThatDiesWithoutAWordNamesTheFileAndTheReason) {
  const char* const advice = "; nothing was written under this name, run again";
  EXPECT_EQ(error_of([](const ChildReport&) { ::raise(SIGKILL); }),
            std::string("StoreError a.h5: the writing process ended early (signal 9, Killed)") + advice);
  EXPECT_EQ(error_of([](const ChildReport&) { ::_exit(1); }),
            std::string("StoreError a.h5: the writing process ended early (exit status 1)") + advice);
}

TEST(WritingChild, ALimitOnTheSizeOfFilesIsNoEndOfIt) {
  EXPECT_EQ(error_of([](const ChildReport&) { ::raise(SIGXFSZ); }), "");
}

}  // namespace
}  // namespace farside::child_test
