#pragma once
// HDF5 1.10.8 crashes on its way out after a failed write (measured: 40 of 40), so files are written in a child process
// that leaves by _exit at the first error and tells the parent why through a pipe. The parent never opens HDF5 for
// writing.
#include <functional>
#include <string>

namespace farside {

// What the child may say before it leaves.
class ChildReport {
 public:
  explicit ChildReport(int fd) : fd_(fd) {}
  // Leaves the child; the parent throws StoreError, DataError or InternalError with this text.
  [[noreturn]] void store_failed(const std::string& text) const;
  [[noreturn]] void data_failed(const std::string& text) const;
  [[noreturn]] void internal_failed(const std::string& text) const;

 private:
  [[noreturn]] void leave(int code, const std::string& text) const;
  int fd_;
};

// Runs `work` in a child (child.h) and waits for it. A child that dies without a word (a signal, out of memory) is a
// StoreError that names `path`.
void run_in_child(const std::string& path, const std::function<void(const ChildReport&)>& work);

}  // namespace farside
