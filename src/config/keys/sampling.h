#pragma once
// campaign.sampling: how the inputs of the cases are drawn.
#include <cstdint>

namespace farside {

enum class SamplingMethod { random, latin_hypercube, sobol, saltelli };
inline constexpr const char* sampling_method_names[] = {"random", "latin_hypercube", "sobol", "saltelli"};
// Those whose cases are of replicates.
constexpr bool has_replicates(SamplingMethod method) {
  return method == SamplingMethod::latin_hypercube || method == SamplingMethod::sobol;
}

// Of a Saltelli design, by which of its matrices a case is drawn: A, B, or A with one group of inputs as B has it, from
// `first_mixed` on.
inline constexpr std::uint64_t matrix_a = 0, matrix_b = 1, first_mixed = 2;

// Of replicates, the cases are by turns: case i is of replicate i modulo their number. Random draws have one.
struct SamplingDesign {
  SamplingMethod method = SamplingMethod::random;
  std::uint64_t replicates = 1;
  std::uint64_t size = 1;      // of a replicate's Latin hypercube before it is doubled
  std::uint64_t outer = 0;     // draws of what is epistemic, each with all cases; 0: drawn in every case
  std::uint64_t matrices = 1;  // of saltelli, cases that a base sample has
  bool operator==(const SamplingDesign&) const = default;
};

// What an input is drawn anew for.
enum class DrawnFor { every_case, every_outer_draw, campaign };

inline constexpr double outer_draws_max = 10000;
inline constexpr double replicates_min = 16, replicates_max = 1000;
// Inputs that a sequence has dimensions for: as many as any campaign can disperse.
inline constexpr std::uint64_t sequence_inputs_max = 512;

}  // namespace farside
