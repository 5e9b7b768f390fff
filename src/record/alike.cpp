#include "record/alike.h"

#include <algorithm>
#include <cstring>

namespace farside {

// Inputs stand behind the record.
Alike::Alike(const Schema& schema) : row_bytes_(sizeof(LandingRecord)) {
  for (const ColumnInfo& c : schema.columns()) {
    if (c.name != "case" && c.offset < row_bytes_) columns_.push_back({c.offset, c.bytes()});
  }
}

void Alike::add(const std::byte* row) {
  if (first_.empty()) first_.assign(row, row + row_bytes_);
  const auto same = [&](const Column& c) {
    return std::memcmp(first_.data() + c.offset, row + c.offset, c.bytes) == 0;
  };
  holds_ = holds_ && std::all_of(columns_.begin(), columns_.end(), same);
}

}  // namespace farside
