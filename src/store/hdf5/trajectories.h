#pragma once
// Time histories of some cases, one after the other.
#include <cstdint>
#include <string>
#include <vector>

namespace farside {

// What a file is read for: one of time histories (`farside replay -o`) has no cases.
enum class Content : std::uint8_t { cases, histories };

struct Trajectories {
  struct Column {
    std::string name, units, long_name;
  };
  std::vector<Column> columns;  // the first is `time`
  std::vector<std::uint64_t> cases;
  std::vector<std::uint64_t> row_counts;  // of each case
  std::vector<double> rows;               // all rows, columns.size() values each
};

// The columns of record/trace_record.h.
std::vector<Trajectories::Column> trajectory_columns();

// Those of several files, in ascending order of the cases, each case once.
Trajectories joined(const std::vector<Trajectories>& parts);

}  // namespace farside
