#pragma once
// A scenario as the arrays that kernels read.
#include "engine/kernel.h"
#include "moon/terrain/relief_scales.h"
#include "scenario/scenario.h"

namespace farside {

// Points into `scenario`, which must outlive it.
KernelSetup make_setup(const Scenario& scenario);

// An upper bound of the ground of all cases, in metres above the sphere through the target.
double highest_ground_m(TerrainModel model, const std::vector<TerrainGrid>& grids);

// Which scales of relief are generated: all, or with maps what the finest of them doesn't show: craters up to four of
// its postings (and 1 km), roughness between its nodes.
ReliefScales relief_scales(const TerrainOptions& options, const std::vector<TerrainGrid>& grids);

}  // namespace farside
