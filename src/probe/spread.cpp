#include "probe/spread.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/error.h"
#include "base/nan.h"
#include "probe/asked.h"
#include "random/normal_cdf.h"
#include "random/normal_quantile.h"
#include "sampling/correlation.h"
#include "sampling/marginal.h"

namespace farside {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

// Logarithm of a density, but for a constant that all distributions share; a value outside has -infinity.
class MarginDensity {
 public:
  MarginDensity(const Dispersion& d, std::size_t which) : marginal_(marginals_of(d).at(which)), cdf_(d, which) {
    if (const auto* t = std::get_if<TruncatedNormal>(&marginal_)) {
      const double lower = (t->lower - t->mean) / t->sd, upper = (t->upper - t->mean) / t->sd;
      const double side = lower + upper > 0.0 ? -1.0 : 1.0;  // of the tail where the bounds are, with all its digits
      inside_ = normal_cdf(side * upper) - normal_cdf(side * lower);
    }
    if (const auto* l = std::get_if<Lognormal>(&marginal_)) log_ = log_moments(l->mean, l->sd);
  }

  // What went to SI and back may lie outside by its rounding.
  double kept_inside(double x) const {
    if (const auto* t = std::get_if<TruncatedNormal>(&marginal_)) return std::clamp(x, t->lower, t->upper);
    if (const auto* u = std::get_if<Uniform>(&marginal_)) return std::clamp(x, u->min, u->max);
    if (const auto* t = std::get_if<Triangular>(&marginal_)) return std::clamp(x, t->min, t->max);
    return x;
  }

  double log_density(double x) const {
    if (const auto* n = std::get_if<Normal>(&marginal_)) return bell((x - n->mean) / n->sd) - std::log(n->sd);
    if (const auto* t = std::get_if<TruncatedNormal>(&marginal_)) {
      if (x < t->lower || x > t->upper) return -infinity;
      return bell((x - t->mean) / t->sd) - std::log(t->sd * std::fabs(inside_));
    }
    if (std::holds_alternative<Lognormal>(marginal_)) {
      return x > 0.0 ? bell((std::log(x) - log_.mean) / log_.sd) - std::log(log_.sd * x) : -infinity;
    }
    if (const auto* u = std::get_if<Uniform>(&marginal_))
      return x < u->min || x > u->max ? -infinity : -std::log(u->max - u->min);
    if (const auto* r = std::get_if<Rayleigh>(&marginal_))
      return x > 0.0 ? std::log(x) - 2.0 * std::log(r->mode) + bell(x / r->mode) : -infinity;
    const auto& t = std::get<Triangular>(marginal_);
    const double part = x < t.mode ? (x - t.min) / (t.mode - t.min) : (t.max - x) / (t.max - t.mode);
    return x < t.min || x > t.max ? -infinity : std::log(x == t.mode ? 1.0 : part) - std::log(t.max - t.min);
  }

  // Standard normal.
  double coordinate(double x) const {
    if (const auto* n = std::get_if<Normal>(&marginal_)) return (x - n->mean) / n->sd;
    if (std::holds_alternative<Lognormal>(marginal_)) return x > 0.0 ? (std::log(x) - log_.mean) / log_.sd : -infinity;
    return normal_quantile(std::clamp(cdf_(x), 1e-16, 1.0 - 1e-16));
  }

 private:
  static double bell(double z) { return -0.5 * z * z; }

  Marginal marginal_;
  AskedCdf cdf_;
  LogMoments log_{0.0, 1.0};
  double inside_ = 1.0;
};

bool has_sd(const Dispersion& d, std::size_t which) {
  return d.kind == Distribution::multivariate_normal ? d.arguments.at("sd").at(which) > 0.0
                                                     : d.arguments.at("sd").at(0) > 0.0;
}

std::string why_fixed(const Dispersion& d, std::size_t which) {
  if (d.once) return "it is drawn once for all cases (drawn: once)";
  switch (d.kind) {
    case Distribution::constant:
      return "it is a constant";
    case Distribution::discrete:
    case Distribution::empirical:
      return "a distribution of single values has no density";
    case Distribution::normal:
    case Distribution::multivariate_normal:
      return has_sd(d, which) ? "" : "its sd is 0";
    case Distribution::uniform:
      return d.arguments.at("min") == d.arguments.at("max") ? "it is a single value" : "";
    default:
      return "";
  }
}

// How far the argument lies from what it is scaled about.
void scale_about(Dispersion& d, const char* argument, double middle, double scale) {
  double& value = d.arguments.at(argument).at(0);
  value = middle + scale * (value - middle);
}

Dispersion scaled(Dispersion d, double scale) {
  for (const char* argument : {"sd", "sd_after"}) {
    if (const auto found = d.arguments.find(argument); found != d.arguments.end())
      for (double& sd : found->second) sd *= scale;
  }
  if (d.kind == Distribution::rayleigh && d.arguments.count("mode") > 0) d.arguments.at("mode").at(0) *= scale;
  if (d.kind == Distribution::uniform) {
    const double middle = 0.5 * (d.arguments.at("min").at(0) + d.arguments.at("max").at(0));
    scale_about(d, "min", middle, scale);
    scale_about(d, "max", middle, scale);
  }
  if (d.kind == Distribution::triangular) {
    const double mode = d.arguments.at("mode").at(0);
    scale_about(d, "min", mode, scale);
    scale_about(d, "max", mode, scale);
  }
  return d;
}

Dispersion shifted(Dispersion d, double sds) {
  double &mean = d.arguments.at("mean").at(0), &sd = d.arguments.at("sd").at(0);
  if (d.kind == Distribution::lognormal) {
    const double times = std::exp(sds * log_moments(mean, sd).sd);
    mean *= times;
    sd *= times;
  } else {
    mean += sds * sd;
  }
  return d;
}

}  // namespace

