#pragma once
// The first rows of a table, as a table of their own.
#include <string>
#include <vector>

#include "stats/cases.h"
#include "stats/table.h"

namespace farside {

// Up to the last of `most` rows whose ending is looked at.
class FirstRows : public ColumnSource {
 public:
  template <class IsAsked>
  FirstRows(const ColumnSource& whole, const Cases& cases, std::uint64_t most, const IsAsked& is_asked)
      : whole_(whole) {
    for (std::uint64_t asked = 0; rows_ < whole.rows() && asked < most; ++rows_)
      asked += is_asked(cases.endings[rows_]) ? 1 : 0;
  }
  std::string name() const override { return whole_.name(); }
  std::uint64_t rows() const override { return rows_; }
  const std::vector<ColumnInfo>& columns() const override { return whole_.columns(); }
  std::vector<double> read(const std::string& column, std::uint64_t first, std::uint64_t count) const override {
    return whole_.read(column, first, count);
  }
  void expect(const std::string& column, std::uint64_t first, std::uint64_t count) const override {
    whole_.expect(column, first, count);
  }

 private:
  const ColumnSource& whole_;
  std::uint64_t rows_ = 0;
};

}  // namespace farside
