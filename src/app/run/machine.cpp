#include "app/run/machine.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <future>
#include <system_error>
#include <thread>
#include <vector>

#include "app/terminal/console.h"
#include "base/soft_limit.h"
#include "engine/campaign.h"
#include "engine/team.h"
#include "store/files.h"
#include "store/whole_file.h"

namespace farside {
namespace {

void require_files() {
  // needed by merge: two files, sockets to their readers, the output, its folder, a pipe, a log
  constexpr std::size_t needed = 8;
  std::vector<Descriptor> files;
  while (files.size() < needed) {
    files.emplace_back(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    if (files.back().get() >= 0) continue;
    if (errno != EMFILE && errno != ENFILE) return;
    throw StoreError(fmt::format(
        "only {} files can be open at once beside those that are (ulimit -n is {}), {} are needed; raise the limit",
        files.size() - 1, soft_limit(RLIMIT_NOFILE), needed));
  }
}

void require_memory() {
  if (!MemoryReserve().is_there()) {
    throw StoreError(fmt::format(
        "the limit on memory leaves less than the {} MB that are needed at least; raise it (ulimit -v, -d, or what the "
        "batch system set)",
        memory_reserve_bytes >> 20));
  }
}

// For commands that handle no signals themselves.
void on_cpu_limit(int) {
  TemporaryFile::remove_all();
  constexpr char text[] = "farside: error: stopped, the limit on CPU time is nearly used up; raise it (ulimit -t)\n";
  if (::write(STDERR_FILENO, text, sizeof text - 1) < 0) ::_exit(static_cast<int>(ExitCode::store));
  ::_exit(static_cast<int>(ExitCode::stopped));
}

}  // namespace

void take_own_thread_stacks(char** argv) {
  set_thread_stacks();
  bool given = false;
  for (const char* name : {"OMP_STACKSIZE", "GOMP_STACKSIZE"}) {
    given |= std::getenv(name) != nullptr;
    ::unsetenv(name);
  }
  if (!given) return;
  ::execv("/proc/self/exe", argv);
  throw StoreError(std::string("could not begin anew without OMP_STACKSIZE: ") + std::strerror(errno) +
                   "; unset it, and GOMP_STACKSIZE: the program knows the stack that its threads need");
}

void require_files_and_memory() {
  require_files();
  require_memory();
}

int usable_threads(std::optional<std::uint64_t> wanted_threads, const std::function<void(const std::string&)>& note) {
  const int wanted = thread_count({.threads = static_cast<int>(wanted_threads.value_or(0))});
  const int got = startable_threads(wanted);
  if (got == 0) {
    throw StoreError(
        "no further thread or process can be started; raise the limits on processes and memory (ulimit -u, -v, -d, or "
        "what the batch system set), or end other programs");
  }
  if (got < wanted) {
    note(fmt::format(
        "{} of {} threads can be started, so {} fly; for more raise the limits on processes and memory (ulimit -u, -v)",
        got, wanted, got));
  }
  return got;
}

int usable_threads(std::optional<std::uint64_t> wanted, bool quiet) {
  return usable_threads(wanted, [quiet](const std::string& text) { tell(Remark::note, "farside: " + text, quiet); });
}

ExitCode on_whole_stack(const std::function<ExitCode()>& work) {
  const rlim_t limit = soft_limit(RLIMIT_STACK);
  if (limit >= stack_bytes) return work();  // RLIM_INFINITY, too
  std::packaged_task<ExitCode()> task(work);
  std::future<ExitCode> code = task.get_future();
  try {
    std::thread(std::move(task)).join();
  } catch (const std::system_error& e) {
    throw StoreError(fmt::format(
        "the stack may have {} kB and needs {}, and a thread with as much can't be started: {}; raise the limit on the "
        "stack (ulimit -s)",
        limit >> 10, stack_bytes >> 10, e.code().message()));
  }
  return code.get();
}

void warn_before_cpu_limit() {
  const rlim_t limit = soft_limit(RLIMIT_CPU);
  if (limit == RLIM_INFINITY) return;
  std::signal(SIGXCPU, on_cpu_limit);
  // CPU time that stopping takes: half a second of each thread
  const double whole = static_cast<double>(limit), before = std::min(0.5 * whole, 0.5 + 0.5 * ::get_nprocs()),
               at = whole - before;
  sigevent event{};
  event.sigev_notify = SIGEV_SIGNAL;
  event.sigev_signo = SIGXCPU;
  timer_t timer;
  if (::timer_create(CLOCK_PROCESS_CPUTIME_ID, &event, &timer) != 0) return;
  itimerspec when{};
  when.it_value.tv_sec = static_cast<time_t>(at);
  when.it_value.tv_nsec = std::max(1L, static_cast<long>(1e9 * (at - std::floor(at))));
  ::timer_settime(timer, TIMER_ABSTIME, &when, nullptr);
}

void keep_promised_exit() {
  std::atexit([] {
    if (is_team_starting()) ::_exit(static_cast<int>(ExitCode::store));
  });
}

}  // namespace farside
