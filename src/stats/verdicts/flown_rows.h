#pragma once
// The cases of a table that were flown, one after the other: for who goes through two tables at once.
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "stats/cases.h"
#include "stats/verdicts/mission.h"

namespace farside {

// The rows of a table that were flown, one after the other.
class FlownRows {
 public:
  FlownRows(const ColumnSource& source, const Cases& cases) : source_(source), cases_(cases) {
    for (std::size_t i = 0; i < column_count; ++i) {
      const ColumnInfo* const column = source.find(names[i]);
      if (column == nullptr || column->extent != 1) continue;
      place_[i] = columns_.size();
      columns_.emplace_back(names[i]);
    }
    settle();
  }
  bool at_end() const { return row_ == source_.rows(); }
  void next() {
    const double last = number();
    ++row_;
    settle();
    if (!at_end() && !(number() > last)) {
      throw DataError(fmt::format("{}: case {:.0f} of row {} follows case {:.0f}; sort its rows by `case`",
                                  source_.name(), number(), row_, last));
    }
  }

  double number() const { return value(0, static_cast<double>(row_)); }
  Ending ending() const { return cases_.endings[row_]; }
  std::int8_t cause() const {  // 0: none
    const double stored = cases_.has_first_cause ? value(1, 0.0) : 0.0;
    return first_cause(ending(), stored >= 0 ? static_cast<std::int8_t>(stored) : std::int8_t{-1});
  }
  // Of a table that has a mission.
  Told goes_on() const { return mission_goes_on(value(2, -1.0), ending()); }
  std::string mission_cause() const { return mission_cause_name(value(2, -1.0), value(3, -1.0)); }

 private:
  static constexpr std::size_t column_count = 4, absent = column_count;
  static constexpr const char* names[column_count] = {"case", "first_cause", mission_column, mission_cause_column};

  double value(std::size_t column, double otherwise) const {
    return place_[column] == absent ? otherwise : values_[place_[column]][row_ - first_];
  }
  // At a row that was flown, with its block in memory.
  void settle() {
    while (!at_end() && cases_.endings[row_] == Ending::not_run) ++row_;
    if (at_end() || (row_ < first_ + rows_ && rows_ > 0)) return;
    first_ = row_;
    rows_ = std::min<std::uint64_t>(block_values, source_.rows() - first_);
    values_.clear();
    for (const std::string& column : columns_) values_.push_back(source_.read(column, first_, rows_));
  }

  const ColumnSource& source_;
  const Cases& cases_;
  std::vector<std::string> columns_;
  std::size_t place_[column_count] = {absent, absent, absent, absent};  // of each among `columns_`
  std::uint64_t row_ = 0, first_ = 0, rows_ = 0;
  std::vector<std::vector<double>> values_;  // of `columns_`, from row `first_` on
};

}  // namespace farside
