#include "stats/statistics.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <deque>
#include <functional>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "base/nan.h"
#include "stats/cases.h"
#include "stats/causes/avoidance.h"
#include "stats/causes/drivers.h"
#include "stats/causes/failure_modes.h"
#include "stats/causes/faults.h"
#include "stats/causes/grounds.h"
#include "stats/causes/saltelli.h"
#include "stats/causes/two_level.h"
#include "stats/dispersion/ellipses.h"
#include "stats/intervals/proportions.h"
#include "stats/intervals/quantiles.h"
#include "stats/intervals/replicated_quantiles.h"
#include "stats/intervals/sequential.h"
#include "stats/json_number.h"
#include "stats/samples/moments.h"
#include "stats/samples/representative_part.h"
#include "stats/samples/sample.h"
#include "stats/verdicts/mission.h"

namespace farside {
namespace {

using Json = nlohmann::ordered_json;

constexpr double confidence = 0.95, one_sided = 1 - (1 - confidence) / 2;
constexpr double quantile_probabilities[] = {0.00135, 0.01, 0.05, 0.5, 0.95, 0.99, 0.99865};
constexpr std::uint64_t drivers_rows = 20000;
constexpr std::size_t drivers_with_deciles = 12;
constexpr std::size_t extent_max = 16;  // a column with more values a case is no set of quantities
constexpr char weights_reason[] = "the weights of the cases differ, and no interval holds for a weighted share";
constexpr char replicates_reason[] = "fewer than 16 replicates of the design have a case";
constexpr char alike_reason[] = "no input varies and all cases are alike, so that many say no more than one";

Json quantile_json(const Quantile& q) {
  return {
      {"p", q.p}, {"value", json_number(q.value)}, {"lower", json_number(q.lower)}, {"upper", json_number(q.upper)}};
}

class Statistics {
 public:
  Statistics(const ColumnSource& source, const StatisticsRequest& request)
      : source_(source), request_(request), cases_(read_cases(source)) {}

  Json compute() {
    read_quantities();
    Json all;
    all["cases"] = counts_json(cases_, source_.rows());
    if (weighted()) all["weights"] = {{"n_eff", effective_count()}, {"reason", weights_reason}};
    all["probability"] = probability();
    all["dispersion"] = dispersion();
    all["first_cause"] = first_cause();
    if (const auto modes = count_failure_modes(source_, cases_)) {
      all["failure_modes"] = failure_modes_json(*modes, [&](const EventRange& event) -> Json {
        const Share s = share(event);
        return {{"estimate", s.estimate}, {"estimate_high", s.estimate_high}, {"lower", s.lower}, {"upper", s.upper}};
      });
    }
    all["quantities"] = quantities_;
    all["tolerance"] = tolerance_;
    if (!request_.tolerance.empty()) all["tolerance_limits"] = tolerance_limits();
    all["criteria"] = criteria();
    if (Json avoidance = avoidance_statistics(
            source_, cases_, no_interval() == nullptr && !cases_.replicated && !looked_at(), confidence);
        !avoidance.is_null())
      all["avoidance"] = std::move(avoidance);
    if (const auto missions = count_missions(source_, cases_); missions && cases_.judged() > 0) {
      all["mission"] =
          mission_json({*missions}, [&](const PickMission& pick) { return probability_json(share(pick(*missions))); });
    }
    if (Json found = drivers(); !found.is_null()) all["drivers"] = std::move(found);
    all["requirements"] = requirements();
    if (request_.stop.is_set()) all["stop"] = stop_json(judge_stop(source_, request_.stop, alike()));
    if (cases_.numerical_failure > 0) {
      all["numerical_failures"] = {{"count", cases_.numerical_failure}, {"first", cases_.failed}};
    }
    return all;
  }

 private:
  bool weighted() const { return cases_.weighted; }
  bool looked_at() const { return request_.looks() == Looks::many; }
  double effective_count() const { return cases_.weight_sum * cases_.weight_sum / cases_.weight_sum2; }

