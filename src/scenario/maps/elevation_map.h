#pragma once
// A map of the Moon's heights, asked by latitude and longitude: what raster.h makes of a file.
#include <span>
#include <string>
#include <vector>

#include "scenario/maps/map_advice.h"

namespace farside {

// Place on the raster in pixels from the outer corner of the first one: the centre of the first pixel is (0.5, 0.5).
struct PixelPosition {
  double column, row;  // NaN where the projection has no such place
};

// Bicubic (Catmull-Rom) falls back to bilinear, and that to no data, next to pixels without data.
enum class Interpolation { bilinear, bicubic };

class ElevationMap {
 public:
  virtual ~ElevationMap() = default;

  // All that the map is read from, its label and its mask among them; they lie in one folder. Not what is for display:
  // pyramids (.ovr), and a .aux.xml that holds statistics alone.
  virtual const std::vector<std::string>& files() const = 0;

  // The one that GDAL opened: the label of an image.
  virtual std::string source() const = 0;
  virtual HeightScale scale() const = 0;

  // Pixel positions of places in degrees; on a map all around the Moon, columns continue those of `near_column` across
  // its seam.
  virtual std::vector<PixelPosition> locate(std::span<const double> lon_deg, std::span<const double> lat_deg,
                                            double near_column) const = 0;
  // The same for one place, its column put inside the raster if any whole turn does so.
  virtual PixelPosition locate(double lon_deg, double lat_deg) const = 0;
  virtual bool contains(const PixelPosition& p) const = 0;
  // "-45.46 deg N, 177.59 deg E", or nothing where the projection has no such place: for messages.
  virtual std::string middle() const = 0;

  // Heights above the sphere of 1737.4 km at such positions, metres; NaN outside and where there is no data. Reads the
  // one window of the file that holds them all. DataError when that is too large or unreadable, or when they aren't
  // heights.
  virtual std::vector<double> heights_m(std::span<const PixelPosition> positions,
                                        Interpolation interpolation) const = 0;
};

}  // namespace farside
