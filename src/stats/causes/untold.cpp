#include "stats/causes/untold.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/nan.h"
#include "stats/first_rows.h"
#include "stats/inputs.h"
#include "stats/json_number.h"
#include "stats/samples/fit.h"
#include "stats/samples/ranks.h"

namespace farside {
namespace {

using Json = nlohmann::ordered_json;

constexpr double chance_of_any = 0.05;  // that chance alone makes any one of the inputs stand out
constexpr std::size_t inputs_listed = 10;

bool is_judged_ending(Ending ending) { return ending != Ending::not_run && ending != Ending::done; }

struct UntoldRows {
  std::vector<std::string> paths;
  std::vector<std::vector<double>> values;  // of each input
  std::vector<double> weight;
  std::vector<Side> side;  // first: can't be told; second: can
  std::uint64_t unknown = 0, numerical = 0, invalid_draws = 0;

  // Of how many equal cases those of a side say as much (Kish).
  double effective(Side which) const {
    double sum = 0.0, squares = 0.0;
    for (std::size_t i = 0; i < weight.size(); ++i) {
      if (side[i] != which) continue;
      sum += weight[i];
      squares += weight[i] * weight[i];
    }
    return sum == 0.0 ? 0.0 : sum * sum / squares;
  }
};

UntoldRows read_untold(const ColumnSource& whole, const Cases& cases, std::uint64_t rows_max,
                       const std::vector<std::string>& unread) {
  const FirstRows source(whole, cases, rows_max, is_judged_ending);
  UntoldRows rows;
  std::vector<std::string> columns;
  for (const ColumnInfo& column : source.columns()) {
    if (!is_read_input(column, unread)) continue;
    rows.paths.push_back(path_of_input(column));
    columns.push_back(column.name);
  }
  rows.values.resize(columns.size());
  if (cases.has_first_cause) columns.emplace_back("first_cause");
  const std::string invalid = cause_meanings[static_cast<std::size_t>(Cause::invalid_draw)];
  for_each_block(source, cases, columns, [&](const RowBlock& block, const std::vector<Mark>& marks) {
    for (std::size_t i = 0; i < block.rows; ++i) {
      const std::size_t row = block.first + i;
      const double weight = cases.weighted ? marks[i].weight : 1.0;
      bool complete = is_judged_ending(cases.endings[row]) && weight > 0.0;
      for (std::size_t k = 0; k < rows.values.size(); ++k) complete = complete && std::isfinite(block.values[k][i]);
      if (!complete) continue;
      for (std::size_t k = 0; k < rows.values.size(); ++k) rows.values[k].push_back(block.values[k][i]);
      rows.weight.push_back(weight);
      rows.side.push_back(cases.is_untold(row) ? Side::first : Side::second);
      if (cases.endings[row] == Ending::unknown) ++rows.unknown;
      if (!cases.is_failed(row)) continue;
      ++rows.numerical;
      const double stored = cases.has_first_cause ? block.values.back()[i] : -1.0;
      const std::int8_t code = stored >= 0.0 ? static_cast<std::int8_t>(stored) : std::int8_t{-1};
      if (name_of_cause(source, first_cause(Ending::numerical_failure, code)) == invalid) ++rows.invalid_draws;
    }
  });
  return rows;
}

// Of one side; the median by weight.
Json spread_of(const UntoldRows& rows, const std::vector<double>& values, const std::vector<std::uint32_t>& order,
               Side side) {
  double all = 0.0, below = 0.0, least = nan, median = nan, largest = nan;
  for (const std::uint32_t i : order) all += rows.side[i] == side ? rows.weight[i] : 0.0;
  for (const std::uint32_t i : order) {
    if (rows.side[i] != side) continue;
    if (std::isnan(least)) least = values[i];
    largest = values[i];
    below += rows.weight[i];
    if (std::isnan(median) && below >= 0.5 * all) median = values[i];
  }
  return {{"least", least}, {"median", median}, {"largest", largest}};
}

}  // namespace

Json untold_json(const ColumnSource& source, const Cases& cases, std::uint64_t rows_max,
                 const std::vector<std::string>& unread) {
  if (cases.unknown + cases.numerical_failure < untold_needed) return nullptr;
  const UntoldRows rows = read_untold(source, cases, rows_max, unread);
  const std::uint64_t untold = rows.unknown + rows.numerical, told = rows.weight.size() - untold;
  if (untold < untold_needed || told == 0) return nullptr;
  const double first = rows.effective(Side::first), second = rows.effective(Side::second),
               pooled = first * second / (first + second);
  struct Found {
    double ks;
    Json json;
  };
  std::vector<Found> found;
  std::size_t differ = 0;
  for (const std::vector<double>& values : rows.values)
    differ += std::any_of(values.begin(), values.end(), [&](double x) { return x != values.front(); }) ? 1 : 0;
  const double chance = kolmogorov_distance(chance_of_any / std::max(static_cast<double>(differ), 1.0), pooled);
  for (std::size_t k = 0; k < rows.paths.size(); ++k) {
    const std::vector<double>& values = rows.values[k];
    const std::vector<std::uint32_t> order = ascending_order(values);
    if (values[order.front()] == values[order.back()]) continue;
    const double ks = distance_of_sides(values, order, rows.weight, rows.side);
    found.push_back({ks,
                     {{"path", rows.paths[k]},
                      {"ks", ks},
                      {"ks_p", kolmogorov_chance(ks, pooled)},
                      {"stands_out", ks > chance},
                      {"untold", spread_of(rows, values, order, Side::first)},
                      {"told", spread_of(rows, values, order, Side::second)}}});
  }
  std::stable_sort(found.begin(), found.end(), [](const Found& a, const Found& b) { return a.ks > b.ks; });
  Json all{{"told", told},
           {"cases", untold},
           {"unknown", rows.unknown},
           {"numerical", rows.numerical},
           {"invalid_draws", rows.invalid_draws},
           {"ks_chance", json_number(chance)},
           {"inputs", Json::array()}};
  for (std::size_t i = 0; i < std::min(found.size(), inputs_listed); ++i)
    all["inputs"].push_back(std::move(found[i].json));
  return all;
}

}  // namespace farside
