#pragma once
// The section `map` of a configuration, and the aim points that it asks for.
#include <cstddef>
#include <cstdint>

#include "config/configuration.h"

namespace farside {

struct RiskOptions {
  double east_m = 0.0, north_m = 0.0;  // middle of the window, from the target
  double width_m = 2000.0, height_m = 2000.0, spacing_m = 10.0;
  std::uint64_t touchdowns = 4, grounds = 3, cloud_cases = 4000;
  double smoothing_m = 30.0, unknown_max = 0.05;
};

RiskOptions risk_options_of(const Configuration& configuration);

// Points of a regular grid in the site's frame, row after row, the southernmost first.
struct AimLattice {
  double east_min_m, north_min_m, spacing_m;
  std::size_t columns, rows;

  std::size_t size() const { return columns * rows; }
  double east_m(std::size_t column) const { return east_min_m + static_cast<double>(column) * spacing_m; }
  double north_m(std::size_t row) const { return north_min_m + static_cast<double>(row) * spacing_m; }
  AimLattice widened(std::size_t steps) const {
    const double more_m = static_cast<double>(steps) * spacing_m;
    return {east_min_m - more_m, north_min_m - more_m, spacing_m, columns + 2 * steps, rows + 2 * steps};
  }
};

// The window's aim points, those on its edge included; about the window's middle.
AimLattice aim_points(const RiskOptions& options);

}  // namespace farside
