#pragma once
// Files: which one stands under a name, what may be written, errors that say what to do.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "base/error.h"

namespace farside {

enum class Existing { refuse, replace };

// Which file stands under a name, and its state: another one after every change.
struct FileIdentity {
  std::uint64_t device = 0, inode = 0, size = 0;
  std::int64_t changed_s = 0, changed_ns = 0;
  bool operator==(const FileIdentity&) const = default;
};
// Nothing where there is no file.
std::optional<FileIdentity> identity_of(const std::string& path);

// UsageError if `path` exists and may not be replaced or is a link to nothing, StoreError if its folder can't be
// written: known before hours of computing.
void check_output_path(const std::string& path, Existing existing);

[[noreturn]] void throw_exists(const std::string& path);

// UsageError unless it is a folder that may be written; `option` named it.
void check_folder(const std::string& folder, const std::string& option);

// Where a file of that name is: a link is followed to its end.
std::string behind_links(const std::string& path);
std::string folder_of(const std::string& path);

std::string host_name();

// StoreError "PATH: could not VERB: REASON; ADVICE" for an errno.
[[noreturn]] void throw_store_error(const std::string& path, const std::string& verb, int error);
std::string store_error_text(const std::string& path, const std::string& verb, int error);

// A file descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  Descriptor(Descriptor&& other) noexcept : fd_(other.fd_) { other.fd_ = -1; }
  Descriptor& operator=(Descriptor&& other) noexcept;
  ~Descriptor() { reset(); }
  void reset();
  int get() const { return fd_; }

 private:
  int fd_;
};

// Makes the names in the folder of `path` safe from a power failure.
void sync_folder_of(const std::string& path);

// All of it; `shown` is the name that a StoreError gives.
void write_all(const Descriptor& out, const char* data, std::size_t size, const std::string& shown);

// All bytes of a file, which must be a regular one (DataError).
void copy_file(const std::string& from, const Descriptor& to, const std::string& shown);

}  // namespace farside