std::vector<SpreadGroup> spread_groups(const Configuration& c) {
  std::vector<SpreadInput> drawn;
  for (const Dispersion& d : c.dispersions) {
    for (std::size_t i = 0; i < d.paths.size(); ++i) drawn.push_back({d.paths[i], &d, i});
  }
  std::vector<SpreadGroup> groups;
  std::vector<bool> taken(drawn.size(), false);
  const std::vector<CorrelatedGroup> correlated = correlated_groups(c);
  for (std::size_t i = 0; i < drawn.size(); ++i) {
    if (taken[i]) continue;
    SpreadGroup group;
    const auto its = std::find_if(correlated.begin(), correlated.end(), [&](const CorrelatedGroup& g) {
      return std::find(g.inputs.begin(), g.inputs.end(), i) != g.inputs.end();
    });
    const std::vector<std::size_t> members = its == correlated.end() ? std::vector<std::size_t>{i} : its->inputs;
    if (its != correlated.end()) group.factor = its->factor;
    for (const std::size_t member : members) {
      taken[member] = true;
      const SpreadInput& input = drawn[member];
      group.inputs.push_back(input);
      const std::string why = why_fixed(*input.dispersion, input.which);
      if (!why.empty() && group.fixed.empty()) group.fixed = members.size() > 1 ? input.path + ": " + why : why;
    }
    groups.push_back(std::move(group));
  }
  return groups;
}

bool has_centre(const SpreadGroup& group) {
  if (group.inputs.size() > 1) return false;
  const Dispersion& d = *group.inputs.front().dispersion;
  return d.kind == Distribution::normal || d.kind == Distribution::lognormal ||
         (d.kind == Distribution::truncated_normal && d.arguments.count("sd") > 0 && d.arguments.count("lower") > 0);
}

Dispersion changed(const Dispersion& d, ChangeOf what, double amount) {
  return what == ChangeOf::spread ? scaled(d, amount) : shifted(d, amount);
}

std::vector<std::string> settings_of(const Dispersion& flown, const Dispersion& wanted) {
  std::vector<std::string> all;
  for (const auto& [name, values] : wanted.arguments) {
    if (values == flown.arguments.at(name)) continue;
    std::string text;
    for (const double value : values) text += fmt::format("{}{:.6g}", text.empty() ? "" : ", ", value);
    all.push_back(fmt::format("dispersions[{}].{}.{}={}", flown.paths.front(), info(flown.kind).name, name,
                              values.size() > 1 ? "[" + text + "]" : text));
  }
  return all;
}

// What doesn't change with the amount: of each row, its coordinates' part and its own density.
struct DensityRatio::Flown {
  std::vector<double> log_density;
};

namespace {

// Of independent coordinates y with z = L y: the density of correlated inputs is that of y, over that of each z, times
// that of each input by itself.
std::vector<double> log_densities(const SpreadGroup& group, const std::vector<MarginDensity>& margins,
                                  const std::vector<std::vector<double>>& values) {
  const std::size_t n = group.inputs.size(), rows = values.front().size();
  std::vector<double> all(rows), y(n);
  for (std::size_t row = 0; row < rows; ++row) {
    double sum = 0.0;
    for (std::size_t i = 0; i < n; ++i) {
      const double alone = margins[i].log_density(values[i][row]);
      if (n == 1 || !std::isfinite(alone)) {
        sum += alone;
        y[i] = 0.0;
        continue;
      }
      const double z = margins[i].coordinate(values[i][row]);
      double rest = z;
      for (std::size_t k = 0; k < i; ++k) rest -= group.factor[i * n + k] * y[k];
      y[i] = rest / group.factor[i * n + i];
      sum += alone + 0.5 * (z * z - y[i] * y[i]);
    }
    all[row] = sum;
  }
  return all;
}

}  // namespace

DensityRatio::DensityRatio(const SpreadGroup& group, ChangeOf what, std::vector<std::vector<double>> values)
    : group_(group), what_(what), values_(std::move(values)), flown_(std::make_unique<Flown>()) {
  std::vector<MarginDensity> margins;
  for (std::size_t i = 0; i < group.inputs.size(); ++i) {
    margins.emplace_back(*group.inputs[i].dispersion, group.inputs[i].which);
    for (double& x : values_[i]) x = margins[i].kept_inside(x);
  }
  flown_->log_density = log_densities(group, margins, values_);
}

DensityRatio::~DensityRatio() = default;
DensityRatio::DensityRatio(DensityRatio&&) noexcept = default;

std::vector<double> DensityRatio::at(double amount) const {
  std::vector<MarginDensity> margins;
  for (const SpreadInput& input : group_.inputs)
    margins.emplace_back(changed(*input.dispersion, what_, amount), input.which);
  std::vector<double> ratios = log_densities(group_, margins, values_);
  for (std::size_t row = 0; row < ratios.size(); ++row) {
    const bool is_end = ratios[row] == -infinity;  // of what comes no more
    ratios[row] = is_end ? 0.0 : std::exp(ratios[row] - flown_->log_density[row]);
  }
  return ratios;
}

}  // namespace farside
