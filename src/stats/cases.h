#pragma once
// How the cases ended, and what each counts for: the rows that every statistic starts from.
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "stats/table.h"

namespace farside {

// A done row without an outcome (-1, in a table that has the column) counts as missing: it was not judged.
struct Cases {
  std::vector<std::int8_t> status, outcome, first_cause;  // one a row; empty where the column is missing
  bool has_outcome = false, has_first_cause = false;
  std::vector<double> weight;                                  // one a row, or empty where all weights are equal
  std::vector<std::uint64_t> failed;                           // numbers of the first numerical failures, at most failed_listed_max
  std::map<std::int8_t, std::vector<std::uint64_t>> examples;  // by cause: numbers of the first cases, at most examples_max
  std::uint64_t done = 0, safe = 0, degraded = 0, lost = 0, unknown = 0, numerical_failure = 0, missing = 0;
  double weight_sum = 0, weight_sum2 = 0;  // of the judged ones, where weights differ

  static constexpr std::size_t failed_listed_max = 20, examples_max = 3;
  bool is_done(std::size_t row) const { return status[row] == static_cast<std::int8_t>(Status::done); }
  bool is_failed(std::size_t row) const { return status[row] == static_cast<std::int8_t>(Status::numerical_failure); }
  bool ended(std::size_t row, Outcome how) const { return has_outcome && is_done(row) && outcome[row] == static_cast<std::int8_t>(how); }
  // Nobody can tell how it would have ended: the models don't reach there, or the simulation failed.
  bool is_untold(std::size_t row) const { return is_failed(row) || ended(row, Outcome::unknown); }
  // Code of the first cause; 0 where nothing went wrong, the case wasn't run, or the table doesn't say.
  std::int8_t cause(std::size_t row) const;
  // The denominator of every probability.
  std::uint64_t judged() const { return done + numerical_failure; }
};

// DataError: a status, outcome or weight that can't be, weights that are all 0, or a case with two rows.
Cases read_cases(const ColumnSource& source);

// A cause as the table names its code, or as this build does.
std::string cause_name(const ColumnInfo& first_cause, std::int8_t code);

// How many cases an event befell, and what they weigh.
struct EventCount {
  std::uint64_t count = 0;
  double weight = 0;
  void add(const Cases& cases, std::size_t row) {
    ++count;
    if (!cases.weight.empty()) weight += cases.weight[row];
  }
};

// The same where some cases can't be told: it befell none of those, or all.
struct EventRange {
  EventCount low, high;
  void add(const Cases& cases, std::size_t row) {
    low.add(cases, row);
    high.add(cases, row);
  }
  void add_untold(const Cases& cases, std::size_t row) { high.add(cases, row); }
};

}  // namespace farside
