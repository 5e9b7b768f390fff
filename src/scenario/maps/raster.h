#pragma once
// A map of the Moon's heights in any format and projection that GDAL reads, asked by latitude and longitude. Only files
// of its own folder are read (gdal_gate.h).
#include <cstddef>
#include <memory>
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

class Raster {
 public:
  // DataError, with the path and what to do: no such file, not a raster, not georeferenced, not of the Moon, no heights
  // (map_values.h), a label that names a file in another folder, more heights than the file can hold.
  explicit Raster(const std::string& path);
  ~Raster();
  Raster(const Raster&) = delete;
  Raster& operator=(const Raster&) = delete;

  // All that the map is read from, its label and its mask among them; they lie in one folder. Not what is for display:
  // pyramids (.ovr), and a .aux.xml that holds statistics alone.
  const std::vector<std::string>& files() const;

  // The one that GDAL opened: the label of an image.
  std::string source() const;
  HeightScale scale() const;

  // Pixel positions of places in degrees; on a map all around the Moon, columns continue those of `near_column` across
  // its seam.
  std::vector<PixelPosition> locate(std::span<const double> lon_deg, std::span<const double> lat_deg,
                                    double near_column) const;
  // The same for one place, its column put inside the raster if any whole turn does so.
  PixelPosition locate(double lon_deg, double lat_deg) const;
  bool contains(const PixelPosition& p) const;
  // "-45.46 deg N, 177.59 deg E", or nothing where the projection has no such place: for messages.
  std::string middle() const;

  // Heights above the sphere of 1737.4 km at such positions, metres; NaN outside and where there is no data. Reads the
  // one window of the file that holds them all. DataError when that is too large or unreadable, or when they aren't
  // heights.
  std::vector<double> heights_m(std::span<const PixelPosition> positions, Interpolation interpolation) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace farside
