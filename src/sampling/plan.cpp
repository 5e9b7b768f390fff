#include "sampling/plan.h"

#include "base/error.h"
#include "random/uniform.h"

namespace farside {

Plan::Plan(std::uint64_t seed, const std::vector<std::string>& paths, const std::vector<double>& shares) : seed_(seed) {
  for (const std::string& path : paths) streams_.push_back(stream(path.data(), path.size()));
  const std::size_t twin = first_repeated(streams_.data(), streams_.size());
  if (twin != streams_.size())
    throw InternalError("two inputs draw from one random stream: " + paths[twin] + " and one before it");
  for (const double share : shares) weights_.push_back(share * static_cast<double>(shares.size()));
}

PlannedCase Plan::at(std::uint64_t case_number) const {
  const std::uint64_t strata = weights_.size();
  const std::size_t stratum = static_cast<std::size_t>(case_number % strata);
  return {case_number / strata, stratum, weights_[stratum]};
}

double Plan::coordinate(std::uint64_t draw, std::size_t input) const {
  constexpr std::uint64_t once = 0;  // an input is drawn once
  return uniform<double>(seed_, streams_[input], draw, once);
}

}  // namespace farside
