#pragma once
// A map of the Moon's heights in any format and projection that GDAL reads. Only files of its own folder are read
// (gdal_gate.h).
#include <memory>
#include <string>
#include <vector>

#include "scenario/maps/elevation_map.h"

namespace farside {

class Raster final : public ElevationMap {
 public:
  // DataError, with the path and what to do: no such file, not a raster, not georeferenced, not of the Moon, no heights
  // (map_values.h), a label that names a file in another folder, more heights than the file can hold.
  explicit Raster(const std::string& path);
  ~Raster() override;
  Raster(const Raster&) = delete;
  Raster& operator=(const Raster&) = delete;

  const std::vector<std::string>& files() const override;
  std::string source() const override;
  HeightScale scale() const override;
  std::vector<PixelPosition> locate(std::span<const double> lon_deg, std::span<const double> lat_deg,
                                    double near_column) const override;
  PixelPosition locate(double lon_deg, double lat_deg) const override;
  bool contains(const PixelPosition& p) const override;
  std::string middle() const override;
  std::vector<double> heights_m(std::span<const PixelPosition> positions, Interpolation interpolation) const override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace farside
