#include "sampling/plan.h"

#include "base/error.h"
#include "random/uniform.h"

namespace farside {

static_assert(sequence_inputs_max == sobol_dimensions);

Plan::Plan(std::uint64_t seed, const std::vector<std::string>& paths, const SamplingDesign& design,
           const std::vector<double>& shares)
    : seed_(seed), design_(design), hypercube_(design.size) {
  for (const std::string& path : paths) streams_.push_back(stream(path.data(), path.size()));
  const std::size_t twin = first_repeated(streams_.data(), streams_.size());
  if (twin != streams_.size())
    throw InternalError("two inputs draw from one random stream: " + paths[twin] + " and one before it");
  for (const double share : shares) weights_.push_back(share * static_cast<double>(shares.size()));
  if (design.method != SamplingMethod::sobol) return;
  for (std::size_t i = 0; i < paths.size(); ++i) sequence_.emplace_back(i);
}

PlannedCase Plan::at(std::uint64_t case_number) const {
  const std::uint64_t strata = weights_.size(), draw = case_number / strata;
  const std::size_t stratum = static_cast<std::size_t>(case_number % strata);
  return {draw, stratum, weights_[stratum], draw % design_.replicates};
}

double Plan::coordinate(std::uint64_t draw, std::size_t input) const {
  constexpr std::uint64_t once = 0;  // an input is drawn once
  if (design_.method == SamplingMethod::random) return uniform<double>(seed_, streams_[input], draw, once);
  const Scramble scramble(seed_, streams_[input], draw % design_.replicates);
  const std::uint64_t point = draw / design_.replicates;
  return design_.method == SamplingMethod::sobol ? sequence_[input].coordinate(scramble, point)
                                                 : hypercube_.coordinate(scramble, point);
}

}  // namespace farside
