#pragma once
// Which cases stand for a campaign, each as much as another, where not all do.
#include <cstdint>
#include <optional>
#include <vector>

#include "stats/part_table.h"

namespace farside {

enum class PartOf { all, best_guess, no_fault, independent };

// Of a campaign of two levels (column `outer_draw`) the cases at the best guess; of a Saltelli design (column
// `saltelli_matrix`) those of the matrices A and B; where faults were forced, those without one; else all.
class RepresentativePart {
 public:
  // `whole` must outlive it. DataError: faults were forced, and there is no column `fault` that tells in which.
  explicit RepresentativePart(const ColumnSource& whole, bool forced = false);
  RepresentativePart(const RepresentativePart&) = delete;
  RepresentativePart& operator=(const RepresentativePart&) = delete;

  PartOf of() const { return of_; }
  const ColumnSource& table() const { return part_ ? static_cast<const ColumnSource&>(*part_) : whole_; }
  // In words, as statistics say whose their values are; empty of all.
  const char* values_of() const;

 private:
  const ColumnSource& whole_;
  PartOf of_ = PartOf::all;
  std::vector<std::int8_t> others_;  // of each row: 0 in the part, 1 not
  std::optional<PartTable> part_;
};

}  // namespace farside
