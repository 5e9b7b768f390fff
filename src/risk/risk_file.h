#pragma once
// A map of risk as what its files hold, and as a table for whoever chooses where to land.
#include <string>
#include <vector>

#include "moon/site_options.h"
#include "risk/risk_map.h"
#include "store/hdf5/map_file.h"

namespace farside {

struct LatLon {
  double lat_deg, lon_deg;  // planetocentric; east, 0 to 360
};
// Of a place (moon/terrain/ground.h), on the sphere through the target.
LatLon lat_lon_of(const SiteOptions& site, double east_m, double north_m);

// `conditions`: what its probabilities hold under.
MapFile map_file_of(const RiskMap& map, const SiteOptions& site, const std::vector<std::string>& conditions);

// What the intervals are, in words; the same in all files.
std::string interval_text(const RiskMap& map);

// The table that ends `farside map`, for a terminal of `columns`.
std::string risk_table(const RiskMap& map, const SiteOptions& site, const std::vector<std::string>& conditions,
                       std::size_t columns);

}  // namespace farside
