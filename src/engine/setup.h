#pragma once
// A scenario as the arrays that kernels read.
#include "engine/kernel.h"
#include "scenario/scenario.h"

namespace farside {

// Points into `scenario`, which must outlive it.
KernelSetup make_setup(const Scenario& scenario);

// An upper bound of the ground of all cases, in metres above the sphere through the target.
double highest_ground_m(TerrainModel model, const std::vector<TerrainGrid>& grids);

}  // namespace farside
