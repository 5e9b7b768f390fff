#pragma once
// Which point of the unit cube case i is: one coordinate in (0, 1) for each drawn input, which the input's distribution
// maps to a value; and which stratum the case is of, with what weight. Nothing else decides that: quasi-random or
// otherwise weighted cases are other plans.
#include <cstdint>
#include <string>
#include <vector>

#include "random/stream.h"

namespace farside {

struct PlannedCase {
  std::uint64_t draw;  // by which all else is drawn: cases of several strata share one
  std::size_t stratum;
  double weight;  // 1 in the mean over all strata, and less by what no stratum has
};

// Independent uniform coordinates. A coordinate is a pure function of the campaign's seed, the path of its input and
// the number of the draw: adding, removing or reordering inputs changes no other coordinate. With strata, cases follow
// each other stratum by stratum, so that a case is the same whatever their number.
class Plan {
 public:
  // The paths of the inputs that are drawn; InternalError where two would have the same coordinates. `shares`: of all
  // cases, what each stratum stands for; a plan without strata has one.
  Plan(std::uint64_t seed, const std::vector<std::string>& paths, const std::vector<double>& shares = {1.0});

  PlannedCase at(std::uint64_t case_number) const;
  // Of the input `paths[input]`. May be called by several threads.
  double coordinate(std::uint64_t draw, std::size_t input) const;

 private:
  std::uint64_t seed_;
  std::vector<StreamId> streams_;  // one an input
  std::vector<double> weights_;    // one a stratum
};

}  // namespace farside
