#include "stats/cases.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/error.h"
#include "base/nan.h"
#include "stats/samples/random_part.h"

namespace farside {
namespace {

bool has_column(const ColumnSource& source, const std::string& name) {
  const ColumnInfo* column = source.find(name);
  return column != nullptr && column->extent == 1;
}

Ending ending_of(std::int8_t status, bool has_outcome, std::int8_t outcome) {
  if (status == static_cast<std::int8_t>(Status::numerical_failure)) return Ending::numerical_failure;
  if (status != static_cast<std::int8_t>(Status::done)) return Ending::not_run;
  if (!has_outcome) return Ending::done;
  switch (outcome) {
    case static_cast<std::int8_t>(Outcome::safe):
      return Ending::safe;
    case static_cast<std::int8_t>(Outcome::degraded):
      return Ending::degraded;
    case static_cast<std::int8_t>(Outcome::lost):
      return Ending::lost;
    case static_cast<std::int8_t>(Outcome::unknown):
      return Ending::unknown;
    default:
      return Ending::not_run;
  }
}

std::uint16_t group_of(double value, const std::string& column, const ColumnSource& source, std::uint64_t row) {
  constexpr double largest = std::numeric_limits<std::uint16_t>::max();
  if (value >= 0 && value <= largest && value == std::trunc(value)) return static_cast<std::uint16_t>(value);
  throw DataError(fmt::format("{}: {} of row {} is {}, expected a whole number from 0 to {}", source.name(), column,
                              row, value, largest));
}

// Counts in one pass over the rows. The lists hold row numbers until take_numbers() turns them into case numbers.
class Counter {
 public:
  Counter(const ColumnSource& source, const std::string& by)
      : source_(source), names_{"status", "outcome", "first_cause", "weight", by} {
    cases_.has_outcome = has_column(source, "outcome");
    cases_.has_first_cause = has_column(source, "first_cause");
    cases_.endings.reserve(source.rows());
  }

  Cases count() {
    std::vector<std::string> present;
    for (const std::string& name : names_) {
      if (has_column(source_, name)) present.push_back(name);
    }
    cases_.replicated = has_column(source_, names_[group]);
    for_each_block(source_, present, [&](const RowBlock& block) {
      std::size_t at = 0;
      for (std::size_t c = 0; c < names_.size(); ++c)
        columns_[c] = has_column(source_, names_[c]) ? &block.values[at++] : nullptr;
      for (std::size_t i = 0; i < block.rows; ++i) take(block.first, i);
    });
    if (columns_[weight] != nullptr && largest_ == 0 && cases_.judged() > 0)
      throw DataError(source_.name() + ": every weight is 0, so that no case counts");
    cases_.weighted = smallest_ < largest_;
    return std::move(cases_);
  }

 private:
  enum Column : std::size_t { status, outcome, cause, weight, group };

  // The code of a category; -1 for NaN.
  std::int8_t code(Column column, std::uint64_t first, std::size_t i, int largest) const {
    const double value = (*columns_[column])[i];
    if (std::isnan(value) || value == -1) return -1;
    if (value == std::trunc(value) && value >= 0 && value <= largest) return static_cast<std::int8_t>(value);
    throw DataError(fmt::format("{}: {} of row {} is {}, expected -1 to {} (store/FORMAT.md)", source_.name(),
                                names_[column], first + i, value, largest));
  }

  void take(std::uint64_t first, std::size_t i) {
    const std::int8_t how =
        columns_[status] != nullptr ? code(status, first, i, 2) : static_cast<std::int8_t>(Status::done);
    const std::int8_t what = columns_[outcome] != nullptr ? code(outcome, first, i, 3) : std::int8_t{-1};
    const std::int8_t why = columns_[cause] != nullptr ? code(cause, first, i, 127) : std::int8_t{-1};
    if (columns_[status] != nullptr && cases_.has_outcome && how == static_cast<std::int8_t>(Status::done) &&
        what < 0) {
      throw DataError(fmt::format(
          "{}: outcome of row {} is missing, and its status says that the case was done; the file is damaged",
          source_.name(), first + i));
    }
    const Ending ending = ending_of(how, cases_.has_outcome, what);
    cases_.endings.push_back(ending);
    Mark mark;
    if (columns_[weight] != nullptr && ending != Ending::not_run)
      mark.weight = take_weight(first + i, (*columns_[weight])[i]);
    if (cases_.replicated) {
      const bool flown = ending != Ending::not_run;
      cases_.groups.push_back(flown ? group_of((*columns_[group])[i], names_[group], source_, first + i)
                                    : std::uint16_t{0});
      if (flown) mark.replicate = cases_.groups.back();
    }
    count(ending, mark);
    if (ending == Ending::numerical_failure && cases_.failed.size() < Cases::failed_listed_max)
      cases_.failed.push_back(first + i);
    const std::int8_t came_first = first_cause(ending, why);
    if (came_first == 0) return;
    cases_.causes[came_first].add(mark);
    std::vector<std::uint64_t>& rows = cases_.examples[came_first];
    if (rows.size() < Cases::examples_max) rows.push_back(first + i);
  }

