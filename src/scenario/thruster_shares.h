#pragma once
// How much each thruster does for a torque about each half axis.
#include <vector>

#include "config/configuration.h"
#include "lanes/vec.h"

namespace farside {

// The entries with the shares that give 1 N m about +x, -x, +y, -y, +z, -z about the CG `cg_B` (m) with the least sum
// of squares, none of them negative; each set by itself. ConfigError, which names the half axis, where set 1 can't.
ThrusterTable thruster_table(const std::vector<ThrusterEntry>& entries, const Vec3<double>& cg_B);

}  // namespace farside
