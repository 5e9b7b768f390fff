#include "linear/dispersed.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "config/correlation.h"
#include "sampling/sampler.h"

namespace farside {
namespace {

struct Spread {
  double mean, sd;
};

constexpr double pi = 3.14159265358979323846;

// Mean and standard deviation of a distribution.
struct SpreadOf {
  Spread operator()(const Constant& c) const { return {c.value, 0.0}; }
  Spread operator()(const Normal& n) const { return {n.mean, n.sd}; }
  Spread operator()(const Lognormal& l) const { return {l.mean, l.sd}; }
  Spread operator()(const Uniform& u) const { return {0.5 * (u.min + u.max), (u.max - u.min) / std::sqrt(12.0)}; }
  Spread operator()(const Rayleigh& r) const {
    return {r.mode * std::sqrt(0.5 * pi), r.mode * std::sqrt(2 - 0.5 * pi)};
  }
  Spread operator()(const Triangular& t) const {
    const double a = t.min, b = t.max, c = t.mode;
    return {(a + b + c) / 3.0, std::sqrt((a * a + b * b + c * c - a * b - a * c - b * c) / 18.0)};
  }
  Spread operator()(const Discrete& d) const {
    double weight = 0.0, mean = 0.0, variance = 0.0;
    for (std::size_t i = 0; i < d.values.size(); ++i) {
      weight += d.probabilities[i];
      mean += d.probabilities[i] * d.values[i];
    }
    mean /= weight;
    for (std::size_t i = 0; i < d.values.size(); ++i)
      variance += d.probabilities[i] / weight * (d.values[i] - mean) * (d.values[i] - mean);
    return {mean, std::sqrt(variance)};
  }
  Spread operator()(const Empirical& e) const {
    double mean = 0.0, variance = 0.0;
    const double n = static_cast<double>(e.values.size());
    for (const double x : e.values) mean += x / n;
    for (const double x : e.values) variance += (x - mean) * (x - mean) / n;
    return {mean, std::sqrt(variance)};
  }
  // Bounded: by the middles of equal steps of probability, 1e-4 of the spread.
  Spread operator()(const TruncatedNormal& t) const {
    constexpr int steps = 10000;
    double sum = 0.0, squares = 0.0;
    for (int i = 0; i < steps; ++i) {
      const double off = t.quantile((i + 0.5) / steps) - t.mean;
      sum += off;
      squares += off * off;
    }
    const double mean = sum / steps;
    return {t.mean + mean, std::sqrt(squares / steps - mean * mean)};
  }
};

DispersedGroup group_of(const Dispersion& d) {
  DispersedGroup group;
  group.paths = d.paths;
  const std::vector<Marginal> marginals = marginals_of(d);
  const auto n = static_cast<Eigen::Index>(marginals.size());
  group.mean.resize(n);
  group.covariance.resize(n, n);
  Eigen::VectorXd sd(n);
  for (Eigen::Index i = 0; i < n; ++i) {
    const Key& key = *registry().find(d.paths[static_cast<std::size_t>(i)]);
    const Spread spread = std::visit(SpreadOf{}, marginals[static_cast<std::size_t>(i)]);
    group.slots.push_back(static_cast<std::int32_t>(key.where));
    group.mean[i] = spread.mean * key.unit.factor;
    sd[i] = spread.sd * key.unit.factor;
  }
  for (Eigen::Index i = 0; i < n; ++i) {
    for (Eigen::Index j = 0; j < n; ++j) {
      const double r = i == j ? 1.0 : d.arguments.at("correlation").at(static_cast<std::size_t>(i * n + j));
      group.covariance(i, j) = r * sd[i] * sd[j];
    }
  }
  return group;
}

// Takes the inputs of a copula out of `groups`, where each is by itself, into one. The correlations of their normal
// coordinates are taken for those of the values, whose shapes make them smaller by some per cent at most.
DispersedGroup joined(const Copula& copula, std::vector<DispersedGroup>& groups) {
  const auto n = static_cast<Eigen::Index>(copula.paths.size());
  DispersedGroup all;
  all.mean.resize(n);
  all.covariance.resize(n, n);
  const std::vector<double> correlation = normal_correlation(copula);
  for (Eigen::Index i = 0; i < n; ++i) {
    const std::string& path = copula.paths[static_cast<std::size_t>(i)];
    const auto own = std::find_if(groups.begin(), groups.end(),
                                  [&](const DispersedGroup& g) { return g.paths == std::vector<std::string>{path}; });
    if (own == groups.end()) throw InternalError("a copula of an input that isn't drawn: " + path);
    all.paths.push_back(path);
    all.slots.push_back(own->slots[0]);
    all.mean[i] = own->mean[0];
    all.covariance(i, i) = own->covariance(0, 0);
    groups.erase(own);
  }
  for (Eigen::Index i = 0; i < n; ++i) {
    for (Eigen::Index j = 0; j < i; ++j) {
      const double r = correlation.at(static_cast<std::size_t>(i * n + j));
      all.covariance(i, j) = all.covariance(j, i) = r * std::sqrt(all.covariance(i, i) * all.covariance(j, j));
    }
  }
  return all;
}

// Those of all rows of a cloud.
DispersedGroup group_of(const Scenario& s) {
  DispersedGroup group;
  const CloudTable& cloud = s.cloud;
  const auto n = static_cast<Eigen::Index>(cloud.columns.size());
  const auto row = [&](std::uint64_t i) {
    return Eigen::Map<const Eigen::VectorXd>(cloud.row(i), n)
        .cwiseProduct(Eigen::Map<const Eigen::VectorXd>(s.dispersed_factors.data(), n))
        .eval();
  };
  group.mean = Eigen::VectorXd::Zero(n);
  group.covariance = Eigen::MatrixXd::Zero(n, n);
  for (std::uint64_t i = 0; i < cloud.rows; ++i) group.mean += row(i) / static_cast<double>(cloud.rows);
  for (std::uint64_t i = 0; i < cloud.rows; ++i) {
    const Eigen::VectorXd off = row(i) - group.mean;
    group.covariance += off * off.transpose() / static_cast<double>(cloud.rows);
  }
  for (Eigen::Index i = 0; i < n; ++i) {
    group.paths.push_back(s.inputs[static_cast<std::size_t>(i)].path);
    group.slots.push_back(s.dispersed_slots[static_cast<std::size_t>(i)]);
  }
  return group;
}

}  // namespace

std::vector<DispersedGroup> dispersed_groups(const Scenario& scenario) {
  std::vector<DispersedGroup> groups;
  if (scenario.cloud.rows > 0) groups.push_back(group_of(scenario));
  std::vector<double> of_case(param_count);
  Sampler(scenario).draw(0, of_case.data());
  for (const Dispersion& d : scenario.configuration.dispersions) {
    groups.push_back(group_of(d));
    if (!d.once) continue;
    DispersedGroup& fixed = groups.back();  // all cases have what the first one has
    for (Eigen::Index i = 0; i < fixed.mean.size(); ++i)
      fixed.mean[i] = of_case[static_cast<std::size_t>(fixed.slots[static_cast<std::size_t>(i)])];
    fixed.covariance.setZero();
  }
  for (const Copula& copula : scenario.configuration.copulas) groups.push_back(joined(copula, groups));
  return groups;
}

}  // namespace farside
