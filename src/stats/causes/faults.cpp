#include "stats/causes/faults.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "stats/causes/fault_tables.h"
#include "stats/json_number.h"
#include "stats/samples/representative_part.h"
#include "stats/verdicts/mission.h"

namespace farside {
namespace {

using Json = nlohmann::ordered_json;

CountRange counts_of(const EventRange& event) { return {event.low.count, event.high.count}; }

// Of the cases of one table; null where none was flown.
Json share_json(const EventRange& event, const Cases& cases, double confidence, Looks looks) {
  if (cases.judged() == 0)
    return {{"estimate", nullptr}, {"estimate_high", nullptr}, {"lower", nullptr}, {"upper", nullptr}};
  const EventShare s = share_of(event, cases, 1 - (1 - confidence) / 2, looks);
  return {
      {"estimate", s.low}, {"estimate_high", s.high}, {"lower", json_number(s.lower)}, {"upper", json_number(s.upper)}};
}

// First causes, the most frequent first.
Json causes_json(const PartTable& table, const Cases& cases) {
  std::vector<std::pair<std::string, std::uint64_t>> found;
  for (const auto& [code, count] : cases.causes) found.emplace_back(name_of_cause(table, code), count.count);
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  Json causes = Json::object();
  for (const auto& [name, count] : found) causes[name] = count;
  return causes;
}

class Recombination {
 public:
  Recombination(const ColumnSource& source, const StatisticsRequest& request, double confidence)
      : request_(request),
        confidence_(confidence),
        tables_(source, request.faults),
        shares_(fault_shares(request.faults)) {}

  // `recombined`: the weights are the rates'; otherwise the cases' own.
  Json faults_json(bool recombined) const {
    std::uint64_t judged = tables_.several();
    for (std::size_t i = 0; i < tables_.count(); ++i) judged += tables_.cases(i).judged();
    Json all{{"recombined", recombined}};
    all["several"] = {{"share", shares_.several}, {"cases", tables_.several()}};
    for (std::size_t i = 0; i < tables_.count(); ++i) {
      const Cases& c = tables_.cases(i);
      const double n = static_cast<double>(c.judged()), lost = static_cast<double>(c.lost_share.low.count);
      Json one;
      if (i > 0) one = {{"name", request_.faults[i - 1].name}, {"probability", request_.faults[i - 1].probability}};
      one["share"] = shares_.single[i];
      one["cases"] = c.judged();
      one["safe"] = share_json(c.safe_share, c, confidence_, request_.looks());
      one["lost"] = share_json(c.lost_share, c, confidence_, request_.looks());
      one["adds_lost"] = c.judged() == 0 ? Json(nullptr)
                         : recombined    ? Json(shares_.single[i] * lost / n)
                                         : Json(lost / static_cast<double>(judged));
      one["causes"] = c.has_first_cause ? causes_json(tables_.table(i), c) : Json(nullptr);
      if (i == 0) all["without"] = std::move(one);
      else all["list"].push_back(std::move(one));
    }
    return all;
  }

  Json compute(const ColumnSource& source, const ComputePlain& plain) {
    StatisticsRequest without = request_;
    without.requirements.clear();
    without.faults.clear();
    without.recombine = false;
    const RepresentativePart part(source, true);
    Json all = plain(part.table(), without);
    all["cases"] = cases_json(source);
    all["probability"] = probability();
    all["first_cause"] = first_causes(all["first_cause"]);
    all.erase("failure_modes");  // of the cases without a fault alone
    all["faults"] = faults_json(true);
    all["faults"]["values_of"] = part.values_of();
    if (all.contains("mission")) all["mission"] = mission();
    all["requirements"] = requirements();
    numerical_failures(all);
    return all;
  }

 private:
  template <class Count>
  StratifiedShare share(const Count& count, double each_confidence) const {
    return tables_.share(shares_, count, each_confidence);
  }
  double one_sided() const { return 1 - (1 - confidence_) / 2; }

  Json cases_json(const ColumnSource& source) const {
    std::map<std::string, std::uint64_t> sums;
    std::uint64_t flown = 0;
    const bool told = tables_.cases(0).has_outcome;
    for (std::size_t i = 0; i < tables_.count(); ++i) {
      const Cases& c = tables_.cases(i);
      flown += c.judged();
      sums["done"] += c.done;
      sums["safe"] += c.safe;
      sums["degraded"] += c.degraded;
      sums["lost"] += c.lost;
      sums["unknown"] += c.unknown;
      sums["numerical_failure"] += c.numerical_failure;
    }
    Json json{{"total", source.rows()}, {"done", sums["done"]}};
    for (const char* outcome : outcome_meanings) json[outcome] = told ? Json(sums[outcome]) : Json(nullptr);
    json["numerical_failure"] = sums["numerical_failure"];
    json["missing"] = source.rows() - flown - tables_.several();
    return json;
  }

