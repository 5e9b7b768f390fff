#pragma once
// The cases of a table by what broke in them (its column `fault`).
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "record/fault_rates.h"
#include "stats/cases.h"

namespace farside {

// Rows with one code, as a table of their own, without their weights, which are equal.
class FaultTable : public ColumnSource {
 public:
  // `codes` of all rows of `whole`; both must outlive it.
  FaultTable(const ColumnSource& whole, const std::vector<std::int8_t>& codes, std::int8_t code);

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

// Those without a fault first, then those with each of `faults` alone, in their order.
class FaultTables {
 public:
  // DataError: there is no column `fault`, it doesn't know one of the faults, it has a code without a name, or weights
  // differ between cases with the same.
  FaultTables(const ColumnSource& whole, const std::vector<FaultRate>& faults);

  std::size_t count() const { return tables_.size(); }
  const FaultTable& table(std::size_t i) const { return tables_[i]; }
  const Cases& cases(std::size_t i) const { return cases_[i]; }
  std::uint64_t several() const { return several_; }  // rows with more than one

 private:
  std::vector<std::int8_t> codes_;
  std::deque<FaultTable> tables_;
  std::vector<Cases> cases_;
  std::uint64_t several_ = 0;
};

// Names of the faults that a table tells apart; empty without the column.
std::vector<std::string> faults_of(const ColumnSource& table);

}  // namespace farside
