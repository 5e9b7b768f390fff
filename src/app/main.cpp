#include <fcntl.h>
#include <malloc.h>
#include <unistd.h>

#include <csignal>

#include "app/command_line.h"
#include "app/run/machine.h"
#include "store/whole_file.h"

namespace {

// Where standard output or error is closed, the next file that is opened would take its number, and the progress would
// be written into the journal. So a read-only descriptor takes the number: printing fails as on a closed stream.
void keep_standard_numbers() {
  int fd;
  do {
    fd = ::open("/dev/null", O_RDONLY);
  } while (fd >= 0 && fd <= STDERR_FILENO);
  if (fd >= 0) ::close(fd);
}

// Ignored and blocked signals are inherited through exec: with SIGCHLD ignored no child could be waited for, and with
// signals blocked neither a batch system nor --max-wall would stop a flight. An ignored SIGHUP stays ignored, for
// nohup.
void take_signals_as_usual() {
  std::signal(SIGCHLD, SIG_DFL);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

}  // namespace

int main(int argc, char** argv) {
  keep_standard_numbers();
  ::mallopt(M_MMAP_THRESHOLD, 1 << 20);  // so that freed columns and chunks are returned to the system
  farside::TemporaryFile::remove_on_signals();
  take_signals_as_usual();
  std::signal(SIGXFSZ, SIG_IGN);  // a limit on file sizes is an error like a full disk
  farside::keep_promised_exit();
  const std::vector<std::string> arguments(argv, argv + argc);
  return static_cast<int>(farside::with_messages(arguments, [&] {
    farside::take_own_thread_stacks(argv);
    farside::require_files_and_memory();
    farside::warn_before_cpu_limit();
    return farside::on_whole_stack([&] { return farside::run_command_line(arguments); });
  }));
}
