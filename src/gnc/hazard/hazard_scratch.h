#pragma once
// Where hazard maps are made: allocated once a thread, by the host. Outside the instruction set's namespace on purpose.
#include "sensors/lidar/scan.h"

namespace farside {

inline constexpr int map_side_max = 256;  // cells each way
inline constexpr int map_cells_max = map_side_max * map_side_max;
inline constexpr int map_strip = 64;                            // cells of a row that are judged together
inline constexpr int stance_arm_max = 16;                       // cells from a place to the farthest that counts
static_assert(map_cells_max >= scan_side_max * scan_side_max);  // samples lie here, too

struct HazardScratch {
  double height_m[map_cells_max], count[map_cells_max];
  double mean_m[map_cells_max], aside_m[map_cells_max], ahead_m[map_cells_max];  // of a cell's samples, from its middle
  double index[map_cells_max], clearance_m[map_cells_max];  // of the hazard; before: east and north of samples
  double slope_rad[map_cells_max], obstacle_m[map_cells_max];
  // about the cells of a strip: of the last rows, sums of 2 x half + 1 heights, and of their moments
  double row_sum_m[2 * stance_arm_max + 1][stance_arm_max + 1][2][map_strip];
  double up_m[map_cells_max];  // of samples; later the way to what is unsafe within a column
};

}  // namespace farside
