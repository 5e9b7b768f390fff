#pragma once
// What the numbers of a map are: metres above the sphere of 1737.4 km, by its scale, offset and unit, or nothing, by
// its no-data value and its mask.
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "scenario/maps/map_advice.h"

class GDALDataset;
class GDALRasterBand;

namespace farside {

class MapValues {
 public:
  // DataError, with the path and what to do, where they are no heights: a picture, several bands, an unknown unit, a
  // mask that can't be read. The dataset must outlive it.
  MapValues(GDALDataset& dataset, const std::string& path);

  // The heights of a block of pixels to to[row * stride + column], NaN where there is none. DataError where the file
  // can't be read, or a value is no height of the Moon.
  void read(int column, int row, int columns, int rows, double* to, std::size_t stride) const;

  HeightScale scale() const { return {scale_ * metres_, offset_ * metres_ - radius_m_}; }

 private:
  [[noreturn]] void fail(const std::string& what) const;
  void refuse_pictures() const;
  void set_unit(const std::string& unit);
  void read_label(std::string& unit);
  void find_mask();
  void refuse_unwritten(int column, int row, int columns, int rows) const;
  double height(double value, int column, int row) const;
  [[noreturn]] void refuse(double value, double height_m, int column, int row) const;

  GDALDataset& dataset_;
  GDALRasterBand* band_ = nullptr;
  GDALRasterBand* mask_ = nullptr;  // 0 where there is no data
  std::string path_, source_;       // as the user named it; as GDAL opened it
  enum class Stored {
    as_gdal_says,
    single,
    whole,
    natural,
    small
  };  // whole and natural: 32 bits, which GDAL takes for floating point; small: 8 bits with a sign, taken for 0 to 255
  Stored stored_ = Stored::as_gdal_says;
  double scale_ = 1.0, offset_ = 0.0, metres_ = 1.0;
  double radius_m_ = 0.0;  // taken off: the values are radii
  bool has_missing_ = false;
  double missing_ = 0.0;
};

}  // namespace farside
