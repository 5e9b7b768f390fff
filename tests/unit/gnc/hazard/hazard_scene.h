#pragma once
// Hazard maps of grounds that are known exactly.
#include "gnc/hazard/site_choice.h"
#include "unit/sensors/scan_scene.h"

namespace hazard_scene {

using namespace scan_scene;

inline constexpr LandingClearance limits{8.0 * unit::degree_rad, 0.15, 0.3};

// The lander of Chang'e-4 is the default.
inline VehicleParams<double> vehicle() { return {}; }

template <class Real = Lanes>
HeightMap heights(const Scan& scan, const LidarPose& believed, Scratch& scratch) {
  return make_height_map<Real>(scan, nadir_of(believed.p_L, radius_m), believed.R_LB, stance_radius_m(vehicle().legs),
                               *scratch.hazard);
}

template <class Real = Lanes>
HeightMap judged(const Ground<double>& ground, const LidarPose& pose, const LidarPose& believed, Scratch& scratch,
                 const LidarParams<double>& p = exact_lidar(), const ScanDraws* draws = nullptr, int samples = 128) {
  const Scan scan = Lidar<Real>(ground, p, samples, *scratch.lidar).look(pose, draws);
  const HeightMap map = heights<Real>(scan, believed, scratch);
  judge_cells<Real>(map, make_stance(vehicle().legs, 4, map.cell_m), limits, {}, *scratch.hazard);
  return map;
}
template <class Real = Lanes>
HeightMap judged(const Ground<double>& ground, const LidarPose& pose, Scratch& scratch) {
  return judged<Real>(ground, pose, pose, scratch);
}

// Calls visit(cell, east, north) for each cell whose footprint is all seen; places are those of the site frame.
template <class Visit>
int each_seen(const HeightMap& map, const Scratch& scratch, const LidarPose& pose, Visit&& visit) {
  int seen = 0;
  for (int r = 0; r < map.rows; ++r) {
    for (int c = 0; c < map.columns; ++c) {
      const int cell = r * map.columns + c;
      if (!(scratch.hazard->index[cell] == scratch.hazard->index[cell])) continue;
      ++seen;
      visit(cell, pose.p_L.x + map.east_of_m(c), pose.p_L.y + map.north_of_m(r));
    }
  }
  return seen;
}

}  // namespace hazard_scene
