#include "base/input_file.h"

#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iterator>

#include "base/error.h"

namespace farside {
namespace {

const char* what_it_is(mode_t mode) {
  if (S_ISDIR(mode)) return "it is a folder; give a file";
  if (S_ISFIFO(mode)) return "it is a pipe; write what comes out of it to a file, and give that";
  return "it is a device or a socket; give a file";
}

// Files of /proc, /sys and their like are made by the kernel as they are read. A link from there to another file, as
// /dev/stdin, is that file.
bool is_made_by_kernel(const std::string& path) {
  struct statfs info {};
  if (::statfs(path.c_str(), &info) != 0) return false;
  constexpr unsigned long made[] = {PROC_SUPER_MAGIC, SYSFS_MAGIC,        DEBUGFS_MAGIC,       TRACEFS_MAGIC,
                                    SECURITYFS_MAGIC, CGROUP_SUPER_MAGIC, CGROUP2_SUPER_MAGIC, BPF_FS_MAGIC,
                                    PSTOREFS_MAGIC,   EFIVARFS_MAGIC};
  return std::find(std::begin(made), std::end(made), static_cast<unsigned long>(info.f_type)) != std::end(made);
}

}  // namespace

void check_input_file(const std::string& path) {
  struct stat info {};
  const auto fail = [&](const char* reason) { throw DataError(path + ": can't be read: " + reason); };
  if (::stat(path.c_str(), &info) != 0) fail(errno == ENOENT ? "no such file; check its path" : std::strerror(errno));
  if (!S_ISREG(info.st_mode)) fail(what_it_is(info.st_mode));
  if (is_made_by_kernel(path)) fail("it is no file on a disk, the kernel makes it up (/proc, /sys); give a file");
  if (::access(path.c_str(), R_OK) != 0) fail(std::strerror(errno));
}

}  // namespace farside
