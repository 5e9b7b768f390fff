#pragma once
// Where the pads of a case stand at its end, and on which ground, so that it can be held against a raster of that
// ground (moon/terrain/raster.h).
#include "flight/descent/descent_world.h"
#include "flight/touchdown/touchdown_state.h"

namespace farside::inline FARSIDE_ISA {

// After record_touchdown. Nothing of a case that met no ground or left the maps; nor of pads over the model `facet`,
// which is no surface.
inline void record_pads(const DescentWorld& w, const CaseParams<double>& p, const TouchdownEnd& t, LandingRecord& r) {
  if (!(t.memory.contact_s >= 0.0) || t.ending == TouchdownEnding::off_map) return;
  const Ground<double> ground = make_ground(w.view, p.moon.terrain, w.site.radius_m);
  for (int i = 0; i < w.options.vehicle.legs.count; ++i) {
    const Place<double> place = place_of(t.state.p_L + t.legs.pad_L[i], ground.radius_m);
    r.pad_east[i] = place.east_m;
    r.pad_north[i] = place.north_m;
    const GroundSample<double> sample = sample_ground(ground, place.east_m, place.north_m);
    if (sample.covered && w.view.model != TerrainModel::facet) r.pad_ground[i] = sample.elevation_m;
  }
}

}  // namespace farside::inline FARSIDE_ISA
