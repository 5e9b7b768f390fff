#pragma once
// The ground as the flight software's map shows it: the nominal maps of the campaign, or the sphere through the target;
// no relief that is drawn, no error of a map.
#include "gnc/onboard_model.h"
#include "moon/grid_sample.h"

namespace farside::inline FARSIDE_ISA {

// Distance from the Moon's centre of the ground in the direction of a position of the site frame.
template <class Real>
FARSIDE_INLINE Real map_radius_m(const OnboardModel& known, const Vec3<Real>& p_L) {
  const Real radius_m(known.site.radius_m);
  Real elevation_m(0.0);
  if (known.map_count > 0) {
    const Real part = radius_m / norm(Vec3<Real>{p_L.x, p_L.y, p_L.z + radius_m});
    const Real east_m = part * p_L.x, north_m = part * p_L.y;
    MaskOf<Real> open(true);
    for (int i = 0; i < known.map_count && any(open); ++i) {  // the finest that shows the place
      const GridSample<Real> map = sample_grid(known.maps[i], east_m, north_m);
      const MaskOf<Real> shows = open & map.covered;
      elevation_m = select(shows, map.elevation_m, elevation_m);
      open = open & !shows;
    }
  }
  return radius_m + elevation_m;
}

}  // namespace farside::inline FARSIDE_ISA
