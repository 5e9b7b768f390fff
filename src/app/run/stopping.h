#pragma once
// How a run ends before its time: signals, and the limit on its wall time.
#include <string>

#include "base/error.h"

namespace farside {

// 90, 90s, 45m, 1h30m, 2d. UsageError for another text.
double parse_duration_s(const std::string& option, const std::string& text);

// One for a run. TERM, INT, USR1, USR2 and XCPU (a batch system's early warning) and HUP (the terminal was closed) are
// handled from its construction on; a signal that is ignored, as under nohup, stays ignored. A broken pipe is never a
// signal here.
class Stopping {
 public:
  // Starts the clock of the wall-time limit, whose end is handled like a signal; 0: no limit.
  explicit Stopping(double max_wall_s);

  // Outside of a flight: a signal, also one noted before, removes temporary files, prints this message and ends the
  // program.
  void leave_at_once(const std::string& message);
  // While cases fly: a signal is noted and wanted() is true. A second interrupt from the keyboard still ends the
  // program, with this message.
  void note(const std::string& message);

  bool wanted() const;
  std::string reason() const;  // "stopped by SIGTERM"
  // 75; 74 where the terminal was closed, since nobody may have read what was printed.
  ExitCode code() const;
};

}  // namespace farside
