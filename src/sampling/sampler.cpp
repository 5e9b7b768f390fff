#include "sampling/sampler.h"

#include <cmath>
#include <cstring>
#include <string>
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
      plan_(scenario.seed, drawn_paths(scenario.configuration), scenario.configuration.design(),
            shares_of_strata(scenario.configuration)),
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

// `value_of`(number of a drawn input, standard normal values of its group): its value in the file's unit.
template <class ValueOf>
void Sampler::put(std::uint64_t draw, const ValueOf& value_of, double* params) const {
  std::memcpy(params, &nominal_, sizeof nominal_);
  const CloudTable& cloud = scenario_.cloud;
  if (!cloud.columns.empty()) {  // its inputs are the first
    const double* row = cloud.row(draw);
    for (std::size_t i = 0; i < cloud.columns.size(); ++i)
      params[scenario_.dispersed_slots[i]] = row[i] * scenario_.dispersed_factors[i];
  }
  double normals[param_count];  // of the group of correlated inputs at hand
  for (std::size_t i = 0; i < inputs_.size(); ++i) params[inputs_[i].slot] = value_of(i, normals) * inputs_[i].factor;
}

FaultOfCase Sampler::draw(std::uint64_t case_number, double* params) const {
  const PlannedCase planned = plan_.at(case_number);
  put(
      planned.draw,
      [&](std::size_t i, double* normals) {
        return quantile_of(inputs_[i].marginal, plan_.coordinate(planned.draw, i), normals);
      },
      params);
  return faults_.strike(planned.draw, planned.stratum, params);
}

void Sampler::place(std::uint64_t case_number, const double* coordinates, double* params, double* values) const {
  const std::uint64_t draw = plan_.at(case_number).draw;
  put(
      draw,
      [&](std::size_t i, double* normals) {
        const Marginal& marginal = inputs_[i].marginal;
        const double value = std::isnan(coordinates[i]) ? quantile_of(marginal, plan_.coordinate(draw, i), normals)
                                                        : value_at(marginal, coordinates[i], normals);
        if (values) values[i] = value;
        return value;
      },
      params);
}

}  // namespace farside
