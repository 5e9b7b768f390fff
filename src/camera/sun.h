#pragma once
// The sun over the site: a disc in one direction for a whole film.
#include "lanes/math.h"
#include "lanes/vec.h"

namespace farside {

inline constexpr double sun_radius_rad = 4.652e-3;  // 695,700 km at one astronomical unit

struct Sun {
  double elevation_rad, azimuth_rad;  // of its middle at the target; from north, clockwise
  Vec3<double> direction_L() const {
    double up, across, east, north;
    sin_cos(elevation_rad, up, across);
    sin_cos(azimuth_rad, east, north);
    return {across * east, across * north, up};
  }
};

// The part of the disc that is above a straight horizon whose distance from the middle is `above` radii: 1 at 1, 0
// at -1.
inline double disc_share(double above) {
  if (above >= 1.0) return 1.0;
  if (!(above > -1.0)) return 0.0;
  return 0.5 + (above * sqrt(1.0 - above * above) + asin(above)) * (1.0 / 3.141592653589793);
}

}  // namespace farside
