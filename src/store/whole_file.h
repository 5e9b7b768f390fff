#pragma once
// Files that appear under their name only when they are whole: a temporary file beside it, sync, and the final rename,
// which never replaces a file that nobody has read.
#include <functional>
#include <optional>
#include <string>

#include "store/files.h"

namespace farside {

enum class Lock { shared, exclusive };

// A new, empty file START + HOST.PID.RANDOM + END, locked for as long as it is open, so that everybody can tell a live
// writer from a dead one (where the file system has locks). It is made exclusively: a link that somebody planted there
// is never followed. `path` becomes its name. Without a descriptor where it can't be made (errno).
Descriptor create_unique(const std::string& start, const std::string& end, Lock lock, std::string& path);

// Deletes temporary files of `path` whose writers were killed: those that no process has locked. Where there are no
// locks, and of older versions, those of processes of this host that are gone, and those of other hosts that were not
// written to for a day.
void remove_stale_temporaries(const std::string& path);

// Deletes the file on leaving, unless it was kept.
class TemporaryFile {
 public:
  explicit TemporaryFile(std::string path, Descriptor file = Descriptor());
  // .NAME.HOST.PID.RANDOM.tmp, new and empty, beside `path`. StoreError where it can't be made.
  static TemporaryFile beside(const std::string& path);
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile();
  void keep();
  const std::string& path() const { return path_; }
  const Descriptor& file() const { return file_; }  // for writing

  // From now on a signal that ends the program first deletes its temporary files; one that is ignored (nohup) stays
  // ignored. ignore_signals() is for a child, whose parent deletes the files and ends the child as well.
  static void remove_on_signals();
  static void ignore_signals();
  static void remove_all();  // may be called by a signal's handler

 private:
  struct Listed;
  static void end_by_signal(int signal);
  std::string path_;
  Descriptor file_;
  Listed* listed_;
};

// The file has its final name, but a power failure may still undo the rename.
struct NameNotDurable : StoreError {
  using StoreError::StoreError;
};

// Gives a finished temporary file its final name and makes the name durable. Without `replaces` a file that appeared
// meanwhile stays as it is (UsageError); with it the new file replaces that file and no other, and takes its mode
// (StoreError: it has changed). renameat2() refuses or exchanges atomically where the file system can; elsewhere a
// check comes just before the rename.
void publish(TemporaryFile& finished, const std::string& path, const std::optional<FileIdentity>& replaces);

// Has `write` fill a temporary file and gives it the name `path`, symbolic links followed. Existing::replace replaces
// `replaces` or, where that isn't given, the file that was there when writing began.
void write_whole(const std::string& path, Existing existing, const std::optional<FileIdentity>& replaces,
                 const std::function<void(const TemporaryFile&)>& write);

// A small file of text, whole or not at all. Errors as check_output_path(), and StoreError.
void write_text_file(const std::string& path, const std::string& text, Existing existing);

}  // namespace farside
