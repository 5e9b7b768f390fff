#pragma once
// A part of a raster of one case's ground, which a kernel fills: plain data, shared by host and kernels; its functions
// leave no symbol that instruction sets would share.
#include <cstddef>
#include <cstdint>

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

  // What of it lies in `rows_max` rows and `columns_max` columns from its row `row` and column `column` on.
  [[gnu::always_inline]] GroundTile part(std::int32_t row, std::int32_t column, std::int32_t rows_max,
                                         std::int32_t columns_max) const {
    GroundTile tile = *this;
    tile.first_row += row;
    tile.first_column += column;
    tile.rows = rows - row < rows_max ? rows - row : rows_max;
    tile.columns = columns - column < columns_max ? columns - column : columns_max;
    tile.height_m += row * stride + column;
    tile.rock_m += row * stride + column;
    return tile;
  }
  [[gnu::always_inline]] double east_of_m(std::int32_t c) const {
    return west_m + (static_cast<double>(first_column + c) + 0.5) * pixel_m;
  }
  [[gnu::always_inline]] double north_of_m(std::int32_t r) const {
    return north_m - (static_cast<double>(first_row + r) + 0.5) * pixel_m;
  }
};

}  // namespace farside
