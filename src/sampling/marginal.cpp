#include "sampling/marginal.h"

#include <algorithm>

#include "base/error.h"
#include "random/quantile.h"

namespace farside {
namespace {

double number(const Dispersion& d, const char* name) { return d.arguments.at(name).at(0); }

// Variance of a normal of which what lies within k sd of its mean is left, in the square of k sd; falls with k from
// 1/3.
double truncated_variance(double k) {
  constexpr double root_two_pi = 2.5066282746310002;
  const double density = exp(-0.5 * k * k) / root_two_pi, left = 1.0 - 2.0 * normal_cdf(-k);
  return (1.0 - 2.0 * k * density / left) / (k * k);
}

// k of bounds so far from the mean that they leave this variance, in the square of their distance. Halved until a
// double has no middle any more; the configuration has seen to it that it lies between.
double truncation_k(double variance) {
  double low = 0.1, high = 1e8;
  for (int i = 0; i < 100; ++i) {
    const double middle = 0.5 * (low + high);
    (truncated_variance(middle) > variance ? low : high) = middle;
  }
  return low;
}

TruncatedNormal truncated_normal_of(const Dispersion& d) {
  const double mean = number(d, "mean");
  const bool by_k = d.arguments.count("k") > 0, after = d.arguments.count("sd_after") > 0;
  if (by_k) {
    const double k = number(d, "k");
    const double sd = after ? number(d, "sd_after") / (k * sqrt(truncated_variance(k))) : number(d, "sd");
    return {mean, sd, mean - k * sd, mean + k * sd};
  }
  const double lower = number(d, "lower"), upper = number(d, "upper"), half = 0.5 * (upper - lower);
  if (!after) return {mean, number(d, "sd"), lower, upper};
  const double share = number(d, "sd_after") / half;
  return {mean, half / truncation_k(share * share), lower, upper};
}

std::vector<Marginal> normals_of(const Dispersion& d) {
  std::vector<Marginal> all;
  for (std::size_t i = 0; i < d.paths.size(); ++i)
    all.emplace_back(Normal{d.arguments.at("mean").at(i), d.arguments.at("sd").at(i)});
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

double Empirical::quantile(double u) const {
  if (values.empty()) throw InternalError("an empirical distribution without values");
  const double n = static_cast<double>(values.size()), below = u * n;
  return values[std::min(static_cast<std::size_t>(below), values.size() - 1)];
}

double quantile_of(const Marginal& marginal, double u) {
  return std::visit([&](const auto& one) { return one.quantile(u); }, marginal);
}

double value_at(const Marginal& marginal, double z) {
  if (const auto* normal = std::get_if<Normal>(&marginal)) return fma(normal->sd, z, normal->mean);
  return quantile_of(marginal, normal_cdf(z));
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
    case Distribution::empirical:
      return {Empirical{d.arguments.count("values") > 0 ? d.arguments.at("values") : std::vector<double>{}}};
    case Distribution::multivariate_normal:
      return normals_of(d);
  }
  throw InternalError("a distribution that can't be drawn from");
}

}  // namespace farside
