#pragma once
// What ground hides of the sky of a place, and of a disc in it.
#include <vector>

#include "sky/direction.h"

namespace farside {

// Elevation of the ground's edge by azimuth, evenly from north, clockwise; between those, straight. Without any it is
// level: 0 all round.
struct Horizon {
  std::vector<double> elevation_rad;

  bool is_level() const { return elevation_rad.empty(); }
  double at(double azimuth_rad) const;
};

// How far points of a disc are above the ground's edge: the one that is highest above it, the middle, the one that is
// lowest. Upright strips, 64 across the disc.
struct DiscHeights {
  double upper_rad, middle_rad, lower_rad;
};
DiscHeights disc_over(const Horizon& horizon, const Direction& middle, double radius_rad);

// Share of the disc's area that is seen.
double seen_share(const Horizon& horizon, const Direction& middle, double radius_rad);

// Angle between two directions.
double angle_between(const Direction& a, const Direction& b);
// Share of a disc's area that another one hides, which stands before it; small discs.
double hidden_share(double radius_rad, double other_radius_rad, double apart_rad);

}  // namespace farside
