#include "config/yaml/scalar.h"

#include <fmt/format.h>

#include <cctype>
#include <charconv>
#include <cmath>
#include <limits>
#include <string_view>

#include "base/utf8.h"

namespace farside {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The node's plain text with a leading + removed, or empty and the reason.
std::string plain(const Node& node, const std::string& expected, std::string& why) {
  why = fmt::format("{} found, expected {}", describe(node), expected);
  if (node.kind != Node::Kind::scalar) return "";
  if (node.quoted) {
    why += " (without quotes)";
    return "";
  }
  const bool plus = node.text.size() > 1 && node.text[0] == '+' && node.text[1] != '-' && node.text[1] != '+';
  return plus ? node.text.substr(1) : node.text;
}

bool has_leading_zero(std::string_view text) {
  if (!text.empty() && text[0] == '-') text.remove_prefix(1);
  return text.size() > 1 && text[0] == '0' && is_digit(text[1]);
}

bool has_nonzero_digit(std::string_view text) {
  return text.substr(0, text.find_first_of("eE")).find_first_of("123456789") != text.npos;
}

// `text` as a double; nothing, and the reason, where it is none.
std::optional<double> parse_real(const std::string& text, std::string& why) {
  double value = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value);
  const bool number = error != std::errc::invalid_argument && rest == end && text.find_first_of("nN") == text.npos;
  if (!number) {
    if (text.find('_') != text.npos && is_digit(text[0])) why += " (no _ inside)";
    return std::nullopt;
  }
  if (has_leading_zero(text)) {
    why = fmt::format("'{}' begins with 0, which others read as octal; write it without", shorten(text));
    return std::nullopt;
  }
  const bool nonzero = has_nonzero_digit(text);
  if (!nonzero) return std::signbit(value) ? -0.0 : 0.0;
  if (error == std::errc::result_out_of_range || std::isinf(value) ||
      std::fabs(value) < std::numeric_limits<double>::min()) {
    why = fmt::format("'{}' is beyond what a double holds (2.3e-308 to 1.7e308)", shorten(text));
    return std::nullopt;
  }
  return value;
}

template <class Integer>
std::optional<Integer> parse_integer(const Node& node, const char* expected, std::string& why) {
  const std::string text = plain(node, expected, why);
  if (text.empty()) return std::nullopt;
  Integer value = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value);
  if (error == std::errc() && rest == end && !has_leading_zero(text)) return value;
  const auto real = parse_real(text, why);
  if (!real) return std::nullopt;
  // Only below 2^53, where every whole number is a double of its own.
  const bool whole = *real == std::floor(*real) && std::fabs(*real) < 9007199254740992.0;
  if (!whole || (*real < 0 && !std::numeric_limits<Integer>::is_signed)) return std::nullopt;
  return static_cast<Integer>(*real);
}

}  // namespace

std::optional<double> read_real(const Node& node, std::string& why, const std::string& expected) {
  const std::string text = plain(node, expected, why);
  if (text.empty()) return std::nullopt;
  return parse_real(text, why);
}

std::optional<std::int64_t> read_whole(const Node& node, std::string& why) {
  return parse_integer<std::int64_t>(node, "a whole number", why);
}

std::optional<std::uint64_t> read_count(const Node& node, std::string& why) {
  return parse_integer<std::uint64_t>(node, "a whole number, not negative, below 2^64", why);
}

std::optional<bool> read_flag(const Node& node, std::string& why) {
  const std::string text = plain(node, "true or false", why);
  if (text == "true") return true;
  if (text == "false") return false;
  return std::nullopt;
}

std::optional<std::string> read_text(const Node& node, std::string& why) {
  why = fmt::format("{} found, expected a text", describe(node));
  if (node.kind != Node::Kind::scalar) return std::nullopt;
  // A block text (`>` or `|`) ends with a line end that isn't part of the value.
  std::string text = node.text;
  while (!text.empty() && text.back() == '\n') text.pop_back();
  if (text.empty()) why = "an empty text found, expected one of at least a character";
  if (text.find('\n') != text.npos) why = "a text of several lines found, expected one line";
  if (text.empty() || text.find('\n') != text.npos) return std::nullopt;
  return text;
}

namespace {

// Turns a UTC time as YAML libraries write it (a space, the zone +00:00, a fraction of zeros) into the form with T and
// Z.
std::string as_zulu(std::string text) {
  constexpr std::size_t seconds_end = 19;
  if (text.size() < seconds_end) return text;
  if (text[10] == ' ') text[10] = 'T';
  std::string rest = text.substr(seconds_end);
  if (rest.starts_with('.')) rest.erase(0, std::min(rest.find_first_not_of('0', 1), rest.size()));
  return rest == "Z" || rest == "+00:00" || rest == "+00" ? text.substr(0, seconds_end) + "Z" : text;
}

}  // namespace

std::optional<std::string> read_utc(const Node& node, std::string& why) {
  auto text = read_text(node, why);
  why = fmt::format("{} found, expected a time in UTC such as 2019-01-03T02:15:00Z", describe(node));
  if (text) text = as_zulu(*text);
  constexpr std::string_view pattern = "dddd-dd-ddTdd:dd:ddZ";
  if (!text || text->size() != pattern.size()) return std::nullopt;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == 'd' ? !is_digit((*text)[i]) : (*text)[i] != pattern[i]) return std::nullopt;
  }
  const auto field = [digits = text->data()](std::size_t at, std::size_t count) {
    int value = 0;
    std::from_chars(digits + at, digits + at + count, value);
    return value;
  };
  const int year = field(0, 4), month = field(5, 2), day = field(8, 2);
  constexpr int month_days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  const bool date = year >= 1900 && year <= 2199 && month >= 1 && month <= 12 && day >= 1 &&
                    day <= month_days[month - 1] + (month == 2 && leap);
  if (!date || field(11, 2) > 23 || field(14, 2) > 59 || field(17, 2) > 59) {
    why = fmt::format("'{}' is no date and time of the years 1900 to 2199", *text);
    return std::nullopt;
  }
  return text;
}

std::string to_text(double value) {
  char buffer[40];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
  std::string text(buffer, end);
  const std::size_t exponent = text.find('e');
  if (exponent != text.npos && text.find('.') == text.npos) text.insert(exponent, ".0");
  return text;
}

std::string to_short_text(double value) {
  std::string text = fmt::format("{}", value);
  const std::size_t exponent = text.find('e');
  if (exponent == std::string::npos) return text;
  const bool negative = text[exponent + 1] == '-';
  const std::string digits = text.substr(text.find_first_not_of("+-0", exponent + 1));
  return text.substr(0, exponent + 1) + (negative ? "-" : "") + digits;
}

std::string quote(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\t') out += "\\t";
    else out += c;
  }
  return out + '"';
}

}  // namespace farside
