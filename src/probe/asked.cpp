#include "probe/asked.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/error.h"
#include "random/normal_quantile.h"
#include "stats/samples/fit.h"

namespace farside {
namespace {

double number(const Dispersion& d, const char* name) { return d.arguments.at(name).at(0); }

double normal(double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); }

// Values went to SI and back.
bool same(double a, double b) { return std::fabs(a - b) <= 1e-14 * std::max(std::fabs(a), std::fabs(b)); }

// sd of a normal within k sd of its mean, in that sd: the integral of z^2 over the density, by Simpson's rule.
double sd_within(double k) {
  constexpr int steps = 2000;
  double mass = 0.0, squares = 0.0;
  for (int i = 0; i <= steps; ++i) {
    const double z = k * i / steps, density = (i == 0 || i == steps ? 1.0
                                               : i % 2 == 1         ? 4.0
                                                                    : 2.0) *
                                              std::exp(-z * z / 2);
    mass += density;
    squares += z * z * density;
  }
  return std::sqrt(squares / mass);
}

// sd of a truncated normal before it was truncated.
double parent_sd(const Dispersion& d) {
  if (d.arguments.count("sd") > 0) return number(d, "sd");
  const double after = number(d, "sd_after");
  if (d.arguments.count("k") > 0) return after / sd_within(number(d, "k"));
  const double half = 0.5 * (number(d, "upper") - number(d, "lower"));
  double narrow = 0.0, wide = 10.0 * half;
  for (int i = 0; i < 60; ++i) {
    const double sd = 0.5 * (narrow + wide);
    (sd * sd_within(std::min(half / sd, 40.0)) < after ? narrow : wide) = sd;
  }
  return narrow;
}

double truncated(const Dispersion& d, double x) {
  const double mean = number(d, "mean"), sd = number(d, "sd");
  const bool by_k = d.arguments.count("k") > 0;
  const double lower = by_k ? -number(d, "k") : (number(d, "lower") - mean) / sd;
  const double upper = by_k ? number(d, "k") : (number(d, "upper") - mean) / sd;
  const double side = lower + upper > 0.0 ? -1.0 : 1.0;  // in the tail where the bounds are, with all its digits
  const double at = normal(side * (x - mean) / sd), from = normal(side * lower), to = normal(side * upper);
  return (at - from) / (to - from);
}

double triangular(const Dispersion& d, double x) {
  const double min = number(d, "min"), mode = number(d, "mode"), max = number(d, "max");
  if (x < mode) return (x - min) * (x - min) / ((max - min) * (mode - min));
  return 1.0 - (max - x) * (max - x) / ((max - min) * std::max(max - mode, 1e-300));
}

// Which of the values, by their order; their number where it is none of them.
std::size_t place_of(double x, const std::vector<double>& values) {
  return static_cast<std::size_t>(std::find_if(values.begin(), values.end(), [&](double v) { return same(v, x); }) -
                                  values.begin());
}

double discrete_p(const Dispersion& d, const std::vector<double>& values) {
  const std::vector<double>& listed = d.arguments.at("values");
  std::vector<double> probabilities = d.arguments.at("probabilities");
  std::vector<std::uint64_t> counts(listed.size() + 1, 0);
  for (std::size_t i = 0; i < listed.size(); ++i) {  // a value may stand there twice
    const std::size_t first = place_of(listed[i], listed);
    if (first == i) continue;
    probabilities[first] += probabilities[i];
    probabilities[i] = 0.0;
  }
  probabilities.push_back(0.0);
  for (const double x : values) ++counts[place_of(x, listed)];
  return counts_p(counts, probabilities);
}

// Each value somewhere on the step that it is of, by turns: so the steps don't show.
double empirical_p(const Dispersion& d, const std::vector<double>& values) {
  const std::vector<double>& listed = d.arguments.at("values");
  const double n = static_cast<double>(listed.size()), golden = 0.6180339887498949;
  std::vector<double> probabilities;
  for (const double x : values) {
    const double near = 1e-14 * std::fabs(x);
    const auto first = std::lower_bound(listed.begin(), listed.end(), x - near),
               last = std::upper_bound(listed.begin(), listed.end(), x + near);
    if (first == last) return 0.0;
    const double place = golden * static_cast<double>(probabilities.size());
    probabilities.push_back((static_cast<double>(first - listed.begin()) +
                             (place - std::floor(place)) * static_cast<double>(last - first)) /
                            n);
  }
  return kolmogorov_p(std::move(probabilities));
}

double constant_p(double constant, const std::vector<double>& values) {
  return std::all_of(values.begin(), values.end(), [&](double x) { return same(x, constant); }) ? 1.0 : 0.0;
}

// A normal distribution of this standard deviation may be a single value.
double sd_of(const Dispersion& d, std::size_t which) {
  return d.kind == Distribution::multivariate_normal ? d.arguments.at("sd").at(which) : number(d, "sd");
}
double mean_of(const Dispersion& d, std::size_t which) { return d.arguments.at("mean").at(which); }

}  // namespace

