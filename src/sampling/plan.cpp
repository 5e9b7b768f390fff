#include "sampling/plan.h"

#include <algorithm>

#include "base/error.h"
#include "random/uniform.h"

namespace farside {

static_assert(sequence_inputs_max == sobol_dimensions);

Plan::Plan(std::uint64_t seed, const std::vector<PlannedInput>& inputs, const SamplingDesign& design,
           const std::vector<double>& shares)
    : seed_(seed),
      design_(design),
      hypercube_(design.size),
      outer_hypercube_(std::max<std::uint64_t>(design.outer, 1)) {
  for (const PlannedInput& input : inputs) {
    streams_.push_back(stream(input.path.data(), input.path.size()));
    drawn_for_.push_back(input.drawn_for);
    matrix_.push_back(input.matrix);
  }
  const std::size_t twin = first_repeated(streams_.data(), streams_.size());
  if (twin != streams_.size())
    throw InternalError("two inputs draw from one random stream: " + inputs[twin].path + " and one before it");
  for (const double share : shares) weights_.push_back(share * static_cast<double>(shares.size()));
  if (design.method != SamplingMethod::sobol) return;
  for (std::size_t i = 0; i < inputs.size(); ++i) sequence_.emplace_back(i);
}

PlannedCase Plan::at(std::uint64_t case_number) const {
  if (design_.method == SamplingMethod::saltelli) {
    const std::uint64_t sample = case_number / design_.matrices, matrix = case_number % design_.matrices;
    const double weight = matrix < first_mixed ? 0.5 * static_cast<double>(design_.matrices) : 0.0;
    return {2 * sample + (matrix == matrix_b ? 1 : 0), 0, weight, 0, 0, sample, matrix};
  }
  const std::uint64_t outer = case_number % (1 + design_.outer), inner = case_number / (1 + design_.outer);
  const std::uint64_t strata = weights_.size(), draw = inner / strata;
  const std::size_t stratum = static_cast<std::size_t>(inner % strata);
  return {draw, stratum, weights_[stratum], draw % design_.replicates, outer};
}

double Plan::designed(std::uint64_t replicate, std::uint64_t point, std::size_t input,
                      const LatinHypercube& cube) const {
  const Scramble scramble(seed_, streams_[input], replicate);
  return design_.method == SamplingMethod::sobol ? sequence_[input].coordinate(scramble, point)
                                                 : cube.coordinate(scramble, point);
}

double Plan::coordinate(const PlannedCase& planned, std::size_t input) const {
  // which draw of an input it is: of a case, of the campaign, of an outer draw
  constexpr std::uint64_t of_case = 0, of_campaign = 1, of_outer = 2;
  const bool random = !has_replicates(design_.method);
  switch (drawn_for_[input]) {
    case DrawnFor::campaign:
      return uniform<double>(seed_, streams_[input], 0, of_campaign);
    case DrawnFor::every_outer_draw: {
      constexpr std::uint64_t no_replicate = 0xffff;  // one that no case is of
      if (planned.outer == 0) return 0.5;
      return random ? uniform<double>(seed_, streams_[input], planned.outer - 1, of_outer)
                    : designed(no_replicate, planned.outer - 1, input, outer_hypercube_);
    }
    case DrawnFor::every_case:
      break;
  }
  const bool as_in_b = planned.matrix >= first_mixed && planned.matrix == matrix_[input];
  return random ? uniform<double>(seed_, streams_[input], planned.draw + (as_in_b ? 1 : 0), of_case)
                : designed(planned.replicate, planned.draw / design_.replicates, input, hypercube_);
}

}  // namespace farside