  // After read_quantities(): the results of all cases are the same.
  bool alike() const {
    const std::uint64_t n = cases_.judged();
    const bool one_ending = cases_.safe == n || cases_.degraded == n || cases_.lost == n || cases_.unknown == n ||
                            cases_.numerical_failure == n;
    return request_.inputs_alike && one_ending && !quantity_differs_;
  }
  // Why no interval of a share is valid; null where one is.
  const char* no_interval() const {
    if (weighted()) return weights_reason;
    if (alike()) return alike_reason;
    const bool few = cases_.replicated && count_flown(replicates_of({}, cases_)) < replicates_needed;
    return few ? replicates_reason : nullptr;
  }

  // Share of the flown cases with an event: from the cases surely with it to those perhaps with it. A bound that
  // doesn't hold is null.
  struct Share {
    Json estimate, estimate_high, lower, upper;
  };
  Share share(const EventRange& event) const {
    if (cases_.judged() == 0) return {};
    const EventShare found = share_of(event, cases_, one_sided, request_.looks());
    if (no_interval() != nullptr) return {found.low, found.high, nullptr, nullptr};
    return {found.low, found.high, found.lower, found.upper};
  }

  Json probability() const {
    if (!cases_.has_outcome) return nullptr;
    return {{"safe", probability_json(share(cases_.safe_share))}, {"lost", probability_json(share(cases_.lost_share))}};
  }

  const char* method() const {
    if (weighted()) return "weighted";
    if (no_interval() != nullptr) return "none";
    if (looked_at()) return "confidence_sequence";
    return cases_.replicated ? "replicates" : "clopper_pearson";
  }

  Json probability_json(const Share& share) const {
    Json p{{"estimate", share.estimate}, {"estimate_high", share.estimate_high},
           {"lower", share.lower},       {"upper", share.upper},
           {"confidence", confidence},   {"method", method()}};
    if (const char* reason = no_interval()) p["reason"] = reason;
    p["conditional_on"] = request_.conditional_on;
    return p;
  }

  // Of the first cases alone, so that a campaign of millions isn't held for it; `farside drivers` takes more.
  Json drivers() const {
    const std::vector<ColumnInfo>& columns = source_.columns();
    const bool asked = cases_.has_outcome && std::any_of(columns.begin(), columns.end(), [](const ColumnInfo& column) {
                         return column.name.starts_with("in_");
                       });
    return asked ? compute_drivers(source_, cases_, {"lost", drivers_rows, drivers_with_deciles, request_.unread})
                 : Json(nullptr);
  }

  Json dispersion() const {
    for (const char* name : {"landing_east", "landing_north"}) {
      const ColumnInfo* column = source_.find(name);
      if (column == nullptr || column->extent != 1 || weighted()) return nullptr;
    }
    const Points points = [&](const TakePoints& take) {
      std::vector<double> east, north;
      for_each_block(source_, {"landing_east", "landing_north"}, [&](const RowBlock& block) {
        east.clear();
        north.clear();
        for (std::size_t i = 0; i < block.rows; ++i) {
          const double e = block.values[0][i], n = block.values[1][i];
          if (!cases_.is_done(block.first + i) || !std::isfinite(e) || !std::isfinite(n)) continue;
          east.push_back(e);
          north.push_back(n);
        }
        take(east.data(), north.data(), east.size());
      });
    };
    LandingDispersion found = landing_dispersion_by(request_.looks(), points);
    if (cases_.replicated) {
      bound_radii(found);
      for (Containment& c : found.containment) c.semi_major_m = c.semi_minor_m = nan;  // of independent cases
    }
    return dispersion_json(found);
  }

  void bound_radii(LandingDispersion& found) const {
    const ReplicatedValues radii = replicated_values(
        {"landing_east", "landing_north"},
        [](const RowBlock& block, std::size_t row) { return std::hypot(block.values[0][row], block.values[1][row]); });
    std::vector<Quantile> bounded(found.radii.begin(), found.radii.end());
    replicated_bounds(radii, bounded, confidence, sample_held_max);
    std::copy(bounded.begin(), bounded.end(), found.radii.begin());
  }