  double take_weight(std::uint64_t row, double w) {
    if (!(w >= 0 && std::isfinite(w))) {
      throw DataError(fmt::format("{}: weight of row {} is {}, expected a number from 0 up", source_.name(), row, w));
    }
    smallest_ = std::min(smallest_, w);
    largest_ = std::max(largest_, w);
    cases_.weight_sum += w;
    cases_.weight_sum2 += w * w;
    return w;
  }

  void count(Ending ending, const Mark& mark) {
    if (ending == Ending::not_run) {
      ++cases_.missing;
      return;
    }
    cases_.flown.add(mark);
    ++(ending == Ending::numerical_failure ? cases_.numerical_failure : cases_.done);
    switch (ending) {
      case Ending::numerical_failure:
        cases_.safe_share.add_untold(mark);
        cases_.lost_share.add(mark);
        break;
      case Ending::safe:
        ++cases_.safe;
        cases_.safe_share.add(mark);
        break;
      case Ending::degraded:
        ++cases_.degraded;
        break;
      case Ending::lost:
        ++cases_.lost;
        cases_.lost_share.add(mark);
        break;
      case Ending::unknown:
        ++cases_.unknown;
        cases_.safe_share.add_untold(mark);
        cases_.lost_share.add_untold(mark);
        break;
      case Ending::not_run:
      case Ending::done:
        break;
    }
  }

  const ColumnSource& source_;
  const std::array<std::string, 5> names_;  // by Column
  Cases cases_;
  std::array<const std::vector<double>*, 5> columns_{};  // of the block; null: not in the table
  double smallest_ = std::numeric_limits<double>::infinity(), largest_ = 0;
};

// The smallest case number that two rows share. A hash divides the numbers into parts of some millions, one for each
// pass, which bounds the memory.
std::optional<double> find_repeated(const ColumnSource& source) {
  constexpr double exact_max = 9007199254740992.0;  // numbers beyond 2^53 are not told apart here
  constexpr std::uint64_t numbers_at_once = std::uint64_t{1} << 22;
  std::optional<double> repeated;
  const std::uint64_t passes = source.rows() / numbers_at_once + 1;
  for (std::uint64_t pass = 0; pass < passes; ++pass) {
    std::vector<double> numbers;
    for_each_block(source, {"case"}, [&](const RowBlock& block) {
      for (const double number : block.values[0]) {
        if (number < exact_max && mix(std::bit_cast<std::uint64_t>(number + 0.0)) % passes == pass)
          numbers.push_back(number);
      }
    });
    std::sort(numbers.begin(), numbers.end());
    const auto twice = std::adjacent_find(numbers.begin(), numbers.end());
    if (twice != numbers.end()) repeated = std::min(*twice, repeated.value_or(*twice));
  }
  return repeated;
}

// DataError where two rows have one case number. Turns the listed row numbers into case numbers.
void take_numbers(const ColumnSource& source, Cases& cases) {
  std::map<std::uint64_t, std::vector<std::uint64_t*>> listed;
  for (std::uint64_t& row : cases.failed) listed[row].push_back(&row);
  for (auto& [cause, rows] : cases.examples) {
    for (std::uint64_t& row : rows) listed[row].push_back(&row);
  }
  bool ascend = true;
  double last = -std::numeric_limits<double>::infinity();
  for_each_block(source, {"case"}, [&](const RowBlock& block) {
    const std::vector<double>& numbers = block.values[0];
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      const double number = numbers[i];
      if (!(number >= 0.0 && number < 0x1p64 && number == std::floor(number))) {
        throw DataError(fmt::format("{}: case of row {} is {}, expected a whole number from 0 up", source.name(),
                                    block.first + i, number));
      }
      if (last >= number) ascend = false;
      last = number;
    }
    for (auto at = listed.lower_bound(block.first); at != listed.end() && at->first < block.first + block.rows; ++at) {
      for (std::uint64_t* const row : at->second) *row = static_cast<std::uint64_t>(numbers[at->first - block.first]);
    }
  });
  if (ascend) return;
  if (const auto twice = find_repeated(source)) {
    throw DataError(
        fmt::format("{}: case {:.0f} has more than one row; leave one of them out, or number the cases anew",
                    source.name(), *twice));
  }
}

}  // namespace

