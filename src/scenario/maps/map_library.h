#pragma once
// What needs GDAL is a library of its own, farside_maps.so, loaded when the first map is read or written: GDAL brings
// some seventy others, which take four times as long to load as all the rest of the program.
#include <memory>
#include <string>
#include <vector>

#include "scenario/maps/elevation_map.h"
#include "scenario/maps/geotiff.h"

namespace farside {

// Paths of a file that is being written: as users name it, in errors; the one to write.
struct WrittenFile {
  std::string shown, path;
};

inline constexpr int maps_interface = 1;
struct MapLibrary {
  int interface;                   // of this structure
  const char *version, *compiler;  // of the program that it belongs to
  void (*start)();                 // start_gdal()
  std::unique_ptr<ElevationMap> (*open)(const std::string& path);
  // geotiff.h; `tiles`: a file beside the other, for what comes before the final layout.
  void (*write_bands)(const WrittenFile& file, const std::string& tiles, const RasterPlace& place,
                      const std::vector<RasterBand>& bands, const RasterFacts& facts, const FillRows& fill);
  std::vector<ContourLine> (*contour_lines)(const std::string& path, const RasterPlace& place,
                                            const std::vector<double>& values, const std::vector<double>& levels);
  void (*write_picture)(const WrittenFile& file, const Picture& picture);
};

// `path`: of the map or of the output that it is for. UsageError where the library isn't there, can't be loaded, or is
// that of another build.
const MapLibrary& map_library(const std::string& path);

}  // namespace farside

// The library's only name; programs that are linked with it (tests) have it without loading.
extern "C" [[gnu::weak]] const farside::MapLibrary* farside_maps();
