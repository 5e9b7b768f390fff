#pragma once
// The ground that a case flies over as a raster, where the sun shines on it, and its horizon.
#include "flight/descent/descent_world.h"
#include "moon/terrain/horizon.h"
#include "moon/terrain/raster.h"
#include "moon/terrain/sunlight.h"

namespace farside::inline FARSIDE_ISA {

inline Ground<double> ground_of_case(const KernelSetup& setup, const double* params) {
  const DescentWorld world(setup);
  const CaseParams<double>& p = *reinterpret_cast<const CaseParams<double>*>(params);
  return make_ground(world.view, p.moon.terrain, world.site.radius_m);
}

template <class Real>
void raster_of_case(const KernelSetup& setup, const double* params, const GroundTile* tiles, std::size_t count) {
  const Ground<double> ground = ground_of_case(setup, params);
  GroundRaster<Real> raster(ground);
  for (std::size_t i = 0; i < count; ++i) raster.fill(tiles[i]);
}

// `tile` is filled; azimuth from north, clockwise.
template <class Real>
void sunlit_of_case(const KernelSetup& setup, const double* params, double elevation_rad, double azimuth_rad,
                    const GroundTile& tile, double* sunlit) {
  double up, across, east, north;
  sin_cos(elevation_rad, up, across);
  sin_cos(azimuth_rad, east, north);
  const Vec3<double> sun_L{across * east, across * north, up};
  sunlit_tile<Real>(ground_of_case(setup, params), sun_L, tile, sunlit);
}

template <class Real>
void horizon_of_case(const KernelSetup& setup, const double* params, const HorizonView& view, const GroundTile& tile,
                     double* angle_rad) {
  horizon_tile<Real>(ground_of_case(setup, params), view, tile, angle_rad);
}

}  // namespace farside::inline FARSIDE_ISA
