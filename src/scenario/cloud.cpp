#include "scenario/cloud.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstring>
#include <fstream>
#include <set>
#include <string_view>

#include "base/error.h"
#include "base/input_file.h"
#include "config/registry.h"
#include "config/scalar.h"
#include "store/reader.h"

namespace farside {
namespace {

constexpr std::string_view hdf5_signature = "\x89HDF\r\n\x1a\n";

bool numbers_rows(std::string_view name) { return name == "case" || name == "index"; }

std::string_view trimmed(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

// Comma-separated numbers under a line of names. Blank lines and those that begin with # say nothing.
class CsvReader {
 public:
  explicit CsvReader(const std::string& path) : path_(path), in_(path, std::ios::binary) {}

  CloudTable read() {
    if (!next_line()) throw DataError(path_ + ": is empty; expected a line with the paths of keys, such as start.touchdown.east_m");
    read_header();
    while (next_line()) read_row();
    if (in_.bad()) throw DataError(path_ + ": can't be read: " + std::strerror(errno));
    if (table_.rows == 0) throw DataError(path_ + ": has a header and no row");
    return std::move(table_);
  }

 private:
  [[noreturn]] void fail(std::size_t column, const std::string& what) const {
    throw DataError(fmt::format("{}:{}:{}: error: {}", path_, line_, column, what));
  }

  bool next_line() {
    while (std::getline(in_, text_)) {
      ++line_;
      if (line_ == 1 && text_.rfind("\xEF\xBB\xBF", 0) == 0) text_.erase(0, 3);
      const std::string_view text = trimmed(text_);
      if (!text.empty() && text.front() != '#') return true;
    }
    return false;
  }

  // Calls visit(text, index, column in the line) for each cell.
  template <class Visit>
  std::size_t cells(const Visit& visit) const {
    std::size_t index = 0, begin = 0;
    for (;;) {
      const std::size_t end = std::min(text_.find(',', begin), text_.size());
      visit(trimmed(std::string_view(text_).substr(begin, end - begin)), index++, begin + 1);
      if (end == text_.size()) return index;
      begin = end + 1;
    }
  }

  void read_header() {
    std::set<std::string> seen;
    cells([&](std::string_view cell, std::size_t, std::size_t at) {
      if (cell.size() > 1 && cell.front() == '"' && cell.back() == '"') cell = cell.substr(1, cell.size() - 2);
      if (cell.empty()) fail(at, "a column without a name; expected the path of a key");
      if (!seen.emplace(cell).second) fail(at, fmt::format("the column '{}' is given twice", cell));
      used_.push_back(!numbers_rows(cell));
      if (used_.back()) table_.columns.emplace_back(cell);
    });
    if (table_.columns.empty()) fail(1, "no column but the number of the row; expected paths of keys, such as start.touchdown.east_m");
  }

  void read_row() {
    const std::size_t found = cells([&](std::string_view cell, std::size_t index, std::size_t at) {
      if (index >= used_.size() || !used_[index]) return;
      double value = 0;
      if (!cell.empty() && cell.front() == '+') cell.remove_prefix(1);
      const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
      if (error != std::errc() || end != cell.data() + cell.size() || !std::isfinite(value)) {
        fail(at, fmt::format("'{}' found, expected a number ({})", cell.substr(0, 40), name_of(index)));
      }
      table_.values.push_back(value);
    });
    if (found != used_.size()) fail(1, fmt::format("{} cells found, the header has {}", found, used_.size()));
    table_.lines.push_back(line_);
    ++table_.rows;
  }

  const std::string& name_of(std::size_t cell) const {
    return table_.columns[static_cast<std::size_t>(std::count(used_.begin(), used_.begin() + static_cast<std::ptrdiff_t>(cell), true))];
  }

  std::string path_, text_;
  std::ifstream in_;
  std::size_t line_ = 0;
  std::vector<bool> used_;  // one a cell of a line
  CloudTable table_;
};

CloudTable read_hdf5(const std::string& path) {
  const CampaignFile file(path);
  CloudTable table;
  for (const ColumnInfo& column : file.columns()) {
    if (numbers_rows(column.name)) continue;
    if (column.extent != 1)
      throw DataError(fmt::format("{}: the dataset '{}' has two dimensions; a column has a number a case", path, column.name));
    table.columns.push_back(column.name);
  }
  table.rows = file.rows();
  if (table.columns.empty() || table.rows == 0) throw DataError(path + ": has no dataset with a number a case");
  const std::size_t width = table.columns.size();
  table.values.resize(table.rows * width);
  for (std::size_t i = 0; i < width; ++i) {
    const std::vector<double> column = file.read_column(table.columns[i], 0, table.rows);
    for (std::size_t row = 0; row < column.size(); ++row) table.values[row * width + i] = column[row];
  }
  return table;
}

}  // namespace

const double* CloudTable::row(std::uint64_t number) const {
  if (number >= rows) throw InternalError(fmt::format("case {} where the cloud has {} rows", number, rows));
  return &values[number * columns.size()];
}

CloudTable read_cloud_file(const std::string& path) {
  check_input_file(path);
  char begin[8] = {};
  std::ifstream in(path, std::ios::binary);
  if (!in) throw DataError(path + ": can't be read: " + std::strerror(errno));
  in.read(begin, sizeof begin);
  if (std::string_view(begin, sizeof begin) == hdf5_signature) return read_hdf5(path);
  return CsvReader(path).read();
}

CloudTable chosen_columns(CloudTable table, const std::vector<std::string>& columns) {
  if (columns == table.columns) return table;
  CloudTable chosen{columns, table.rows, {}, std::move(table.lines)};
  std::vector<std::size_t> from;
  for (const std::string& name : columns) {
    const auto found = std::find(table.columns.begin(), table.columns.end(), name);
    if (found == table.columns.end()) throw InternalError("a cloud without the column " + name);
    from.push_back(static_cast<std::size_t>(found - table.columns.begin()));
  }
  for (std::uint64_t row = 0; row < table.rows; ++row) {
    for (const std::size_t i : from) chosen.values.push_back(table.row(row)[i]);
  }
  return chosen;
}

void check_limits(const CloudTable& table, const std::string& path) {
  constexpr std::size_t shown = 5;
  std::size_t found = 0;
  std::string text;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const Key& key = *registry().find(table.columns[i]);
    for (std::uint64_t row = 0; row < table.rows; ++row) {
      const double value = table.row(row)[i];
      if (value >= key.range.min && value <= key.range.max) continue;
      if (++found > shown) continue;
      const std::string place = table.lines.empty() ? fmt::format("{}: row {}", path, row) : fmt::format("{}:{}", path, table.lines[row]);
      text += fmt::format("{}{}: error: {}: {} is outside {} ({})", text.empty() ? "" : "\n", place, key.path, to_short_text(value),
                          limits_text(key), key.text);
    }
  }
  if (found > shown) text += fmt::format("\nand {} more", found - shown);
  if (found > 0) throw DataError(text);
}

}  // namespace farside
