#pragma once
// The reading process's side of a CampaignFile (store/reader.h): here HDF5 opens the file. Root-level datasets along
// the dimension `case` are the columns; everything about them is checked before a value is read. HDF5 prints nothing.
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "record/schema.h"
#include "store/hdf5/hid.h"
#include "store/hdf5/trajectories.h"

namespace farside {

enum class ReadAs : std::uint8_t { doubles, stored };

class CampaignReader {
 public:
  CampaignReader(const std::string& path, Content content);

  std::uint64_t rows() const { return rows_; }
  const std::vector<ColumnInfo>& columns() const { return columns_; }

  // Values of rows first ... first + count - 1 in the type asked for; of a column (case, leg) all legs of a case follow
  // each other.
  std::string read(const std::string& name, std::uint64_t first, std::uint64_t count, ReadAs as) const;

  // Of the file's group /trajectories; empty where it has none. All their columns are those of record/trace_record.h.
  Trajectories trajectories() const;

  // An attribute of the file, or of one of its groups ("provenance"); none where it is absent or of another type.
  std::optional<std::string> text(const std::string& name, const std::string& group = "") const;
  std::optional<std::uint64_t> number(const std::string& name, const std::string& group = "") const;

 private:
  bool holds_histories_alone(Content content) const;
  void list_columns();
  std::optional<ColumnInfo> inspect(const std::string& name, std::uint64_t& rows) const;
  std::optional<std::string> text_of(hid_t object, const std::string& name) const;
  const Hid& opened(const std::string& column) const;
  [[noreturn]] void fail(const std::string& reason) const;

  std::string path_;
  Hid file_;
  std::uint64_t rows_ = 0;
  std::vector<ColumnInfo> columns_;
  struct Opened {
    std::string column;
    std::size_t cache_bytes;
    Hid dataset;
  };
  mutable std::deque<Opened>
      opened_;  // the columns read last, each with its last chunk in the cache, since the next read begins in it
};

}  // namespace farside
