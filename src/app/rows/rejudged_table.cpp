#include "app/rows/rejudged_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <iterator>
#include <map>

#include "base/counted.h"
#include "base/error.h"
#include "base/nan.h"

namespace farside {
namespace {

constexpr const char* verdict_columns[] = {"status",       "outcome", "first_cause",
                                           "failure_mask", "mission", "mission_cause"};

// A value at its place in a record.
void put(const ColumnInfo& column, double value, std::size_t element, LandingRecord& record) {
  std::byte* const at = reinterpret_cast<std::byte*>(&record) + column.offset + element * size_of(column.type);
  const auto write = [&](auto typed) { std::memcpy(at, &typed, sizeof typed); };
  switch (column.type) {
    case ColumnType::int8:
      return write(static_cast<std::int8_t>(value));
    case ColumnType::int64:
      return write(static_cast<std::int64_t>(value));
    case ColumnType::uint64:
      return write(static_cast<std::uint64_t>(value));
    case ColumnType::float32:
      return write(static_cast<float>(value));
    case ColumnType::float64:
      return write(value);
  }
}

}  // namespace

RejudgedTable::RejudgedTable(const CampaignFile& file, const Rejudge& rejudge, Untold untold)
    : file_(file), rejudge_(rejudge), columns_(file.columns()) {
  std::erase_if(columns_, [&](const ColumnInfo& column) {
    const auto is_time = [&](Criterion c) {
      return column.name == std::string("time_") + criteria[static_cast<int>(c)].name;
    };
    return column.name == "blind_outcome" || std::any_of(rejudge.changed().begin(), rejudge.changed().end(), is_time);
  });
  judge_all(untold);
}

RejudgedTable::Part RejudgedTable::part(const std::vector<std::string>& names, std::uint64_t first,
                                        std::uint64_t count) const {
  Part part;
  for (const std::string& name : names) {
    const ColumnInfo *known = schema_.find(name), *stored = file_.find(name);
    const bool is_there = stored != nullptr && stored->extent == known->extent;
    part.columns.push_back(known);
    part.values.push_back(is_there ? file_.read_column(name, first, count)
                                   : std::vector<double>(count * known->extent, nan));
  }
  return part;
}

void RejudgedTable::Part::take(std::size_t row, LandingRecord& record) const {
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const std::size_t extent = columns[c]->extent;
    for (std::size_t e = 0; e < extent; ++e) put(*columns[c], values[c][row * extent + e], e, record);
  }
}

void RejudgedTable::judge_all(Untold if_untold) {
  std::map<std::array<std::int64_t, 6>, std::uint32_t> known;
  std::uint64_t untold = 0, such = 0;
  verdict_of_.reserve(rows());
  LandingRecord flown{};
  std::vector<double> of_case(rejudge_.inputs().size());
  for (std::uint64_t first = 0; first < rows(); first += block_values) {
    const std::uint64_t count = std::min<std::uint64_t>(block_values, rows() - first);
    const Part rows_now = part(rejudged_columns(), first, count);
    std::vector<std::vector<double>> inputs;
    for (const std::string& path : rejudge_.inputs())
      inputs.push_back(file_.read_column(input_column_name(path), first, count));
    for (std::size_t i = 0; i < count; ++i) {
      rows_now.take(i, flown);
      for (std::size_t input = 0; input < inputs.size(); ++input) of_case[input] = inputs[input][i];
      Rejudge::Verdict v = rejudge_.judge(flown, of_case.data());
      if (!v.certain && untold++ == 0) such = flown.case_number;
      if (!v.certain) v.outcome = static_cast<std::int8_t>(Outcome::unknown);
      const auto [at, is_new] =
          known.try_emplace({v.status, v.outcome, v.first_cause, v.failure_mask, v.mission, v.mission_cause},
                            static_cast<std::uint32_t>(known.size()));
      if (is_new) verdicts_.push_back(at->first);
      verdict_of_.push_back(at->second);
    }
  }
  if (untold == 0 || if_untold == Untold::unknown) return;
  throw DataError(fmt::format(
      "{}: of {}, such as case {}, the row doesn't tell how it would have ended by these limits: which of two "
      "violations came first, what a touchdown had been that could not be computed, or a value within rounding of its "
      "limit; fly them again: farside run with this --set",
      file_.path(), counted(untold, "case"), such));
}

std::optional<Criterion> RejudgedTable::moved_margin(const std::string& column) const {
  for (const Criterion c : rejudge_.changed()) {
    if (column == std::string("margin_") + criteria[static_cast<int>(c)].name) return c;
  }
  return std::nullopt;
}

std::vector<double> RejudgedTable::read(const std::string& column, std::uint64_t first, std::uint64_t count) const {
  const auto verdict = std::find(std::begin(verdict_columns), std::end(verdict_columns), column);
  if (verdict != std::end(verdict_columns)) {
    const auto which = static_cast<std::size_t>(verdict - std::begin(verdict_columns));
    std::vector<double> values(count);
    for (std::uint64_t i = 0; i < count; ++i) values[i] = static_cast<double>(verdicts_[verdict_of_[first + i]][which]);
    return values;
  }
  const std::optional<Criterion> criterion = moved_margin(column);
  if (!criterion) return file_.read_column(column, first, count);
  const Part part_now = part(margin_columns(*criterion), first, count);
  std::vector<double> values(count);
  LandingRecord flown{};
  for (std::size_t i = 0; i < count; ++i) {
    part_now.take(i, flown);
    values[i] = rejudge_.margin(*criterion, flown);
  }
  return values;
}

void RejudgedTable::expect(const std::string& column, std::uint64_t first, std::uint64_t count) const {
  const bool is_verdict =
      std::find(std::begin(verdict_columns), std::end(verdict_columns), column) != std::end(verdict_columns);
  if (!is_verdict && !moved_margin(column)) file_.expect_column(column, first, count);
}

}  // namespace farside
