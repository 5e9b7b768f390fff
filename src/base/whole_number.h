#pragma once
#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

namespace farside {

// The text as a whole number; nothing where it is empty, has anything but digits, or doesn't fit into 64 bits.
inline std::optional<std::uint64_t> whole_number(std::string_view text) {
  std::uint64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, value);
  return error == std::errc() && at == end ? std::optional(value) : std::nullopt;
}

}  // namespace farside
