#include "sampling/sampler.h"

#include <algorithm>
#include <cstring>

#include "base/error.h"
#include "config/cholesky.h"
#include "random/quantile.h"
#include "random/uniform.h"

namespace farside {
namespace {

double number(const Dispersion& d, const char* name) { return d.arguments.at(name).at(0); }

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
  std::vector<double> factor;
  if (d.kind == Distribution::multivariate_normal)
    factor = cholesky_factor(d.arguments.at("correlation"), d.paths.size());
  for (std::size_t i = 0; i < d.paths.size(); ++i) {
    const Key& key = *registry().find(d.paths[i]);
    Input input{d.kind, stream(d.paths[i].data(), d.paths[i].size()), key.where, key.unit.factor};
    switch (d.kind) {
      case Distribution::constant:
        input.a = number(d, "value");
        break;
      case Distribution::normal:
      case Distribution::lognormal:
        input.a = number(d, "mean");
        input.b = number(d, "sd");
        break;
      case Distribution::truncated_normal: {
        const double mean = number(d, "mean"), sd = number(d, "sd");
        const bool by_k = d.arguments.count("k") != 0;
        const double reach = by_k ? number(d, "k") * sd : 0.0;
        input.a = mean;
        input.b = sd;
        input.c = by_k ? mean - reach : number(d, "lower");
        input.d = by_k ? mean + reach : number(d, "upper");
        break;
      }
      case Distribution::uniform:
        input.a = number(d, "min");
        input.b = number(d, "max");
        break;
      case Distribution::rayleigh:
        input.a = d.arguments.count("mode") ? number(d, "mode") : rayleigh_mode(number(d, "sd"));
        break;
      case Distribution::triangular:
        input.a = number(d, "min");
        input.b = number(d, "mode");
        input.c = number(d, "max");
        break;
      case Distribution::discrete:
        input.values = d.arguments.at("values");
        input.probabilities = d.arguments.at("probabilities");
        break;
      case Distribution::multivariate_normal: {
        input.a = d.arguments.at("mean").at(i);
        input.b = d.arguments.at("sd").at(i);
        const auto row = factor.begin() + static_cast<std::ptrdiff_t>(i * d.paths.size());
        input.correlation_row.assign(row, row + static_cast<std::ptrdiff_t>(i) + 1);
        break;
      }
    }
    inputs_.push_back(std::move(input));
  }
}

double Sampler::value(const Input& input, double u) const {
  switch (input.kind) {
    case Distribution::constant:
      return input.a;
    case Distribution::normal:
      return normal_quantile(u, input.a, input.b);
    case Distribution::truncated_normal:
      return truncated_normal_quantile(u, input.a, input.b, input.c, input.d);
    case Distribution::uniform:
      return uniform_quantile(u, input.a, input.b);
    case Distribution::lognormal:
      return lognormal_quantile(u, input.a, input.b);
    case Distribution::rayleigh:
      return rayleigh_quantile(u, input.a);
    case Distribution::triangular:
      return triangular_quantile(u, input.a, input.b, input.c);
    case Distribution::discrete:
      return discrete_quantile(u, input.values.data(), input.probabilities.data(),
                               static_cast<int>(input.values.size()));
    case Distribution::multivariate_normal:
      return normal_quantile(u);  // draw() correlates and scales
  }
  throw InternalError("a distribution that can't be drawn from");
}

void Sampler::draw(std::uint64_t case_number, double* params) const {
  std::memcpy(params, &nominal_, sizeof nominal_);
  const CloudTable& cloud = scenario_.cloud;
  if (!cloud.columns.empty()) {  // its inputs are the first
    const double* row = cloud.row(case_number);
    for (std::size_t i = 0; i < cloud.columns.size(); ++i)
      params[scenario_.dispersed_slots[i]] = row[i] * scenario_.dispersed_factors[i];
  }
  double group[param_count];  // standard normal values of a multivariate_normal so far
  for (const Input& input : inputs_) {
    double x = value(input, uniform<double>(seed_, input.stream, case_number, only_draw));
    if (input.kind == Distribution::multivariate_normal) {
      const std::size_t n = input.correlation_row.size();  // 1 begins a group
      group[n - 1] = x;
      double sum = 0.0;
      for (std::size_t j = 0; j < n; ++j) sum = fma(input.correlation_row[j], group[j], sum);
      x = fma(input.b, sum, input.a);
    }
    params[input.slot] = x * input.factor;
  }
}

}  // namespace farside
