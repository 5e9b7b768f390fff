#include "sampling/sampler.h"

#include <cstring>
#include <type_traits>
#include <utility>

#include "base/error.h"
#include "random/uniform.h"

namespace farside {
namespace {

// A latin hypercube or a sequence would take the place of `uniform` alone.
constexpr std::uint64_t only_draw = 0;

}  // namespace

Sampler::Sampler(const Scenario& scenario) : seed_(scenario.seed), scenario_(scenario), nominal_(scenario.nominal) {
  for (const Dispersion& d : scenario.configuration.dispersions) add(d);
  std::vector<StreamId> streams;
  for (const Input& input : inputs_) streams.push_back(input.stream);
  const std::size_t twin = first_repeated(streams.data(), streams.size());
  if (twin != streams.size())
    throw InternalError("two inputs draw from one random stream: " +
                        scenario.inputs.at(scenario.cloud.columns.size() + twin).path + " and one before it");
}

void Sampler::add(const Dispersion& d) {
  std::vector<Marginal> marginals = marginals_of(d);
  for (std::size_t i = 0; i < d.paths.size(); ++i) {
    const Key& key = *registry().find(d.paths[i]);
    inputs_.push_back(
        {stream(d.paths[i].data(), d.paths[i].size()), std::move(marginals[i]), key.where, key.unit.factor});
  }
}

void Sampler::draw(std::uint64_t case_number, double* params) const {
  std::memcpy(params, &nominal_, sizeof nominal_);
  const CloudTable& cloud = scenario_.cloud;
  if (!cloud.columns.empty()) {  // its inputs are the first
    const double* row = cloud.row(case_number);
    for (std::size_t i = 0; i < cloud.columns.size(); ++i)
      params[scenario_.dispersed_slots[i]] = row[i] * scenario_.dispersed_factors[i];
  }
  double normals[param_count];  // of the group of correlated inputs at hand
  for (const Input& input : inputs_) {
    const double u = uniform<double>(seed_, input.stream, case_number, only_draw);
    const double value = std::visit(
        [&](const auto& marginal) {
          if constexpr (std::is_same_v<decltype(marginal), const CorrelatedNormal&>)
            return marginal.quantile(u, normals);
          else return marginal.quantile(u);
        },
        input.marginal);
    params[input.slot] = value * input.factor;
  }
}

}  // namespace farside
