#pragma once
// How many of something, in words of a message.
#include <cstdint>
#include <string>

namespace farside {

// "1 case", "2 cases".
inline std::string counted(std::uint64_t n, const std::string& noun) {
  return std::to_string(n) + " " + noun + (n == 1 ? "" : "s");
}

}  // namespace farside