  static Json dispersion_json(const LandingDispersion& d) {
    Json ellipses = Json::array(), containment = Json::array(), radii = Json::array();
    const std::optional<double> azimuth = d.axes.azimuth_deg();
    for (const Ellipse& e : d.ellipses) {
      ellipses.push_back({{"probability", e.probability},
                          {"semi_major_m", json_number(e.semi_major_m)},
                          {"semi_minor_m", json_number(e.semi_minor_m)},
                          {"azimuth_deg", azimuth ? Json(*azimuth) : Json(nullptr)},
                          {"contained_fraction", json_number(e.contained_fraction)}});
    }
    for (const Containment& c : d.containment) {
      containment.push_back({{"probability", c.probability},
                             {"confidence", confidence},
                             {"semi_major_m", json_number(c.semi_major_m)},
                             {"semi_minor_m", json_number(c.semi_minor_m)}});
    }
    for (const Quantile& q : d.radii) radii.push_back(quantile_json(q));
    Json normality{{"p", json_number(d.normality_p)}, {"bimodal", d.bimodal ? Json(*d.bimodal) : Json(nullptr)}};
    if (d.bimodal && d.bimodal_count < d.count) normality["bimodal_of"] = d.bimodal_count;
    const Covariance& c = d.covariance;
    return {{"count", d.count},
            {"mean_east_m", json_number(d.mean_east_m)},
            {"mean_north_m", json_number(d.mean_north_m)},
            {"covariance_m2", {{json_number(c.ee), json_number(c.en)}, {json_number(c.en), json_number(c.nn)}}},
            {"cep_m", json_number(d.radii[0].value)},
            {"r95_m", json_number(d.radii[1].value)},
            {"r99_m", json_number(d.radii[2].value)},
            {"radii", std::move(radii)},
            {"normal_cep_m", json_number(d.normal_cep_m)},
            {"ellipses", std::move(ellipses)},
            {"containment", std::move(containment)},
            {"normality", std::move(normality)}};
  }

  // In causal order, then those that this build doesn't know. A cause that didn't occur is listed, with its upper
  // bound, if the table has its margin, which shows that it was checked.
  Json first_cause() const {
    if (!cases_.has_first_cause) return nullptr;
    struct Found {
      EventRange event;
      std::vector<std::uint64_t> cases;
    };
    std::map<std::string, Found> found;
    for (const auto& [code, count] : cases_.causes)
      found[name_of_cause(source_, code)] = {{count, count}, cases_.examples.at(code)};
    found["numerical"];
    for (const auto& [criterion, json] : criteria_) {
      if (!json["closest_margin"].is_null() && is_cause(criterion)) found[criterion];
    }
    Json causes = Json::object();
    const auto tell = [&](const std::string& cause, const Found& f) {
      const Share shared = share(f.event);
      causes[cause] = {{"count", f.event.low.count},
                       {"estimate", shared.estimate},
                       {"lower", shared.lower},
                       {"upper", shared.upper},
                       {"cases", f.cases}};
    };
    for (const char* known : cause_meanings) {
      if (const auto node = found.extract(known)) tell(node.key(), node.mapped());
    }
    for (const auto& [cause, f] : found) tell(cause, f);
    return causes;
  }

  static bool is_cause(const std::string& name) {
    return std::find(std::begin(cause_meanings), std::end(cause_meanings), name) != std::end(cause_meanings);
  }

  // In causal order; those that this build doesn't know follow.
  Json criteria() const {
    Json all = Json::array();
    std::map<std::string, Json> others = criteria_;
    for (const CriterionInfo& known : farside::criteria) {
      if (const auto node = others.extract(known.name)) all.push_back(node.mapped());
    }
    for (const auto& [name, criterion] : others) all.push_back(criterion);
    return all;
  }