std::string outcome_name(Ending ending) {
  switch (ending) {
    case Ending::not_run:
      return status_meanings[static_cast<int>(Status::not_run)];
    case Ending::numerical_failure:
      return status_meanings[static_cast<int>(Status::numerical_failure)];
    case Ending::done:
      return status_meanings[static_cast<int>(Status::done)];
    default:
      return outcome_meanings[static_cast<int>(ending) - static_cast<int>(Ending::safe)];
  }
}

std::int8_t first_cause(Ending ending, std::int8_t stored) {
  if (ending == Ending::numerical_failure) {
    return static_cast<std::int8_t>(stored == static_cast<std::int8_t>(Cause::invalid_draw) ? Cause::invalid_draw
                                                                                            : Cause::numerical);
  }
  return ending >= Ending::done && stored > 0 ? stored : std::int8_t{0};
}

std::string cause_name(const ColumnInfo& first_cause, std::int8_t code) {
  for (std::size_t i = 0; i < std::min(first_cause.flag_meanings.size(), first_cause.flag_values.size()); ++i) {
    if (first_cause.flag_values[i] == code) return first_cause.flag_meanings[i];
  }
  const auto index = static_cast<unsigned char>(code);  // a negative one is beyond the end, too
  return index < std::size(cause_meanings) ? cause_meanings[index] : fmt::format("cause_{}", code);
}

std::string name_of_cause(const ColumnSource& table, std::int8_t first) {
  if (first == 0 || first == static_cast<std::int8_t>(Cause::numerical))
    return cause_meanings[static_cast<unsigned char>(first)];
  const ColumnInfo* const column = table.find("first_cause");
  return cause_name(column != nullptr ? *column : ColumnInfo{}, first);
}

Cases read_cases(const ColumnSource& source, const std::string& group) {
  Cases cases = Counter(source, group).count();
  if (has_column(source, "case")) take_numbers(source, cases);
  return cases;
}

nlohmann::ordered_json counts_json(const Cases& c, std::uint64_t rows) {
  using Json = nlohmann::ordered_json;
  const auto outcome = [&](std::uint64_t count) { return c.has_outcome ? Json(count) : Json(nullptr); };
  return {{"total", rows},
          {"done", c.done},
          {"safe", outcome(c.safe)},
          {"degraded", outcome(c.degraded)},
          {"lost", outcome(c.lost)},
          {"unknown", outcome(c.unknown)},
          {"numerical_failure", c.numerical_failure},
          {"missing", c.missing}};
}

void for_each_block(const ColumnSource& source, const Cases& cases, std::vector<std::string> columns,
                    const TakeMarked& take) {
  const std::size_t asked = columns.size();
  if (cases.weighted) columns.push_back("weight");
  std::vector<Mark> marks;
  for_each_block(source, columns, [&](const RowBlock& block) {
    marks.assign(block.rows, {});
    for (std::size_t i = 0; i < block.rows; ++i) {
      if (cases.weighted) marks[i].weight = block.values[asked][i];
      if (cases.replicated && cases.endings[block.first + i] != Ending::not_run)
        marks[i].replicate = cases.groups[block.first + i];
    }
    take(block, marks);
  });
}

EventShare share_of(const EventRange& event, const Cases& cases, double confidence, Looks looks) {
  if (cases.weighted) return {event.low.weight / cases.weight_sum, event.high.weight / cases.weight_sum, nan, nan};
  const double n = static_cast<double>(cases.judged()), low = static_cast<double>(event.low.count),
               high = static_cast<double>(event.high.count);
  if (!cases.replicated || looks == Looks::many)
    return {low / n, high / n, share_lower(low, n, confidence, looks), share_upper(high, n, confidence, looks)};
  const ReplicatedShare share = replicated_share(replicates_of(event, cases), confidence);
  return {share.low, share.high, share.lower, share.upper};
}

std::vector<Replicate> replicates_of(const EventRange& event, const Cases& cases) {
  const auto number = [](const EventCount& of, std::size_t i) {
    return i < of.in_replicate.size() ? of.in_replicate[i] : 0;
  };
  std::vector<Replicate> all;
  for (std::size_t i = 0; i < cases.flown.in_replicate.size(); ++i)
    all.push_back({{number(event.low, i), number(event.high, i)}, number(cases.flown, i)});
  return all;
}

}  // namespace farside
