#include "stats/causes/two_level.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <numeric>

#include "base/nan.h"
#include "stats/cases.h"
#include "stats/inputs.h"
#include "stats/intervals/distributions.h"
#include "stats/intervals/quantiles.h"
#include "stats/json_number.h"
#include "stats/samples/ranks.h"
#include "stats/samples/representative_part.h"
#include "stats/verdicts/mission.h"
#include "stats/verdicts/requirements.h"

namespace farside {
namespace {

using Json = nlohmann::ordered_json;

constexpr char outer_draw[] = "outer_draw";
constexpr double band_share = 0.9, owner_risk = 0.05;

double mean_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

// What chance alone exceeds in one campaign of twenty, of the share of several inputs: the square of a rank correlation
// of n values has the mean 1 / (n - 1), and is nearly chi-squared by as much.
double share_by_chance(std::uint64_t inputs, std::size_t draws) {
  if (inputs == 0 || draws < 2) return nan;
  const double n = static_cast<double>(draws), k = static_cast<double>(inputs);
  return (chi_squared_quantile(k, 1.0 - owner_risk) - k) / (n - 1.0);
}

class TwoLevels {
 public:
  TwoLevels(const ColumnSource& source, const StatisticsRequest& request)
      : source_(source), request_(request), all_(read_cases(source, outer_draw)), best_(source) {}

  Json compute(const ComputePart& part) {
    Json all = part(best_.table(), request_);
    all["cases"] = counts_json(all_, source_.rows());
    for (const auto& [name, event] : {std::pair{"safe", &all_.safe_share}, std::pair{"lost", &all_.lost_share}})
      if (!all["probability"].is_null()) all["probability"][name]["band"] = band(of_draws(*event));
    if (const auto missions = count_missions(source_, all_); missions && all.contains("mission"))
      all["mission"]["goes_on"]["band"] = band(of_draws(missions->goes_on));
    all["epistemic"] = epistemic();
    for (std::size_t i = 0; i < request_.requirements.size(); ++i)
      judge_everywhere(request_.requirements[i], all["requirements"][i]);
    all.erase("numerical_failures");
    if (all_.numerical_failure > 0)
      all["numerical_failures"] = {{"count", all_.numerical_failure}, {"first", all_.failed}};
    return all;
  }

 private:
  struct Draw {
    std::size_t number;
    double low, high;
    Replicate counted;
  };
  // Those with a case, without the best guess.
  std::vector<Draw> of_draws(const EventRange& event) const {
    const std::vector<Replicate> found = replicates_of(event, all_);
    std::vector<Draw> draws;
    for (std::size_t i = 1; i < found.size(); ++i) {
      const double n = static_cast<double>(found[i].cases);
      if (found[i].cases > 0)
        draws.push_back(
            {i, static_cast<double>(found[i].counts.low) / n, static_cast<double>(found[i].counts.high) / n, found[i]});
    }
    return draws;
  }

  // Where most draws lie, and all: their shares at the low end below, at the high one above.
  static Json band(const std::vector<Draw>& draws) {
    if (draws.empty()) return nullptr;
    std::vector<double> low, high;
    for (const Draw& d : draws) {
      low.push_back(d.low);
      high.push_back(d.high);
    }
    const double mean = mean_of(low);
    OrderStatistics least(low), most(high);
    return {{"share", band_share},
            {"draws", draws.size()},
            {"least", least.rank(1)},
            {"lower", quantile(least, 0.5 * (1.0 - band_share))},
            {"mean", mean},
            {"upper", quantile(most, 0.5 * (1.0 + band_share))},
            {"largest", most.rank(draws.size())}};
  }

  Json epistemic() const {
    const std::vector<Draw> safe = of_draws(all_.safe_share), lost = of_draws(all_.lost_share);
    std::vector<double> shares;
    double chance = 0.0;
    Json list = Json::array();
    for (std::size_t i = 0; i < safe.size(); ++i) {
      const double n = static_cast<double>(safe[i].counted.cases);
      shares.push_back(safe[i].low);
      chance += safe[i].low * (1.0 - safe[i].low) / n / static_cast<double>(safe.size());
      list.push_back({{"draw", safe[i].number},
                      {"cases", safe[i].counted.cases},
                      {"safe", safe[i].low},
                      {"safe_high", safe[i].high},
                      {"lost", lost[i].low}});
    }
    double squares = 0.0;
    const double mean = shares.empty() ? nan : mean_of(shares);
    for (const double p : shares) squares += (p - mean) * (p - mean);
    const double sd = shares.size() < 2 ? nan : std::sqrt(squares / static_cast<double>(shares.size() - 1));
    Json json{{"draws", safe.size()},
              {"values_of", best_.values_of()},
              {"sd_between", json_number(sd)},
              {"sd_by_chance", json_number(shares.empty() ? nan : std::sqrt(chance))}};
    add_inputs(safe, shares, json);
    json["list"] = std::move(list);
    return json;
  }