  static bool is_quantity(const ColumnInfo& column) {
    static const std::set<std::string> others{"case",      "weight",      "status",
                                              "outcome",   "first_cause", "failure_mask",
                                              "replicate", "outer_draw",  "saltelli_sample"};
    return column.flag_meanings.empty() && column.extent >= 1 && column.extent <= extent_max &&
           others.count(column.name) == 0;
  }

  static std::string element_name(const ColumnInfo& column, std::size_t i) {
    if (column.extent == 1 && column.dimension.empty()) return column.name;
    for (const DimensionInfo& d : record_dimensions(legs_max)) {
      if (d.name == column.dimension && i < d.meanings.size()) return column.name + "_" + d.meanings[i];
    }
    return fmt::format("{}_{}_{}", column.name, column.dimension.empty() ? "element" : column.dimension, i);
  }

  // What a pass over a column collects.
  struct Quantity {
    Quantity(const Statistics& all, std::size_t held_max, std::uint64_t expected)
        : sample(held_max, expected, [&all](RankedSample& ranked) { all.ask_all(ranked); }) {}
    Sample sample;
    std::uint64_t negative = 0;
    std::vector<ReplicateSum> in_replicate{};
    void add(double value, std::size_t replicate) {
      if (in_replicate.size() <= replicate) in_replicate.resize(replicate + 1);
      in_replicate[replicate].sum += value;
      ++in_replicate[replicate].count;
    }
  };

  void ask_quantiles(RankedSample& sample, const std::function<void(const Quantile&)>& take) const {
    for (const double p : quantile_probabilities)
      take(quantile_with_bounds(sample, p, confidence, ranks_of(request_.looks())));
  }
  void ask_all(RankedSample& sample) const {
    ask_quantiles(sample, [](const Quantile&) {});
    farside::tolerance(sample, moments({}));
    for (const ToleranceLevel& level : request_.tolerance) farside::tolerance(sample, moments({}), level);
  }

  void read_quantities() {
    quantities_ = weighted() ? Json(nullptr) : Json::object();
    tolerance_ = quantities_;
    for (const ColumnInfo& column : source_.columns()) {
      if (is_quantity(column)) read_quantity(column);
    }
  }

  // All elements (legs) at once, in as many passes as they need.
  void read_quantity(const ColumnInfo& column) {
    std::deque<Quantity> elements;
    const std::size_t held_max = std::min(sample_held_max, samples_held_max / column.extent);
    for (std::size_t i = 0; i < column.extent; ++i) elements.emplace_back(*this, held_max, source_.rows());
    std::vector<double> values;
    bool first = true;
    do {
      for_each_block(source_, cases_, {column.name}, [&](const RowBlock& block, const std::vector<Mark>& marks) {
        for (std::size_t i = 0; i < column.extent; ++i) {
          values.clear();
          for (std::size_t row = 0; row < block.rows; ++row) {
            const double value = block.values[0][row * column.extent + i];
            if (!cases_.is_done(block.first + row) || !std::isfinite(value)) continue;
            values.push_back(value);
            if (first && cases_.replicated) elements[i].add(value, *marks[row].replicate);
          }
          elements[i].sample.add(values.data(), values.size());
          if (first)
            elements[i].negative +=
                static_cast<std::uint64_t>(std::count_if(values.begin(), values.end(), is_negative));
        }
      });
      for (Quantity& element : elements) element.sample.end_pass();
      first = false;
    } while (std::any_of(elements.begin(), elements.end(), [](const Quantity& q) { return q.sample.needs_pass(); }));
    for (std::size_t i = 0; i < column.extent; ++i) take_quantity(column, i, elements[i], held_max);
  }
  // Those that count of value_of(block of these columns, row), with the replicate of each.
  template <class ValueOf>
  ReplicatedValues replicated_values(std::vector<std::string> columns, ValueOf value_of) const {
    return [this, columns = std::move(columns), value_of](const TakeReplicated& take) {
      std::vector<double> values;
      std::vector<std::size_t> replicates;
      for_each_block(source_, cases_, columns, [&](const RowBlock& block, const std::vector<Mark>& marks) {
        values.clear();
        replicates.clear();
        for (std::size_t row = 0; row < block.rows; ++row) {
          const double value = value_of(block, row);
          if (!cases_.is_done(block.first + row) || !std::isfinite(value)) continue;
          values.push_back(value);
          replicates.push_back(*marks[row].replicate);
        }
        take(values.data(), replicates.data(), values.size());
      });
    };
  }
  static bool is_negative(double value) { return value < 0; }

