#pragma once
// How the cases ended, and their weights: what every statistic starts from.
#include <cstdint>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "stats/intervals/replicates.h"
#include "stats/table.h"

namespace farside {

// The smallest margin of a case over all criteria, by the name that quantities have: no column of a table.
inline constexpr char margin_least[] = "margin_least";

// What a case counts for beside itself: its weight (0 where all weights are equal or there are none), and the replicate
// that it is of, where the table has such.
struct Mark {
  double weight = 0;
  std::optional<std::size_t> replicate{};
};

// Number of cases with an event, the sum of their weights, and their number in each replicate, up to the last with one.
struct EventCount {
  std::uint64_t count = 0;
  double weight = 0;
  std::vector<std::uint64_t> in_replicate{};
  void add(const Mark& mark) {
    ++count;
    weight += mark.weight;
    if (!mark.replicate) return;
    if (in_replicate.size() <= *mark.replicate) in_replicate.resize(*mark.replicate + 1);
    ++in_replicate[*mark.replicate];
  }
};

// The same where it isn't known of some cases: `low` counts none of those, `high` all of them.
struct EventRange {
  EventCount low, high;
  void add(const Mark& mark) {
    low.add(mark);
    high.add(mark);
  }
  void add_untold(const Mark& mark) { high.add(mark); }
};

// Of one row. In a table without `status`, a case without an outcome (-1) was not judged and counts as not run.
enum class Ending : std::uint8_t {
  not_run,
  numerical_failure,
  done,
  safe,
  degraded,
  lost,
  unknown
};  // `done`: the table has no column `outcome`

// How it would have ended isn't known: it left the range of the models, or the simulation failed.
inline bool is_untold(Ending ending) { return ending == Ending::unknown || ending == Ending::numerical_failure; }

// In one word, as the statistics count it.
std::string outcome_name(Ending ending);

// Has a case an event? `untold`: the models can't tell, or the simulation failed.
enum class Told { no, yes, untold };

struct Cases {
  std::vector<Ending> endings;  // one a row; beside the groups, nothing else is kept of every case
  bool has_outcome = false, has_first_cause = false;
  bool weighted = false;                     // the weights differ
  bool replicated = false;                   // the table tells of what replicate of a design each case is
  std::vector<std::uint16_t> groups;         // that of each row; 0 where not run
  std::vector<std::uint64_t> failed;         // numbers of the first numerical failures, at most failed_listed_max
  std::map<std::int8_t, EventCount> causes;  // by code, how often it came first
  std::map<std::int8_t, std::vector<std::uint64_t>>
      examples;  // by code: numbers of the first cases, at most examples_max
  std::uint64_t done = 0, safe = 0, degraded = 0, lost = 0, unknown = 0, numerical_failure = 0, missing = 0;
  EventCount flown;                        // the judged ones
  double weight_sum = 0, weight_sum2 = 0;  // of these
  // P(safe): cases whose ending isn't known count as failed in the low count and as safe in the high one. P(lost): a
  // numerical failure counts as lost, an unknown outcome in the high count alone.
  EventRange safe_share, lost_share;

  static constexpr std::size_t failed_listed_max = 20, examples_max = 3;
  bool is_done(std::size_t row) const { return endings[row] >= Ending::done; }
  bool is_failed(std::size_t row) const { return endings[row] == Ending::numerical_failure; }
  bool is_untold(std::size_t row) const { return farside::is_untold(endings[row]); }
  // The denominator of every probability.
  std::uint64_t judged() const { return done + numerical_failure; }
};

// DataError: a status, outcome or weight out of range, a done case without an outcome, weights that are all 0, or a
// case with two rows.
// `group`: the column that tells the replicates.
Cases read_cases(const ColumnSource& source, const std::string& group = "replicate");

// How many ended how, of a table with so many rows, as statistics tell it.
nlohmann::ordered_json counts_json(const Cases& cases, std::uint64_t rows);

// Calls `take` for all rows, block by block, with the named columns and the mark of each row.
using TakeMarked = std::function<void(const RowBlock& block, const std::vector<Mark>& marks)>;
void for_each_block(const ColumnSource& source, const Cases& cases, std::vector<std::string> columns,
                    const TakeMarked& take);

// What share of the judged cases has an event, from those surely with it to those perhaps with it, and how sure that
// is: one-sided bounds at `confidence`, Clopper and Pearson's, or from replicates. NaN where there is none.
struct EventShare {
  double low, high, lower, upper;
};
std::vector<Replicate> replicates_of(const EventRange& event, const Cases& cases);
EventShare share_of(const EventRange& event, const Cases& cases, double confidence, Looks looks = Looks::once);

// Code of the first cause of a case with this ending, from the code in the table; 0 where nothing went wrong or the
// case wasn't run.
std::int8_t first_cause(Ending ending, std::int8_t stored);

// Name of a cause: from the flag_meanings of the table's column, else from this build.
std::string cause_name(const ColumnInfo& first_cause, std::int8_t code);
// Of what first_cause() gives, where the table may lack the column; a numerical failure has its name whatever the table
// calls its code.
std::string name_of_cause(const ColumnSource& table, std::int8_t first);

}  // namespace farside
