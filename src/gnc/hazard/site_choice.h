#pragma once
// Where to land (M14): of the cells that are safe and far enough from what isn't, the cheapest within reach.
#include "gnc/hazard/avoidance_params.h"
#include "gnc/hazard/hazard_map.h"

namespace farside::inline FARSIDE_ISA {

// What bounds a divert, from the state and the settings at the moment of the look.
struct DivertReach {
  double time_s;               // until steering ends
  double gain_1_s, speed_m_s;  // of the guidance law: speed over distance, and its limit
  double acceleration_m_s2;    // sideways, that it can have
  double gravity_m_s2;
  double speed_change_m_s;  // that the propellant above the reserve gives beyond what the way straight down takes
};

// Time in which guidance comes within `close_m` of a place: at its limit, then at a speed that falls with the distance.
inline double steering_time_s(const DivertReach& reach, double way_m, double close_m) {
  if (!(way_m > close_m)) return 0.0;
  if (!(reach.gain_1_s > 0.0) || !(reach.speed_m_s > 0.0)) return 1e30;
  const double near_m = max(reach.speed_m_s / reach.gain_1_s, close_m), last_m = min(way_m, near_m);
  return max(way_m - near_m, 0.0) / reach.speed_m_s + log(last_m / close_m) / reach.gain_1_s;
}

// Time of the fastest move from rest to rest, half of it speeding up (T9), where the speed has a limit.
inline double bang_bang_time_s(double way_m, double acceleration_m_s2, double speed_max_m_s) {
  const double a = max(acceleration_m_s2, 1e-9), v = max(speed_max_m_s, 1e-9);
  return way_m * a <= v * v ? 2.0 * sqrt(way_m / a) : way_m / v + v / a;
}
// Speed change that it costs to hold the height for so long, leaning by that acceleration; a fifth more.
inline double divert_speed_change_m_s(const DivertReach& reach, double way_m) {
  const double a = reach.acceleration_m_s2, g = reach.gravity_m_s2;
  return 1.2 * bang_bang_time_s(way_m, a, reach.speed_m_s) * sqrt(fma(a, a, g * g));
}

enum class AvoidanceResult { not_looked, found, least_bad, unreachable };

struct SiteChoice {
  AvoidanceResult result;
  double east_m, north_m;  // from the place straight below
  double way_m;
  double index, slope_rad, roughness_m;  // as seen there; NaN: not seen
  double clearance_m;
};

// The map's cells are judged and their clearance is measured. `margin_m`: the distance to what is unsafe that the error
// of the landing asks for; `close_m`: within which a place counts as met. Without a safe cell within reach: the one of
// largest clearance there, and of those the one that breaks its limits least.
inline SiteChoice choose_site(const HeightMap& map, const HazardScratch& s, const AvoidanceParams<double>& p,
                              const LandingClearance& limits, const DivertReach& reach, double margin_m,
                              double close_m) {
  const auto place = [&](int cell, AvoidanceResult result) {
    const double east = map.east_of_m(cell % map.columns), north = map.north_of_m(cell / map.columns);
    return SiteChoice{result,
                      east,
                      north,
                      sqrt(fma(east, east, north * north)),
                      s.index[cell],
                      s.slope_rad[cell],
                      s.obstacle_m[cell],
                      s.clearance_m[cell]};
  };
  const double unknown = __builtin_nan("");
  const double rough = min(limits.nozzle_m, limits.hull_m);
  double reach_m = 0.0, low = 0.0, high = 1000.0;  // bisection: times grow with the way
  for (int round = 0; round < 40; ++round) {
    const double middle = 0.5 * (low + high);
    const bool can = steering_time_s(reach, middle, close_m) <= reach.time_s &&
                     divert_speed_change_m_s(reach, middle) <= reach.speed_change_m_s;
    (can ? low : high) = middle;
    reach_m = low;
  }
  int best = -1, least_bad = -1;
  double cost = 1e30, clearance_m = -1.0, index = 1e30;
  bool beyond = false;
  for (int cell = 0; cell < map.rows * map.columns; ++cell) {
    if (!(s.index[cell] == s.index[cell])) continue;
    const double east = map.east_of_m(cell % map.columns), north = map.north_of_m(cell / map.columns);
    const double way_m = sqrt(fma(east, east, north * north));
    const bool safe = s.clearance_m[cell] >= margin_m && s.index[cell] <= 1.0;
    if (way_m > reach_m) {
      beyond = beyond || safe;
      continue;
    }
    if (safe) {
      const double dv = divert_speed_change_m_s(reach, way_m) / max(reach.speed_change_m_s, 1e-9);
      const double j = fma(p.weight_slope, s.slope_rad[cell] / limits.slope_rad,
                           fma(p.weight_roughness, s.obstacle_m[cell] / rough,
                               fma(p.weight_distance, way_m / max(reach_m, 1e-9), p.weight_propellant * dv))) -
                       p.weight_clearance * min(s.clearance_m[cell] / max(margin_m, 1e-9), 2.0);
      if (j < cost) cost = j, best = cell;
    } else if (s.clearance_m[cell] > clearance_m || (s.clearance_m[cell] == clearance_m && s.index[cell] < index)) {
      clearance_m = s.clearance_m[cell], index = s.index[cell], least_bad = cell;
    }
  }
  if (best >= 0) return place(best, AvoidanceResult::found);
  const AvoidanceResult without = beyond ? AvoidanceResult::unreachable : AvoidanceResult::least_bad;
  if (least_bad >= 0) return place(least_bad, without);
  return {without, 0.0, 0.0, 0.0, unknown, unknown, unknown, 0.0};
}

// The cell of a map that holds a place; -1 beside the map.
inline int cell_at(const HeightMap& map, double east_m, double north_m) {
  const double x = (east_m - map.west_m) / map.cell_m + 0.5, y = (north_m - map.south_m) / map.cell_m + 0.5;
  if (!(x >= 0.0 && y >= 0.0 && x < map.columns && y < map.rows)) return -1;
  return static_cast<int>(y) * map.columns + static_cast<int>(x);
}
// Height of the ground against the vehicle's; NaN where it isn't seen.
inline double height_at(const HeightMap& map, double east_m, double north_m) {
  const int cell = cell_at(map, east_m, north_m);
  return cell < 0 ? __builtin_nan("") : map.height_m[cell];
}

// What a map says of a place.
struct SeenPlace {
  double index, slope_rad, roughness_m;  // NaN: not seen
};
inline SeenPlace seen_at(const HeightMap& map, const HazardScratch& s, double east_m, double north_m) {
  const double unknown = __builtin_nan("");
  const int cell = cell_at(map, east_m, north_m);
  if (cell < 0) return {unknown, unknown, unknown};
  return {s.index[cell], s.slope_rad[cell], s.obstacle_m[cell]};
}

}  // namespace farside::inline FARSIDE_ISA
