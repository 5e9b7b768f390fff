#pragma once
// Relief of a map on a regular grid about the target: plain data, shared by the host that fills it and the kernels that
// read it.
#include <cstddef>
#include <cstdint>

namespace farside {

// Radial height above the sphere through the target, metres, rounded to 2^-10 m; NaN where the map has no data. Node
// (row, column), height_m[row * columns + column], is at east = east_min_m + column * spacing_m, north = north_min_m +
// row * spacing_m, where (east, north) is the orthographic projection about the target: the site-frame x, y of the
// sphere's point in that direction.
struct HeightGrid {
  const float* height_m;
  std::int32_t columns, rows;
  double east_min_m, north_min_m, spacing_m;
  std::int32_t layer = -1;  // the map that it is of, whose error moves it; -1: the one of its own place among the grids
};
inline constexpr int max_height_grids = 4;

}  // namespace farside
