#pragma once
// The inputs of a table: columns in_NAME with one number a case.
#include <algorithm>
#include <string>
#include <vector>

#include "record/schema.h"

namespace farside {

inline bool is_input(const ColumnInfo& column) { return column.name.starts_with("in_") && column.extent == 1; }

inline std::string path_of_input(const ColumnInfo& column) {
  return column.config_path.empty() ? column.name : column.config_path;
}

// `unread`: paths of what is drawn and read by nothing, which goes with a result by chance alone.
inline bool is_read_input(const ColumnInfo& column, const std::vector<std::string>& unread) {
  return is_input(column) && std::find(unread.begin(), unread.end(), column.config_path) == unread.end();
}

}  // namespace farside
