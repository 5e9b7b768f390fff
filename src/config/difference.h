#pragma once
// The keys in which two campaigns differ.
#include <string>
#include <vector>

#include "config/configuration.h"

namespace farside {

struct PhysicsDifference {
  std::string path;           // vehicle.engine.isp_s; of an item of a list dispersions[2]
  std::string first, second;  // values as written in the file; empty where the key is absent
};

// Compares the keys that the bits of a case depend on. Input files count by their content, which isn't compared here.
std::vector<PhysicsDifference> physics_differences(const Configuration& first, const Configuration& second);

}  // namespace farside
