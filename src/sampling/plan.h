#pragma once
// Which point of the unit cube case i is: one coordinate in (0, 1) for each drawn input, which the input's distribution
// maps to a value; which stratum the case is of, with what weight; and which replicate of a design. Nothing else
// decides that: quasi-random or otherwise weighted cases are other plans.
#include <cstdint>
#include <string>
#include <vector>

#include "config/keys/sampling.h"
#include "random/stream.h"
#include "sampling/latin_hypercube.h"
#include "sampling/sobol.h"

namespace farside {

struct PlannedCase {
  std::uint64_t draw;  // by which all else is drawn: cases of several strata share one
  std::size_t stratum;
  double weight;            // 1 in the mean over all strata, and less by what no stratum has
  std::uint64_t replicate;  // of the design; 0 of random draws
};

// A coordinate is a pure function of the campaign's seed, the path of its input, the number of the draw, and of the
// design but not of the number of cases. It is uniform in (0, 1), whatever the method:
// - random: and independent of all others. Adding, removing or reordering inputs changes no other coordinate.
// - latin_hypercube, sobol: the draws of a replicate lie evenly together; replicates are independent of each other.
//   Draw d is point d / replicates of replicate d modulo their number. An input's dimension of the sequence is its
//   place among the drawn ones, so that one added behind them changes no other; a hypercube knows of no other input.
// With strata, cases follow each other stratum by stratum, so that a case is the same whatever their number.
class Plan {
 public:
  // The paths of the inputs that are drawn; InternalError where two would have the same coordinates. `shares`: of all
  // cases, what each stratum stands for; a plan without strata has one.
  Plan(std::uint64_t seed, const std::vector<std::string>& paths, const SamplingDesign& design = {},
       const std::vector<double>& shares = {1.0});

  PlannedCase at(std::uint64_t case_number) const;
  // Of the input `paths[input]`. May be called by several threads.
  double coordinate(std::uint64_t draw, std::size_t input) const;

 private:
  std::uint64_t seed_;
  std::vector<StreamId> streams_;  // one an input
  SamplingDesign design_;
  std::vector<double> weights_;  // one a stratum
  LatinHypercube hypercube_;
  std::vector<SobolDimension> sequence_;  // one an input, of the method sobol
};

}  // namespace farside
