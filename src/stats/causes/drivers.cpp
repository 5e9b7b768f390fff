#include "stats/causes/drivers.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>
#include <vector>

#include "base/eigen_pairs.h"
#include "base/error.h"
#include "base/nan.h"
#include "stats/causes/untold.h"
#include "stats/first_rows.h"
#include "stats/inputs.h"
#include "stats/intervals/distributions.h"
#include "stats/intervals/proportions.h"
#include "stats/json_number.h"
#include "stats/samples/fit.h"
#include "stats/samples/ranks.h"
#include "stats/verdicts/mission.h"

namespace farside {
namespace {

using Json = nlohmann::ordered_json;

constexpr double risk = 0.05;        // that chance alone makes any one of the inputs, or of the pairs, stand out
constexpr double confidence = 0.95;  // of the share in a tenth
constexpr std::size_t tenths = 10, thirds = 3;
constexpr std::size_t failures_min = 20;  // for a test of pairs, and as many that haven't failed
constexpr std::size_t pairs_told = 10;

struct Input {
  std::string path;
  std::vector<double> values;  // of each row
  std::vector<std::uint32_t> order;
};

// What is known of the rows that are looked at.
struct Rows {
  std::vector<Input> inputs;
  std::vector<double> margin, weight;
  std::vector<char> failed, safe;
  bool weighted = false;
  std::uint64_t unread = 0;  // inputs left out

