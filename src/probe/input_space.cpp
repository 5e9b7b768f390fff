#include "probe/input_space.h"

#include <cmath>
#include <numeric>

#include "base/nan.h"
#include "config/keys/reads.h"
#include "random/normal_quantile.h"
#include "sampling/marginal.h"

namespace farside {
namespace {

// Correlated coordinates of a group in which input `which` is one sigma off and the others aren't, by forward
// substitution. An input that follows from those before it has none of its own.
std::vector<double> alone_in_group(const std::vector<Marginal>& group, std::size_t which) {
  std::vector<double> z(group.size(), 0.0);
  for (std::size_t i = 0; i < group.size(); ++i) {
    const auto* correlated = std::get_if<CorrelatedNormal>(&group[i]);
    double rest = i == which ? 1.0 : 0.0;
    for (std::size_t j = 0; correlated && j < i; ++j) rest -= correlated->factor_row[j] * z[j];
    const double own = correlated ? correlated->factor_row[i] : 1.0;
    z[i] = own > 0.0 ? rest / own : 0.0;
  }
  return z;
}

}  // namespace

InputSpace::InputSpace(const Scenario& scenario, std::uint64_t case_number)
    : scenario_(scenario), case_number_(case_number), sampler_(scenario) {
  for (const Dispersion& d : scenario.configuration.dispersions) add(d, sampler_.drawn_count());
}

void InputSpace::add(const Dispersion& d, std::size_t count) {
  const std::vector<Marginal> group = marginals_of(d);
  const std::size_t first = ways_.size();
  for (std::size_t i = 0; i < group.size(); ++i) {
    Way way;
    way.alone.assign(count, 0.0);
    const std::vector<double> z = alone_in_group(group, i);
    const bool constant = std::holds_alternative<Constant>(group[i]);
    for (std::size_t j = 0; j < z.size() && !constant; ++j) way.alone[first + j] = z[j];
    way.as_drawn = d.paths[i] == "moon.terrain.relief.ground";
    if (way.as_drawn) way.still = "a number of a ground; nothing lies between two";
    else if (use_of(d.paths[i], scenario_.options).use == Use::never) way.still = "never read here";
    else if (constant) way.still = "constant";
    else if (z[i] == 0.0) way.still = "follows from the inputs before it";
    ways_.push_back(std::move(way));
  }
}

Coordinates InputSpace::middle() const {
  Coordinates z(size(), 0.0);
  for (std::size_t i = 0; i < size(); ++i) z[i] = ways_[i].as_drawn ? nan : 0.0;
  return z;
}

Coordinates InputSpace::drawn() const {
  Coordinates z(size());
  for (std::size_t i = 0; i < size(); ++i) z[i] = normal_quantile(sampler_.coordinate(case_number_, i));
  return z;
}

CaseParams<double> InputSpace::params(const Coordinates& z) const {
  CaseParams<double> p;
  sampler_.place(case_number_, z.data(), reinterpret_cast<double*>(&p));
  return p;
}

std::vector<double> InputSpace::values(const Coordinates& z) const {
  CaseParams<double> p;
  std::vector<double> values(size());
  sampler_.place(case_number_, z.data(), reinterpret_cast<double*>(&p), values.data());
  return values;
}

double length_of(const Coordinates& z) { return std::sqrt(std::inner_product(z.begin(), z.end(), z.begin(), 0.0)); }

Coordinates moved(const Coordinates& start, const Coordinates& way, double times) {
  Coordinates z = start;
  for (std::size_t i = 0; i < z.size(); ++i) z[i] += times * way[i];
  return z;
}

}  // namespace farside
