#include "store/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <vector>

#include "base/error.h"
#include "base/input_file.h"

namespace farside {
namespace {

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
    case EMFILE:
      return "raise the limit on open files (ulimit -n)";
    case EAGAIN:
      return "raise the limit on processes (ulimit -u, or what the batch system set), or end other programs";
    case ENOMEM:
      return "raise the limit on memory (ulimit -v, -d, or what the batch system set)";
    default:
      return "check the file system, or choose another folder with -o";
  }
}

}  // namespace

std::string store_error_text(const std::string& path, const std::string& verb, int error) {
  return path + ": could not " + verb + ": " + std::strerror(error) + "; " + advice(error);
}

void throw_store_error(const std::string& path, const std::string& verb, int error) {
  throw StoreError(store_error_text(path, verb, error));
}

void throw_exists(const std::string& path) {
  throw UsageError(path + ": the file exists and is not overwritten unasked; choose another name or add --overwrite");
}

std::string folder_of(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

std::string behind_links(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::is_symlink(path, error)) return path;
  const std::string end = std::filesystem::canonical(path, error).string();
  return error ? path : end;
}

void check_output_path(const std::string& path, Existing existing) {
  if (path == "-") throw UsageError("-: an output has to be a file, standard output can't hold it; choose a name");
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0 && ::lstat(path.c_str(), &info) == 0) {
    throw UsageError(path + ": is a link to a file that can't be reached; remove the link, or choose another name");
  }
  if (::stat(path.c_str(), &info) == 0) {
    if (!S_ISREG(info.st_mode)) throw UsageError(path + ": is not a regular file; choose another name for the output");
    if (existing == Existing::refuse) throw_exists(path);
  }
  const std::string folder = folder_of(behind_links(path));
  if (::stat(folder.c_str(), &info) != 0)
    throw StoreError(path + ": the folder " + folder + " doesn't exist; make it first");
  if (!S_ISDIR(info.st_mode)) throw StoreError(path + ": " + folder + " is not a folder; choose another name");
  if (::access(folder.c_str(), W_OK | X_OK) != 0)
    throw StoreError(path + ": the folder " + folder + " may not be written; choose another");
}

void check_folder(const std::string& folder, const std::string& option) {
  struct stat info {};
  if (::stat(folder.c_str(), &info) != 0 || !S_ISDIR(info.st_mode))
    throw UsageError(option + " " + folder + ": is not a folder; make it first");
  if (::access(folder.c_str(), W_OK | X_OK) != 0)
    throw UsageError(option + " " + folder + ": may not be written; choose another");
}

std::optional<FileIdentity> identity_of(const std::string& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return {};
  if (S_ISREG(info.st_mode)) {  // a network file system may have old facts until the file is opened
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    if (file.get() >= 0 && ::fstat(file.get(), &info) != 0) return {};
  }
  return FileIdentity{info.st_dev, info.st_ino, static_cast<std::uint64_t>(info.st_size), info.st_mtim.tv_sec,
                      info.st_mtim.tv_nsec};
}

std::string host_name() {
  char host[256] = "host";
  ::gethostname(host, sizeof host - 1);
  return host;
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

void write_all(const Descriptor& out, const char* data, std::size_t size, const std::string& shown) {
  for (std::size_t done = 0; done < size;) {
    const ssize_t put = ::write(out.get(), data + done, size - done);
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) throw_store_error(shown, "write", errno);
    done += static_cast<std::size_t>(put);
  }
}

void sync_folder_of(const std::string& path) {
  const std::string folder = folder_of(path);
  const Descriptor dir(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  // EINVAL: this file system has no fsync for folders; there is nothing more to do.
  if (dir.get() < 0 || (::fsync(dir.get()) != 0 && errno != EINVAL))
    throw_store_error(folder, "make the new name durable", errno);
}

void copy_file(const std::string& from, const Descriptor& to, const std::string& shown) {
  check_input_file(from);
  const Descriptor in(::open(from.c_str(), O_RDONLY | O_CLOEXEC));
  if (in.get() < 0) throw DataError(from + ": can't be read: " + std::strerror(errno));
  std::vector<char> buffer(1 << 20);
  for (;;) {
    const ssize_t got = ::read(in.get(), buffer.data(), buffer.size());
    if (got == 0) return;
    if (got < 0) {
      if (errno == EINTR) continue;
      throw DataError(from + ": can't be read: " + std::strerror(errno));
    }
    write_all(to, buffer.data(), static_cast<std::size_t>(got), shown);
  }
}

}  // namespace farside