  // Which inputs go with P from draw to draw.
  void add_inputs(const std::vector<Draw>& draws, const std::vector<double>& shares, Json& json) const {
    struct Input {
      const ColumnInfo* column;
      RankCorrelation with;
      double share;     // of the band's variance, at least 0
      double unbiased;  // the same, less than 0 where chance has it so
    };
    std::vector<Input> inputs;
    for (const ColumnInfo& c : source_.columns()) {
      if (c.kind != "epistemic" || !is_read_input(c, request_.unread)) continue;
      const std::vector<double> values = values_by_draw(c.name, draws);
      if (values.empty() || std::all_of(values.begin(), values.end(), [&](double x) { return x == values[0]; }))
        continue;
      const RankCorrelation r = rank_correlation(values, shares);
      const double by_chance = 1.0 / static_cast<double>(draws.size() - 1);
      const double unbiased = std::isfinite(r.r) ? r.r * r.r - by_chance : 0.0;
      inputs.push_back({&c, r, std::max(0.0, unbiased), unbiased});
    }
    std::stable_sort(inputs.begin(), inputs.end(), [](const Input& a, const Input& b) { return a.share > b.share; });
    std::map<std::string, std::pair<std::uint64_t, double>> tags{{"E", {}}, {"R", {}}, {"other", {}}};
    json["inputs"] = Json::array();
    for (const Input& i : inputs) {
      const char tag = source_tag(i.column->source);
      auto& [count, share] = tags[tag == 'E' || tag == 'R' ? std::string(1, tag) : "other"];
      ++count;
      share += i.unbiased;
      json["inputs"].push_back({{"path", i.column->config_path},
                                {"source", i.column->source},
                                {"rank_correlation", json_number(i.with.r)},
                                {"p", json_number(i.with.p)},
                                {"share", i.share},
                                {"owns", i.with.p < owner_risk / static_cast<double>(inputs.size())}});
    }
    for (const auto& [tag, found] : tags) {
      const auto& [count, share] = found;
      json["rests_on"][tag] = {{"inputs", count},
                               {"share", std::max(0.0, share)},
                               {"share_chance", json_number(share_by_chance(count, draws.size()))}};
    }
  }

  std::vector<double> values_by_draw(const std::string& column, const std::vector<Draw>& draws) const {
    std::map<std::size_t, double> found;
    for_each_block(source_, all_, {column}, [&](const RowBlock& block, const std::vector<Mark>& marks) {
      for (std::size_t i = 0; i < block.rows; ++i)
        if (marks[i].replicate) found.emplace(*marks[i].replicate, block.values[0][i]);
    });
    std::vector<double> values;
    for (const Draw& d : draws) values.push_back(found.at(d.number));
    return values;
  }

  // `best`: as it is judged at the best guess.
  void judge_everywhere(const Requirement& q, Json& best) const {
    const auto counts = q.quantity.empty() ? count_event(source_, all_, q.event) : count_within(source_, all_, q);
    if (!counts) return;
    std::map<Verdict, std::uint64_t> verdicts;
    std::vector<Draw> draws = of_draws(*counts);
    // where the cases of the best guess have no bound, as all alike, those of a draw have none either
    const bool bounded = !best.contains("reason");
    for (const Draw& d : draws)
      ++verdicts[bounded ? judge(q, d.counted.counts, d.counted.cases).verdict : Verdict::inconclusive];
    best["band"] = band(draws);
    best["draws"] = {{"pass", verdicts[Verdict::pass]},
                     {"fail", verdicts[Verdict::fail]},
                     {"inconclusive", verdicts[Verdict::inconclusive]}};
    if (best["verdict"] != name_of(Verdict::pass) || verdicts[Verdict::pass] == draws.size()) return;
    best["verdict"] = name_of(Verdict::inconclusive);
    best["reason"] = fmt::format(
        "passes at the best guess; of {} draws of what isn't known {} pass, {} fail, and {} can't be decided with so "
        "many cases",
        draws.size(), verdicts[Verdict::pass], verdicts[Verdict::fail], verdicts[Verdict::inconclusive]);
  }

  const ColumnSource& source_;
  const StatisticsRequest& request_;
  Cases all_;  // marked by their draw
  RepresentativePart best_;
};

}  // namespace

RankCorrelation rank_correlation(const std::vector<double>& a, const std::vector<double>& b) {
  constexpr std::size_t least = 4;
  if (a.size() < least) return {nan, nan};
  const std::vector<double> equal(a.size(), 1.0), x = ranks_of(a, ascending_order(a), equal),
                                                  y = ranks_of(b, ascending_order(b), equal);
  const double n = static_cast<double>(a.size()), middle = 0.5 * n;
  double xx = 0.0, yy = 0.0, xy = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xx += (x[i] - middle) * (x[i] - middle);
    yy += (y[i] - middle) * (y[i] - middle);
    xy += (x[i] - middle) * (y[i] - middle);
  }
  if (xx == 0.0 || yy == 0.0) return {nan, nan};
  const double r = std::clamp(xy / std::sqrt(xx * yy), -1.0, 1.0);
  if (std::fabs(r) == 1.0) return {r, 0.0};
  const double t = std::fabs(r) * std::sqrt((n - 2.0) / (1.0 - r * r));
  return {r, 2.0 * student_t_beyond(n - 2.0, t)};
}

char source_tag(const std::string& source) {
  if (source.empty() || source[0] < 'A' || source[0] > 'Z') return ' ';
  return source.size() == 1 || source[1] == ':' || source[1] == ';' || source[1] == ',' ? source[0] : ' ';
}

Json two_level_statistics(const ColumnSource& source, const StatisticsRequest& request, const ComputePart& compute) {
  return TwoLevels(source, request).compute(compute);
}

}  // namespace farside
