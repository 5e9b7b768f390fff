#include "risk/risk_options.h"

#include <cmath>

namespace farside {
namespace {

std::size_t steps_within(double extent_m, double spacing_m) {
  constexpr double rounding = 1e-9;
  return static_cast<std::size_t>(std::floor(extent_m / spacing_m + rounding));
}

}  // namespace

RiskOptions risk_options_of(const Configuration& c) {
  RiskOptions o;
  o.east_m = c.real("map.east_m");
  o.north_m = c.real("map.north_m");
  o.width_m = c.real("map.width_m");
  o.height_m = c.real("map.height_m");
  o.spacing_m = c.real("map.spacing_m");
  o.touchdowns = c.count("map.touchdowns");
  o.grounds = c.count("map.grounds");
  o.cloud_cases = c.count("map.cloud_cases");
  o.smoothing_m = c.real("map.smoothing_m");
  o.unknown_max = c.real("map.unknown_max");
  return o;
}

AimLattice aim_points(const RiskOptions& o) {
  const std::size_t across = steps_within(o.width_m, o.spacing_m), up = steps_within(o.height_m, o.spacing_m);
  return {o.east_m - 0.5 * static_cast<double>(across) * o.spacing_m,
          o.north_m - 0.5 * static_cast<double>(up) * o.spacing_m, o.spacing_m, across + 1, up + 1};
}

}  // namespace farside
