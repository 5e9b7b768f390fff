#include "store/process/child.h"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "store/whole_file.h"

namespace farside {
namespace {

// noexcept: an exception must not unwind the parent's frames in the child.
[[noreturn]] void live(pid_t parent, const std::function<void()>& work) noexcept {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(1);  // the parent had ended before prctl()
  TemporaryFile::ignore_signals();
  work();
  ::_exit(0);
}

bool wait_for(pid_t pid, int& status) {
  while (::waitpid(pid, &status, 0) < 0) {
    if (errno != EINTR) return false;
  }
  return true;
}

}  // namespace

bool ProcessEnd::killed_from_outside() const {
  return signal == SIGKILL || signal == SIGTERM || signal == SIGHUP || signal == SIGINT || signal == SIGQUIT;
}

std::string ProcessEnd::text() const {
  if (signal == 0) return "exit status " + std::to_string(status);
  return "signal " + std::to_string(signal) + ", " + ::strsignal(signal);
}

Child::Child(std::string path, std::string doing, const std::function<void()>& work)
    : path_(std::move(path)), doing_(std::move(doing)) {
  const pid_t parent = ::getpid();
  pid_ = ::fork();
  if (pid_ < 0) throw_store_error(path_, "start the " + doing_ + " process", errno);
  if (pid_ == 0) live(parent, work);
}

Child::~Child() {
  if (end_) return;
  ::kill(pid_, SIGKILL);
  int status = 0;
  wait_for(pid_, status);
}

ProcessEnd Child::wait() {
  if (end_) return *end_;
  int status = 0;
  if (!wait_for(pid_, status)) throw_store_error(path_, "wait for the " + doing_ + " process", errno);
  end_ = WIFSIGNALED(status) ? ProcessEnd{WTERMSIG(status), 0} : ProcessEnd{0, WEXITSTATUS(status)};
  return *end_;
}

}  // namespace farside
