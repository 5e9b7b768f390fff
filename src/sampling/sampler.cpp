#include "sampling/sampler.h"

#include <cstring>
#include <string>
#include <type_traits>
#include <utility>

namespace farside {
namespace {

std::vector<std::string> drawn_paths(const Configuration& configuration) {
  std::vector<std::string> paths;
  for (const Dispersion& d : configuration.dispersions) paths.insert(paths.end(), d.paths.begin(), d.paths.end());
  return paths;
}

std::vector<double> shares_of_strata(const Configuration& configuration) {
  return configuration.forces_faults() ? fault_shares(configuration.fault_rates()).single : std::vector<double>{1.0};
}

}  // namespace

Sampler::Sampler(const Scenario& scenario)
    : scenario_(scenario),
      nominal_(scenario.nominal),
      plan_(scenario.seed, drawn_paths(scenario.configuration), shares_of_strata(scenario.configuration)),
      faults_(scenario) {
  for (const Dispersion& d : scenario.configuration.dispersions) add(d);
}

void Sampler::add(const Dispersion& d) {
  std::vector<Marginal> marginals = marginals_of(d);
  for (std::size_t i = 0; i < d.paths.size(); ++i) {
    const Key& key = *registry().find(d.paths[i]);
    inputs_.push_back({std::move(marginals[i]), key.where, key.unit.factor});
  }
}

FaultOfCase Sampler::draw(std::uint64_t case_number, double* params) const {
  const PlannedCase planned = plan_.at(case_number);
  std::memcpy(params, &nominal_, sizeof nominal_);
  const CloudTable& cloud = scenario_.cloud;
  if (!cloud.columns.empty()) {  // its inputs are the first
    const double* row = cloud.row(planned.draw);
    for (std::size_t i = 0; i < cloud.columns.size(); ++i)
      params[scenario_.dispersed_slots[i]] = row[i] * scenario_.dispersed_factors[i];
  }
  double normals[param_count];  // of the group of correlated inputs at hand
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    const Input& input = inputs_[i];
    const double u = plan_.coordinate(planned.draw, i);
    const double value = std::visit(
        [&](const auto& marginal) {
          if constexpr (std::is_same_v<decltype(marginal), const CorrelatedNormal&>)
            return marginal.quantile(u, normals);
          else return marginal.quantile(u);
        },
        input.marginal);
    params[input.slot] = value * input.factor;
  }
  return faults_.strike(planned.draw, planned.stratum, params);
}

}  // namespace farside
