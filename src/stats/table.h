#pragma once
// The columns that statistics are computed from: of a campaign file, or in memory. One row a case, in the order of the
// case numbers. A table may hold only some of the columns of record/landing_record.h, and others.
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "record/schema.h"

namespace farside {

class ColumnSource {
 public:
  virtual ~ColumnSource() = default;
  virtual std::uint64_t rows() const = 0;
  virtual const std::vector<ColumnInfo>& columns() const = 0;
  // Values of rows first ... first + count - 1; of a column (case, leg) all legs of a case follow each other. The
  // callers here ask for no more than `block_values` at once, in the order of the rows.
  virtual std::vector<double> read(const std::string& column, std::uint64_t first, std::uint64_t count) const = 0;

  // These rows will be read next and can be fetched already.
  virtual void expect(const std::string&, std::uint64_t, std::uint64_t) const {}

  // For messages.
  virtual std::string name() const { return "table of cases"; }

  const ColumnInfo* find(const std::string& name) const;  // null where there is none
};

// 1 MB: enough that asking for it costs little beside reading it.
inline constexpr std::size_t block_values = std::size_t{1} << 15;

// Some rows of a table.
struct RowBlock {
  std::uint64_t first;
  std::size_t rows;
  std::vector<std::vector<double>> values;  // of each column asked for
};

// Calls `take` for all rows, block by block.
using TakeBlock = std::function<void(const RowBlock& block)>;
void for_each_block(const ColumnSource& source, const std::vector<std::string>& columns, const TakeBlock& take);

}  // namespace farside
