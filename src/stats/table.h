#pragma once
// The columns that statistics are made of, wherever they lie: a campaign file, or rows in memory. One row a case, in the
// order of the case numbers. A table may hold only some of the columns of record/landing_record.h, and others.
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
  // All rows of the columns named, in one pass; of a column (case, leg) all legs of a case follow each other. The callers here
  // ask for no more columns at once than fit into `batch_bytes`, or for a single one.
  virtual std::vector<std::vector<double>> read_columns(const std::vector<std::string>& names) const = 0;

  // Stands in messages.
  virtual std::string name() const { return "table of cases"; }

  const ColumnInfo* find(const std::string& name) const;  // null where there is none
};

// 32 MB: four columns of a million cases, so that memory hardly grows with the number of cases and a source is read few times.
inline constexpr std::size_t batch_bytes = 32u << 20;

// Hands the columns named to `take`, one after the other in the order given, reading as many at once as `batch_bytes` allows.
// `take` may change the values, or move them away.
using TakeColumn = std::function<void(const ColumnInfo& column, std::vector<double>& values)>;
void for_each_column(const ColumnSource& source, const std::vector<std::string>& names, const TakeColumn& take);

}  // namespace farside
