#pragma once
// From a scan to heights about the vehicle (M14): samples are put where the *believed* attitude says, into square cells
// that hold the mean of theirs. What the scan doesn't show stays unknown, but for single cells.
#include "gnc/hazard/hazard_scratch.h"
#include "moon/nadir.h"
#include "sensors/lidar/scan_directions.h"

namespace farside::inline FARSIDE_ISA {

// Cell (row, column): heights against the vehicle's CG, at places from the one below it; row 0 the southernmost.
struct HeightMap {
  double west_m, south_m;  // middle of cell (0, 0)
  double cell_m;
  int columns, rows;
  const double* height_m;  // [row * columns + column]; NaN: not seen
  double per_cell;         // samples in a cell that was seen, on average
  double east_of_m(int column) const { return fma(column, cell_m, west_m); }
  double north_of_m(int row) const { return fma(row, cell_m, south_m); }
};

inline constexpr double cell_least_m = 0.25;

namespace height_map_detail {

// Where the samples are: east, north and up of the vehicle; NaN where there was no answer.
template <class Real>
void place_samples(const Scan& scan, const Mat3<double>& place_B, HazardScratch& s) {
  using Samples = WideOf<Real>;
  const ScanDirections<Samples> directions(scan);
  const Mat3<Samples> B = in_all_lanes<Samples>(place_B);
  for (int r = 0; r < scan.rows; ++r) {
    // what goes over the end of a row is written anew by the next
    for (int c = 0; c < scan.columns; c += directions.together) {
      const int sample = r * scan.columns + c;
      const Vec3<Samples> at = from_array<Samples>(scan.range_m + sample) * (B * directions.from(c, r));
      to_array(s.index + sample, at.x), to_array(s.clearance_m + sample, at.y), to_array(s.up_m + sample, at.z);
    }
  }
}

// From the mean place of a cell's samples to its middle, along the ground's fall over two cells to each side.
inline void level_cells(int rows, int columns, double cell_m, HazardScratch& s) {
  const auto fall = [&](int before, int behind, const double* way_m) {
    const double apart_m = 4.0 * cell_m + (way_m[behind] - way_m[before]);
    return (s.mean_m[behind] - s.mean_m[before]) / apart_m;
  };
  for (int r = 2; r + 2 < rows; ++r) {
    for (int c = 2; c + 2 < columns; ++c) {
      const int at = r * columns + c;
      const double lower_m = fma(fall(at - 2, at + 2, s.aside_m), s.aside_m[at],
                                 fall(at - 2 * columns, at + 2 * columns, s.ahead_m) * s.ahead_m[at]);
      if (lower_m == lower_m) s.height_m[at] = s.mean_m[at] - lower_m;
    }
  }
}

// A cell of which six or more neighbours were seen is as high as the highest mean of two that face each other: a sample
// that got lost, not the shadow of something.
inline void bridge_cells(int rows, int columns, HazardScratch& s) {
  for (int r = 1; r + 1 < rows; ++r) {
    for (int c = 1; c + 1 < columns; ++c) {
      const int at = r * columns + c;
      if (s.count[at] > 0.0) continue;
      int known = 0;
      double highest_m = -1e30;
      const int neighbours[] = {1, columns - 1, columns, columns + 1};
      for (const int beside : neighbours) {
        const bool one = s.count[at - beside] > 0.0, other = s.count[at + beside] > 0.0;
        known += int(one) + int(other);
        if (one && other) highest_m = max(highest_m, 0.5 * (s.height_m[at - beside] + s.height_m[at + beside]));
      }
      if (known >= 6) s.height_m[at] = highest_m;
    }
  }
}

}  // namespace height_map_detail

// `R_LB`: the believed attitude; `nadir`: of the believed position. `footprint_m`: radius of what is to stand there.
template <class Real>
HeightMap make_height_map(const Scan& scan, const Nadir& nadir, const Mat3<double>& R_LB, double footprint_m,
                          HazardScratch& s) {
  const Mat3<double> place_B{transposed_times(R_LB, nadir.east_L), transposed_times(R_LB, nadir.north_L),
                             transposed_times(R_LB, nadir.up_L)};
  height_map_detail::place_samples<Real>(scan, place_B, s);
  const int samples = scan.columns * scan.rows;
  double west = 1e30, east = -1e30, south = 1e30, north = -1e30, depth = 0.0;
  int seen = 0;
  for (int i = 0; i < samples; ++i) {
    if (!(s.up_m[i] == s.up_m[i])) continue;
    west = min(west, s.index[i]), east = max(east, s.index[i]);
    south = min(south, s.clearance_m[i]), north = max(north, s.clearance_m[i]);
    depth -= s.up_m[i];
    ++seen;
  }
  if (seen == 0) return {0.0, 0.0, cell_least_m, 0, 0, s.height_m, 0.0};
  double sine, cosine;
  sin_cos(max(scan.half_x_rad / scan.columns, scan.half_y_rad / scan.rows), sine, cosine);
  // as wide as samples are apart, and no more of them under a vehicle than are needed
  const double least_m = max(2.0 * (sine / cosine) * (depth / seen), footprint_m * (1.0 / 16.0));
  double cell_m = cell_least_m;
  while (cell_m < least_m || max(east - west, north - south) > (map_side_max - 2) * cell_m) cell_m *= 2.0;
  const double per_cell = 1.0 / cell_m;
  const int columns = static_cast<int>((east - west) * per_cell) + 1;
  const int rows = static_cast<int>((north - south) * per_cell) + 1;
  for (int i = 0; i < rows * columns; ++i) s.mean_m[i] = s.count[i] = s.aside_m[i] = s.ahead_m[i] = 0.0;
  for (int i = 0; i < samples; ++i) {
    if (!(s.up_m[i] == s.up_m[i])) continue;
    const double x = (s.index[i] - west) * per_cell, y = (s.clearance_m[i] - south) * per_cell;
    const int column = static_cast<int>(x), row = static_cast<int>(y), at = row * columns + column;
    s.mean_m[at] += s.up_m[i];
    s.aside_m[at] += (x - column - 0.5) * cell_m;
    s.ahead_m[at] += (y - row - 0.5) * cell_m;
    s.count[at] += 1.0;
  }
  int cells = 0;
  for (int i = 0; i < rows * columns; ++i) {
    cells += s.count[i] > 0.0 ? 1 : 0;
    const double per_count = s.count[i] > 0.0 ? 1.0 / s.count[i] : __builtin_nan("");
    s.mean_m[i] *= per_count, s.aside_m[i] *= per_count, s.ahead_m[i] *= per_count;
    s.height_m[i] = s.mean_m[i];
  }
  height_map_detail::level_cells(rows, columns, cell_m, s);
  height_map_detail::bridge_cells(rows, columns, s);
  return {west + 0.5 * cell_m, south + 0.5 * cell_m, cell_m, columns, rows, s.height_m, double(seen) / cells};
}

}  // namespace farside::inline FARSIDE_ISA
