#include "stats/cases.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>
#include <limits>

#include "base/error.h"

namespace farside {
namespace {

// The code of a category, -1 for anything that is not a number.
std::int8_t code(const ColumnSource& source, const char* column, std::size_t row, double value, int largest) {
  if (std::isnan(value) || value == -1) return -1;
  if (value == std::trunc(value) && value >= 0 && value <= largest) return static_cast<std::int8_t>(value);
  throw DataError(fmt::format("{}: {} of row {} is {}, expected -1 to {} (store/FORMAT.md)", source.name(), column, row, value, largest));
}

std::vector<std::int8_t> codes(const ColumnSource& source, const char* column, const std::vector<double>& values, int largest) {
  std::vector<std::int8_t> all(values.size());
  for (std::size_t row = 0; row < values.size(); ++row) all[row] = code(source, column, row, values[row], largest);
  return all;
}

void take_weights(const ColumnSource& source, Cases& cases, std::vector<double>& values) {
  double smallest = std::numeric_limits<double>::infinity(), largest = 0;
  for (std::size_t row = 0; row < values.size(); ++row) {
    if (cases.status[row] == static_cast<std::int8_t>(Status::not_run)) continue;
    const double w = values[row];
    if (!(w >= 0 && std::isfinite(w))) {
      throw DataError(fmt::format("{}: weight of row {} is {}, expected a number from 0 up", source.name(), row, w));
    }
    smallest = std::min(smallest, w);
    largest = std::max(largest, w);
    cases.weight_sum += w;
    cases.weight_sum2 += w * w;
  }
  if (largest == 0 && cases.judged() > 0) throw DataError(source.name() + ": every weight is 0, so that no case counts");
  if (smallest < largest) cases.weight = std::move(values);
}

void count_outcome(Outcome outcome, Cases& cases) {
  switch (outcome) {
    case Outcome::safe:
      ++cases.safe;
      break;
    case Outcome::degraded:
      ++cases.degraded;
      break;
    case Outcome::lost:
      ++cases.lost;
      break;
    case Outcome::unknown:
      ++cases.unknown;
  }
}

void count(Cases& cases) {
  for (std::size_t row = 0; row < cases.status.size(); ++row) {
    std::int8_t& status = cases.status[row];
    const bool unjudged = cases.has_outcome && cases.is_done(row) && cases.outcome[row] < 0;
    if (unjudged || status < 0) status = static_cast<std::int8_t>(Status::not_run);
    switch (static_cast<Status>(status)) {
      case Status::not_run:
        ++cases.missing;
        break;
      case Status::numerical_failure:
        ++cases.numerical_failure;
        break;
      case Status::done:
        ++cases.done;
        if (!cases.has_outcome) break;
        count_outcome(static_cast<Outcome>(cases.outcome[row]), cases);
    }
  }
}

// Each case once. Numbers beyond 2^53 are not told apart here.
void check_numbers(const ColumnSource& source, const std::vector<double>& numbers) {
  constexpr double exact_max = 9007199254740992.0;
  if (std::adjacent_find(numbers.begin(), numbers.end(), std::greater_equal<>()) == numbers.end()) return;  // they ascend
  std::vector<double> sorted = numbers;
  std::erase_if(sorted, [&](double number) { return !(number < exact_max); });
  std::sort(sorted.begin(), sorted.end());
  const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
  if (twice == sorted.end()) return;
  throw DataError(
      fmt::format("{}: case {:.0f} has more than one row; leave one of them out, or number the cases anew", source.name(), *twice));
}

// Rows stand in for the numbers of cases that aren't read yet.
void find_examples(Cases& cases) {
  for (std::size_t row = 0; row < cases.status.size(); ++row) {
    if (cases.is_failed(row) && cases.failed.size() < Cases::failed_listed_max) cases.failed.push_back(row);
    const std::int8_t cause = cases.cause(row);
    if (cause == 0) continue;
    std::vector<std::uint64_t>& rows = cases.examples[cause];
    if (rows.size() < Cases::examples_max) rows.push_back(row);
  }
}

}  // namespace

std::int8_t Cases::cause(std::size_t row) const {
  const bool refused = has_first_cause && first_cause[row] == static_cast<std::int8_t>(Cause::invalid_draw);
  if (is_failed(row)) return static_cast<std::int8_t>(refused ? Cause::invalid_draw : Cause::numerical);
  return has_first_cause && is_done(row) && first_cause[row] > 0 ? first_cause[row] : std::int8_t{0};
}

std::string cause_name(const ColumnInfo& first_cause, std::int8_t code) {
  for (std::size_t i = 0; i < std::min(first_cause.flag_meanings.size(), first_cause.flag_values.size()); ++i) {
    if (first_cause.flag_values[i] == code) return first_cause.flag_meanings[i];
  }
  const auto index = static_cast<std::size_t>(code);
  return index < std::size(cause_meanings) ? cause_meanings[index] : fmt::format("cause_{}", code);
}

Cases read_cases(const ColumnSource& source) {
  Cases cases;
  cases.status.assign(source.rows(), static_cast<std::int8_t>(Status::done));
  const auto present = [&](std::vector<std::string> names) {
    std::erase_if(names, [&](const std::string& name) {
      const ColumnInfo* column = source.find(name);
      return column == nullptr || column->extent != 1;
    });
    return names;
  };
  for_each_column(source, present({"status", "outcome", "first_cause"}), [&](const ColumnInfo& column, std::vector<double>& values) {
    cases.has_outcome = cases.has_outcome || column.name == "outcome";
    cases.has_first_cause = cases.has_first_cause || column.name == "first_cause";
    if (column.name == "status") cases.status = codes(source, "status", values, 2);
    if (column.name == "outcome") cases.outcome = codes(source, "outcome", values, 3);
    if (column.name == "first_cause") cases.first_cause = codes(source, "first_cause", values, 127);
  });
  count(cases);

  find_examples(cases);
  for_each_column(source, present({"weight", "case"}), [&](const ColumnInfo& column, std::vector<double>& values) {
    if (column.name == "weight") take_weights(source, cases, values);
    if (column.name == "case") {
      check_numbers(source, values);
      const auto take_numbers = [&](std::vector<std::uint64_t>& rows) {
        for (std::uint64_t& row : rows) row = static_cast<std::uint64_t>(values[row]);
      };
      take_numbers(cases.failed);
      for (auto& [cause, rows] : cases.examples) take_numbers(rows);
    }
  });
  return cases;
}

}  // namespace farside
