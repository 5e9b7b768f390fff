#pragma once
// Which scales of relief are drawn: those that maps don't resolve; and what is listed beside it. Plain data, the same
// for all cases of a campaign. Outside the instruction set's namespace on purpose: host and kernels share this very
// type.
#include <cstdint>

#include "lanes/lanes.h"
#include "moon/listed_relief.h"

namespace farside {

struct ReliefScales {
  std::int32_t crater_levels;  // of craters.h, from the smallest up
  std::int32_t octaves;        // of roughness.h, from the finest up
  bool open_above;             // no map shows what is larger than the coarsest octave
  ListedRelief listed;
};

}  // namespace farside

namespace farside::inline FARSIDE_ISA {

// Without craters and roughness no rocks are drawn either.
FARSIDE_INLINE bool draws_relief(const ReliefScales& scales) { return scales.crater_levels > 0 || scales.octaves > 0; }
FARSIDE_INLINE bool has_relief(const ReliefScales& scales) {
  return draws_relief(scales) || scales.listed.craters.level_count > 0 || scales.listed.rocks.level_count > 0;
}

// Craters: level l holds diameters from 0.5 m * 2^l to twice that. Roughness: octave o has nodes every 0.5 m * 2^o.
inline constexpr int crater_levels_max = 11, octaves_max = 8;
inline constexpr double crater_level_m(int level) { return 0.5 * static_cast<double>(1 << level); }
inline constexpr double octave_spacing_m(int octave) { return 0.5 * static_cast<double>(1 << octave); }
inline constexpr double octave_per_m[octaves_max] = {2.0,       1.0,        1.0 / 2.0,  1.0 / 4.0,
                                                     1.0 / 8.0, 1.0 / 16.0, 1.0 / 32.0, 1.0 / 64.0};  // its inverse

// Relief stands no higher over what it lies on: where craters' rims heap up to more, it is cut off flat. So there is a
// height above which nothing needs to be looked at.
inline constexpr double relief_highest_m = 100.0;

}  // namespace farside::inline FARSIDE_ISA
