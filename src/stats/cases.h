#pragma once
// How the cases ended, and what each counts for: the rows that every statistic starts from.
#include <cstdint>
#include <string>
#include <vector>

#include "stats/table.h"

namespace farside {

// A done row without an outcome (-1, in a table that has the column) counts as missing: it was not judged.
struct Cases {
  std::vector<std::int8_t> status, outcome, first_cause;  // one a row; empty where the column is missing
  bool has_outcome = false, has_first_cause = false;
  std::vector<double> weight;         // one a row, or empty where all weights are equal
  std::vector<std::uint64_t> failed;  // numbers of the first numerical failures, at most failed_listed_max
  std::uint64_t done = 0, safe = 0, degraded = 0, lost = 0, numerical_failure = 0, missing = 0;
  double weight_sum = 0, weight_sum2 = 0;  // of the judged ones, where weights differ

  static constexpr std::size_t failed_listed_max = 20;
  bool is_done(std::size_t row) const { return status[row] == static_cast<std::int8_t>(Status::done); }
  // The denominator of every probability: a numerical failure counts, and counts as lost.
  std::uint64_t judged() const { return done + numerical_failure; }
};

// DataError: a status, outcome or weight that can't be.
Cases read_cases(const ColumnSource& source);

// How many cases an event befell, and what they weigh.
struct EventCount {
  std::uint64_t count = 0;
  double weight = 0;
  void add(const Cases& cases, std::size_t row) {
    ++count;
    if (!cases.weight.empty()) weight += cases.weight[row];
  }
};

}  // namespace farside
