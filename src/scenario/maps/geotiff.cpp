#include "scenario/maps/geotiff.h"

#include "scenario/maps/map_library.h"
#include "store/whole_file.h"

namespace farside {

const bool writes_rasters = true;

void write_geotiff(const std::string& path, Existing existing, const RasterPlace& place,
                   const std::vector<RasterBand>& bands, const RasterFacts& facts, const FillRows& fill) {
  const MapLibrary& library = map_library(path);
  write_whole(path, existing, {}, [&](const TemporaryFile& finished) {
    const TemporaryFile tiles = TemporaryFile::beside(path);
    library.write_bands({path, finished.path()}, tiles.path(), place, bands, facts, fill);
  });
}

std::vector<ContourLine> contour_lines(const std::string& path, const RasterPlace& place,
                                       const std::vector<double>& values, const std::vector<double>& levels) {
  return map_library(path).contour_lines(path, place, values, levels);
}

void write_png(const std::string& path, Existing existing, const Picture& picture) {
  const MapLibrary& library = map_library(path);
  write_whole(path, existing, {}, [&](const TemporaryFile& finished) {
    library.write_picture({path, finished.path()}, picture);
  });
}

}  // namespace farside
