#pragma once
// The cases of a table by what broke in them (its column `fault`).
#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "record/fault_rates.h"
#include "stats/cases.h"
#include "stats/intervals/stratified.h"
#include "stats/part_table.h"

namespace farside {

// Those without a fault first, then those with each of `faults` alone, in their order.
class FaultTables {
 public:
  // DataError: there is no column `fault`, it doesn't know one of the faults, it has a code without a name, or weights
  // differ between cases with the same.
  FaultTables(const ColumnSource& whole, const std::vector<FaultRate>& faults);

  std::size_t count() const { return tables_.size(); }
  const PartTable& table(std::size_t i) const { return tables_[i]; }
  const Cases& cases(std::size_t i) const { return cases_[i]; }
  std::uint64_t several() const { return several_; }  // rows with more than one

  // Of each row of the whole: the table that it is of; the number of tables: several faults; -1: none of them.
  const std::vector<std::int8_t>& places() const { return codes_; }

  // An event that is counted in each table, as faults with these shares would have it: several at once are untold.
  StratifiedShare share(const FaultShares& shares, const std::function<CountRange(std::size_t table)>& count,
                        double confidence) const;

 private:
  std::vector<std::int8_t> codes_;
  std::deque<PartTable> tables_;
  std::vector<Cases> cases_;
  std::uint64_t several_ = 0;
};

// Names of the faults that a table tells apart; empty without the column.
std::vector<std::string> faults_of(const ColumnSource& table);

}  // namespace farside
