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
#include "base/hdf5_signature.h"
#include "base/input_file.h"
#include "base/text.h"
#include "config/keys/registry.h"
#include "config/yaml/scalar.h"
#include "store/reader.h"

namespace farside {
namespace {

bool numbers_rows(std::string_view name) { return name == "case" || name == "index"; }

std::string misnumbered(std::string_view name, std::string_view found, std::uint64_t expected) {
  return fmt::format(
      "{} {} found where {} is expected: rows are missing or out of order; leave the column out to number them anew",
      name, found, expected);
}

// Numbers under a line of names, separated by commas, or by semicolons or tabs, as the line of names has it. Blank
// lines and those that begin with # are skipped.
class CsvReader {
 public:
  CsvReader(const std::string& path, std::string names)
      : path_(path), names_expected_(std::move(names)), in_(path, std::ios::binary) {}

  CloudTable read() {
    if (!next_line()) throw DataError(path_ + ": is empty; expected a line with " + names_expected_);
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

  void refuse_other_formats() const {
    constexpr std::pair<std::string_view, const char*> formats[] = {
        {"CDF", "a netCDF file of version 3; write it as netCDF-4, or as CSV"},
        {"PK\x03\x04", "a spreadsheet or another zip archive; save it as CSV UTF-8"},
        {"\x1f\x8b", "compressed by gzip; unpack it"},
        {"PAR1", "a Parquet file; write it as HDF5 or CSV"}};
    for (const auto& [signature, what] : formats) {
      if (text_.starts_with(signature)) fail(1, what);
    }
  }

  bool next_line() {
    while (std::getline(in_, text_)) {
      ++line_;
      if (line_ == 1 && text_.starts_with("\xEF\xBB\xBF")) text_.erase(0, 3);
      if (line_ == 1) refuse_other_formats();
      const std::size_t zero = text_.find('\0');
      if (zero != text_.npos || (line_ == 1 && (text_.starts_with("\xFF\xFE") || text_.starts_with("\xFE\xFF"))))
        fail(zero == text_.npos ? 1 : zero + 1, "not UTF-8 text (UTF-16?); save it as CSV UTF-8");
      if (!text_.empty() && text_.back() == '\r') text_.pop_back();
      if (const std::size_t cr = text_.find('\r'); cr != text_.npos) {
        fail(cr + 1,
             "a carriage return inside the line: some readers begin a new line here, some don't; write the line ends "
             "anew (LF, or CR LF)");
      }
      const std::string_view text = trimmed(text_);
      if (!text.empty() && text.front() != '#') return true;
    }
    return false;
  }

  // Calls visit(text, index, column in the line) for each cell.
  // By which the line of names is separated.
  char separator_of_header() {
    for (const char other : {';', '\t'}) {
      const std::size_t at = trimmed(text_).find(other) == std::string_view::npos ? text_.npos : text_.find(other);
      if (at == text_.npos) continue;
      if (const std::size_t comma = text_.find(','); comma != text_.npos)
        fail(std::max(at, comma) + 1,
             fmt::format("commas and {} in the line of names; separate all columns by one of them",
                         other == ';' ? "semicolons" : "tabs"));
      return other;
    }
    return ',';
  }

  template <class Visit>
  std::size_t cells(const Visit& visit) const {
    std::size_t index = 0, begin = 0;
    for (;;) {
      const std::size_t end = std::min(text_.find(separator_, begin), text_.size());
      visit(trimmed(std::string_view(text_).substr(begin, end - begin)), index++, begin + 1);
      if (end == text_.size()) return index;
      begin = end + 1;
    }
  }

  void read_header() {
    separator_ = separator_of_header();
    std::set<std::string> seen;
    cells([&](std::string_view cell, std::size_t, std::size_t at) {
      if (cell.size() > 1 && cell.front() == '"' && cell.back() == '"') cell = cell.substr(1, cell.size() - 2);
      if (cell.empty()) fail(at, "a column without a name; expected " + names_expected_);
      if (!seen.emplace(cell).second) fail(at, fmt::format("the column '{}' is given twice", cell));
      names_.emplace_back(cell);
      if (!numbers_rows(cell)) table_.columns.emplace_back(cell);
    });
    if (table_.columns.empty()) fail(1, "no column but the number of the row; expected " + names_expected_);
  }

  // As strict as the configuration, and with its messages: plain numbers alone, no +-1, no 010.
  double number(std::string_view cell, std::size_t at, const std::string& name) const {
    const bool plus = cell.starts_with('+');
    const std::string_view body = cell.substr(plus ? 1 : 0), digits = body.substr(body.starts_with('-') ? 1 : 0);
    const bool octal = digits.size() > 1 && digits[0] == '0' && digits[1] >= '0' && digits[1] <= '9';
    double value = 0;
    const auto [end, error] = std::from_chars(body.data(), body.data() + body.size(), value);
    if (error == std::errc() && end == body.data() + body.size() && std::isnormal(value) && !octal &&
        !(plus && body.starts_with('-')))
      return value;
    Node node;
    node.kind = Node::Kind::scalar;
    node.text = cell;
    std::string why;
    const auto read = read_real(node, why);
    if (!read && separator_ != ',' && cell.find(',') != cell.npos)
      fail(at, fmt::format("'{}' found, expected a number with a decimal point, such as 0.5 ({})", cell, name));
    if (!read) fail(at, fmt::format("{} ({})", why, name));
    return *read;
  }

  void read_row() {
    const std::size_t found = cells([&](std::string_view cell, std::size_t index, std::size_t at) {
      if (index >= names_.size()) return;
      const double value = number(cell, at, names_[index]);
      if (!numbers_rows(names_[index])) table_.values.push_back(value);
      else if (value != static_cast<double>(table_.rows))
        fail(at, misnumbered(names_[index], cell.substr(0, 40), table_.rows));
    });
    if (found != names_.size())
      fail(1, fmt::format("{} cells found, the header has {}, separated by {}", found, names_.size(),
                          separator_ == ','   ? "commas"
                          : separator_ == ';' ? "semicolons"
                                              : "tabs"));
    table_.lines.push_back(line_);
    ++table_.rows;
  }

  std::string path_, names_expected_, text_;
  std::ifstream in_;
  std::size_t line_ = 0;
  char separator_ = ',';
  std::vector<std::string> names_;  // column names, one for each cell of a line
  CloudTable table_;
};

void check_numbers(const CampaignFile& file, const std::string& name) {
  const std::vector<double> numbers = file.read_column(name);
  for (std::size_t row = 0; row < numbers.size(); ++row) {
    if (numbers[row] != static_cast<double>(row))
      throw DataError(
          fmt::format("{}: row {}: error: {}", file.path(), row, misnumbered(name, to_short_text(numbers[row]), row)));
  }
}

CloudTable read_hdf5(const std::string& path) {
  const CampaignFile file(path);
  CloudTable table;
  for (const ColumnInfo& column : file.columns()) {
    if (column.extent != 1)
      throw DataError(
          fmt::format("{}: the dataset '{}' has two dimensions; a column has a number a case, and what is none belongs "
                      "into a group",
                      path, column.name));
    if (numbers_rows(column.name)) {
      check_numbers(file, column.name);
      continue;
    }
    table.columns.push_back(column.name);
    table.units.push_back(column.units);
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
  return CsvReader(path, "the paths of keys, such as start.touchdown.east_m").read();
}

CloudTable read_csv(const std::string& path, const std::string& names) {
  check_input_file(path);
  return CsvReader(path, names).read();
}

CloudTable chosen_columns(CloudTable table, const std::vector<std::string>& columns) {
  if (columns == table.columns) return table;
  CloudTable chosen{columns, table.rows, {}, std::move(table.lines), {}};
  std::vector<std::size_t> from;
  for (const std::string& name : columns) {
    const auto found = std::find(table.columns.begin(), table.columns.end(), name);
    if (found == table.columns.end()) throw InternalError("a cloud without the column " + name);
    from.push_back(static_cast<std::size_t>(found - table.columns.begin()));
  }
  if (!table.units.empty()) {
    for (const std::size_t i : from) chosen.units.push_back(table.units[i]);
  }
  for (std::uint64_t row = 0; row < table.rows; ++row) {
    for (const std::size_t i : from) chosen.values.push_back(table.row(row)[i]);
  }
  return chosen;
}

void check_columns(const CloudTable& table, const std::string& path) {
  for (std::size_t i = 0; i < table.units.size(); ++i) {
    const Key& key = *registry().find(table.columns[i]);
    if (table.units[i].empty() || table.units[i] == key.unit.name) continue;
    throw DataError(
        fmt::format("{}: the dataset '{}' says that its units are '{}', expected '{}', which is that of the key", path,
                    key.path, table.units[i], key.unit.name));
  }
  constexpr std::size_t shown = 5;
  std::size_t found = 0;
  std::string text;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const Key& key = *registry().find(table.columns[i]);
    for (std::uint64_t row = 0; row < table.rows; ++row) {
      const double value = table.row(row)[i];
      if (value >= key.range.min && value <= key.range.max) continue;
      if (++found > shown) continue;
      const std::string place =
          table.lines.empty() ? fmt::format("{}: row {}", path, row) : fmt::format("{}:{}", path, table.lines[row]);
      text += fmt::format("{}{}: error: {}: {} is outside {} ({})", text.empty() ? "" : "\n", place, key.path,
                          to_short_text(value), limits_text(key), key.text);
    }
  }
  if (found > shown) text += fmt::format("\nand {} more", found - shown);
  if (found > 0) throw DataError(text);
}

}  // namespace farside
