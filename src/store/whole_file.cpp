#include "store/whole_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>

#include "base/error.h"

namespace farside {
namespace {

constexpr int ending_signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGXCPU};

std::string random_word() {
  unsigned word = 0;
  if (::getrandom(&word, sizeof word, GRND_NONBLOCK) != sizeof word) {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    word = static_cast<unsigned>(now.tv_nsec);
  }
  char text[9];
  std::snprintf(text, sizeof text, "%08x", word);
  return text;
}

// Locks the file unless another process has; true also where the file system has no locks.
bool lock_file(const Descriptor& file, int kind) {
  return ::flock(file.get(), kind | LOCK_NB) == 0 || errno != EWOULDBLOCK;
}

bool has_name(const Descriptor& file) {
  struct stat info {};
  return ::fstat(file.get(), &info) != 0 || info.st_nlink > 0;
}

Descriptor open_to_lock(const std::string& path) {
  constexpr int flags = O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
  Descriptor file(::open(path.c_str(), O_RDWR | flags));  // as an exclusive lock needs it on some network file systems
  return file.get() >= 0 ? std::move(file) : Descriptor(::open(path.c_str(), O_RDONLY | flags));
}

// MIDDLE: what follows the host in a name: PID.RANDOM.tmp, or PID.tmp of an older version, which held no lock.
void remove_if_stale(const std::string& path, const std::string& middle) {
  const Descriptor file = open_to_lock(path);
  const bool locked = file.get() >= 0 && ::flock(file.get(), LOCK_EX | LOCK_NB) == 0;
  if (file.get() >= 0 && !locked && errno == EWOULDBLOCK) return;  // its writer lives
  const bool holds_lock = std::count(middle.begin(), middle.end(), '.') > 1;
  const pid_t process = static_cast<pid_t>(std::strtol(middle.c_str(), nullptr, 10));
  const bool gone = process > 0 && ((locked && holds_lock) || (::kill(process, 0) != 0 && errno == ESRCH));
  struct stat info {};
  const bool old = ::lstat(path.c_str(), &info) == 0 && std::time(nullptr) - info.st_mtime > 86400;
  if (gone || old) ::unlink(path.c_str());
}

[[noreturn]] void throw_changed(const std::string& path) {
  throw StoreError(path + ": another program changed the file meanwhile; it is left as it is, run again");
}

void publish_new(TemporaryFile& finished, const std::string& path) {
  const char* from = finished.path().c_str();
  int failed = ::renameat2(AT_FDCWD, from, AT_FDCWD, path.c_str(), RENAME_NOREPLACE);
  // File systems without that flag (some NFS): a hard link refuses an existing name as well.
  if (failed != 0 && (errno == EINVAL || errno == ENOSYS)) {
    failed = ::link(from, path.c_str());
    if (failed == 0) ::unlink(from);
    else if (errno == EPERM || errno == EOPNOTSUPP || errno == ENOSYS) {  // nor hard links: it checks, then renames
      if (identity_of(path)) throw_exists(path);
      failed = ::rename(from, path.c_str());
    }
  }
  if (failed != 0 && errno == EEXIST) throw_exists(path);
  if (failed != 0) throw_store_error(path, "rename the finished file", errno);
  finished.keep();
}

// Processes that replace the same file do so one after the other, so that the second one sees that it has changed. Not
// by flock(), which HDF5 uses when it reads.
Descriptor take_turn(const std::string& path) {
  Descriptor file(::open(path.c_str(), O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  struct flock whole {};
  whole.l_type = F_WRLCK;
  constexpr int tries = 20;  // then it goes on without the lock: the exchange of names also shows which file was there
  for (int i = 0; i < tries && ::fcntl(file.get(), F_OFD_SETLK, &whole) != 0 && (errno == EAGAIN || errno == EACCES);
       ++i)
    ::usleep(50000);
  return file;
}

// The two names are exchanged, so that what is replaced can be looked at before it is deleted.
void publish_over(TemporaryFile& finished, const std::string& path, const FileIdentity& read) {
  const Descriptor turn = take_turn(path);
  const char* from = finished.path().c_str();
  const auto ours = identity_of(finished.path());
  const auto exchange = [&] { return ::renameat2(AT_FDCWD, from, AT_FDCWD, path.c_str(), RENAME_EXCHANGE) == 0; };
  struct stat before {};
  if (::stat(path.c_str(), &before) != 0 || identity_of(path) != read) throw_changed(path);
  ::fchmod(finished.file().get(), before.st_mode & 0777);  // no error if it fails: the file is worth more than its mode
  finished.keep();  // this will be the name of the replaced file for a moment, which no signal may delete
  if (exchange()) {
    const bool was_read = identity_of(finished.path()) == read;
    if (was_read || (exchange() && identity_of(finished.path()) == ours)) ::unlink(from);
    if (!was_read) throw_changed(path);
    return;
  }
  int error = errno;
  if (error == EINVAL || error == ENOSYS) {  // a file system without that flag: it looks once more and renames
    error = identity_of(path) != read ? ENOENT : ::rename(from, path.c_str()) != 0 ? errno : 0;
    if (error == 0) return;
  }
  ::unlink(from);
  if (error == ENOENT) throw_changed(path);
  throw_store_error(path, "rename the finished file", error);
}

}  // namespace

Descriptor create_unique(const std::string& start, const std::string& end, Lock lock, std::string& path) {
  for (;;) {
    path = start + host_name() + "." + std::to_string(::getpid()) + "." + random_word() + end;
    Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666));
    if (file.get() < 0 && errno == EEXIST) continue;
    if (file.get() < 0) return file;
    // Another process that removes stale files may have deleted it before it was locked.
    if (lock_file(file, lock == Lock::shared ? LOCK_SH : LOCK_EX) && has_name(file)) return file;
    ::unlink(path.c_str());
  }
}

