#pragma once
// Results as pictures of the ground that programs for maps open: a cloud-optimised GeoTIFF with bands by name, and PNG.
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "moon/frames.h"
#include "moon/site_options.h"
#include "store/files.h"

namespace farside {

// Where the pixels of a raster are: squares of places (moon/terrain/ground.h), so that the file's own coordinates are
// the site's east and north, as in the columns of a campaign. Row 0 is the northernmost.
struct RasterPlace {
  SiteOptions site;
  double west_m = 0.0, north_m = 0.0;  // the outer corner of the first pixel
  double pixel_m = 1.0;
  int columns = 0, rows = 0;

  double sphere_radius_m() const { return moon_radius_m + site.elevation_m; }       // through the target
  double east_of_m(int column) const { return west_m + (column + 0.5) * pixel_m; }  // of a pixel's middle
  double north_of_m(int row) const { return north_m - (row + 0.5) * pixel_m; }
};

using RasterFacts = std::vector<std::pair<std::string, std::string>>;  // name, text: metadata of a file or a band

// Values are four-byte floats; NaN: no value.
struct RasterBand {
  std::string name, unit, text;  // as in HDF5: "height", "m", a sentence
  RasterFacts facts{};           // more, such as flag_masks
};

// Puts rows first_row ... first_row + rows - 1 of each band, row after row, into bands[b].
using FillRows = std::function<void(int first_row, int rows, const std::vector<float*>& bands)>;
inline constexpr int strip_rows = 64;  // that are asked for at once, from the north, each row once
inline constexpr int raster_side_max = 20000;

// Whether this program writes them: false where it was built without GDAL (FARSIDE_GDAL); then both functions are a
// UsageError.
extern const bool writes_rasters;
inline constexpr const char* no_raster_writer =
    "this farside was built without GDAL, and writes neither GeoTIFF nor PNG; build it with GDAL 3.4 or newer "
    "(libgdal-dev, -DFARSIDE_GDAL=ON)";

// A file that appears when it is whole, in the layout of a cloud-optimised GeoTIFF: compressed, tiled, with overviews,
// which pick pixels, so that each of their values is one that is there. Projection: orthographic about the target on
// the sphere through it (PROJ takes that for the Moon while the target is within 8.6 km of 1737.4 km). Memory:
// strip_rows of all bands, GDAL's cache, and none that grows with rows. UsageError where the file exists; StoreError.
void write_geotiff(const std::string& path, Existing existing, const RasterPlace& place,
                   const std::vector<RasterBand>& bands, const RasterFacts& facts, const FillRows& fill);

// A line along which the values of a raster have one level: between the middles of pixels, interpolated linearly.
struct ContourLine {
  double level;
  std::vector<std::pair<double, double>> places;  // east, north; a closed one ends where it began
};
// Of pixels, row after row from the north; nothing beside NaN. In the order of levels. Without GDAL: none.
// `path`: of the output that they are for, as errors name it.
std::vector<ContourLine> contour_lines(const std::string& path, const RasterPlace& place,
                                       const std::vector<double>& values, const std::vector<double>& levels);

// Bytes, row after row from the top: one a pixel (grey), three (red, green, blue) or four (and how opaque). Whole or
// not at all, as above.
struct Picture {
  int columns = 0, rows = 0, channels = 1;
  std::vector<std::uint8_t> bytes{};
};
void write_png(const std::string& path, Existing existing, const Picture& picture);

}  // namespace farside
