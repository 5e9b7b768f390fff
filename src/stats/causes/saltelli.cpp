#include "stats/causes/saltelli.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/nan.h"
#include "stats/causes/drivers.h"
#include "stats/causes/sobol_indices.h"
#include "stats/json_number.h"
#include "stats/samples/representative_part.h"
#include "stats/verdicts/mission.h"

namespace farside {
namespace {

using Json = nlohmann::ordered_json;

constexpr char sample_column[] = "saltelli_sample", matrix_column[] = "saltelli_matrix";

bool is_word_of_event(const std::string& word) {
  const auto is_word = [&](const char* name) { return word == name; };
  return word == "safe" || word == "lost" || word == "degraded" || word == "failed" ||
         std::any_of(std::begin(cause_meanings) + 1, std::end(cause_meanings), is_word);
}

std::vector<std::string> paths_of(const std::string& matrix) {
  std::vector<std::string> paths;
  for (std::size_t begin = 0; begin <= matrix.size();) {
    const std::size_t end = std::min(matrix.find('+', begin), matrix.size());
    paths.push_back(matrix.substr(begin, end - begin));
    begin = end + 1;
  }
  return paths;
}

// Goes over the rows once; those of a base sample follow each other.
class SaltelliReader {
 public:
  SaltelliReader(const ColumnSource& source, const Cases& cases, const std::vector<std::string>& quantities)
      : source_(source), cases_(cases) {
    const ColumnInfo* const matrix = source.find(matrix_column);
    if (matrix == nullptr || source.find(sample_column) == nullptr || matrix->flag_meanings.size() < 3)
      throw DataError(fmt::format("{}: has no columns {}, {} that tell the inputs of a Saltelli design", source.name(),
                                  sample_column, matrix_column));
    matrices_ = matrix->flag_meanings.size();
    for (std::size_t i = 2; i < matrices_; ++i) inputs_.push_back(paths_of(matrix->flag_meanings[i]));
    columns_ = {sample_column, matrix_column};
    for (const std::string& name : quantities) add(name);
  }

  Json read() {
    for_each_block(source_, columns_, [this](const RowBlock& block) {
      for (std::size_t row = 0; row < block.rows; ++row) take(block, row);
    });
    if (seen_ > 0) end_sample();
    Json all{{"base_samples", seen_},
             {"confidence", SobolSums::confidence},
             {"resamples", SobolSums::resamples},
             {"of", Json::object()}};
    for (const Quantity& q : quantities_) all["of"][q.name] = json_of(q);
    return all;
  }

 private:
  struct Quantity {
    std::string name;
    bool event;
    MissionQuestion mission;
    std::size_t begin, end;  // of its columns
    SobolSums sums;
    std::vector<double> values;  // of the present base sample, by matrix
    std::uint64_t left_out = 0;
  };

  void add(const std::string& name) {
    const auto same = [&](const Quantity& q) { return q.name == name; };
    if (std::any_of(quantities_.begin(), quantities_.end(), same)) return;
    const MissionQuestion mission(source_, is_mission_event(name) && !has_mission(source_) ? "" : name);
    const bool event = is_word_of_event(name) || mission.asked();
    const std::size_t begin = columns_.size();
    if (mission.asked()) {
      columns_.emplace_back(mission_column);
      for (const ColumnInfo& c : source_.columns())
        if (mission.has_margin(c.name) && c.extent == 1) columns_.push_back(c.name);
    } else if (event) {
      if (!cases_.has_outcome) return;
      if (cases_.has_first_cause) columns_.emplace_back("first_cause");
    } else if (name == margin_least) {
      for (const ColumnInfo& c : source_.columns())
        if (c.name.starts_with("margin_") && c.extent == 1) columns_.push_back(c.name);
    } else if (const ColumnInfo* const column = source_.find(name);
               column != nullptr && column->extent == 1 && column->flag_meanings.empty()) {
      columns_.push_back(name);
    }
    if (!event && columns_.size() == begin) return;
    quantities_.push_back(
        {name, event, mission, begin, columns_.size(), SobolSums(inputs_.size()), std::vector<double>(matrices_, nan)});
  }

  void take(const RowBlock& block, std::size_t row) {
    const double sample = block.values[0][row], matrix = block.values[1][row];
    if (!(matrix >= 0.0 && matrix < static_cast<double>(matrices_)) || !(sample >= 0.0))
      throw DataError(fmt::format("{}: row {}: {} is {}, {} is {}", source_.name(), block.first + row, sample_column,
                                  sample, matrix_column, matrix));
    if (seen_ == 0 || sample != sample_) {
      if (seen_ > 0) end_sample();
      ++seen_;
      sample_ = sample;
    }
    for (Quantity& q : quantities_) q.values[static_cast<std::size_t>(matrix)] = value(q, block, row);
  }

