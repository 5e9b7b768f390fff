#include "probe/input_space.h"

#include <cmath>
#include <numeric>

#include "base/nan.h"
#include "config/keys/reads.h"
#include "random/normal_quantile.h"
#include "sampling/correlation.h"

namespace farside {
namespace {

// Independent coordinates of a group of which that at `which` makes one sigma of its own input and none of the others,
// by forward substitution. An input that follows from those before it has none of its own.
std::vector<double> alone_in_group(const CorrelatedGroup& group, std::size_t which) {
  std::vector<double> z(group.inputs.size(), 0.0);
  for (std::size_t i = 0; i < z.size(); ++i) {
    double rest = i == which ? 1.0 : 0.0;
    for (std::size_t j = 0; j < i; ++j) rest -= group.row(i, j) * z[j];
    const double own = group.row(i, i);
    z[i] = own > 0.0 ? rest / own : 0.0;
  }
  return z;
}

}  // namespace

InputSpace::InputSpace(const Scenario& scenario, std::uint64_t case_number)
    : scenario_(scenario), case_number_(case_number), sampler_(scenario) {
  for (const Dispersion& d : scenario.configuration.dispersions) add(d, sampler_.drawn_count());
  for (const CorrelatedGroup& group : correlated_groups(scenario.configuration)) {
    for (std::size_t i = 0; i < group.inputs.size(); ++i) {
      Way& way = ways_[group.inputs[i]];
      const std::vector<double> z = alone_in_group(group, i);
      for (std::size_t j = 0; j < z.size(); ++j) way.alone[group.inputs[j]] = z[j];
      if (way.still.empty() && z[i] == 0.0) way.still = "follows from the inputs before it";
    }
  }
}

void InputSpace::add(const Dispersion& d, std::size_t count) {
  const bool constant = d.kind == Distribution::constant;
  for (const std::string& path : d.paths) {
    Way way;
    way.alone.assign(count, 0.0);
    if (!constant) way.alone[ways_.size()] = 1.0;
    way.as_drawn = path == "moon.terrain.relief.ground";
    if (way.as_drawn) way.still = "a number of a ground; nothing lies between two";
    else if (use_of(path, scenario_.options).use == Use::never) way.still = "never read here";
    else if (constant) way.still = "constant";
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
