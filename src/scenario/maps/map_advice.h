#pragma once
// Commands of GDAL that make of a map one that can be flown over. They are whole, so that they can be pasted, and stand
// at the end of a message; tests/unit/scenario/maps/map_advice_test.cpp runs them.
#include <string>

namespace farside {

inline constexpr const char* own_sphere = "+proj=longlat +R=1737400 +no_defs";

// Scale of a map's numbers: height = number * per_count_m + at_zero_m.
struct HeightScale {
  double per_count_m = 1.0, at_zero_m = 0.0;
};

// Quotes a word for the shell.
std::string shell_word(const std::string& text);

// gdal_translate with these options, from the map to a GeoTIFF beside it.
std::string translated(const std::string& map, const std::string& options);

// Options of gdal_translate that scale and offset all heights. They give the whole scale, in metres: with one of them
// gdal_translate drops the other, and the unit.
std::string rescaling(const HeightScale& map, double factor, double raise_m);

// gdalwarp to degrees on the sphere of 1737.4 km: it moves no ground by more than a part of a pixel, leaves heights as
// they are, and no data without a height, also where the map has a mask. With `options` it is followed by
// gdal_translate.
std::string warped(const std::string& map, const std::string& options = "");

}  // namespace farside
