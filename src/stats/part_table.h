#pragma once
// Some rows of a table, as a table of their own.
#include <cstdint>
#include <string>
#include <vector>

#include "stats/table.h"

namespace farside {

// Those with one code, without their weights, which are equal.
class PartTable : public ColumnSource {
 public:
  // `codes` of all rows of `whole`; both must outlive it.
  PartTable(const ColumnSource& whole, const std::vector<std::int8_t>& codes, std::int8_t code);

  std::string name() const override { return whole_.name(); }
  std::uint64_t rows() const override { return rows_; }
  const std::vector<ColumnInfo>& columns() const override { return columns_; }
  std::vector<double> read(const std::string& column, std::uint64_t first, std::uint64_t count) const override;

 private:
  std::uint64_t row_in_whole(std::uint64_t row) const;

  const ColumnSource& whole_;
  const std::vector<std::int8_t>& codes_;
  std::int8_t code_;
  std::vector<ColumnInfo> columns_;
  std::uint64_t rows_ = 0;
  std::vector<std::uint64_t> marks_;  // rows of the whole table where every `marked`th row is
};

}  // namespace farside
