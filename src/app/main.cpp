#include <malloc.h>

#include <csignal>

#include "app/command_line.h"
#include "store/files.h"

int main(int argc, char** argv) {
  ::mallopt(M_MMAP_THRESHOLD, 1 << 20);  // columns and chunks go back to the system when they are freed
  farside::TemporaryFile::remove_on_signals();
  std::signal(SIGXFSZ, SIG_IGN);  // a limit on file sizes is an error like a full disk
  return static_cast<int>(farside::run_command_line({argv, argv + argc}));
}
