#pragma once
// Files: which one stands under a name, what may be written, errors that say what to do.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "base/error.h"

namespace farside {

enum class Existing { refuse, replace };

// Identity of a file and of its content: a changed file has another one.
struct FileIdentity {
  std::uint64_t device = 0, inode = 0, size = 0;
  std::int64_t changed_s = 0, changed_ns = 0;
  bool operator==(const FileIdentity&) const = default;
};
// Of the file at `path`; nothing where there is none.
std::optional<FileIdentity> identity_of(const std::string& path);

// UsageError if `path` exists and may not be replaced or is a link to nothing, StoreError if its folder can't be
// written: known before hours of computing.
void check_output_path(const std::string& path, Existing existing);

[[noreturn]] void throw_exists(const std::string& path);

// UsageError unless `folder` is a folder that can be written; `option` is the option that names it, for the message.
void check_folder(const std::string& folder, const std::string& option);

// The path that `path` leads to, symbolic links followed.
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

// fsync of the folder of `path`, so that new and removed names in it survive a power failure.
void sync_folder_of(const std::string& path);

// Writes all bytes; a StoreError names the file `shown`.
void write_all(const Descriptor& out, const char* data, std::size_t size, const std::string& shown);

// Copies all bytes of `from`, which must be a regular file (else DataError).
void copy_file(const std::string& from, const Descriptor& to, const std::string& shown);

}  // namespace farside
