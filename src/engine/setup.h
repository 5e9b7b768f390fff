#pragma once
// A scenario in the shape that kernels take.
#include "engine/kernel.h"
#include "scenario/scenario.h"

namespace farside {

// Points into `scenario`, which must outlive it.
KernelSetup make_setup(const Scenario& scenario);

// No ground of any case is higher, in metres above the sphere through the target.
double highest_ground_m(TerrainModel model, const std::vector<TerrainGrid>& grids);

}  // namespace farside