void remove_stale_temporaries(const std::string& path) {
  namespace fs = std::filesystem;
  const std::string file = behind_links(path), start = "." + fs::path(file).filename().string() + ".",
                    ours = start + host_name() + ".";
  std::error_code error;
  for (fs::directory_iterator entry(folder_of(file), error), end; !error && entry != end; entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (!name.starts_with(start) || !name.substr(start.size()).ends_with(".tmp")) continue;
    remove_if_stale(entry->path().string(), name.starts_with(ours) ? name.substr(ours.size()) : "");
  }
}

// Element of a list that a signal handler may walk at any time, so elements are never freed.
struct TemporaryFile::Listed {
  std::string path;
  std::atomic<bool> present{true};
  Listed* next = nullptr;
  static std::atomic<Listed*> first;
};
std::atomic<TemporaryFile::Listed*> TemporaryFile::Listed::first{nullptr};

TemporaryFile::TemporaryFile(std::string path, Descriptor file)
    : path_(std::move(path)), file_(std::move(file)), listed_(new Listed{path_}) {
  listed_->next = Listed::first;
  while (!Listed::first.compare_exchange_weak(listed_->next, listed_)) {
  }
}

TemporaryFile TemporaryFile::beside(const std::string& path) {
  remove_stale_temporaries(path);
  const std::filesystem::path file(behind_links(path));
  std::string name;
  Descriptor made =
      create_unique((file.parent_path() / ("." + file.filename().string() + ".")).string(), ".tmp", Lock::shared, name);
  if (made.get() < 0) throw_store_error(path, "create the file", errno);
  return TemporaryFile(std::move(name), std::move(made));
}

TemporaryFile::~TemporaryFile() {
  if (listed_->present) ::unlink(path_.c_str());
  listed_->present = false;
}

void TemporaryFile::keep() { listed_->present = false; }

void TemporaryFile::remove_all() {
  for (const Listed* file = Listed::first; file != nullptr; file = file->next) {
    if (file->present) ::unlink(file->path.c_str());
  }
}

void TemporaryFile::end_by_signal(int signal) {
  remove_all();
  std::signal(signal, SIG_DFL);
  ::raise(signal);
}

void TemporaryFile::remove_on_signals() {
  for (const int signal : ending_signals) {
    if (std::signal(signal, end_by_signal) == SIG_IGN) std::signal(signal, SIG_IGN);
  }
}

void TemporaryFile::ignore_signals() {
  for (const int signal : ending_signals) std::signal(signal, SIG_IGN);
}

void publish(TemporaryFile& finished, const std::string& path, const std::optional<FileIdentity>& replaces) {
  if (replaces) publish_over(finished, path, *replaces);
  else publish_new(finished, path);
  try {
    sync_folder_of(path);
  } catch (const StoreError& e) {
    throw NameNotDurable(e.what());
  }
}

void write_whole(const std::string& path, Existing existing, const std::optional<FileIdentity>& replaces,
                 const std::function<void(const TemporaryFile&)>& write) {
  check_output_path(path, existing);
  const std::string target = behind_links(path);
  std::optional<FileIdentity> there;
  if (existing == Existing::replace) there = replaces ? replaces : identity_of(target);
  TemporaryFile temporary = TemporaryFile::beside(target);
  write(temporary);
  if (::fsync(temporary.file().get()) != 0) throw_store_error(path, "write the file to disk", errno);
  publish(temporary, target, there);
}

void write_text_file(const std::string& path, const std::string& text, Existing existing) {
  write_whole(path, existing, {},
              [&](const TemporaryFile& temporary) { write_all(temporary.file(), text.data(), text.size(), path); });
}

}  // namespace farside
