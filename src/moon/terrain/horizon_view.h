#pragma once
// What is asked of a horizon: plain data, shared by host and kernels.
namespace farside {

struct HorizonView {
  double azimuth_rad;  // from north, clockwise
  double eye_m;        // above the ground
  double reach_m;      // along the ground: nothing beyond is looked at
};

inline constexpr double horizon_reach_max_m = 5e5;

}  // namespace farside
