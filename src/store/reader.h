#pragma once
// Reads a campaign file, or any file of its layout: also one written by hand that holds only some of the columns.
// Root-level datasets along the dimension `case` are the columns; everything about them is checked before a value is
// read, in a process of its own (store/process/reading_child.h). Every problem of the file is a DataError that names
// the file, the dataset and the reason.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "record/schema.h"
#include "store/hdf5/trajectories.h"
#include "store/process/reading_child.h"

namespace farside {

// Who wrote a file: one that this program has just written is read without limits on its values and on CPU time.
enum class Author { somebody, this_program };

class CampaignFile {
 public:
  explicit CampaignFile(const std::string& path, Author author = Author::somebody, Content content = Content::cases);

  const std::string& path() const { return path_; }
  std::uint64_t rows() const { return rows_; }
  // As stored (`offset` means nothing here). A file may have columns that this build doesn't know, and lack others.
  const std::vector<ColumnInfo>& columns() const& { return columns_; }
  void columns() const&& = delete;
  const ColumnInfo* find(const std::string& name) const;  // null where there is none

  // Values of rows first ... first + count - 1 as doubles; of a column (case, leg) all legs of a case follow each
  // other.
  std::vector<double> read_column(const std::string& name) const { return read_column(name, 0, rows_); }
  std::vector<double> read_column(const std::string& name, std::uint64_t first, std::uint64_t count) const;
  // These rows will be read next: the child reads them meanwhile.
  void expect_column(const std::string& name, std::uint64_t first, std::uint64_t count) const;
  // The same in the column's own type, for comparing bits.
  std::vector<std::byte> read_bytes(const std::string& name, std::uint64_t first, std::uint64_t count) const;

  // The row of case `number`: by the column `case`; in a file without it, the number itself.
  std::optional<std::uint64_t> row_of(std::uint64_t number) const;

  // Of the file's group /trajectories; empty where it has none. All their columns are those of record/trace_record.h.
  Trajectories trajectories() const;

  // An attribute of the file, or of one of its groups ("provenance"); none where it is absent or of another type.
  std::optional<std::string> text(const std::string& name, const std::string& group = "") const;
  std::optional<std::uint64_t> number(const std::string& name, const std::string& group = "") const;

 private:
  // DataError where a small file claims so many values that reading it takes minutes: gzip shrinks equal values by a
  // thousand.
  void refuse_overblown(std::uint64_t bytes) const;
  const ColumnInfo& checked_column(const std::string& name, std::uint64_t first, std::uint64_t count) const;

  std::string path_;
  std::unique_ptr<ReadingChild> child_;
  std::uint64_t rows_ = 0;
  std::vector<ColumnInfo> columns_;
};

// A stored value whose bits differ from those of the case flown again.
struct ColumnDifference {
  std::string name;
  std::size_t element;  // along the second dimension
  double stored, computed;
};
// Compares every stored column that `schema` knows.
std::vector<ColumnDifference> compare_row(const CampaignFile& file, std::uint64_t row, const Schema& schema,
                                          const LandingRecord& record, const double* inputs);

}  // namespace farside