AskedCdf::AskedCdf(Dispersion dispersion, std::size_t which) : d_(std::move(dispersion)), which_(which) {
  if (d_.kind == Distribution::truncated_normal) d_.arguments["sd"] = {parent_sd(d_)};
}

double AskedCdf::operator()(double x) const {
  const Dispersion& d = d_;
  switch (d.kind) {
    case Distribution::normal:
    case Distribution::multivariate_normal:
      return normal((x - mean_of(d, which_)) / sd_of(d, which_));
    case Distribution::truncated_normal:
      return truncated(d, x);
    case Distribution::uniform:
      return (x - number(d, "min")) / (number(d, "max") - number(d, "min"));
    case Distribution::lognormal: {
      const double ratio = number(d, "sd") / number(d, "mean"), variance = std::log1p(ratio * ratio);
      return x > 0.0 ? normal((std::log(x / number(d, "mean")) + 0.5 * variance) / std::sqrt(variance)) : 0.0;
    }
    case Distribution::rayleigh: {
      const double half_pi = std::acos(0.0);
      const double mode = d.arguments.count("mode") ? number(d, "mode") : number(d, "sd") / std::sqrt(2.0 - half_pi);
      return -std::expm1(-0.5 * x * x / (mode * mode));
    }
    case Distribution::triangular:
      return triangular(d, x);
    case Distribution::constant:
    case Distribution::discrete:
    case Distribution::empirical:
      break;
  }
  throw InternalError("a distribution function of what has steps");
}

double asked_p(const Dispersion& d, std::size_t which, const std::vector<double>& values) {
  if (d.kind == Distribution::discrete) return discrete_p(d, values);
  if (d.kind == Distribution::empirical) return empirical_p(d, values);
  if (d.kind == Distribution::constant) return constant_p(number(d, "value"), values);
  const bool normal_kind = d.kind == Distribution::normal || d.kind == Distribution::multivariate_normal;
  if (normal_kind && sd_of(d, which) == 0.0) return constant_p(mean_of(d, which), values);
  if (d.kind == Distribution::uniform && number(d, "min") == number(d, "max"))
    return constant_p(number(d, "min"), values);
  const AskedCdf cdf(d, which);
  std::vector<double> probabilities;
  for (const double x : values) {
    const double p = cdf(x);
    if (!(p >= -1e-12 && p <= 1.0 + 1e-12)) return 0.0;  // outside of its bounds, or no number
    probabilities.push_back(p);
  }
  return kolmogorov_p(std::move(probabilities));
}

double asked_correlation_p(const Dispersion& d, std::size_t first, std::size_t second,
                           const std::vector<double>& first_values, const std::vector<double>& second_values) {
  return correlation_p(first_values, second_values, d.arguments.at("correlation").at(first * d.paths.size() + second));
}

double asked_copula_p(const Dispersion& first, const Dispersion& second, double correlation, bool of_ranks,
                      const std::vector<double>& first_values, const std::vector<double>& second_values) {
  const auto coordinates = [](const Dispersion& d, const std::vector<double>& values) {
    const AskedCdf cdf(d, 0);
    std::vector<double> z;
    for (const double x : values) z.push_back(normal_quantile(std::clamp(cdf(x), 1e-16, 1.0 - 1e-16)));
    return z;
  };
  const double r = of_ranks ? 2.0 * std::sin(std::acos(-1.0) / 6.0 * correlation) : correlation;
  return correlation_p(coordinates(first, first_values), coordinates(second, second_values), r);
}

}  // namespace farside
