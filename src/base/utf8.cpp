#include "base/utf8.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

namespace farside {
namespace {

unsigned char byte_at(std::string_view text, std::size_t i) { return static_cast<unsigned char>(text[i]); }
bool continues(unsigned char c) { return (c & 0xC0) == 0x80; }

// How many bytes of a character follow its first one; -1: no character begins so.
int bytes_after(unsigned char first) {
  return first < 0x80                    ? 0
         : first >= 0xC2 && first < 0xE0 ? 1
         : first >= 0xE0 && first < 0xF0 ? 2
         : first >= 0xF0 && first < 0xF5 ? 3
                                         : -1;
}

}  // namespace

Utf8Fault find_utf8_fault(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const unsigned char first = byte_at(text, i);
    const int more = bytes_after(first);
    if (more < 0 || i + static_cast<std::size_t>(more) >= text.size()) return {i, "not UTF-8 text"};
    std::uint32_t point = more == 0 ? first : first & (0x3Fu >> more);
    for (int k = 1; k <= more; ++k) {
      const unsigned char next = byte_at(text, i + static_cast<std::size_t>(k));
      if (!continues(next)) return {i, "not UTF-8 text"};
      point = (point << 6) | (next & 0x3Fu);
    }
    if ((more == 2 && point < 0x800) || (more == 3 && point < 0x10000) || (point >= 0xD800 && point < 0xE000) ||
        point > 0x10FFFF) {
      return {i, "not UTF-8 text"};
    }
    const bool control =
        (point < 0x20 && point != '\t' && point != '\n' && point != '\r') || (point >= 0x7F && point < 0xA0);
    if (control || point == 0xFEFF) return {i, "a control character"};
    i += static_cast<std::size_t>(more) + 1;
  }
  return {0, nullptr};
}

std::string without_controls(std::string_view text) {
  std::string out;
  const auto escape = [&](unsigned char c) { out += fmt::format("\\x{:02x}", c); };
  for (std::size_t i = 0; i < text.size();) {
    const unsigned char first = byte_at(text, i), next = i + 1 < text.size() ? byte_at(text, i + 1) : 0;
    std::size_t bytes = static_cast<std::size_t>(std::max(0, bytes_after(first))) + 1;
    if (i + bytes > text.size() || !std::all_of(text.begin() + i + 1, text.begin() + i + bytes, continues)) bytes = 1;
    if (bytes == 2 && first == 0xC2 && next < 0xA0) {
      escape(first);
      escape(next);
    } else if (bytes == 1 && ((first < 0x20 && first != '\t' && first != '\n') || (first >= 0x7F && first < 0xA0))) {
      escape(first);
    } else {
      out += text.substr(i, bytes);
    }
    i += bytes;
  }
  return out;
}

std::string shorten(std::string_view text) {
  constexpr std::size_t most = 60;
  std::size_t end = text.size();
  if (end > most) {
    for (end = most; end > 0 && continues(byte_at(text, end)); --end) {
    }
  }
  std::string out(text.substr(0, end));
  for (char& c : out) {
    if (c == '\n' || c == '\r' || c == '\t') c = ' ';
  }
  return end < text.size() ? out + "..." : out;
}

}  // namespace farside
