#include "sampling/sampler.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>
#include <utility>

#include "random/normal_quantile.h"

namespace farside {
namespace {

std::vector<PlannedInput> drawn_inputs(const Configuration& configuration) {
  const bool outer = configuration.design().outer > 0;
  std::vector<PlannedInput> inputs;
  const std::vector<std::vector<std::string>>& groups = configuration.mixed;
  const auto matrix_of = [&](const std::string& path) {
    for (std::size_t i = 0; i < groups.size(); ++i)
      if (std::find(groups[i].begin(), groups[i].end(), path) != groups[i].end()) return first_mixed + i;
    return matrix_a;
  };
  for (const Dispersion& d : configuration.dispersions) {
    const DrawnFor drawn_for = d.once                 ? DrawnFor::campaign
                               : d.epistemic && outer ? DrawnFor::every_outer_draw
                                                      : DrawnFor::every_case;
    for (const std::string& path : d.paths) inputs.push_back({path, drawn_for, matrix_of(path)});
  }
  return inputs;
}

std::vector<double> shares_of_strata(const Configuration& configuration) {
  return configuration.forces_faults() ? fault_shares(configuration.fault_rates()).single : std::vector<double>{1.0};
}

}  // namespace

Sampler::Sampler(const Scenario& scenario)
    : scenario_(scenario),
      nominal_(scenario.nominal),
      plan_(scenario.seed, drawn_inputs(scenario.configuration), scenario.configuration.design(),
            shares_of_strata(scenario.configuration)),
      faults_(scenario.configuration),
      groups_(correlated_groups(scenario.configuration)) {
  for (const Dispersion& d : scenario.configuration.dispersions) add(d);
  for (std::size_t g = 0; g < groups_.size(); ++g) {
    // the first is as by itself
    for (std::size_t place = 1; place < groups_[g].inputs.size(); ++place) {
      Input& input = inputs_[groups_[g].inputs[place]];
      input.group = g;
      input.place = place;
    }
  }
}

void Sampler::add(const Dispersion& d) {
  std::vector<Marginal> marginals = marginals_of(d);
  for (std::size_t i = 0; i < d.paths.size(); ++i) {
    const Key& key = *registry().find(d.paths[i]);
    inputs_.push_back({std::move(marginals[i]), key.where, key.unit.factor});
  }
}

// The correlated standard normal coordinate of an input, from the independent ones of its group.
double Sampler::correlated(const Input& input, const double* normals) const {
  const CorrelatedGroup& group = groups_[input.group];
  double sum = 0.0;
  for (std::size_t j = 0; j <= input.place; ++j) sum = fma(group.row(input.place, j), normals[group.inputs[j]], sum);
  return sum;
}

// Of a drawn input by its number: `normal_of`, its standard normal coordinate; `value_of`, its value by itself, in the
// file's unit; `take` is told each value.
template <class NormalOf, class ValueOf, class Take>
void Sampler::put(std::uint64_t draw, const NormalOf& normal_of, const ValueOf& value_of, const Take& take,
                  double* params) const {
  std::memcpy(params, &nominal_, sizeof nominal_);
  const CloudTable& cloud = scenario_.cloud;
  if (!cloud.columns.empty()) {  // its inputs are the first
    const double* row = cloud.row(draw);
    for (std::size_t i = 0; i < cloud.columns.size(); ++i)
      params[scenario_.dispersed_slots[i]] = row[i] * scenario_.dispersed_factors[i];
  }
  double normals[param_count];  // of those in groups
  for (const CorrelatedGroup& group : groups_)
    for (const std::size_t i : group.inputs) normals[i] = normal_of(i);
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    const Input& input = inputs_[i];
    const double value =
        input.group == Input::none ? value_of(i) : value_at(input.marginal, correlated(input, normals));
    take(i, value);
    params[input.slot] = value * input.factor;
  }
}

FaultOfCase Sampler::draw(std::uint64_t case_number, double* params) const {
  const PlannedCase planned = plan_.at(case_number);
  const auto coordinate = [&](std::size_t i) { return plan_.coordinate(planned, i); };
  put(
      planned.draw, [&](std::size_t i) { return normal_quantile(coordinate(i)); },
      [&](std::size_t i) { return quantile_of(inputs_[i].marginal, coordinate(i)); }, [](std::size_t, double) {},
      params);
  return faults_.strike(planned.draw, planned.stratum, params);
}

void Sampler::place(std::uint64_t case_number, const double* coordinates, double* params, double* values,
                    Striking faults) const {
  const PlannedCase planned = plan_.at(case_number);
  const auto drawn = [&](std::size_t i) { return plan_.coordinate(planned, i); };
  put(
      planned.draw,
      [&](std::size_t i) { return std::isnan(coordinates[i]) ? normal_quantile(drawn(i)) : coordinates[i]; },
      [&](std::size_t i) {
        const Marginal& marginal = inputs_[i].marginal;
        return std::isnan(coordinates[i]) ? quantile_of(marginal, drawn(i)) : value_at(marginal, coordinates[i]);
      },
      [&](std::size_t i, double value) {
        if (values) values[i] = value;
      },
      params);
  if (faults == Striking::as_drawn) faults_.strike(planned.draw, planned.stratum, params);
}

}  // namespace farside
