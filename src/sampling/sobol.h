#pragma once
// Sobol's sequence, scrambled as Owen does it.
#include <array>
#include <cstddef>
#include <cstdint>

#include "sampling/scramble.h"

namespace farside {

inline constexpr std::size_t sobol_dimensions = 512;
extern const std::uint16_t sobol_directions[];

// One dimension of the sequence (I. M. Sobol, USSR Comput. Math. Math. Phys. 7 (1967) 86): of any 2^m points that
// follow each other from a multiple of 2^m on, one lies in each of 2^m equal intervals.
class SobolDimension {
 public:
  explicit SobolDimension(std::size_t dimension);

  // Point `point` (below 2^design_bits) as a multiple of 2^-design_bits, not scrambled.
  std::uint64_t digits(std::uint64_t point) const;
  // Nested uniform scrambling (A. B. Owen, J. Complexity 14 (1998) 466): at every binary digit, the halves of the
  // interval of the digits before it are swapped or not. So a point by itself is uniform, and all of them lie as evenly
  // as before.
  double coordinate(const Scramble& scramble, std::uint64_t point) const;

 private:
  std::array<std::uint64_t, design_bits> directions_;
};

}  // namespace farside
