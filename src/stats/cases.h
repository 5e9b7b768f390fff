#pragma once
// How the cases ended, and what each counts for: the rows that every statistic starts from.
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "stats/table.h"

namespace farside {

// How many cases an event befell, and what they weigh (0, where all weights are equal or there are none).
struct EventCount {
  std::uint64_t count = 0;
  double weight = 0;
  void add(double its_weight) {
    ++count;
    weight += its_weight;
  }
};

// The same where some cases can't be told: it befell none of those, or all.
struct EventRange {
  EventCount low, high;
  void add(double weight) {
    low.add(weight);
    high.add(weight);
  }
  void add_untold(double weight) { high.add(weight); }
};

// Of one row. A done case without an outcome (-1, in a table that has the column) was not judged: it counts as not run.
enum class Ending : std::uint8_t {
  not_run,
  numerical_failure,
  done,
  safe,
  degraded,
  lost,
  unknown
};  // `done`: there is no such column

struct Cases {
  std::vector<Ending> endings;  // one a row: all that is held of a case
  bool has_outcome = false, has_first_cause = false;
  bool weighted = false;                     // the weights differ
  std::vector<std::uint64_t> failed;         // numbers of the first numerical failures, at most failed_listed_max
  std::map<std::int8_t, EventCount> causes;  // by code, how often it came first
  std::map<std::int8_t, std::vector<std::uint64_t>>
      examples;  // by code: numbers of the first cases, at most examples_max
  std::uint64_t done = 0, safe = 0, degraded = 0, lost = 0, unknown = 0, numerical_failure = 0, missing = 0;
  double weight_sum = 0, weight_sum2 = 0;  // of the judged ones
  // P(safe): cases that can't be told fail at its low end and land at its high end. P(lost): a numerical failure counts
  // as lost, an unknown outcome at the high end alone.
  EventRange safe_share, lost_share;

  static constexpr std::size_t failed_listed_max = 20, examples_max = 3;
  bool is_done(std::size_t row) const { return endings[row] >= Ending::done; }
  bool is_failed(std::size_t row) const { return endings[row] == Ending::numerical_failure; }
  // Nobody can tell how it would have ended: the models don't reach there, or the simulation failed.
  bool is_untold(std::size_t row) const { return is_failed(row) || endings[row] == Ending::unknown; }
  // The denominator of every probability.
  std::uint64_t judged() const { return done + numerical_failure; }
};

// DataError: a status, outcome or weight that can't be, weights that are all 0, or a case with two rows.
Cases read_cases(const ColumnSource& source);

// Hands out all rows with the columns named, block by block, and the weights of the block: null where they are all
// equal.
using TakeWeighted = std::function<void(const Block& block, const std::vector<double>* weights)>;
void for_each_block(const ColumnSource& source, const Cases& cases, std::vector<std::string> columns,
                    const TakeWeighted& take);

// Code of the first cause of a case that ended so, by the code that the table has; 0 where nothing went wrong, or the
// case wasn't run.
std::int8_t first_cause(Ending ending, std::int8_t stored);

// A cause as the table names its code, or as this build does.
std::string cause_name(const ColumnInfo& first_cause, std::int8_t code);

}  // namespace farside
