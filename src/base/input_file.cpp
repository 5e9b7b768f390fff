#include "base/input_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/error.h"

namespace farside {
namespace {

const char* what_it_is(mode_t mode) {
  if (S_ISDIR(mode)) return "it is a folder; give a file";
  if (S_ISFIFO(mode)) return "it is a pipe; write what comes out of it to a file, and give that";
  return "it is a device or a socket; give a file";
}

}  // namespace

void check_input_file(const std::string& path) {
  struct stat info {};
  const auto fail = [&](const char* reason) { throw DataError(path + ": can't be read: " + reason); };
  if (::stat(path.c_str(), &info) != 0) fail(errno == ENOENT ? "no such file; check its path" : std::strerror(errno));
  if (!S_ISREG(info.st_mode)) fail(what_it_is(info.st_mode));
  if (::access(path.c_str(), R_OK) != 0) fail(std::strerror(errno));
}

}  // namespace farside
