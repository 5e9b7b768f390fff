#pragma once
// start.from_file: states that another program has computed, a row a case, columns named by the paths of keys.
#include <cstdint>
#include <string>
#include <vector>

namespace farside {

struct CloudTable {
  std::vector<std::string> columns;
  std::uint64_t rows = 0;
  std::vector<double> values{};        // row after row, in the keys' units
  std::vector<std::uint64_t> lines{};  // of a text file: the line of each row
  std::vector<std::string> units{};    // of an HDF5 file: the attribute `units` of each column, "" without one

  // InternalError where there is no such row.
  const double* row(std::uint64_t number) const;
};

// Reads CSV, or HDF5 where the file begins with its signature. Columns `case` and `index` number the rows from 0 and
// are left out. DataError, with line and column: no such file, no header, a cell that is no number, rows of different
// length, rows missing by their numbers.
CloudTable read_cloud_file(const std::string& path);

// Reads CSV alone. `names`: what the names of its columns are, for messages.
CloudTable read_csv(const std::string& path, const std::string& names);

// The columns of these names, in their order.
CloudTable chosen_columns(CloudTable table, const std::vector<std::string>& columns);

// DataError where a column has other units than its key, or a value is outside of the key's limits; names the first
// values. `path` stands in messages.
void check_columns(const CloudTable& table, const std::string& path);

}  // namespace farside
