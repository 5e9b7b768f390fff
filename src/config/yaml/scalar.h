#pragma once
// Strict reading of single values, and numbers back to text.
#include <cstdint>
#include <optional>
#include <string>

#include "config/yaml/document.h"

namespace farside {

// Each returns nothing, and in `why` what was found and what is expected, unless the node is plain text of exactly such
// a value. Refused: quoted numbers, nan, inf, hexadecimal, leading zeros (octal to other readers), what a double would
// round to 0 or infinity.
std::optional<double> read_real(const Node& node, std::string& why, const std::string& expected = "a number");
std::optional<std::int64_t> read_whole(const Node& node, std::string& why);   // accepts 1e6
std::optional<std::uint64_t> read_count(const Node& node, std::string& why);  // not negative; all 64 bits
std::optional<bool> read_flag(const Node& node, std::string& why);            // true or false
std::optional<std::string> read_text(const Node& node, std::string& why);     // one line, quoted or not, not empty
std::optional<std::string> read_utc(const Node& node, std::string& why);      // 2019-01-03T02:15:00Z, 1900 to 2199

// Shortest text that reads back as the same double, also for readers that want a point before an exponent.
std::string to_text(double value);

// The same for messages: 1e9, not 1.0e+09.
std::string to_short_text(double value);

// `text` in double quotes, as YAML and JSON read it.
std::string quote(const std::string& text);

}  // namespace farside