  std::size_t count() const { return failed.size(); }
  template <class Which>
  double sum(const Which& which, double power) const {
    double total = 0.0;
    for (std::size_t i = 0; i < count(); ++i) total += which(i) ? std::pow(weight[i], power) : 0.0;
    return total;
  }
  // Of how many equal cases these say as much (Kish).
  template <class Which>
  double effective(const Which& which) const {
    const double all = sum(which, 1.0);
    return all == 0.0 ? 0.0 : all * all / sum(which, 2.0);
  }
};

bool varies(const std::vector<double>& values) {
  return std::any_of(values.begin(), values.end(), [&](double x) { return x != values.front(); });
}

bool is_asked(Ending ending) {
  return ending != Ending::not_run && ending != Ending::unknown && ending != Ending::done;
}

Rows read_rows(const ColumnSource& whole, const Cases& cases, const DriversRequest& request) {
  const FirstRows source(whole, cases, request.rows_max, is_asked);
  Rows rows;
  std::vector<std::string> columns;
  for (const ColumnInfo& column : source.columns()) {
    rows.unread += is_input(column) && !is_read_input(column, request.unread) ? 1 : 0;
    if (!is_read_input(column, request.unread)) continue;
    rows.inputs.push_back({path_of_input(column), {}, {}});
    columns.push_back(column.name);
  }
  const std::size_t margins = columns.size();
  const MissionQuestion mission(source, request.failure);
  for (const ColumnInfo& column : source.columns()) {
    if (mission.has_margin(column.name) && column.extent == 1) columns.push_back(column.name);
  }
  const std::size_t cause = columns.size();
  if (mission.asked()) columns.emplace_back(mission_column);
  else if (cases.has_first_cause) columns.emplace_back("first_cause");
  rows.weighted = cases.weighted;
  for_each_block(source, cases, columns, [&](const RowBlock& block, const std::vector<Mark>& marks) {
    for (std::size_t i = 0; i < block.rows; ++i) {
      const Ending ending = cases.endings[block.first + i];
      if (!is_asked(ending)) continue;
      const double weight = cases.weighted ? marks[i].weight : 1.0;
      const auto known = [&](std::size_t k) { return std::isfinite(block.values[k][i]); };
      bool complete = weight > 0.0;
      for (std::size_t k = 0; k < margins; ++k) complete = complete && known(k);
      if (!complete) continue;
      double least = nan;
      for (std::size_t k = margins; k < cause; ++k) least = std::fmin(least, block.values[k][i]);
      const double stored = cause < columns.size() ? block.values[cause][i] : -1.0;
      bool failed;
      if (mission.asked()) {
        const Told fails = mission.fails(stored, least, ending);
        if (fails == Told::untold) continue;
        failed = fails == Told::yes;
      } else {
        const std::int8_t code = first_cause(ending, stored >= 0 ? static_cast<std::int8_t>(stored) : std::int8_t{-1});
        failed = has_failed(request.failure, ending, name_of_cause(source, code));
      }
      for (std::size_t k = 0; k < margins; ++k) rows.inputs[k].values.push_back(block.values[k][i]);
      rows.margin.push_back(least);
      rows.weight.push_back(weight);
      rows.failed.push_back(failed ? 1 : 0);
      rows.safe.push_back(ending == Ending::safe ? 1 : 0);
    }
  });
  std::erase_if(rows.inputs, [](const Input& input) { return input.values.empty() || !varies(input.values); });
  for (Input& input : rows.inputs) input.order = ascending_order(input.values);
  return rows;
}

// Rank correlations with the least margin, plain and with the others' part taken away.
struct Correlations {
  std::vector<double> plain, partial;
  double cases = 0.0;
};

double product(const std::vector<double>& a, const std::vector<double>& b) {
  return std::transform_reduce(a.begin(), a.end(), b.begin(), 0.0);
}

Correlations correlations_of(const Rows& rows) {
  const std::size_t inputs = rows.inputs.size();
  Correlations found{std::vector<double>(inputs, nan), std::vector<double>(inputs, nan), 0.0};
  std::vector<std::uint32_t> known;
  for (std::size_t i = 0; i < rows.count(); ++i) {
    if (std::isfinite(rows.margin[i])) known.push_back(static_cast<std::uint32_t>(i));
  }
  found.cases = rows.effective([&](std::size_t i) { return std::isfinite(rows.margin[i]); });
  if (found.cases <= 2.0 * static_cast<double>(inputs) + 10.0) return found;
  const std::size_t columns = inputs + 1;
  std::vector<std::vector<double>> table;
  std::vector<double> weight;
  for (const std::uint32_t i : known) weight.push_back(rows.weight[i]);
  const double weights = std::reduce(weight.begin(), weight.end());
  for (std::size_t c = 0; c < columns; ++c) {
    const std::vector<double>& all = c == inputs ? rows.margin : rows.inputs[c].values;
    std::vector<double> values;
    for (const std::uint32_t i : known) values.push_back(all[i]);
    std::vector<double> ranks = ranks_of(values, ascending_order(values), weight);
    const double mean = product(ranks, weight) / weights;
    for (std::size_t i = 0; i < ranks.size(); ++i) ranks[i] = (ranks[i] - mean) * std::sqrt(weight[i]);
    const double length = std::sqrt(product(ranks, ranks));
    if (length == 0.0 && c == inputs) return found;  // all margins are equal
    for (double& rank : ranks) rank /= length > 0.0 ? length : 1.0;
    table.push_back(std::move(ranks));
  }
  std::vector<double> correlation(columns * columns);
  for (std::size_t i = 0; i < columns; ++i) {
    for (std::size_t j = 0; j <= i; ++j)
      correlation[i * columns + j] = correlation[j * columns + i] = product(table[i], table[j]);
  }
  // The inverse where the inputs don't give each other away, and else the pseudo-inverse.
  EigenPairs pairs = eigen_pairs(correlation, columns);
  for (double& value : pairs.values) value = value > 1e-10 * static_cast<double>(columns) ? 1.0 / value : 0.0;
  const std::vector<double> inverse = matrix_with(pairs);
  const auto at = [&](const std::vector<double>& m, std::size_t i, std::size_t j) { return m[i * columns + j]; };
  for (std::size_t c = 0; c < inputs; ++c) {
    found.plain[c] = at(correlation, inputs, c);
    found.partial[c] = -at(inverse, inputs, c) / std::sqrt(at(inverse, c, c) * at(inverse, inputs, inputs));
  }
  return found;
}

// By ascending values of the input; each part an array with a value for each tenth.
Json tenths_of(const Rows& rows, const Input& input) {
  Json all;
  for (std::size_t t = 0; t < tenths; ++t) {
    const std::size_t begin = t * rows.count() / tenths, end = (t + 1) * rows.count() / tenths;
    if (begin == end) continue;
    double weight = 0.0, of_failed = 0.0;
    std::uint64_t failures = 0;
    for (std::size_t k = begin; k < end; ++k) {
      const std::uint32_t i = input.order[k];
      weight += rows.weight[i];
      if (rows.failed[i]) ++failures, of_failed += rows.weight[i];
    }
    const Interval interval = clopper_pearson(failures, end - begin, confidence);
    all["least"].push_back(input.values[input.order[begin]]);
    all["largest"].push_back(input.values[input.order[end - 1]]);
    all["cases"].push_back(end - begin);
    all["failures"].push_back(failures);
    all["estimate"].push_back(of_failed / weight);
    all["lower"].push_back(rows.weighted ? Json(nullptr) : Json(interval.lower));
    all["upper"].push_back(rows.weighted ? Json(nullptr) : Json(interval.upper));
  }
  return all;
}

// Cases and failures of the nine places that the thirds of two inputs make.
struct Places {
  using Nine = std::array<double, thirds * thirds>;
  Nine cases{}, failures{};
};

// The failures that would be expected if each input had its own part in the odds of a failure, whatever the other is:
// the fit of that model to the counts, which keeps what each third has in all (Deming and Stephan, Ann. Math. Stat. 11
// (1940) 427).
Places::Nine expected_failures(const Places& p) {
  Places::Nine failed, unfailed;
  failed.fill(1.0), unfailed.fill(1.0);
  for (int round = 0; round < 200; ++round) {
    double change = 0.0;
    const auto scale = [&](std::size_t first, std::size_t step) {  // to the sums over three places
      const std::size_t at[] = {first, first + step, first + 2 * step};
      double has_failed = 0.0, has_not = 0.0, is_failed = 0.0, is_not = 0.0;
      for (const std::size_t i : at) {
        has_failed += p.failures[i], has_not += p.cases[i] - p.failures[i];
        is_failed += failed[i], is_not += unfailed[i];
      }
      for (const std::size_t i : at) {
        failed[i] *= is_failed > 0.0 ? has_failed / is_failed : 0.0;
        unfailed[i] *= is_not > 0.0 ? has_not / is_not : 0.0;
      }
    };
    for (std::size_t i = 0; i < p.cases.size(); ++i) {
      const double all = failed[i] + unfailed[i], factor = all > 0.0 ? p.cases[i] / all : 0.0;
      change = std::max(change, std::abs(all - p.cases[i]));
      failed[i] *= factor, unfailed[i] *= factor;
    }
    if (round > 0 && change < 1e-6) break;
    for (std::size_t i = 0; i < thirds; ++i) scale(thirds * i, 1);
    for (std::size_t i = 0; i < thirds; ++i) scale(i, thirds);
  }
  return failed;
}

// Twice the logarithm of how much better the counts are explained by the pair than by the inputs one by one.
double interaction(const Places& p, const Places::Nine& expected) {
  const auto term = [](double count, double of_model) {
    return count > 0.0 && of_model > 0.0 ? count * std::log(count / of_model) : 0.0;
  };
  double sum = 0.0;
  for (std::size_t i = 0; i < p.cases.size(); ++i)
    sum += term(p.failures[i], expected[i]) + term(p.cases[i] - p.failures[i], p.cases[i] - expected[i]);
  return 2.0 * std::max(sum, 0.0);
}

// Which third of the rows each is in; equal values are in one.
std::vector<std::uint8_t> thirds_of(const Rows& rows, const Input& input) {
  std::vector<std::uint8_t> third(rows.count());
  for_each_tie(input.values, input.order, [&](std::size_t begin, std::size_t end) {
    const std::size_t middle = begin + (end - begin - 1) / 2;
    for (std::size_t k = begin; k < end; ++k)
      third[input.order[k]] = static_cast<std::uint8_t>(middle * thirds / rows.count());
  });
  return third;
}

struct Pair {
  std::size_t first, second;
  Places places, told;  // by effective weight, and counted
  Places::Nine expected;
  double statistic, p;
};

std::vector<Pair> pairs_of(const Rows& rows, double effective) {
  std::vector<std::vector<std::uint8_t>> third;
  for (const Input& input : rows.inputs) third.push_back(thirds_of(rows, input));
  const double per_weight = effective / rows.sum([](std::size_t) { return true; }, 1.0);
  std::vector<Pair> pairs;
  for (std::size_t a = 0; a < third.size(); ++a) {
    for (std::size_t b = a + 1; b < third.size(); ++b) {
      Pair pair{a, b, {}, {}, {}, 0.0, nan};
      for (std::size_t i = 0; i < rows.count(); ++i) {
        const std::size_t at = thirds * third[a][i] + third[b][i];
        const double weight = per_weight * rows.weight[i];
        pair.places.cases[at] += weight;
        pair.told.cases[at] += 1.0;
        if (rows.failed[i]) pair.places.failures[at] += weight, pair.told.failures[at] += 1.0;
      }
      // A place without cases tells nothing, nor does a third that nothing is in.
      const auto empty = [&](std::size_t first, std::size_t step) {
        return pair.places.cases[first] + pair.places.cases[first + step] + pair.places.cases[first + 2 * step] == 0.0;
      };
      int rows_used = 0, columns_used = 0, used = 0;
      for (std::size_t i = 0; i < thirds; ++i) {
        rows_used += empty(thirds * i, 1) ? 0 : 1;
        columns_used += empty(i, thirds) ? 0 : 1;
      }
      for (const double cases : pair.places.cases) used += cases > 0.0 ? 1 : 0;
      const int freedom = used - rows_used - columns_used + 1;
      if (freedom < 1) continue;
      pair.expected = expected_failures(pair.places);
      pair.statistic = interaction(pair.places, pair.expected);
      pair.p = chi_squared_beyond(freedom, pair.statistic);
      pairs.push_back(pair);
    }
  }
  return pairs;
}

Json cells_of(const Pair& pair) {
  Json all = Json::array();
  for (std::size_t i = 0; i < thirds; ++i) {
    Json row = Json::array();
    for (std::size_t k = 0; k < thirds; ++k) {
      const std::size_t at = thirds * i + k;
      const double cases = pair.places.cases[at];
      row.push_back({{"cases", static_cast<std::uint64_t>(pair.told.cases[at])},
                     {"failures", static_cast<std::uint64_t>(pair.told.failures[at])},
                     {"estimate", json_number(pair.places.failures[at] / cases)},
                     {"expected", json_number(pair.expected[at] / cases)}});
    }
    all.push_back(row);
  }
  return all;
}

}  // namespace

bool has_failed(const std::string& failure, Ending ending, const std::string& cause) {
  const bool is_lost = ending == Ending::lost || ending == Ending::numerical_failure;
  if (failure == "lost") return is_lost;
  if (failure == "degraded") return ending == Ending::degraded;
  if (failure == "failed") return is_lost || ending == Ending::degraded;
  return cause == failure;
}

Json compute_drivers(const ColumnSource& source, const Cases& cases, const DriversRequest& request) {
  if (!cases.has_outcome) throw DataError(source.name() + ": has no column `outcome`, so that nothing can be asked");
  const Rows rows = read_rows(source, cases, request);
  const auto failed = [&](std::size_t i) { return rows.failed[i] != 0; };
  const auto safe = [&](std::size_t i) { return !rows.failed[i] && rows.safe[i]; };
  const auto unfailed = [&](std::size_t i) { return !rows.failed[i]; };
  const double effective = rows.effective([](std::size_t) { return true; }), n_failed = rows.effective(failed),
               n_safe = rows.effective(safe);
  Json all{{"failure", request.failure},
           {"cases", rows.count()},
           {"failures", static_cast<std::uint64_t>(std::count(rows.failed.begin(), rows.failed.end(), 1))},
           {"effective_cases", effective},
           {"prcc_chance", nullptr},
           {"ks_chance", nullptr},
           {"inputs", Json::array()},
           {"pairs", nullptr},
           {"pairs_tried", 0},
           {"unread", rows.unread},
           {"untold", untold_json(source, cases, request.rows_max, request.unread)}};

  const auto inputs = static_cast<double>(rows.inputs.size());
  const double each = risk / std::max(inputs, 1.0) / 2.0;  // two are looked at for each input
  const Correlations correlations = correlations_of(rows);
  const double prcc_chance = correlation_of_chance(each, correlations.cases, inputs - 1.0);
  const bool both = n_failed > 0.0 && n_safe > 0.0;
  const double pooled = both ? n_failed * n_safe / (n_failed + n_safe) : nan;
  const double ks_chance = both ? kolmogorov_distance(each, pooled) : nan;
  std::vector<Side> sides;
  for (std::size_t i = 0; i < rows.count(); ++i)
    sides.push_back(failed(i) ? Side::first : safe(i) ? Side::second : Side::neither);
  all["prcc_chance"] = json_number(prcc_chance);
  all["ks_chance"] = json_number(ks_chance);
  struct Found {
    double clear;  // how far beyond chance it is, the clearer of both
    const Input* input;
    Json json;
  };
  std::vector<Found> told;
  for (std::size_t k = 0; k < rows.inputs.size(); ++k) {
    const Input& input = rows.inputs[k];
    const double prcc = correlations.partial[k],
                 ks = both ? distance_of_sides(input.values, input.order, rows.weight, sides) : nan;
    const double clear = std::fmax(std::fmax(std::abs(prcc) / prcc_chance, ks / ks_chance), 0.0);
    told.push_back({clear,
                    &input,
                    {{"path", input.path},
                     {"spearman", json_number(correlations.plain[k])},
                     {"prcc", json_number(prcc)},
                     {"prcc_p", json_number(correlation_chance(prcc, correlations.cases, inputs - 1.0))},
                     {"ks", json_number(ks)},
                     {"ks_p", json_number(both ? kolmogorov_chance(ks, pooled) : nan)},
                     {"stands_out", clear > 1.0}}});
  }
  std::stable_sort(told.begin(), told.end(), [](const Found& a, const Found& b) { return a.clear > b.clear; });
  for (std::size_t i = 0; i < told.size(); ++i) {
    if (i < request.deciles_max) told[i].json["deciles"] = tenths_of(rows, *told[i].input);
    all["inputs"].push_back(std::move(told[i].json));
  }

  if (n_failed < failures_min || rows.effective(unfailed) < failures_min) return all;
  std::vector<Pair> pairs = pairs_of(rows, effective);
  std::stable_sort(pairs.begin(), pairs.end(),
                   [](const Pair& a, const Pair& b) { return a.p != b.p ? a.p < b.p : a.statistic > b.statistic; });
  all["pairs"] = Json::array();
  all["pairs_tried"] = pairs.size();
  for (std::size_t i = 0; i < std::min(pairs.size(), pairs_told); ++i) {
    const Pair& pair = pairs[i];
    all["pairs"].push_back({{"paths", {rows.inputs[pair.first].path, rows.inputs[pair.second].path}},
                            {"p", pair.p},
                            {"stands_out", pair.p * static_cast<double>(pairs.size()) < risk},
                            {"cells", cells_of(pair)}});
  }
  return all;
}

}  // namespace farside
