#pragma once
// What a search for rare events asks of a landing: how far it is from the event, at a point of all that is uncertain.
#include <cstddef>
#include <cstdint>
#include <vector>

namespace farside {

// A point: standard normal coordinates, independent of each other, of the inputs that move something, and the number by
// which everything else is drawn (noise in flight, faults, the ground, the row of a file): numbers are equally likely.
struct RarePoint {
  std::vector<double> z;
  std::uint64_t draw = 0;
};

// How a point ended. `g` > 0: without the event, the larger the farther from it; otherwise with it. Where it isn't told
// how it ended, it counts as with it: a failure of the simulation must not make an event look rarer.
struct RareEnding {
  double g;
  bool told;
  std::int8_t cause;  // code of the first cause, 0 for none

  bool is_event() const { return !(g > 0.0); }
};

class LimitState {
 public:
  virtual ~LimitState() = default;
  virtual std::size_t coordinates() const = 0;
  virtual std::uint64_t draws() const = 0;  // numbers 0 ... draws() - 1
  // Of each point, in their order, whatever the threads.
  virtual std::vector<RareEnding> judge(const std::vector<RarePoint>& points) = 0;
};

}  // namespace farside
