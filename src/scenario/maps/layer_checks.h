#pragma once
// Checks for maps that can be read but are probably not what the user meant.
#include <string>
#include <vector>

#include "scenario/maps/dem.h"

namespace farside {

// Remarks for the user, one line each: a map whose height at the target is not that of the site, a finer map under a
// coarser one, a map of which much stays unused or is used by a coarser grid, one that seems to be filled with 0, a
// step of the ground where maps meet. `grids`: as load_terrain makes them. DataError where no map has data at the
// target, or one is wholly covered by others.
std::vector<std::string> check_layers(const std::vector<DemLayer>& layers, const std::vector<TerrainGrid>& grids,
                                      const SiteOptions& site);

}  // namespace farside
