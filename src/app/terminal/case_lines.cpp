#include "app/terminal/case_lines.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/rows/selection.h"
#include "base/nan.h"

namespace farside {
namespace {

std::vector<double> least_margins(const CampaignFile& file, std::uint64_t first, std::uint64_t count) {
  std::vector<double> least(count, nan);
  for (const ColumnInfo& column : file.columns()) {
    if (!is_margin(column)) continue;
    const std::vector<double> values = file.read_column(column.name, first, count);
    for (std::size_t i = 0; i < count; ++i) least[i] = std::fmin(least[i], values[i]);
  }
  return least;
}

std::string meaning_of(const ColumnInfo& column, double value) {
  for (std::size_t i = 0; i < std::min(column.flag_meanings.size(), column.flag_values.size()); ++i) {
    if (static_cast<double>(column.flag_values[i]) == value) return column.flag_meanings[i];
  }
  return value == -1.0 ? "not_applicable" : fmt::format("{}", value);
}

std::string meanings_of_bits(const ColumnInfo& column, double value) {
  std::string text;
  for (std::size_t i = 0; i < std::min(column.flag_meanings.size(), column.flag_masks.size()); ++i) {
    if ((static_cast<std::int64_t>(value) & column.flag_masks[i]) != 0)
      text += (text.empty() ? "" : "|") + column.flag_meanings[i];
  }
  return text.empty() ? "none" : text;
}

std::string text_of(const ColumnInfo& column, double value, bool csv) {
  if (std::isnan(value)) return csv ? "" : "-";
  if (!column.flag_masks.empty()) return meanings_of_bits(column, value);
  if (!column.flag_meanings.empty()) return meaning_of(column, value);
  if (column.type == ColumnType::float32 && csv) return fmt::format("{}", static_cast<float>(value));
  if (column.type != ColumnType::float32 && column.type != ColumnType::float64) return fmt::format("{:.0f}", value);
  return csv ? fmt::format("{}", value) : fmt::format("{:.4g}", value);
}

}  // namespace

bool is_margin(const ColumnInfo& column) { return column.name.starts_with("margin_") && column.extent == 1; }

std::vector<double> read_values(const CampaignFile& file, const std::string& column, std::uint64_t first,
                                std::uint64_t count) {
  return column == margin_least ? least_margins(file, first, count) : file.read_column(column, first, count);
}

Line heads_of(const std::vector<ColumnInfo>& columns) {
  Line heads{"case", "outcome", "first_cause"};
  for (const ColumnInfo& c : columns) {
    for (std::size_t i = 0; i < c.extent; ++i)
      heads.push_back(c.extent > 1 ? fmt::format("{}[{}]", c.name, i) : c.name);
  }
  return heads;
}

std::vector<Line> read_lines(const CampaignFile& file, const Cases& cases, const std::vector<ColumnInfo>& columns,
                             const std::uint64_t* begin, const std::uint64_t* end, bool csv) {
  const auto [low, high] = std::minmax_element(begin, end);
  std::vector<Line> lines(static_cast<std::size_t>(end - begin));
  for (std::uint64_t first = *low; first <= *high; first += batch_rows) {
    const std::uint64_t count = std::min<std::uint64_t>(batch_rows, *high + 1 - first);
    const auto within = [&](std::uint64_t row) { return row >= first && row < first + count; };
    if (std::none_of(begin, end, within)) continue;
    const std::vector<double> numbers =
        file.find("case") != nullptr ? file.read_column("case", first, count) : std::vector<double>{};
    const std::vector<double> causes =
        cases.has_first_cause ? file.read_column("first_cause", first, count) : std::vector<double>{};
    std::vector<std::vector<double>> values;
    for (const ColumnInfo& column : columns) values.push_back(read_values(file, column.name, first, count));
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (!within(begin[i])) continue;
      const std::size_t row = begin[i], at = row - first;
      const Ending ending = cases.endings[row];
      lines[i] = {fmt::format("{:.0f}", numbers.empty() ? static_cast<double>(row) : numbers[at]), outcome_name(ending),
                  cause_of(file, ending, causes.empty() ? nan : causes[at])};
      for (std::size_t c = 0; c < columns.size(); ++c) {
        const std::size_t extent = columns[c].extent;
        for (std::size_t e = 0; e < extent; ++e)
          lines[i].push_back(text_of(columns[c], values[c][at * extent + e], csv));
      }
    }
  }
  return lines;
}

std::string csv_text(const std::vector<Line>& lines) {
  std::string text;
  for (const Line& line : lines) {
    for (std::size_t c = 0; c < line.size(); ++c) text += (c == 0 ? "" : ",") + line[c];
    text += "\n";
  }
  return text;
}

}  // namespace farside
