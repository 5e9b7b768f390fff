// The functions of dem.h in a program that was built without GDAL.
#include "base/error.h"
#include "scenario/maps/dem.h"

namespace farside {

const bool reads_maps = false;

std::vector<std::string> parts_of_map(const std::string& path) { throw UsageError(path + ": " + no_map_reader); }

TerrainGrid load_dem(const DemLayer& layer, const SiteOptions&, int) {
  throw UsageError(layer.path + ": " + no_map_reader);
}

std::vector<TerrainGrid> load_terrain(const std::vector<DemLayer>& layers, const SiteOptions& site, int) {
  std::vector<TerrainGrid> grids;
  for (const DemLayer& layer : layers) grids.push_back(load_dem(layer, site));
  return grids;
}

}  // namespace farside
