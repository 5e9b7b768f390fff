#include "sampling/marginal.h"

#include <type_traits>

#include "base/error.h"
#include "config/cholesky.h"
#include "random/quantile.h"

namespace farside {
namespace {

double number(const Dispersion& d, const char* name) { return d.arguments.at(name).at(0); }

TruncatedNormal truncated_normal_of(const Dispersion& d) {
  const double mean = number(d, "mean"), sd = number(d, "sd");
  if (d.arguments.count("k") == 0) return {mean, sd, number(d, "lower"), number(d, "upper")};
  const double reach = number(d, "k") * sd;
  return {mean, sd, mean - reach, mean + reach};
}

std::vector<Marginal> correlated_normals_of(const Dispersion& d) {
  const std::size_t n = d.paths.size();
  const std::vector<double> factor = cholesky_factor(d.arguments.at("correlation"), n);
  std::vector<Marginal> all;
  for (std::size_t i = 0; i < n; ++i) {
    const auto row = factor.begin() + static_cast<std::ptrdiff_t>(i * n);
    all.push_back(CorrelatedNormal{
        d.arguments.at("mean").at(i), d.arguments.at("sd").at(i), {row, row + static_cast<std::ptrdiff_t>(i) + 1}});
  }
  return all;
}

}  // namespace

double Normal::quantile(double u) const { return normal_quantile(u, mean, sd); }

double TruncatedNormal::quantile(double u) const { return truncated_normal_quantile(u, mean, sd, lower, upper); }

double Uniform::quantile(double u) const { return uniform_quantile(u, min, max); }

double Lognormal::quantile(double u) const { return lognormal_quantile(u, mean, sd); }

double Rayleigh::quantile(double u) const { return rayleigh_quantile(u, mode); }

double Triangular::quantile(double u) const { return triangular_quantile(u, min, mode, max); }

double Discrete::quantile(double u) const {
  return discrete_quantile(u, values.data(), probabilities.data(), static_cast<int>(values.size()));
}

double CorrelatedNormal::quantile(double u, double* normals) const { return at_normal(normal_quantile(u), normals); }

double CorrelatedNormal::at_normal(double z, double* normals) const {
  normals[factor_row.size() - 1] = z;
  double sum = 0.0;
  for (std::size_t j = 0; j < factor_row.size(); ++j) sum = fma(factor_row[j], normals[j], sum);
  return fma(sd, sum, mean);
}

double quantile_of(const Marginal& marginal, double u, double* normals) {
  return std::visit(
      [&](const auto& one) {
        if constexpr (std::is_same_v<decltype(one), const CorrelatedNormal&>) return one.quantile(u, normals);
        else return one.quantile(u);
      },
      marginal);
}

double value_at(const Marginal& marginal, double z, double* normals) {
  if (const auto* normal = std::get_if<Normal>(&marginal)) return fma(normal->sd, z, normal->mean);
  if (const auto* correlated = std::get_if<CorrelatedNormal>(&marginal)) return correlated->at_normal(z, normals);
  return quantile_of(marginal, normal_cdf(z), normals);
}

std::vector<Marginal> marginals_of(const Dispersion& d) {
  switch (d.kind) {
    case Distribution::constant:
      return {Constant{number(d, "value")}};
    case Distribution::normal:
      return {Normal{number(d, "mean"), number(d, "sd")}};
    case Distribution::truncated_normal:
      return {truncated_normal_of(d)};
    case Distribution::uniform:
      return {Uniform{number(d, "min"), number(d, "max")}};
    case Distribution::lognormal:
      return {Lognormal{number(d, "mean"), number(d, "sd")}};
    case Distribution::rayleigh:
      return {Rayleigh{d.arguments.count("mode") ? number(d, "mode") : rayleigh_mode(number(d, "sd"))}};
    case Distribution::triangular:
      return {Triangular{number(d, "min"), number(d, "mode"), number(d, "max")}};
    case Distribution::discrete:
      return {Discrete{d.arguments.at("values"), d.arguments.at("probabilities")}};
    case Distribution::multivariate_normal:
      return correlated_normals_of(d);
  }
  throw InternalError("a distribution that can't be drawn from");
}

}  // namespace farside
