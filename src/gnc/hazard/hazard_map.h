#pragma once
// Each cell of a height map as a place to land (M14): how bad it is, a place a lane, and how far it is from what is
// unsafe.
#include <cstddef>

#include "gnc/hazard/height_map.h"
#include "gnc/hazard/stance.h"
#include "lanes/wide.h"

namespace farside::inline FARSIDE_ISA {

// Fills scratch.index, slope_rad and obstacle_m of all cells of the map; NaN where the footprint isn't all seen. Row by
// row in strips of the map: places above each other share the sums of their rows.
template <class Real>
void judge_cells(const HeightMap& map, const Stance& stance, const LandingClearance& limits, const StanceNoise& noise,
                 HazardScratch& s) {
  using Cells = WideOf<Real>;
  constexpr int lanes = LaneTraits<Cells>::count;
  static_assert(map_strip % lanes == 0);
  const GridDisc& disc = stance.disc;
  int arm = disc.arm;  // within which the footprint reaches
  for (const auto& heading : stance.pads) {
    for (int k = 0; k < stance.pad_count; ++k) {
      const Stance::Pad& p = heading[k];
      const int ways[] = {p.row, -p.row, p.column, -p.column};
      for (const int way : ways) arm = way > arm ? way : arm;
    }
  }
  const double unknown = __builtin_nan("");
  for (int i = 0; i < map.rows * map.columns; ++i) s.index[i] = s.slope_rad[i] = s.obstacle_m[i] = unknown;
  const std::ptrdiff_t columns = map.columns;
  const auto sums_about = [&](int row, int half) -> double(&)[2][map_strip] {  // heights, moments; of the last rows
    return s.row_sum_m[row % (2 * stance_arm_max + 1)][half];
  };
  for (int first = arm; first + arm < map.columns; first += map_strip) {
    const int left = map.columns - arm - first, cells = left < map_strip ? left : map_strip;
    // the last lanes of a row go over its end into the next one; what they find is not kept
    for (int row = 0; row < map.rows; ++row) {
      for (int d = 0; d <= disc.arm; ++d) {
        const int half = disc.half[d];
        if (d > 0 && half == disc.half[d - 1]) continue;
        double(&about)[2][map_strip] = sums_about(row, half);
        for (int c = 0; c < cells; c += lanes) {
          const double* const middle = map.height_m + row * columns + first + c;
          const RowSums<Cells> sums =
              sum_row<Cells>(half, [&](int column) { return from_array<Cells>(middle + column); });
          to_array(about[0] + c, sums.height_m), to_array(about[1] + c, sums.moment_m);
        }
      }
      const int r = row - disc.arm;  // of the places whose disc ends with this row
      if (r < arm || r + arm >= map.rows) continue;
      for (int c = 0; c < cells; c += lanes) {
        const double* const middle = map.height_m + r * columns + first + c;
        const auto at = [&](int to_north, int to_east) {
          return from_array<Cells>(middle + to_north * columns + to_east);
        };
        // unknown at the middle or at an end of the disc: so is their sum
        const Cells ends = at(0, 0) + ((at(disc.arm, 0) + at(-disc.arm, 0)) + (at(0, disc.arm) + at(0, -disc.arm)));
        if (!any(ends == ends)) continue;
        const auto sums_of = [&](int to_north) {
          const double(&about)[2][map_strip] = sums_about(r + to_north, disc.half_of(to_north));
          return RowSums<Cells>{from_array<Cells>(about[0] + c), from_array<Cells>(about[1] + c)};
        };
        const PlaceHazard<Cells> place = judge_place<Cells>(stance, limits, noise, sums_of, at);
        double index[lanes], slope_rad[lanes], obstacle_m[lanes];
        to_array(index, place.index), to_array(slope_rad, place.slope_rad), to_array(obstacle_m, place.roughness_m);
        for (int i = 0; i < lanes && c + i < cells; ++i) {
          const std::ptrdiff_t cell = r * columns + first + c + i;
          s.index[cell] = index[i], s.slope_rad[cell] = slope_rad[i], s.obstacle_m[cell] = obstacle_m[i];
        }
      }
    }
  }
}

// Fills scratch.clearance_m: from the middle of each cell to that of the nearest one that is not safe, beyond the map
// included; at most about `most_m`.
template <class Real>
void measure_clearance(const HeightMap& map, double most_m, HazardScratch& s) {
  using Cells = WideOf<Real>;
  constexpr int lanes = LaneTraits<Cells>::count;
  const int rows = map.rows, columns = map.columns;
  const int reach = static_cast<int>(min(most_m / map.cell_m, double(map_side_max))) + 1;
  const Cells far(reach);
  // cells to the nearest one in the column: below it, then above it
  const auto one_on = [&](int cell, const double* before) {
    const MaskOf<Cells> safe = from_array<Cells>(s.index + cell) <= Cells(1.0);
    return select(safe, min(from_array<Cells>(before) + Cells(1.0), far), Cells(0.0));
  };
  double* const below = s.up_m;
  double above[map_side_max + lanes] = {};
  for (int r = 0; r < rows; ++r) {
    for (int c = 0; c < columns; c += lanes) {  // what goes over the end of a row is written anew by the next one
      const int cell = r * columns + c;
      to_array(below + cell, one_on(cell, r > 0 ? below + cell - columns : above));
    }
  }
  const int margin = reach < map_side_max ? reach : map_side_max - 1;
  double line[map_side_max + 2 * map_side_max + 2 * lanes] = {};  // squares, with a margin of what is beyond the map
  for (int r = rows - 1; r >= 0; --r) {
    for (int c = 0; c < columns; c += lanes) {
      const int cell = r * columns + c;
      const Cells way_above = one_on(cell, above + c), way = min(from_array<Cells>(below + cell), way_above);
      to_array(above + c, way_above);
      to_array(line + margin + c, way * way);
    }
    for (int c = columns; c < columns + lanes; ++c) line[margin + c] = 0.0;
    for (int first = 0; first < columns; first += lanes) {
      Cells least = far * far;
      for (int k = -margin; k <= margin; ++k)
        least = min(from_array<Cells>(&line[first + margin + k]) + Cells(double(k) * double(k)), least);
      double clearance_m[lanes];
      to_array(clearance_m, Cells(map.cell_m) * sqrt(least));
      for (int i = 0; i < lanes && first + i < columns; ++i) s.clearance_m[r * columns + first + i] = clearance_m[i];
    }
  }
}

}  // namespace farside::inline FARSIDE_ISA
