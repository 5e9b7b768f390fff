#pragma once
// Text as users write it: valid UTF-8 without control characters.
#include <cstddef>
#include <string>
#include <string_view>

namespace farside {

struct Utf8Fault {
  std::size_t position;
  const char* what;  // null: the text is good
};
// First byte that isn't part of valid UTF-8 (no overlong forms, no surrogates), or a control character other than tab
// and line ends.
Utf8Fault find_utf8_fault(std::string_view text);

// The text with control characters as \x1b, also the bytes 80 to 9f of what isn't UTF-8: a terminal obeys none of it.
std::string without_controls(std::string_view text);

// At most 60 bytes of a text for a message, cut between characters, on one line.
std::string shorten(std::string_view text);

}  // namespace farside
