#pragma once
// What a lander finds wherever it might stand on a case's ground: slope and roughness under it, what would reach it.
#include <cstdint>
#include <vector>

#include "engine/case_ground.h"

namespace farside {

// Bits of the hazard: which of the vehicle's own limits it would break, standing without sinking and with unused struts
// on the plane that fits the ground under its footprint best.
enum class Hazard : std::uint8_t { slope = 1, hull = 2, nozzle = 4 };
struct HazardInfo {
  Hazard hazard;
  const char *name, *text;
};
inline constexpr HazardInfo hazards[] = {
    {Hazard::slope, "slope", "the plane leans more than vehicle.limits.final_tilt_deg"},
    {Hazard::hull, "hull", "ground or rock reaches the hull's lowest ring"},
    {Hazard::nozzle, "nozzle", "ground or rock reaches the nozzle's exit"},
};

// The disc of the ground that counts for a vehicle: out to the rims of its pads.
double footprint_radius_m(const VehicleParams<double>& vehicle);

// Of a footprint; NaN where a part of it isn't known.
struct Stand {
  double slope_rad;    // of the plane that fits the ground best, without rocks
  double roughness_m;  // root mean square distance of the ground from that plane
  double obstacle_m;   // highest point of ground and rocks above it
  double hazard;       // sum of Hazard bits
};
struct StandPlace {
  double east_m, north_m;
};

// Samples a footprint every twelfth of its radius, whatever raster it is for.
std::vector<Stand> stands_of(const CaseGround& ground, const std::vector<StandPlace>& places);

}  // namespace farside
