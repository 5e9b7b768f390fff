#pragma once
// Maps that can be read, and yet aren't what their user means.
#include <string>
#include <vector>

#include "scenario/dem.h"

namespace farside {

// What a user should look at, a line each: a map whose height at the target is not that of the site, a finer map under
// a coarser one, a map of which much stays unused, one that seems to be filled with 0. DataError where no map has data
// at the target, or one is nowhere seen, since others lie over it.
std::vector<std::string> check_layers(const std::vector<DemLayer>& layers, const std::vector<TerrainGrid>& grids,
                                      const SiteOptions& site);

}  // namespace farside
