#pragma once
// Errors of what tells the filter attitude and place: star tracker, and camera against a map (M11).
#include "base/field.h"
#include "lanes/vec.h"

namespace farside::inline FARSIDE_ISA {

// Looks along body +x: up while the lander brakes on its back, sideways when it stands.
template <class Real>
struct StarTrackerParams {
  Real noise_cross_rad = 0.0;
  Real noise_roll_rad = 0.0;
  Vec3<Real> mounting_B{0.0, 0.0, 0.0};
  Real mounting_from_s = 0.0;
  Real rate_max_rad_s = 1.0 * unit::degree_rad;
  Real dead_from_s = 1e9;
  Real stuck_from_s = 1e9;

  template <class V>
  static void fields(V& v) {
    v.number("noise_cross_deg", &StarTrackerParams::noise_cross_rad, unit::degree, {0, 5},
             "spread of each reading about the axes across its line of sight, body y and z");
    v.number("noise_roll_deg", &StarTrackerParams::noise_roll_rad, unit::degree, {0, 5},
             "the same about its line of sight, body x");
    v.vector("mounting_{}_deg", body_axes, &StarTrackerParams::mounting_B, unit::degree, {-5, 5},
             "measured minus true attitude, about body {}: the mounting", "the same about body {}");
    v.number("mounting_from_s", &StarTrackerParams::mounting_from_s, unit::second, {0, 1e9},
             "from this time on it is mounted so, without error before");
    v.number("rate_max_deg_s", &StarTrackerParams::rate_max_rad_s, unit::degree_per_second, {0, 100},
             "largest rate at which it answers");
    v.number("dead_from_s", &StarTrackerParams::dead_from_s, unit::second, {0, 1e9}, "from this time on it is silent");
    v.number("stuck_from_s", &StarTrackerParams::stuck_from_s, unit::second, {0, 1e9},
             "from this time on it repeats its last reading");
  }
};

// Terrain-relative navigation: the place over the ground, found by comparing pictures with a map.
template <class Real>
struct TerrainCameraParams {
  Real height_max_m = 0.0;
  Real height_min_m = 1000.0;
  Real noise_m = 0.0;
  Real noise_frac = 0.0;
  Real bias_east_m = 0.0, bias_north_m = 0.0;
  Real false_match_prob = 0.0;
  Real false_match_m = 500.0;
  Real dropout_prob = 0.0;
  Real dead_from_s = 1e9;
  Real stuck_from_s = 1e9;

  template <class V>
  static void fields(V& v) {
    v.number("height_max_m", &TerrainCameraParams::height_max_m, unit::metre, {0, 1e6},
             "height above the target's level from which on it tells the place; 0: there is none");
    v.number("height_min_m", &TerrainCameraParams::height_min_m, unit::metre, {0, 1e6}, "and down to this height");
    v.number("noise_m", &TerrainCameraParams::noise_m, unit::metre, {0, 1e5},
             "spread of each place along each horizontal axis, constant part");
    v.number("noise_frac", &TerrainCameraParams::noise_frac, unit::none, {0, 1}, "and as a part of the height");
    v.number("bias_east_m", &TerrainCameraParams::bias_east_m, unit::metre, {-1e5, 1e5},
             "measured minus true place, east: where the map is wrong");
    v.number("bias_north_m", &TerrainCameraParams::bias_north_m, unit::metre, {-1e5, 1e5}, "the same, north");
    v.number("false_match_prob", &TerrainCameraParams::false_match_prob, unit::none, {0, 1},
             "probability that it takes another place for this one");
    v.number("false_match_m", &TerrainCameraParams::false_match_m, unit::metre, {0, 1e5},
             "and is then off by as much as this along each axis, evenly");
    v.number("dropout_prob", &TerrainCameraParams::dropout_prob, unit::none, {0, 1},
             "probability that it finds no place");
    v.number("dead_from_s", &TerrainCameraParams::dead_from_s, unit::second, {0, 1e9},
             "from this time on it is silent");
    v.number("stuck_from_s", &TerrainCameraParams::stuck_from_s, unit::second, {0, 1e9},
             "from this time on it repeats its last place");
  }
};

}  // namespace farside::inline FARSIDE_ISA
