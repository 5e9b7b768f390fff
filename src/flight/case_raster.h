#pragma once
// The ground that a case flies over, as a raster.
#include "flight/descent_world.h"
#include "moon/terrain/raster.h"

namespace farside::inline FARSIDE_ISA {

template <class Real>
void raster_of_case(const KernelSetup& setup, const double* params, const GroundTile* tiles, std::size_t count) {
  const DescentWorld world(setup);
  const CaseParams<double>& p = *reinterpret_cast<const CaseParams<double>*>(params);
  const Ground<double> ground = make_ground(world.view, p.moon.terrain, world.site.radius_m);
  GroundRaster<Real> raster(ground);
  for (std::size_t i = 0; i < count; ++i) raster.fill(tiles[i]);
}

}  // namespace farside::inline FARSIDE_ISA
