#pragma once
// In what two campaigns differ, key by key.
#include <string>
#include <vector>

#include "config/configuration.h"

namespace farside {

struct PhysicsDifference {
  std::string path;           // vehicle.engine.isp_s; of an item of a list dispersions[2]
  std::string first, second;  // values as they stand in the file; empty where it isn't there
};

// Of what the bits of a case follow from; input files count by their content, which isn't seen here.
std::vector<PhysicsDifference> physics_differences(const Configuration& first, const Configuration& second);

}  // namespace farside