  void take_quantity(const ColumnInfo& column, std::size_t element, Quantity& quantity, std::size_t held_max) {
    const std::string name = element_name(column, element);
    const Moments& m = quantity.sample.moments();
    const bool input = name.starts_with("in_");  // of no matter: where a model reads it, results differ
    if (!input && m.count > 0 && (m.count < cases_.done || m.min != m.max)) quantity_differs_ = true;
    if (column.extent == 1 && name.starts_with("margin_")) {
      const std::string criterion = name.substr(std::size("margin_") - 1);
      criteria_[criterion] = {
          {"name", criterion}, {"fired", quantity.negative}, {"closest_margin", json_number(m.min)}};
    }
    if (weighted()) return;
    RankedSample& ranked = quantity.sample.ranked();
    std::vector<Quantile> found;
    ask_quantiles(ranked, [&](const Quantile& q) { found.push_back(q); });
    if (cases_.replicated) {
      const auto value_of = [extent = column.extent, element](const RowBlock& block, std::size_t row) {
        return block.values[0][row * extent + element];
      };
      replicated_bounds(replicated_values({column.name}, value_of), found, confidence, held_max);
    }
    Json quantiles = Json::array();
    for (const Quantile& q : found) quantiles.push_back(quantile_json(q));
    Interval mean =
        cases_.replicated ? replicated_mean(quantity.in_replicate, confidence) : mean_interval(m, confidence);
    if (looked_at()) mean = {nan, nan};
    quantities_[name] = {{"units", column.units},
                         {"count", m.count},
                         {"mean", json_number(m.mean)},
                         {"mean_lower", json_number(mean.lower)},
                         {"mean_upper", json_number(mean.upper)},
                         {"sd", json_number(m.sd)},
                         {"min", json_number(m.min)},
                         {"max", json_number(m.max)},
                         {"quantiles", std::move(quantiles)}};
    const auto limits = [&](const ToleranceLevel& level) {
      Tolerance t = farside::tolerance(ranked, m, level);
      if (no_tolerance() != nullptr) t = {nan, nan, {nan, nan}, t.normality_p, nan, nan};
      const std::string of = name_of(level);
      return Json{{"wilks_" + of + "_upper", json_number(t.wilks_upper)},
                  {"wilks_" + of + "_lower", json_number(t.wilks_lower)},
                  {"wilks_" + of + "_between", {json_number(t.wilks_between[0]), json_number(t.wilks_between[1])}},
                  {"normality_p", json_number(t.normality_p)},
                  {"normal_" + of + "_upper", json_number(t.normal_upper)},
                  {"normal_" + of + "_lower", json_number(t.normal_lower)}};
    };
    tolerance_[name] = limits({});
    for (const ToleranceLevel& level : request_.tolerance) {
      tolerance_[name].update(limits(level));
      if (const std::uint64_t needed = wilks_count(level.content, level.confidence);
          no_tolerance() == nullptr && m.count < needed)
        tolerance_[name]["wilks_" + name_of(level) + "_reason"] =
            fmt::format("has {} of the {} values that it takes", m.count, needed);
    }
  }

  // Why there is no tolerance limit, whatever the number of cases; null where there is one of enough.
  const char* no_tolerance() const {
    if (weighted()) return "the weights of the cases differ, and order statistics are of cases that count alike";
    if (looked_at()) return "campaign.stop chose the number of cases, and the limits hold for one chosen before";
    if (cases_.replicated) return "the cases are of a design, and the limits are of independent ones";
    return nullptr;
  }

