#pragma once
// Files that users hand in are read in a child process with limits on memory and time: whatever HDF5 does with a
// damaged or hostile file (1.10.8 crashes on some, and hangs on others), the program goes on and says which file it
// was. It has no network and can't write (confinement.h). Maps are read in one as well (scenario/maps/dem.cpp).
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "store/files.h"
#include "store/process/child.h"

namespace farside {

struct ReadingLimits {
  std::uint64_t memory_bytes = std::uint64_t{2} << 30;  // beyond what the program has when it starts the child
  int cpu_s = 25;                                       // of one request
  double cpu_total_s = 0.0;                             // of all requests together; 0: no limit
  int wall_s = 600;                                     // of one request: disks may be slow
  const char* reader = "HDF5";  // for messages: the library that reads, and what is wrong with a file beyond the limits
  const char* fault = "it is damaged";
};

class ReadingChild {
 public:
  // Answers a request in the child; DataError and InternalError are thrown on in the parent.
  using Answer = std::function<std::string(const std::string& request)>;
  // `open` is called in the child. `path` stands in messages.
  ReadingChild(std::string path, const std::function<Answer()>& open, const ReadingLimits& limits = {});
  ReadingChild(const ReadingChild&) = delete;
  ReadingChild& operator=(const ReadingChild&) = delete;

  // Call it from one thread at a time. DataError also where the child crashed or took too long; StoreError where
  // somebody else killed it.
  std::string ask(const std::string& request);
  // Lets the child begin with the request that comes next. If another one is asked then, this answer is dropped.
  void ask_ahead(const std::string& request);

 private:
  std::string wait_for_answer();
  bool receive(void* data, std::size_t size, double deadline_s);  // false where the child is gone
  [[noreturn]] void fail_as_the_child_ended();

  std::string path_;
  ReadingLimits limits_;
  Descriptor socket_;
  std::optional<Child> child_;
  std::optional<std::string> ahead_;  // asked, and not answered yet
};

}  // namespace farside