  double value(const Quantity& q, const RowBlock& block, std::size_t row) const {
    const std::size_t at = block.first + row;
    if (!cases_.is_done(at) || cases_.is_untold(at)) return nan;
    const Ending ending = cases_.endings[at];
    double least = nan;
    const std::size_t first = q.begin + (q.mission.asked() ? 1 : 0);
    for (std::size_t c = first; c < q.end; ++c) least = std::fmin(least, block.values[c][row]);
    if (!q.event) return least;
    if (q.mission.asked()) {
      const Told fails = q.mission.fails(block.values[q.begin][row], least, ending);
      if (fails == Told::untold) return nan;
      return (fails == Told::yes) == (q.name != mission_event) ? 1.0 : 0.0;  // as of requirements: `mission` goes on
    }
    if (q.name == "safe") return ending == Ending::safe ? 1.0 : 0.0;
    const double stored = q.begin < q.end ? block.values[q.begin][row] : -1.0;
    const std::int8_t code = first_cause(ending, stored >= 0.0 ? static_cast<std::int8_t>(stored) : std::int8_t{-1});
    return has_failed(q.name, ending, name_of_cause(source_, code)) ? 1.0 : 0.0;
  }

  void end_sample() {
    for (Quantity& q : quantities_) {
      std::vector<double>& v = q.values;
      if (std::all_of(v.begin(), v.end(), [](double x) { return std::isfinite(x); }))
        q.sums.add(static_cast<std::uint64_t>(sample_), v[0], v[1], &v[2]);
      else ++q.left_out;
      std::fill(v.begin(), v.end(), nan);
    }
  }

  Json json_of(const Quantity& q) const {
    const SobolIndices found = q.sums.indices(q.event);
    std::vector<std::size_t> order(inputs_.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return found.inputs[a].total > found.inputs[b].total; });
    double first_sum = 0.0;
    for (const SobolIndex& index : found.inputs) first_sum += index.first;
    Json json{{"base_samples", found.samples},
              {"left_out", q.left_out},
              {"mean", json_number(found.samples > 0 ? found.mean : nan)},
              {"variance", json_number(found.variance)},
              {"first_sum", json_number(first_sum)},
              {"indices", Json::array()}};
    for (const std::size_t i : order) {
      const SobolIndex& index = found.inputs[i];
      json["indices"].push_back({{"paths", inputs_[i]},
                                 {"first", json_number(index.first)},
                                 {"first_lower", json_number(index.first_lower)},
                                 {"first_upper", json_number(index.first_upper)},
                                 {"total", json_number(index.total)},
                                 {"total_lower", json_number(index.total_lower)},
                                 {"total_upper", json_number(index.total_upper)}});
    }
    return json;
  }

  const ColumnSource& source_;
  const Cases& cases_;
  std::size_t matrices_ = 0;
  std::vector<std::vector<std::string>> inputs_;
  std::vector<std::string> columns_;
  std::vector<Quantity> quantities_;
  std::uint64_t seen_ = 0;
  double sample_ = 0.0;
};

}  // namespace

Json sobol_json(const ColumnSource& source, const Cases& cases, const std::vector<std::string>& quantities) {
  return SaltelliReader(source, cases, quantities).read();
}

Json saltelli_statistics(const ColumnSource& source, const StatisticsRequest& request, const ComputePart& compute) {
  const RepresentativePart independent(source);
  Json all = compute(independent.table(), request);
  const Cases cases = read_cases(source);
  all["cases"] = counts_json(cases, source.rows());
  for (Json& requirement : all["requirements"])  // one more base sample is more than one more case
    if (requirement.contains("cases_needed")) requirement["cases_needed"] = nullptr;
  all.erase("numerical_failures");
  if (cases.numerical_failure > 0)
    all["numerical_failures"] = {{"count", cases.numerical_failure}, {"first", cases.failed}};
  std::vector<std::string> quantities{"safe", margin_least};
  for (const Requirement& q : request.requirements) quantities.push_back(q.quantity.empty() ? q.event : q.quantity);
  all["sobol"] = sobol_json(source, cases, quantities);
  return all;
}

}  // namespace farside
