#include "stats/cases.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
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
  if (smallest < largest) cases.weight = std::move(values);
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
        const auto outcome = static_cast<Outcome>(cases.outcome[row]);
        ++(outcome == Outcome::safe ? cases.safe : outcome == Outcome::degraded ? cases.degraded : cases.lost);
    }
  }
}

}  // namespace

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

  for (std::size_t row = 0; row < cases.status.size() && cases.failed.size() < Cases::failed_listed_max; ++row) {
    if (cases.status[row] == static_cast<std::int8_t>(Status::numerical_failure)) cases.failed.push_back(row);
  }
  for_each_column(source, present({"weight", "case"}), [&](const ColumnInfo& column, std::vector<double>& values) {
    if (column.name == "weight") take_weights(source, cases, values);
    if (column.name == "case") {
      for (std::uint64_t& number : cases.failed) number = static_cast<std::uint64_t>(values[number]);
    }
  });
  return cases;
}

}  // namespace farside
