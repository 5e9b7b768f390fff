#pragma once
// Where hazard maps are made: allocated once a thread, by the host. Outside the instruction set's namespace on purpose.
#include "sensors/scan.h"

namespace farside {

inline constexpr int map_side_max = 256;  // cells each way
inline constexpr int map_cells_max = map_side_max * map_side_max;
static_assert(map_cells_max >= scan_side_max * scan_side_max);  // samples lie here, too

struct HazardScratch {
  double height_m[map_cells_max], count[map_cells_max];
  double mean_m[map_cells_max], aside_m[map_cells_max], ahead_m[map_cells_max];  // of a cell's samples, from its middle
  double index[map_cells_max], clearance_m[map_cells_max];  // of the hazard; before: east and north of samples
  double slope_rad[map_cells_max], obstacle_m[map_cells_max];
  double up_m[map_cells_max];  // of samples; later the way to what is unsafe within a column
};

}  // namespace farside
