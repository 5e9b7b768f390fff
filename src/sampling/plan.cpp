#include "sampling/plan.h"

#include "base/error.h"
#include "random/uniform.h"

namespace farside {

Plan::Plan(std::uint64_t seed, const std::vector<std::string>& paths) : seed_(seed) {
  for (const std::string& path : paths) streams_.push_back(stream(path.data(), path.size()));
  const std::size_t twin = first_repeated(streams_.data(), streams_.size());
  if (twin != streams_.size())
    throw InternalError("two inputs draw from one random stream: " + paths[twin] + " and one before it");
}

double Plan::coordinate(std::uint64_t case_number, std::size_t input) const {
  constexpr std::uint64_t draw = 0;  // a case draws an input once
  return uniform<double>(seed_, streams_[input], case_number, draw);
}

}  // namespace farside
