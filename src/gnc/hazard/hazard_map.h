#pragma once
// Each cell of a height map as a place to land (M14): how bad it is, a place a lane, and how far it is from what is
// unsafe.
#include <cstddef>

#include "gnc/hazard/height_map.h"
#include "gnc/hazard/stance.h"

namespace farside::inline FARSIDE_ISA {

// Fills scratch.index, slope_rad and obstacle_m of all cells of the map; NaN where the footprint isn't all seen.
template <class Real>
void judge_cells(const HeightMap& map, const Stance& stance, const LandingClearance& limits, const StanceNoise& noise,
                 HazardScratch& s) {
  constexpr int lanes = LaneTraits<Real>::count;
  const int disc = stance.disc.arm;
  int arm = disc;  // within which the footprint reaches
  for (const auto& heading : stance.pads) {
    for (int k = 0; k < stance.pad_count; ++k) {
      const Stance::Pad& p = heading[k];
      const int ways[] = {p.row, -p.row, p.column, -p.column};
      for (const int way : ways) arm = way > arm ? way : arm;
    }
  }
  const double unknown = __builtin_nan("");
  for (int i = 0; i < map.rows * map.columns; ++i) s.index[i] = s.slope_rad[i] = s.obstacle_m[i] = unknown;
  constexpr int together = 16;  // vectors of cells
  const std::ptrdiff_t columns = map.columns;
  for (int r = arm; r + arm < map.rows; ++r) {
    for (int first = arm; first + arm < map.columns; first += together * lanes) {
      const int vectors = (map.columns - arm - first + lanes - 1) / lanes,
                count = vectors < together ? vectors : together;
      // the last lanes of a row go over its end into the next one; what they find is not kept
      const double* const middle = map.height_m + r * columns + first;
      const auto at = [&](int k, int row, int column) {
        return from_array<Real>(middle + k * lanes + row * columns + column);
      };
      MaskOf<Real> some(false);  // unknown at the middle or at an end of the disc: so is their sum
      for (int k = 0; k < count; ++k) {
        const Real ends = at(k, 0, 0) + ((at(k, disc, 0) + at(k, -disc, 0)) + (at(k, 0, disc) + at(k, 0, -disc)));
        some = some | (ends == ends);
      }
      if (!any(some)) continue;
      judge_places<Real, together>(stance, limits, noise, count, at, [&](int k, const PlaceHazard<Real>& place) {
        double index[lanes], slope_rad[lanes], obstacle_m[lanes];
        to_array(index, place.index), to_array(slope_rad, place.slope_rad), to_array(obstacle_m, place.roughness_m);
        for (int i = 0; i < lanes && first + k * lanes + i + arm < map.columns; ++i) {
          const int cell = r * map.columns + first + k * lanes + i;
          s.index[cell] = index[i], s.slope_rad[cell] = slope_rad[i], s.obstacle_m[cell] = obstacle_m[i];
        }
      });
    }
  }
}

// Fills scratch.clearance_m: from the middle of each cell to that of the nearest one that is not safe, beyond the map
// included; at most about `most_m`.
template <class Real>
void measure_clearance(const HeightMap& map, double most_m, HazardScratch& s) {
  constexpr int lanes = LaneTraits<Real>::count;
  const int rows = map.rows, columns = map.columns;
  const int reach = static_cast<int>(min(most_m / map.cell_m, double(map_side_max))) + 1;
  const double far = reach;
  double* const way = s.up_m;  // cells to the nearest one in the column
  for (int c = 0; c < columns; ++c) {
    double since = 0.0;
    for (int r = 0; r < rows; ++r) {
      since = s.index[r * columns + c] <= 1.0 ? min(since + 1.0, far) : 0.0;
      way[r * columns + c] = since;
    }
    since = 0.0;
    for (int r = rows - 1; r >= 0; --r) {
      since = s.index[r * columns + c] <= 1.0 ? min(since + 1.0, far) : 0.0;
      way[r * columns + c] = min(way[r * columns + c], since);
    }
  }
  double line[map_side_max + 2 * map_side_max + 2 * lanes];  // squares, with a margin of what is beyond the map
  for (int r = 0; r < rows; ++r) {
    const int margin = reach < map_side_max ? reach : map_side_max - 1;
    for (int c = 0; c < columns + 2 * margin + lanes; ++c) {
      const int column = c - margin;
      const double w = column >= 0 && column < columns ? way[r * columns + column] : 0.0;
      line[c] = w * w;
    }
    for (int first = 0; first < columns; first += lanes) {
      Real least(far * far);
      for (int k = -margin; k <= margin; ++k)
        least = min(from_array<Real>(&line[first + margin + k]) + Real(double(k) * double(k)), least);
      double clearance_m[lanes];
      to_array(clearance_m, Real(map.cell_m) * sqrt(least));
      for (int i = 0; i < lanes && first + i < columns; ++i) s.clearance_m[r * columns + first + i] = clearance_m[i];
    }
  }
}

}  // namespace farside::inline FARSIDE_ISA
