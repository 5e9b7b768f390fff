#pragma once
// Maps of heights brought into the site's frame: the grids that the kernels read.
#include <string>
#include <vector>

#include "moon/height_grid.h"
#include "moon/site_options.h"
#include "scenario/maps/map_advice.h"

namespace farside {

// One map of moon.terrain.layers.
struct DemLayer {
  std::string path;
  double spacing_m = 0.0;     // of the site's grid; 0: the map's own posting at the target, to two digits
  double half_width_m = 0.0;  // of the square about the target; 0: as far as the map reaches on all sides
  std::string where{};        // of its path in the configuration, for messages
};

// More facts about a map, for remarks about it.
struct MapFacts {
  std::string source;    // the file that GDAL opens: the label of an image
  HeightScale scale;     // of its numbers
  double reach_m = 0.0;  // from the target, to the side where it reaches farthest; 0 where the width was asked for
  double whole_m = 0.0;  // half the width of the square that the map holds, where a grid of so many nodes is too large
  double posting_m = 0.0;  // at the target, to two digits
};

struct TerrainGrid {
  std::vector<float> heights;  // row after row, southernmost first
  int columns = 0, rows = 0;
  double east_min_m = 0.0, north_min_m = 0.0, spacing_m = 0.0;
  MapFacts map{};
  int layer = -1;  // its number in moon.terrain.layers; -1: its own place among the grids
  HeightGrid view() const { return {heights.data(), columns, rows, east_min_m, north_min_m, spacing_m, layer}; }
};

inline constexpr int grid_side_max = 4001;  // nodes: 16 million in all, 64 MB, and 10 s to resample
// Nodes to either side; cover ends one before the last.
inline constexpr int grid_reach(int side_max) { return side_max / 2 - 1; }

// Whether this program reads maps. One that was built without GDAL (FARSIDE_GDAL) has other functions of this page,
// which refuse every map: UsageError.
extern const bool reads_maps;
inline constexpr const char* no_map_reader =
    "this farside was built without GDAL, and reads no maps; build it with GDAL 3.4 or newer (libgdal-dev, "
    "-DFARSIDE_GDAL=ON), or choose another moon.terrain.model";

// The files that a map is read from, itself among them. DataError: what class Raster refuses. Maps are read in a
// process of their own, with limits on memory and time, without network, without writing.
std::vector<std::string> parts_of_map(const std::string& path);

// Resamples a map (bicubic, bilinear beside missing pixels) to a square grid about the target. Heights are above the
// sphere through the target and rounded to 2^-10 m, so that their bits don't depend on the last digits of a library;
// NaN where the map has no data or ends within the width asked for. A spacing far above the map's own posting picks
// points; it doesn't average. DataError, with the path and what to do: what class Raster refuses, a target outside the
// map, no data at all, a grid with too many nodes.
TerrainGrid load_dem(const DemLayer& layer, const SiteOptions& site, int side_max = grid_side_max);

// All layers in the order given; where maps overlap, the first one holds. A map that is wider than side_max of its
// postings is a grid about the target, and another one under all layers, of wider spacing, for what of it no layer
// shows; without such a grid where max_height_grids are in use. ConfigError when the layers are more than that.
std::vector<TerrainGrid> load_terrain(const std::vector<DemLayer>& layers, const SiteOptions& site,
                                      int side_max = grid_side_max);

}  // namespace farside
