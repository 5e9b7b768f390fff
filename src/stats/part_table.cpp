#include "stats/part_table.h"

#include <algorithm>

namespace farside {
namespace {

constexpr std::uint64_t marked = 4096;

}  // namespace

PartTable::PartTable(const ColumnSource& whole, const std::vector<std::int8_t>& codes, std::int8_t code)
    : whole_(whole), codes_(codes), code_(code) {
  for (const ColumnInfo& c : whole.columns())
    if (c.name != "weight") columns_.push_back(c);
  for (std::uint64_t row = 0; row < codes.size(); ++row) {
    if (codes[row] != code) continue;
    if (rows_++ % marked == 0) marks_.push_back(row);
  }
}

std::uint64_t PartTable::row_in_whole(std::uint64_t row) const {
  std::uint64_t at = marks_[row / marked];
  for (std::uint64_t left = row % marked; left > 0; --left) do
      ++at;
    while (codes_[at] != code_);
  return at;
}

std::vector<double> PartTable::read(const std::string& column, std::uint64_t first, std::uint64_t count) const {
  std::vector<double> found;
  if (count == 0) return found;
  const std::size_t extent = whole_.find(column)->extent;
  const std::uint64_t rows_at_once = std::max<std::uint64_t>(block_values / extent, 1);
  found.reserve(count * extent);
  for (std::uint64_t at = row_in_whole(first); found.size() < count * extent;) {
    const std::uint64_t rows = std::min<std::uint64_t>(rows_at_once, codes_.size() - at);
    const std::vector<double> values = whole_.read(column, at, rows);
    for (std::uint64_t i = 0; i < rows && found.size() < count * extent; ++i) {
      if (codes_[at + i] != code_) continue;
      const auto from = values.begin() + static_cast<std::ptrdiff_t>(i * extent);
      found.insert(found.end(), from, from + static_cast<std::ptrdiff_t>(extent));
    }
    at += rows;
  }
  return found;
}

}  // namespace farside
