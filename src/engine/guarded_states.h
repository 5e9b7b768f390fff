#pragma once
// What a user's flight software remembers of the cases of a block: for each a piece of memory, filled with 0 and
// aligned to 64 bytes, that ends where nothing may be. Software that writes, or reads, beyond its state ends its
// process there; otherwise it would change what another case remembers, and rows would hang on which cases fly
// together. The rest of the last 64 bytes is the case's own as well.
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <string>

#include "base/error.h"

namespace farside {

class GuardedStates {
 public:
  // Throws DataError about `path`, the software's file.
  GuardedStates(std::size_t state_bytes, std::size_t cases, const std::string& path)
      : page_(static_cast<std::size_t>(::sysconf(_SC_PAGESIZE))),
        used_((state_bytes + 63) / 64 * 64),
        stride_((used_ + page_ - 1) / page_ * page_ + page_),
        bytes_(page_ + stride_ * cases),
        memory_(::mmap(nullptr, bytes_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)) {
    if (memory_ == MAP_FAILED) refuse(path);
    for (std::size_t i = 0; i < cases; ++i) {
      if (::mprotect(piece(i), stride_ - page_, PROT_READ | PROT_WRITE) != 0) refuse(path);
    }
  }
  GuardedStates(const GuardedStates&) = delete;
  GuardedStates& operator=(const GuardedStates&) = delete;
  ~GuardedStates() { ::munmap(memory_, bytes_); }

  void* state(std::size_t index) { return piece(index) + stride_ - page_ - used_; }
  void clear(std::size_t index) {
    if (used_ > 0) std::memset(state(index), 0, used_);
  }

 private:
  [[noreturn]] static void refuse(const std::string& path) {
    throw DataError(path + ": there is no memory for what it remembers of its cases: " + std::strerror(errno));
  }
  char* piece(std::size_t index) { return static_cast<char*>(memory_) + page_ + stride_ * index; }

  std::size_t page_, used_, stride_, bytes_;
  void* memory_;
};

}  // namespace farside
