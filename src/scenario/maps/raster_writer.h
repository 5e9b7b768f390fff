#pragma once
// The functions of geotiff.h by GDAL, on files that whoever calls them names and keeps.
#include "scenario/maps/map_library.h"

namespace farside {

void write_bands(const WrittenFile& file, const std::string& tiles, const RasterPlace& place,
                 const std::vector<RasterBand>& bands, const RasterFacts& facts, const FillRows& fill);
std::vector<ContourLine> trace_contours(const std::string& path, const RasterPlace& place,
                                        const std::vector<double>& values, const std::vector<double>& levels);
void write_picture(const WrittenFile& file, const Picture& picture);

}  // namespace farside
