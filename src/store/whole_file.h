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

// Takes away what killed writers of `path` left beside it: what no process has locked, or, without locks and of older
// versions, what is of processes of this host that are gone; of other hosts what nobody wrote to for a day.
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

  // From now on the signals that end a program delete the temporary files there are before they do so; one that is
  // ignored (nohup) stays so. `ignore`: for a child, whose parent looks after the files and takes it along when it
  // ends.
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

// The file has its final name, which a power failure may still take away.
struct NameNotDurable : StoreError {
  using StoreError::StoreError;
};

// Gives a finished temporary file its final name and makes the name durable. Without `replaces` a file that appeared
// meanwhile stays as it is (UsageError); with it the new file takes the place and the mode of that one, and of no other
// (StoreError: it is another one by now). Renames that can refuse or exchange are used where the file system has them;
// elsewhere the last look is just before the rename.
void publish(TemporaryFile& finished, const std::string& path, const std::optional<FileIdentity>& replaces);

// A temporary file that `write` fills, in the end under the name `path`, behind its links. With Existing::replace in
// the place of `replaces`; where that isn't given, of what stood there when writing began.
void write_whole(const std::string& path, Existing existing, const std::optional<FileIdentity>& replaces,
                 const std::function<void(const TemporaryFile&)>& write);

// A small file of text, whole or not at all. Errors as check_output_path(), and StoreError.
void write_text_file(const std::string& path, const std::string& text, Existing existing);

}  // namespace farside
