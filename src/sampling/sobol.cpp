#include "sampling/sobol.h"

#include <bit>

namespace farside {

SobolDimension::SobolDimension(std::size_t dimension) {
  const auto degree_of = [](std::uint16_t polynomial) {
    return static_cast<std::size_t>(std::bit_width(polynomial)) - 1;
  };
  const std::uint16_t* entry = sobol_directions;
  for (std::size_t i = 0; i < dimension; ++i) entry += 1 + degree_of(*entry);
  const std::uint64_t polynomial = *entry;
  const std::size_t degree = degree_of(*entry);
  for (std::size_t k = 0; k < design_bits; ++k) {
    const std::size_t shift = design_bits - 1 - k;
    if (degree == 0) {
      directions_[k] = std::uint64_t{1} << shift;
    } else if (k < degree) {
      directions_[k] = std::uint64_t{entry[1 + k]} << shift;
    } else {
      std::uint64_t v = directions_[k - degree] ^ (directions_[k - degree] >> degree);
      for (std::size_t i = 1; i < degree; ++i)
        if ((polynomial >> (degree - i) & 1) != 0) v ^= directions_[k - i];
      directions_[k] = v;
    }
  }
}

std::uint64_t SobolDimension::digits(std::uint64_t point) const {
  std::uint64_t x = 0;
  for (; point != 0; point &= point - 1) x ^= directions_[static_cast<std::size_t>(std::countr_zero(point))];
  return x;
}

double SobolDimension::coordinate(const Scramble& scramble, std::uint64_t point) const {
  const std::uint64_t x = digits(point);
  std::uint64_t scrambled = 0;
  Scramble::Descent descent(scramble);
  for (unsigned level = 0; level < design_bits; ++level) {
    const bool digit = (x >> (design_bits - 1 - level) & 1) != 0;
    scrambled = scrambled << 1 | static_cast<std::uint64_t>(digit != descent.bit(level, x >> (design_bits - level)));
  }
  return inside(scramble, scrambled, static_cast<double>(std::uint64_t{1} << design_bits));
}

}  // namespace farside
