#pragma once
// Files that survive: unique temporary names, whole writes, errors that say what to do, and the final rename.
#include <cstddef>
#include <string>

namespace farside {

enum class Existing { refuse, replace };

// UsageError if `path` exists and may not be replaced, StoreError if its folder can't be written: known before hours of computing.
void check_output_path(const std::string& path, Existing existing);

// UsageError unless it is a folder that may be written; `option` named it.
void check_folder(const std::string& folder, const std::string& option);

std::string host_name();

// FOLDER/.NAME.HOST.PID.SUFFIX, a name that no other live writer of the same output has.
std::string temporary_name(const std::string& path, const std::string& suffix);

// Takes away what killed writers of `path` left under such names (suffix tmp): of processes of this host that are gone, and of
// other hosts what nobody wrote to for a day.
void remove_stale_temporaries(const std::string& path);

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

// Deletes the file on leaving, unless it was kept.
class TemporaryFile {
 public:
  explicit TemporaryFile(std::string path);
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile();
  void keep();
  const std::string& path() const { return path_; }

  // From now on the signals that end a program delete the temporary files there are before they do so; one that is ignored (nohup)
  // stays so. `ignore`: for a child, whose parent looks after the files and takes it along when it ends.
  static void remove_on_signals();
  static void ignore_signals();
  static void remove_all();  // may be called by a signal's handler

 private:
  struct Listed;
  static void end_by_signal(int signal);
  std::string path_;
  Listed* listed_;
};

// Gives a finished temporary file its final name and makes the name durable. With Existing::refuse a file that appeared
// meanwhile stays as it is (UsageError).
void publish(TemporaryFile& finished, const std::string& path, Existing existing);

// Makes the names in the folder of `path` safe from a power failure.
void sync_folder_of(const std::string& path);

// A small file of text, whole or not at all. Errors as check_output_path(), and StoreError.
void write_text_file(const std::string& path, const std::string& text, Existing existing);

// A copy of all bytes; the source must be a regular file (DataError).
void copy_file(const std::string& from, const std::string& to);

}  // namespace farside
