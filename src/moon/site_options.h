#pragma once
// Where the target is, the same for all cases.
#include "base/field.h"

namespace farside {

// The target point; its frames follow from it, so it can't be dispersed (disperse the start instead).
struct SiteOptions {
  double lat_rad = -45.4561 * unit::degree_rad;  // Chang'e-4 in the LRO frame, Liu et al. 2019, Nat. Commun. 10:4229
  double lon_rad = 177.5885 * unit::degree_rad;
  double elevation_m = -5927.0;

  template <class V>
  static void fields(V& v) {
    v.real("lat_deg", &SiteOptions::lat_rad, unit::degree, {-90, 90},
           "planetocentric latitude of the target, mean-Earth frame");
    v.real("lon_deg", &SiteOptions::lon_rad, unit::degree, {-360, 360}, "east longitude of the target");
    v.real("elevation_m", &SiteOptions::elevation_m, unit::metre, {-2e4, 2e4},
           "height of the target above the sphere of 1 737 400 m");
  }
};

}  // namespace farside
