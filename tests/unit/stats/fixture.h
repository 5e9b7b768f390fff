#pragma once
// A table of cases in memory that holds just the columns a test names.
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "stats/table.h"

namespace farside::stats_test {

// What a table holds of a cause: in `first_cause`, in `failure_mask`.
constexpr double code(Cause cause) { return static_cast<double>(cause); }
constexpr double bit(Cause cause) { return static_cast<double>(std::int64_t{1} << (static_cast<int>(cause) - 1)); }

inline constexpr double nan = std::numeric_limits<double>::quiet_NaN();

class Table : public ColumnSource {
 public:
  explicit Table(std::uint64_t rows) : rows_(rows) {}
  Table& with(const std::string& name, std::vector<double> values, std::size_t extent = 1,
              const std::string& dimension = "") {
    static const Schema known;
    ColumnInfo column;
    if (known.find(name) != nullptr) column = *known.find(name);
    column.name = name;
    if (column.units.empty()) column.units = "m";
    column.extent = extent;
    column.dimension = dimension;
    std::erase_if(columns_, [&](const ColumnInfo& c) { return c.name == name; });
    columns_.push_back(column);
    values_[name] = std::move(values);
    return *this;
  }
  ColumnInfo& info(const std::string& name) {
    return *std::find_if(columns_.begin(), columns_.end(), [&](const ColumnInfo& c) { return c.name == name; });
  }

  std::uint64_t rows() const override { return rows_; }
  const std::vector<ColumnInfo>& columns() const override { return columns_; }
  std::vector<double> read(const std::string& name, std::uint64_t first, std::uint64_t count) const override {
    const std::size_t extent = find(name)->extent;
    largest_block = std::max<std::size_t>(largest_block, count * extent);
    reads[name] += static_cast<double>(count) / static_cast<double>(rows_);
    const std::vector<double>& values = values_.at(name);
    const auto at = [&](std::uint64_t row) {
      return values.begin() + static_cast<std::ptrdiff_t>(std::min(row * extent, values.size()));
    };
    return {at(first), at(first + count)};
  }

  mutable std::map<std::string, double> reads;  // how often the whole column was read
  mutable std::size_t largest_block = 0;        // values

 private:
  std::uint64_t rows_;
  std::vector<ColumnInfo> columns_;
  std::map<std::string, std::vector<double>> values_;
};

// n values, of which the first `count` are `first`.
inline std::vector<double> first_then(std::size_t n, std::size_t count, double first, double then) {
  std::vector<double> values(n, then);
  std::fill_n(values.begin(), count, first);
  return values;
}

inline std::vector<double> normal_sample(std::size_t n, unsigned seed, double mean = 0, double sd = 1) {
  std::mt19937_64 bits(seed);
  std::normal_distribution<double> draw(mean, sd);
  std::vector<double> values(n);
  for (double& x : values) x = draw(bits);
  return values;
}

}  // namespace farside::stats_test
