#pragma once
// What the hazard lidar hands to the flight software: a range a sample, in its own axes. Outside the instruction set's
// namespace on purpose, as all that lies in scratch memory.
namespace farside {

inline constexpr int scan_side_max = 256;  // samples each way

// Samples at equal angles about -z of the body, in rows along x.
struct Scan {
  int columns, rows;
  double half_x_rad, half_y_rad;  // from the middle to the edges of the field
  const double* range_m;          // [row * columns + column], from the CG; NaN: no answer

  [[gnu::always_inline]] double angle_x_rad(int column) const {
    return half_x_rad * ((2.0 * column + 1.0) / columns - 1.0);
  }
  [[gnu::always_inline]] double angle_y_rad(int row) const { return half_y_rad * ((2.0 * row + 1.0) / rows - 1.0); }
};

inline constexpr int field_side_max = 384;  // pixels of the ground under a scan, each way
inline constexpr int field_block = 8;       // pixels of which the highest and lowest are known, each way
inline constexpr int field_blocks_max = field_side_max / field_block;

// A rock as rays meet it (moon/terrain/rocks.h): a whole ellipsoid about the middle of its foot.
struct ScanRock {
  double east_m, north_m, base_m;
  double ax_1_m, ay_1_m, bx_1_m, by_1_m, height_m;
};
inline constexpr int scan_rocks_max =
    16384;  // under a scan; as dense as rocks can be drawn, 60 m x 60 m have half of it

// Where a scan is made: allocated once a thread, by the host.
struct LidarScratch {
  double ground_m[field_side_max * field_side_max];
  ScanRock rocks[scan_rocks_max];
  int rock_count;
  int near[scan_rocks_max];                                  // numbers of those about a place
  double bounds_m[2 * field_blocks_max * field_blocks_max];  // highest and lowest about each block
  double range_m[scan_side_max * scan_side_max];
};

}  // namespace farside
