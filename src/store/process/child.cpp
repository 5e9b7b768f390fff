#include "store/process/child.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>

#include "store/whole_file.h"

namespace farside {
namespace {

// noexcept: an exception must not unwind the parent's frames in the child.
[[noreturn]] void live(pid_t parent, const std::function<void()>& work) noexcept {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(1);  // the parent had ended before prctl()
  TemporaryFile::ignore_signals();
  std::atexit([] { ::_exit(EXIT_FAILURE); });  // a library that calls exit() leaves the parent's buffers alone
  work();
  ::_exit(0);
}

// Of a process; 0: it lives, with WNOHANG; -1: an error.
pid_t wait_for(pid_t pid, int& status, int options = 0) {
  pid_t ended = 0;
  do ended = ::waitpid(pid, &status, options);
  while (ended < 0 && errno == EINTR);
  return ended;
}

ProcessEnd end_of(int status) {
  return WIFSIGNALED(status) ? ProcessEnd{WTERMSIG(status), 0} : ProcessEnd{0, WEXITSTATUS(status)};
}

std::uint64_t own_memory_bytes() {
  unsigned long pages = 0;
  if (std::FILE* file = std::fopen("/proc/self/statm", "r")) {
    if (std::fscanf(file, "%lu", &pages) != 1) pages = 0;
    std::fclose(file);
  }
  return static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
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
  if (wait_for(pid_, status) < 0) throw_store_error(path_, "wait for the " + doing_ + " process", errno);
  return *(end_ = end_of(status));
}

std::optional<ProcessEnd> Child::ended() {
  if (end_) return end_;
  int status = 0;
  const pid_t ended = wait_for(pid_, status, WNOHANG);
  if (ended < 0) throw_store_error(path_, "wait for the " + doing_ + " process", errno);
  if (ended > 0) end_ = end_of(status);
  return end_;
}

double Child::processor_s() const {
  clockid_t clock{};
  timespec used{};
  if (::clock_getcpuclockid(pid_, &clock) != 0 || ::clock_gettime(clock, &used) != 0) return 0.0;
  return static_cast<double>(used.tv_sec) + 1e-9 * static_cast<double>(used.tv_nsec);
}

void limit_resource(int resource, std::uint64_t value) {
  rlimit limit{};
  if (::getrlimit(static_cast<__rlimit_resource_t>(resource), &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max == RLIM_INFINITY ? value : std::min<std::uint64_t>(value, limit.rlim_max);
  ::setrlimit(static_cast<__rlimit_resource_t>(resource), &limit);
}

void limit_memory(std::uint64_t bytes) {
  limit_resource(RLIMIT_CORE, 0);
  limit_resource(RLIMIT_AS, own_memory_bytes() + bytes);
}

}  // namespace farside
