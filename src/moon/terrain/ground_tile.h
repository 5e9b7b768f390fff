#pragma once
// A part of a raster of one case's ground, which a kernel fills: plain data, shared by host and kernels; its functions
// leave no symbol that instruction sets would share.
#include <cstddef>
#include <cstdint>

#include "lanes/lanes.h"

namespace farside {

inline constexpr std::int32_t tile_side = 64;  // pixels that are computed together, each way; multiples waste none

// Columns first_column ... + columns - 1 and rows first_row ... + rows - 1 of a raster of places
// (moon/terrain/ground.h) whose first pixel has its outer corner at (west_m, north_m); row 0 is the northernmost.
// Values are those of the middle of a pixel, value[r * stride + c] of column first_column + c, row first_row + r.
struct GroundTile {
  double west_m, north_m, pixel_m;
  std::int32_t first_column, first_row, columns, rows;
  std::ptrdiff_t stride;
  double* height_m;  // above the sphere through the target, without rocks; NaN where nothing is known
  double* rock_m;    // how high a rock stands above that; 0 beside rocks, NaN where nothing is known

  FARSIDE_INLINE double east_of_m(std::int32_t c) const {
    return west_m + (static_cast<double>(first_column + c) + 0.5) * pixel_m;
  }
  FARSIDE_INLINE double north_of_m(std::int32_t r) const {
    return north_m - (static_cast<double>(first_row + r) + 0.5) * pixel_m;
  }
};

}  // namespace farside
