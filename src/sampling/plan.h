#pragma once
// Which point of the unit cube case i is: one coordinate in (0, 1) for each drawn input, which the input's distribution
// maps to a value. Nothing else decides that: stratified, quasi-random or weighted cases are other plans.
#include <cstdint>
#include <string>
#include <vector>

#include "random/stream.h"

namespace farside {

// Independent uniform coordinates. A coordinate is a pure function of the campaign's seed, the path of its input and
// the case number: adding, removing or reordering inputs changes no other coordinate.
class Plan {
 public:
  // The paths of the inputs that are drawn; InternalError where two would have the same coordinates.
  Plan(std::uint64_t seed, const std::vector<std::string>& paths);

  // Of the input `paths[input]`. May be called by several threads.
  double coordinate(std::uint64_t case_number, std::size_t input) const;

 private:
  std::uint64_t seed_;
  std::vector<StreamId> streams_;  // one an input
};

}  // namespace farside
