// The functions of geotiff.h in a program that was built without GDAL.
#include "base/error.h"
#include "scenario/maps/geotiff.h"

namespace farside {

const bool writes_rasters = false;

void write_geotiff(const std::string& path, Existing, const RasterPlace&, const std::vector<RasterBand>&,
                   const RasterFacts&, const FillRows&) {
  throw UsageError(path + ": " + no_raster_writer);
}

std::vector<ContourLine> contour_lines(const std::string&, const RasterPlace&, const std::vector<double>&,
                                       const std::vector<double>&) {
  return {};
}

void write_png(const std::string& path, Existing, const Picture&) { throw UsageError(path + ": " + no_raster_writer); }

}  // namespace farside
