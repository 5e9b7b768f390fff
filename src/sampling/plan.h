#pragma once
// Which point case i is: a coordinate in (0, 1) for each input that is drawn, of which its distribution makes a value.
// The one place that says so: stratified, quasi-random or weighted cases are other plans, and nothing else.
#include <cstdint>
#include <string>
#include <vector>

#include "random/stream.h"

namespace farside {

// Independent uniform coordinates. A coordinate is a pure function of the campaign's seed, the path of its input and
// the case number: an input more or less, or another order of them, moves no other.
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