  Json tolerance_limits() const {
    Json all = Json::array();
    for (const ToleranceLevel& level : request_.tolerance) {
      all.push_back({{"name", name_of(level)},
                     {"probability", level.content},
                     {"confidence", level.confidence},
                     {"cases_needed", wilks_count(level.content, level.confidence)},
                     {"cases_needed_between", wilks_two_sided_count(level.content, level.confidence)}});
      if (const char* reason = no_tolerance()) all.back()["reason"] = reason;
    }
    return all;
  }

  Judgement judge_requirement(const Requirement& q) const {
    Judgement undecided;
    const std::optional<EventRange> counts =
        q.quantity.empty() ? count_event(source_, cases_, q.event) : count_within(source_, cases_, q);
    if (!counts) {
      const std::string missing = !q.quantity.empty()         ? q.quantity
                                  : q.event == "safe"         ? "outcome"
                                  : is_mission_event(q.event) ? "mission"
                                                              : "failure_mask or first_cause";
      undecided.reason = "there is no column " + missing;
      return undecided;
    }
    if (no_interval() == nullptr || cases_.judged() == 0) return judge(q, *counts, cases_, request_.looks());
    const EventShare share = share_of(*counts, cases_, q.confidence, request_.looks());
    undecided.reason = no_interval();
    undecided.estimate = share.low;
    undecided.estimate_high = share.high;
    return undecided;
  }

  Json requirements() const {
    Json all = Json::array();
    for (const Requirement& q : request_.requirements) all.push_back(requirement_json(q, judge_requirement(q)));
    return all;
  }

  const ColumnSource& source_;
  const StatisticsRequest& request_;
  Cases cases_;
  Json quantities_, tolerance_;
  bool quantity_differs_ = false;         // from case to case
  std::map<std::string, Json> criteria_;  // by name; those with a margin in at least one case have a closest one
};

}  // namespace

// Of the cases that stand for the campaign; of outer draws of all, since the grounds may be theirs.
static Json grounds_json(const ColumnSource& source, const StatisticsRequest& request) {
  const bool outer = source.find("outer_draw") != nullptr;
  const RepresentativePart part(source, request.recombine);
  const ColumnSource& table = outer ? source : part.table();
  const Cases cases = read_cases(table);
  const char* reason = cases.weighted                                 ? weights_reason
                       : request.looks() == Looks::many               ? "campaign.stop chose the number of cases"
                       : !outer && table.find("replicate") != nullptr ? "the cases are of a design, not independent"
                                                                      : nullptr;
  return ground_statistics(table, request.ground_by_law, request.unread, reason);
}

static Json statistics_but_grounds(const ColumnSource& source, const StatisticsRequest& request) {
  const auto plain = [](const ColumnSource& table, const StatisticsRequest& asked) {
    return Statistics(table, asked).compute();
  };
  const auto with_faults = [&](const ColumnSource& table, const StatisticsRequest& asked) {
    Json all = plain(table, asked);
    if (!asked.faults.empty() && table.find("fault") != nullptr && !all.contains("weights"))
      all["faults"] = fault_statistics(table, asked, confidence);
    return all;
  };
  if (source.find("outer_draw") != nullptr) return two_level_statistics(source, request, with_faults);
  if (source.find("saltelli_matrix") != nullptr) return saltelli_statistics(source, request, with_faults);
  if (request.recombine) return recombined_statistics(source, request, confidence, plain);
  return with_faults(source, request);
}

Json compute_statistics(const ColumnSource& source, const StatisticsRequest& request) {
  Json all = statistics_but_grounds(source, request);
  if (!request.ground_by_law) return all;
  if (Json found = grounds_json(source, request); !found.is_null()) all["grounds"] = std::move(found);
  return all;
}

Verdict overall_verdict(const Json& statistics) {
  Verdict worst = Verdict::pass;
  for (const Json& requirement : statistics.at("requirements")) {
    if (requirement.at("verdict") == name_of(Verdict::fail)) return Verdict::fail;
    if (requirement.at("verdict") == name_of(Verdict::inconclusive)) worst = Verdict::inconclusive;
  }
  return worst;
}

}  // namespace farside