  Json probability() const {
    if (!tables_.cases(0).has_outcome) return nullptr;
    const auto tell = [&](EventRange Cases::*event) {
      return probability_json([&](std::size_t i) { return counts_of(tables_.cases(i).*event); });
    };
    return {{"safe", tell(&Cases::safe_share)}, {"lost", tell(&Cases::lost_share)}};
  }

  template <class Count>
  Json probability_json(const Count& count) const {
    const StratifiedShare s = share(count, one_sided());
    std::vector<std::string> given = request_.conditional_on;
    if (shares_.several > 0.0)
      given.push_back(fmt::format(
          "several faults at once, {:.2g} of all cases, are not flown: safe at the high end alone", shares_.several));
    return {{"estimate", s.low},         {"estimate_high", s.high}, {"lower", s.lower},       {"upper", s.upper},
            {"confidence", confidence_}, {"method", "stratified"},  {"conditional_on", given}};
  }

  Json mission() const {
    std::vector<MissionCounts> counts;
    for (std::size_t i = 0; i < tables_.count(); ++i)
      counts.push_back(*count_missions(tables_.table(i), tables_.cases(i)));
    return mission_json(counts, [&](const PickMission& pick) {
      return probability_json([&](std::size_t i) { return counts_of(pick(counts[i])); });
    });
  }

  // In causal order, then those that this build doesn't know; `without`: of the cases without a fault, which also names
  // those that were looked for and never found.
  Json first_causes(const Json& without) const {
    if (without.is_null()) return nullptr;
    std::map<std::string, std::vector<std::uint64_t>> counts, examples;
    for (const auto& [name, cause] : without.items()) counts[name];
    for (std::size_t i = 0; i < tables_.count(); ++i) {
      const Cases& c = tables_.cases(i);
      for (const auto& [code, count] : c.causes) {
        const std::string name = name_of_cause(tables_.table(i), code);
        counts[name].resize(tables_.count());
        counts[name][i] += count.count;
        const std::vector<std::uint64_t>& such = c.examples.at(code);
        examples[name].insert(examples[name].end(), such.begin(), such.end());
      }
    }
    Json causes = Json::object();
    const auto tell = [&](const std::string& name, std::vector<std::uint64_t>& found) {
      found.resize(tables_.count());
      const auto s = share([&](std::size_t i) { return CountRange{found[i], found[i]}; }, one_sided());
      std::uint64_t total = 0;
      for (const std::uint64_t n : found) total += n;
      std::vector<std::uint64_t>& such = examples[name];
      std::sort(such.begin(), such.end());
      such.resize(std::min(such.size(), Cases::examples_max));
      causes[name] = {{"count", total}, {"estimate", s.low}, {"lower", s.lower}, {"upper", s.upper}, {"cases", such}};
    };
    for (const char* known : cause_meanings) {
      if (auto node = counts.extract(known)) tell(node.key(), node.mapped());
    }
    for (auto& [name, found] : counts) tell(name, found);
    return causes;
  }

  Judgement judge_requirement(const Requirement& q) const {
    Judgement j;
    std::vector<CountRange> counts;
    for (std::size_t i = 0; i < tables_.count(); ++i) {
      const auto found = q.quantity.empty() ? count_event(tables_.table(i), tables_.cases(i), q.event)
                                            : count_within(tables_.table(i), tables_.cases(i), q);
      if (!found) {
        j.reason = "there is no column that tells it";
        return j;
      }
      counts.push_back(counts_of(*found));
    }
    const StratifiedShare s = share([&](std::size_t i) { return counts[i]; }, q.confidence);
    j.estimate = s.low;
    j.estimate_high = s.high;
    j.lower = s.lower;
    j.upper = s.upper;
    j.verdict = decide(q, j.lower, j.upper);
    return j;
  }

  Json requirements() const {
    Json all = Json::array();
    for (const Requirement& q : request_.requirements) all.push_back(requirement_json(q, judge_requirement(q)));
    return all;
  }

  void numerical_failures(Json& all) const {
    std::vector<std::uint64_t> first;
    std::uint64_t count = 0;
    for (std::size_t i = 0; i < tables_.count(); ++i) {
      const Cases& c = tables_.cases(i);
      count += c.numerical_failure;
      first.insert(first.end(), c.failed.begin(), c.failed.end());
    }
    all.erase("numerical_failures");
    if (count == 0) return;
    std::sort(first.begin(), first.end());
    first.resize(std::min(first.size(), Cases::failed_listed_max));
    all["numerical_failures"] = {{"count", count}, {"first", first}};
  }

  const StatisticsRequest& request_;
  double confidence_;
  FaultTables tables_;
  FaultShares shares_;
};

}  // namespace

Json fault_statistics(const ColumnSource& source, const StatisticsRequest& request, double confidence) {
  return Recombination(source, request, confidence).faults_json(false);
}

Json recombined_statistics(const ColumnSource& source, const StatisticsRequest& request, double confidence,
                           const ComputePlain& compute) {
  return Recombination(source, request, confidence).compute(source, compute);
}

}  // namespace farside
