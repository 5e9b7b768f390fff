#pragma once
// A Latin hypercube that can be doubled.
#include <cstdint>

#include "sampling/scramble.h"

namespace farside {

// One coordinate of it. The first `size` points lie one in each of `size` equal intervals, the first 2 size in each of
// their halves, and so on (Sallaberry, Helton and Hora, Reliab. Eng. Syst. Saf. 93 (2008) 1047): a hypercube is the
// beginning of its doubling. Which point lies in which interval is random anew at every doubling, in each input by
// itself.
class LatinHypercube {
 public:
  explicit LatinHypercube(std::uint64_t size);  // 1 to 2^design_bits

  double coordinate(const Scramble& scramble, std::uint64_t point) const;

 private:
  std::uint64_t size_;
  unsigned doublings_;  // that a coordinate can tell apart
};

// Place of element `i` when `count` of them are put into a random order. Of up to 32 all orders are equally likely; of
// more, they are those of a Feistel network (M. Luby and C. Rackoff, SIAM J. Comput. 17 (1988) 373) over the next power
// of two, run until it falls among the `count`. `index` tells apart several orders.
std::uint64_t place_in_order(const Scramble& scramble, unsigned index, std::uint64_t count, std::uint64_t i);

}  // namespace farside
