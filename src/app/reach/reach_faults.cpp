#include "app/reach/reach_faults.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "base/nan.h"
#include "sampling/fault_draws.h"
#include "sampling/sampler.h"

namespace farside {
namespace {

using Json = nlohmann::ordered_json;

// Of the probability as flown; as far as never.
const std::vector<double> rarer{1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05, 0.02, 0.01, 0.0};

ReweightedShare not_weighed(const EventShare& s) {
  return {s.low, s.high, s.lower, s.upper, std::numeric_limits<double>::infinity()};
}

// Which faults struck in which rows, drawn again: a row tells that of a single one alone.
class Struck {
 public:
  explicit Struck(const ReachCases& cases) {
    const FaultDraws draws(cases.flown());
    const std::size_t faults = cases.flown().faults.size();
    struck_.assign(faults, std::vector<bool>(cases.rows(), false));
    for (std::size_t row = 0; row < cases.rows(); ++row) {
      for (std::size_t i = 0; i < faults; ++i) struck_[i][row] = draws.strikes(i, cases.numbers()[row]);
    }
    told_ = cases.table().find("fault") != nullptr;
    if (!told_) return;
    const std::vector<double> codes = cases.column("fault");
    for (std::size_t row = 0; row < cases.rows(); ++row)
      told_ = told_ && (cases.cases().endings[row] == Ending::not_run || code(row) == codes[row]);
  }

  // Do the rows say the same?
  bool told() const { return told_; }
  bool in(std::size_t fault, std::size_t row) const { return struck_[fault][row]; }
  std::size_t count(std::size_t fault, const Cases& cases) const {
    std::size_t n = 0;
    for (std::size_t row = 0; row < struck_[fault].size(); ++row)
      n += struck_[fault][row] && cases.endings[row] != Ending::not_run ? 1 : 0;
    return n;
  }

 private:
  double code(std::size_t row) const {
    std::size_t found = 0, last = 0;
    for (std::size_t i = 0; i < struck_.size(); ++i) {
      if (!struck_[i][row]) continue;
      ++found;
      last = i + 1;
    }
    return static_cast<double>(found > 1 ? struck_.size() + 1 : last);
  }

  std::vector<std::vector<bool>> struck_;  // by fault, by row
  bool told_ = false;
};

class RarerFaults {
 public:
  RarerFaults(const ReachCases& cases, double wanted) : of_(cases), wanted_(wanted), rates_(of_.flown().fault_rates()) {
    if (of_.strata() == nullptr && !rates_.empty()) struck_.emplace(of_);
  }

  void add_to(Json& changes) const {
    for (std::size_t i = 0; i < rates_.size(); ++i) changes.push_back(change(i));
  }

 private:
  static std::string path_of(const FaultRate& rate) { return fmt::format("faults[{}].probability", rate.name); }
  // Of four digits, as it will be set.
  double rate_at(std::size_t fault, double amount) const {
    return std::stod(fmt::format("{:.4g}", amount * rates_[fault].probability));
  }

  // Why nothing is told of a fault; empty where something is.
  std::string untold(std::size_t fault) const {
    const double p = rates_[fault].probability;
    if (p == 0.0) return "it never strikes";
    if (of_.strata() != nullptr) return "";
    if (of_.cases().weighted) return "the weights of the cases differ";
    if (!struck_->told()) return "the rows don't tell in which cases it struck, as they would be drawn";
    if (p == 1.0) return "it strikes in every case";
    if (struck_->count(fault, of_.cases()) == 0) return "it struck in no case; farside run --strata faults forces it";
    return "";
  }

  Json change(std::size_t fault) const {
    Json change{{"kind", "fault"}, {"paths", {path_of(rates_[fault])}}, {"flown", rates_[fault].probability}};
    if (const std::string why = untold(fault); !why.empty()) {
      change["reason"] = why;
      return change;
    }
    change["safe_with"] = share_json(with(fault, true));
    change["safe_without"] = share_json(with(fault, false));
    const Reaching found =
        find_reaching(wanted_, rarer, [&](double amount) { return share(fault, rate_at(fault, amount)); });
    const auto amount_json = [&](double amount, const ReweightedShare& s) -> Json {
      const double rate = rate_at(fault, amount);
      return {{"rate", rate},
              {"set", {fmt::format("{}={:.4g}", path_of(rates_[fault]), rate)}},
              {"probability", share_json(s)}};
    };
    tell_reaching(found, amount_json, change);
    return change;
  }

  std::vector<FaultRate> with_rate(std::size_t fault, double rate) const {
    std::vector<FaultRate> rates = rates_;
    rates[fault].probability = rate;
    return rates;
  }

  // P(safe) where the fault strikes, or doesn't; all others as ever.
  EventShare with(std::size_t fault, bool strikes) const {
    if (of_.strata() != nullptr) return of_.with_rates(with_rate(fault, strikes ? 1.0 : 0.0));
    return of_.share_of_rows([&](std::size_t row) { return struck_->in(fault, row) == strikes; });
  }

  ReweightedShare share(std::size_t fault, double rate) const {
    if (of_.strata() != nullptr) return not_weighed(of_.with_rates(with_rate(fault, rate)));
    const double p = rates_[fault].probability, struck = rate / p, spared = (1.0 - rate) / (1.0 - p);
    std::vector<double> ratios(of_.rows());
    for (std::size_t row = 0; row < ratios.size(); ++row) ratios[row] = struck_->in(fault, row) ? struck : spared;
    return of_.weighed(std::move(ratios));
  }

  const ReachCases& of_;
  double wanted_;
  std::vector<FaultRate> rates_;
  std::optional<Struck> struck_;
};

// What draws need of a scenario: no maps.
Scenario draws_of(const Configuration& configuration) {
  Scenario scenario;
  scenario.configuration = configuration;
  scenario.seed = configuration.count("campaign.seed");
  scenario.nominal = nominal_of(configuration);
  return scenario;
}

std::size_t place_of(const Configuration& configuration, const SpreadInput& input) {
  std::size_t place = 0;
  for (const Dispersion& d : configuration.dispersions) {
    if (&d == input.dispersion) break;
    place += d.paths.size();
  }
  return place + input.which;
}

}  // namespace

void add_faults(const ReachCases& cases, double wanted, Json& changes) { RarerFaults(cases, wanted).add_to(changes); }

void undo_faults(const ReachCases& cases, const SpreadGroup& group, std::vector<std::vector<double>>& values) {
  const Configuration& flown = cases.flown();
  const auto is_set = [&](const SpreadInput& input) {
    return std::any_of(flown.faults.begin(), flown.faults.end(), [&](const Fault& f) {
      const std::vector<std::string> paths = f.paths();
      return std::find(paths.begin(), paths.end(), input.path) != paths.end();
    });
  };
  if (std::none_of(group.inputs.begin(), group.inputs.end(), is_set)) return;
  if (cases.table().find("fault") == nullptr) return;
  const std::vector<double> codes = cases.column("fault");
  const Scenario scenario = draws_of(flown);
  const Sampler sampler(scenario);
  const std::vector<double> as_drawn(sampler.drawn_count(), nan);
  std::vector<double> params(param_count), drawn(sampler.drawn_count());
  for (std::size_t row = 0; row < codes.size(); ++row) {
    if (!(codes[row] > 0.0)) continue;
    sampler.place(cases.numbers()[row], as_drawn.data(), params.data(), drawn.data());
    for (std::size_t i = 0; i < group.inputs.size(); ++i) values[i][row] = drawn[place_of(flown, group.inputs[i])];
  }
}

}  // namespace farside
