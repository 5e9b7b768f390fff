#pragma once
// Whether all cases of a campaign say the same: where no input varies, so many say no more than one.
#include <cstddef>
#include <vector>

#include "record/schema.h"

namespace farside {

class Alike {
 public:
  explicit Alike(const Schema& schema);
  // A row of that schema. Its case number and its inputs are not looked at.
  void add(const std::byte* row);
  // Also of one row, and of none.
  bool holds() const { return holds_; }

 private:
  struct Column {
    std::size_t offset, bytes;
  };
  std::vector<Column> columns_;
  std::vector<std::byte> first_;
  std::size_t row_bytes_;
  bool holds_ = true;
};

}  // namespace farside
