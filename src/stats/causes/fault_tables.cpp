#include "stats/causes/fault_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "base/error.h"

namespace farside {
namespace {

constexpr char not_applicable[] = "not_applicable";

// The name of each code of the column.
std::map<std::int64_t, std::string> meanings_of(const ColumnInfo& fault) {
  std::map<std::int64_t, std::string> names;
  for (std::size_t i = 0; i < std::min(fault.flag_meanings.size(), fault.flag_values.size()); ++i)
    names[fault.flag_values[i]] = fault.flag_meanings[i];
  return names;
}

}  // namespace

FaultTables::FaultTables(const ColumnSource& whole, const std::vector<FaultRate>& faults) {
  const ColumnInfo* const column = whole.find("fault");
  if (column == nullptr || column->extent != 1)
    throw DataError(whole.name() + ": has no column `fault` that tells what broke in each case");
  const std::map<std::int64_t, std::string> names = meanings_of(*column);
  std::map<std::string, std::int8_t> places;  // of the tables, by name
  places[no_fault] = 0;
  for (std::size_t i = 0; i < faults.size(); ++i) places[faults[i].name] = static_cast<std::int8_t>(i + 1);
  for (const auto& [name, place] : places) {
    const bool known =
        std::any_of(names.begin(), names.end(), [&wanted = name](const auto& n) { return n.second == wanted; });
    if (!known) throw DataError(fmt::format("{}: its column `fault` knows no {}", whole.name(), name));
  }
  const auto many = static_cast<std::int8_t>(faults.size() + 1), none = std::int8_t{-1};
  struct Weights {
    double least = std::numeric_limits<double>::infinity(), most = 0.0;
  };
  std::vector<Weights> weights(faults.size() + 1);
  std::vector<std::string> columns{"fault"};
  const bool weighted = whole.find("weight") != nullptr;
  if (weighted) columns.emplace_back("weight");
  for_each_block(whole, columns, [&](const RowBlock& block) {
    for (std::size_t i = 0; i < block.rows; ++i) {
      const double value = block.values[0][i];
      const auto known = std::isfinite(value) ? names.find(static_cast<std::int64_t>(value)) : names.end();
      if (known == names.end())
        throw DataError(
            fmt::format("{}: fault of row {} is {}, which has no name", whole.name(), block.first + i, value));
      const auto place = places.find(known->second);
      codes_.push_back(place != places.end() ? place->second : known->second == not_applicable ? none : many);
      several_ += codes_.back() == many ? 1 : 0;
      const double weight = weighted ? block.values[1][i] : 1.0;
      if (place == places.end() || std::isnan(weight)) continue;  // NaN: not run
      Weights& w = weights[static_cast<std::size_t>(place->second)];
      w.least = std::min(w.least, weight);
      w.most = std::max(w.most, weight);
    }
  });
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (weights[i].least < weights[i].most)
      throw DataError(fmt::format("{}: the weights of the cases with fault {} differ, and can't be recombined",
                                  whole.name(), i == 0 ? no_fault : faults[i - 1].name));
    tables_.emplace_back(whole, codes_, static_cast<std::int8_t>(i));
    cases_.push_back(read_cases(tables_.back()));
  }
}

StratifiedShare FaultTables::share(const FaultShares& shares, const std::function<CountRange(std::size_t table)>& count,
                                   double confidence) const {
  std::vector<Stratum> strata;
  for (std::size_t i = 0; i < tables_.size(); ++i) strata.push_back({shares.single[i], count(i), cases_[i].judged()});
  return stratified_share(strata, shares.several, confidence);
}

std::vector<std::string> faults_of(const ColumnSource& table) {
  std::vector<std::string> found;
  const ColumnInfo* const column = table.find("fault");
  if (column == nullptr) return found;
  for (const std::string& name : column->flag_meanings)
    if (name != no_fault && name != several_faults && name != not_applicable) found.push_back(name);
  return found;
}

}  // namespace farside
