#pragma once
// A text for a terminal: lines, paragraphs, tables that stand closer where it is narrow; and figures as such texts have
// them.
#include <fmt/format.h>

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace farside {

class TextPage {
 public:
  // Of a terminal of so many columns, 60 or more; without it, as in a pipe, tables have one layout.
  explicit TextPage(std::optional<std::size_t> columns) : columns_(columns) {}

  template <class... Arguments>
  void line(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    add_line(fmt::format(format, std::forward<Arguments>(arguments)...));
  }
  void blank() { text_ += '\n'; }

  // A line that is wrapped where the terminal is narrow.
  void free_line(const std::string& text);

  // `head` and `text`, wrapped at spaces, with all lines indented by the width of `head`.
  void paragraph(const std::string& head, std::string text);

  // A row of a table: the line for a wide terminal, and its cells for a narrow one.
  void row(std::string wide, std::vector<std::string> cells) { table_.push_back({std::move(wide), std::move(cells)}); }
  // `alignment`: l or r for each column.
  void end_table(std::string_view alignment);

  // All of it; no more than one newline at its end.
  std::string take();

 private:
  struct TableRow {
    std::string wide;
    std::vector<std::string> cells;
  };
  void add_line(std::string text);
  void narrow_table(std::string_view alignment);

  std::optional<std::size_t> columns_;
  std::vector<TableRow> table_;
  std::string text_;
};

// 10,000; "1 case", "10,000 cases".
std::string thousands(std::uint64_t n);
std::string counted_cases(std::uint64_t n);

// NaN is a number to JSON in memory, and null in a file.
bool is_finite(const nlohmann::ordered_json& value);
// A count; 0 for what is none.
std::uint64_t count_of(const nlohmann::ordered_json& value);

// In per cent, with enough digits to tell it from 0 and 1. Bounds are rounded outwards.
enum class Rounding { nearest, down, up };
std::string percent(double share, Rounding rounding = Rounding::nearest);
std::string percent(const nlohmann::ordered_json& value, Rounding rounding = Rounding::nearest);
// A difference of two shares, with its sign, in the same way.
std::string signed_percent(const nlohmann::ordered_json& value, Rounding rounding = Rounding::nearest);
// The bounds of a share; empty where there are none.
std::string bounds_of(const nlohmann::ordered_json& share);
// Of a share that lies between a low and a high one, both.
std::string estimate_of(const nlohmann::ordered_json& share);
// 99.73 %
std::string percent_name(double p);

// Numbers of cases, with blanks between them.
std::string numbers_of(const nlohmann::ordered_json& cases);

}  // namespace farside
