#pragma once
// Sun and relay over the target, tabulated on the host for all cases: plain data, shared by host and kernels. Numbers
// are rounded to a grid that is coarser than what C libraries differ by, so that they are the same everywhere.
#include <cstdint>

namespace farside {

struct SkyTable {
  std::int32_t moments = 0;  // every `step_s`, the first at time 0 of the flight; 0: nothing is tabulated
  double step_s = 0.0;
  const double* sun_L = nullptr;          // moments x 3: unit vectors of the site frame
  const double* sunlight_W_m2 = nullptr;  // moments: at the Moon's distance, less what the Earth hides
  double sun_radius_rad = 0.0;

  // The relay at moment m: origin + axes h, site frame, m, where h is its place on the halo (sky/halo.h), in the mean
  // distance of Earth and Moon.
  std::int32_t relay_moments = 0;          // 0: there is no relay
  const double* relay_origin_L = nullptr;  // relay_moments x 3
  const double* relay_axes_L = nullptr;    // relay_moments x 9, rows
  std::int32_t halo_places = 0;
  const double* halo = nullptr;                  // halo_places x 3, evenly over a period
  double halo_period_s = 0.0, halo_phase = 0.0;  // the phase at time 0 where relay.phase is 0
  double relay_mask_tangent = 0.0;               // of the least angle over the ground's edge
  double link_dB = 0.0;                          // at 1e7 m, antenna towards the relay: over what is needed

  // Azimuths in which sun or relay ever stand (aftermath/compass.h).
  std::int32_t watched = 0;
  std::int32_t watched_azimuths[32] = {};
};

}  // namespace farside
