#include "store/hdf5/trajectories.h"

#include <map>

#include "base/error.h"
#include "record/trace_record.h"

namespace farside {
namespace {

struct ColumnNames {
  std::vector<Trajectories::Column>& columns;
  void column(const char* name, double TraceRecord::*, const char* units, const char* long_name) {
    columns.push_back({name, units, long_name});
  }
};

}  // namespace

std::vector<Trajectories::Column> trajectory_columns() {
  std::vector<Trajectories::Column> columns;
  ColumnNames names{columns};
  TraceRecord::columns(names);
  return columns;
}

Trajectories joined(const std::vector<Trajectories>& parts) {
  struct Place {
    const Trajectories* part;
    std::size_t first_value, rows;
  };
  std::map<std::uint64_t, Place> places;
  for (const Trajectories& part : parts) {
    std::size_t at = 0;
    for (std::size_t i = 0; i < part.cases.size(); ++i) {
      const auto rows = static_cast<std::size_t>(part.row_counts[i]);
      places.try_emplace(part.cases[i], Place{&part, at, rows});
      at += rows * part.columns.size();
    }
  }
  Trajectories all;
  all.columns = trajectory_columns();
  for (const auto& [number, place] : places) {
    all.cases.push_back(number);
    all.row_counts.push_back(place.rows);
    const auto from = place.part->rows.begin() + static_cast<std::ptrdiff_t>(place.first_value);
    all.rows.insert(all.rows.end(), from, from + static_cast<std::ptrdiff_t>(place.rows * all.columns.size()));
  }
  return all;
}

}  // namespace farside
