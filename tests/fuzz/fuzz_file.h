#pragma once
// Bytes as a file with a name, in memory where the system has a place for that.
#include <unistd.h>

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <string>

inline const std::string& fuzz_file(const void* data, std::size_t size) {
  static const std::string path = std::string(::access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp") +
                                  "/farside_fuzz." + std::to_string(::getpid());
  std::FILE* out = std::fopen(path.c_str(), "wb");
  if (out == nullptr || std::fwrite(data, 1, size, out) != size || std::fclose(out) != 0) std::abort();
  static const int removed = std::atexit([] { std::remove(path.c_str()); });
  static_cast<void>(removed);
  return path;
}
