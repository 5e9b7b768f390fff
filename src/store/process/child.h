#pragma once
// A forked child of this program, for work in which a library may crash, hang or take too much.
#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace farside {

// How a process ended.
struct ProcessEnd {
  int signal = 0;  // that killed it; 0: it left by itself
  int status = 0;  // with which it left
  bool good() const { return signal == 0 && status == 0; }
  bool killed_from_outside() const;  // by a signal that somebody sends, not by a fault of its own or a limit
  std::string text() const;          // "signal 9, Killed" or "exit status 3"
};

// The child has the one thread that made it, and must not start a team of threads. It is killed where that thread of
// its parent ends. The signals that end a program are the parent's business (whole_file.h): the child
// ignores them.
class Child {
 public:
  // Runs `work` in the child, which leaves with status 0 after it; an exception that leaves `work` aborts the child.
  // `path` and `doing`, such as "writing", stand in messages: StoreError where there can be no process.
  Child(std::string path, std::string doing, const std::function<void()>& work);
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child();  // kills it where it lives

  // Waits for its end, and says the same whenever it is asked again.
  ProcessEnd wait();
  // Its end, if that is over.
  std::optional<ProcessEnd> ended();
  // Processor time that all of its threads have used so far.
  double processor_s() const;

 private:
  std::string path_, doing_;
  pid_t pid_ = -1;
  std::optional<ProcessEnd> end_;
};

// In a child: how much memory it may have beyond what it has; no core is dumped.
void limit_memory(std::uint64_t bytes);
// The same of one resource, such as RLIMIT_CPU, if it may have as much.
void limit_resource(int resource, std::uint64_t value);

}  // namespace farside
