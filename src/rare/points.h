#pragma once
// Where points of a search come from: pure functions of (seed, what for; point, coordinate), as every draw here.
#include <cstdint>

#include "random/normal_quantile.h"
#include "random/uniform.h"
#include "rare/limit_state.h"

namespace farside {

// Numbers of one repeat of a search, in the order in which they are asked for.
class RareDraws {
 public:
  RareDraws(std::uint64_t seed, std::uint64_t repeat) : seed_(seed), repeat_(repeat) {}

  double uniform() { return farside::uniform<double>(seed_, stream("rare.uniform"), repeat_, uniforms_++); }
  double normal() {
    return normal_quantile(farside::uniform<double>(seed_, stream("rare.normal"), repeat_, normals_++));
  }
  std::uint64_t number_below(std::uint64_t end) {
    const auto number = static_cast<std::uint64_t>(uniform() * static_cast<double>(end));
    return number < end ? number : end - 1;
  }
  // As landings are.
  RarePoint point(const LimitState& limit) {
    RarePoint p;
    p.z.resize(limit.coordinates());
    for (double& z : p.z) z = normal();
    p.draw = number_below(limit.draws());
    return p;
  }

 private:
  std::uint64_t seed_, repeat_, uniforms_ = 0, normals_ = 0;
};

}  // namespace farside
