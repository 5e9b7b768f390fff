#include "store/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <vector>

#include "base/error.h"
#include "base/input_file.h"

namespace farside {
namespace {

constexpr int ending_signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGXCPU};

std::string folder_of(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

std::string advice(int error) {
  switch (error) {
    case ENOSPC:
      return "free some space or choose another folder with -o, then run again";
    case EDQUOT:
      return "your disk quota is used up; free some space or choose another folder with -o, then run again";
    case EFBIG:
      return "raise the limit on file sizes (ulimit -f) or split the campaign with --shard";
    case EIO:
      return "the device or file server failed; check it, or choose another folder with -o";
    case EACCES:
    case EPERM:
    case EROFS:
      return "choose a folder that you may write with -o";
    case ENOENT:
    case ENOTDIR:
      return "make the folder first, or choose another with -o";
    default:
      return "check the file system, or choose another folder with -o";
  }
}

[[noreturn]] void throw_exists(const std::string& path) {
  throw UsageError(path + ": the file exists and is not overwritten unasked; choose another name or add --overwrite");
}

// `shown` is the name that a message gives.
void write_all(const Descriptor& out, const char* data, std::size_t size, const std::string& shown) {
  for (std::size_t done = 0; done < size;) {
    const ssize_t put = ::write(out.get(), data + done, size - done);
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) throw_store_error(shown, "write", errno);
    done += static_cast<std::size_t>(put);
  }
}

}  // namespace

std::string store_error_text(const std::string& path, const std::string& verb, int error) {
  return path + ": could not " + verb + ": " + std::strerror(error) + "; " + advice(error);
}

void throw_store_error(const std::string& path, const std::string& verb, int error) {
  throw StoreError(store_error_text(path, verb, error));
}

void check_output_path(const std::string& path, Existing existing) {
  if (path == "-") throw UsageError("-: an output has to be a file, standard output can't hold it; choose a name");
  struct stat info {};
  if (::stat(path.c_str(), &info) == 0) {
    if (!S_ISREG(info.st_mode)) throw UsageError(path + ": is not a regular file; choose another name for the output");
    if (existing == Existing::refuse) throw_exists(path);
  }
  const std::string folder = folder_of(path);
  if (::stat(folder.c_str(), &info) != 0) throw StoreError(path + ": the folder " + folder + " doesn't exist; make it first");
  if (!S_ISDIR(info.st_mode)) throw StoreError(path + ": " + folder + " is not a folder; choose another name");
  if (::access(folder.c_str(), W_OK | X_OK) != 0) throw StoreError(path + ": the folder " + folder + " may not be written; choose another");
}

void check_folder(const std::string& folder, const std::string& option) {
  struct stat info {};
  if (::stat(folder.c_str(), &info) != 0 || !S_ISDIR(info.st_mode))
    throw UsageError(option + " " + folder + ": is not a folder; make it first");
  if (::access(folder.c_str(), W_OK | X_OK) != 0) throw UsageError(option + " " + folder + ": may not be written; choose another");
}

std::string host_name() {
  char host[256] = "host";
  ::gethostname(host, sizeof host - 1);
  return host;
}

std::string temporary_name(const std::string& path, const std::string& suffix) {
  const std::string name = std::filesystem::path(path).filename().string();
  return (std::filesystem::path(path).parent_path() / ("." + name + "." + host_name() + "." + std::to_string(::getpid()) + "." + suffix))
      .string();
}

void remove_stale_temporaries(const std::string& path) {
  namespace fs = std::filesystem;
  const std::string start = "." + fs::path(path).filename().string() + ".", ours = start + host_name() + ".";
  std::error_code error;
  for (fs::directory_iterator entry(folder_of(path), error), end; !error && entry != end; entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (!name.starts_with(start) || !name.substr(start.size()).ends_with(".tmp")) continue;
    const std::string middle = name.starts_with(ours) ? name.substr(ours.size()) : "";
    const pid_t process = static_cast<pid_t>(std::strtol(middle.c_str(), nullptr, 10));
    const bool gone = process > 0 && ::kill(process, 0) != 0 && errno == ESRCH;
    struct stat info {};
    const bool old = ::stat(entry->path().c_str(), &info) == 0 && std::time(nullptr) - info.st_mtime > 86400;
    if (gone || old) ::unlink(entry->path().c_str());
  }
}

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  if (this != &other) {
    reset();
    fd_ = other.fd_;
    other.fd_ = -1;
  }
  return *this;
}

void Descriptor::reset() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

// One of a list that a signal's handler may walk at any time: what is in it stays for the life of the program.
struct TemporaryFile::Listed {
  std::string path;
  std::atomic<bool> present{true};
  Listed* next = nullptr;
  static std::atomic<Listed*> first;
};
std::atomic<TemporaryFile::Listed*> TemporaryFile::Listed::first{nullptr};

TemporaryFile::TemporaryFile(std::string path) : path_(std::move(path)), listed_(new Listed{path_}) {
  listed_->next = Listed::first;
  while (!Listed::first.compare_exchange_weak(listed_->next, listed_)) {
  }
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

void publish(TemporaryFile& finished, const std::string& path, Existing existing) {
  const char* from = finished.path().c_str();
  int failed = 0;
  if (existing == Existing::replace) {
    failed = ::rename(from, path.c_str());
  } else {
    failed = ::renameat2(AT_FDCWD, from, AT_FDCWD, path.c_str(), RENAME_NOREPLACE);
    // File systems without that flag (some NFS): a hard link refuses an existing name as well.
    if (failed != 0 && (errno == EINVAL || errno == ENOSYS)) {
      failed = ::link(from, path.c_str());
      if (failed == 0) ::unlink(from);
    }
    if (failed != 0 && errno == EEXIST) throw_exists(path);
  }
  if (failed != 0) throw_store_error(path, "rename the finished file", errno);
  finished.keep();
  sync_folder_of(path);
}

void sync_folder_of(const std::string& path) {
  const std::string folder = folder_of(path);
  const Descriptor dir(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  // EINVAL: a file system whose folders can't be synchronised keeps its names by itself.
  if (dir.get() < 0 || (::fsync(dir.get()) != 0 && errno != EINVAL)) throw_store_error(folder, "make the new name durable", errno);
}

void write_text_file(const std::string& path, const std::string& text, Existing existing) {
  check_output_path(path, existing);
  TemporaryFile temporary(temporary_name(path, "tmp"));
  const Descriptor out(::open(temporary.path().c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  if (out.get() < 0) throw_store_error(path, "create the file", errno);
  write_all(out, text.data(), text.size(), path);
  if (::fsync(out.get()) != 0) throw_store_error(path, "write the file to disk", errno);
  publish(temporary, path, existing);
}

void copy_file(const std::string& from, const std::string& to) {
  check_input_file(from);
  const Descriptor in(::open(from.c_str(), O_RDONLY | O_CLOEXEC));
  if (in.get() < 0) throw DataError(from + ": can't be read: " + std::strerror(errno));
  const Descriptor out(::open(to.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  if (out.get() < 0) throw_store_error(to, "create the file", errno);
  std::vector<char> buffer(1 << 20);
  for (;;) {
    const ssize_t got = ::read(in.get(), buffer.data(), buffer.size());
    if (got == 0) return;
    if (got < 0) {
      if (errno == EINTR) continue;
      throw DataError(from + ": can't be read: " + std::strerror(errno));
    }
    write_all(out, buffer.data(), static_cast<std::size_t>(got), to);
  }
}

}  // namespace farside
