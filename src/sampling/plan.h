#pragma once
// Which point of the unit cube case i is: one coordinate in (0, 1) for each drawn input, which the input's distribution
// maps to a value; which stratum the case is of, with what weight; and which part of a design. Nothing else decides
// that: otherwise weighted cases are other plans.
#include <cstdint>
#include <string>
#include <utility>
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
  std::uint64_t outer;      // draw of what is epistemic, from 1; 0: its best guess, or there are no such draws
  std::uint64_t sample = 0, matrix = matrix_a;  // of a Saltelli design
};

struct PlannedInput {
  PlannedInput(std::string its_path, DrawnFor its_draw = DrawnFor::every_case, std::uint64_t its_matrix = matrix_a)
      : path(std::move(its_path)), drawn_for(its_draw), matrix(its_matrix) {}
  std::string path;
  DrawnFor drawn_for;
  std::uint64_t matrix;  // of a Saltelli design, the mixed one that has it as B; matrix_a: none
};

// A coordinate is a pure function of the campaign's seed, the path of its input, the number of the draw, and of the
// design but not of the number of cases. It is uniform in (0, 1), whatever the method:
// - random: and independent of all others. Adding, removing or reordering inputs changes no other coordinate.
// - latin_hypercube, sobol: the draws of a replicate lie evenly together; replicates are independent of each other.
//   Draw d is point d / replicates of replicate d modulo their number. An input's dimension of the sequence is its
//   place among the drawn ones, so that one added behind them changes no other; a hypercube knows of no other input.
// - saltelli: as of random draws. Base sample s has draw 2 s by its matrix A and 2 s + 1 by B; its other cases are of
//   draw 2 s but for the inputs of their matrix, which have the coordinate of the other. A and B weigh what all cases
//   of the sample do, the others nothing: they are no draws of their own.
// With strata, cases follow each other stratum by stratum, so that a case is the same whatever their number; with outer
// draws they do so draw by draw. An epistemic input has its median at the best guess, which is a coordinate of 1/2, and
// a coordinate of each outer draw, by the method: of a hypercube of as many points, or of the sequence's beginning. One
// that is drawn once has one coordinate.
class Plan {
 public:
  // The inputs that are drawn; InternalError where two would have the same coordinates. `shares`: of all
  // cases, what each stratum stands for; a plan without strata has one.
  Plan(std::uint64_t seed, const std::vector<PlannedInput>& inputs, const SamplingDesign& design = {},
       const std::vector<double>& shares = {1.0});

  PlannedCase at(std::uint64_t case_number) const;
  // Of the input `inputs[input]`. May be called by several threads.
  double coordinate(const PlannedCase& planned, std::size_t input) const;

 private:
  double designed(std::uint64_t replicate, std::uint64_t point, std::size_t input, const LatinHypercube& cube) const;

  std::uint64_t seed_;
  std::vector<StreamId> streams_;  // one an input
  std::vector<DrawnFor> drawn_for_;
  std::vector<std::uint64_t> matrix_;  // of each input
  SamplingDesign design_;
  std::vector<double> weights_;  // one a stratum
  LatinHypercube hypercube_, outer_hypercube_;
  std::vector<SobolDimension> sequence_;  // one an input, of the method sobol
};

}  // namespace farside
