#include "app/console.h"

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "base/error.h"

namespace farside {

void print(const std::string& text) {
  errno = 0;
  const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  if (!written || std::fflush(stdout) != 0) {
    throw StoreError(std::string("standard output: could not write: ") + std::strerror(errno) + "; check where it is redirected to");
  }
}

void print_note(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

}  // namespace farside
