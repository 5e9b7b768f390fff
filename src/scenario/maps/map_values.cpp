#include "scenario/maps/map_values.h"

#include <fmt/format.h>
#include <gdal_priv.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <filesystem>
#include <iterator>

#include "base/error.h"
#include "base/nan.h"
#include "base/text.h"
#include "moon/frames.h"
#include "scenario/maps/image_label.h"

namespace farside {
namespace {

constexpr double lowest_m = -9.5e3, highest_m = 11e3;  // the Moon has -9.1 to +10.8 km (LOLA); -9999 is no height

struct HeightUnit {
  const char* name;
  double metres;
};
constexpr HeightUnit units[] = {
    {"", 1.0},           {"m", 1.0},     {"metre", 1.0},     {"meter", 1.0},     {"metres", 1.0},
    {"meters", 1.0},     {"km", 1e3},    {"kilometre", 1e3}, {"kilometer", 1e3}, {"kilometres", 1e3},
    {"kilometers", 1e3}, {"ft", 0.3048}, {"foot", 0.3048},   {"feet", 0.3048},   {"us survey foot", 1200.0 / 3937.0}};

// Metres per unit of the band, or 0 where the name is unknown. No name means metres.
double metres_per_unit(const std::string& unit) {
  const auto found = std::find_if(std::begin(units), std::end(units),
                                  [name = lower(unit)](const HeightUnit& u) { return name == u.name; });
  return found == std::end(units) ? 0.0 : found->metres;
}

bool is_height(double height_m) { return height_m >= lowest_m && height_m <= highest_m; }

// Common no-data values: -9999, -32768, -3.4e38 and similar ones.
bool stands_for_nothing(double value) {
  const double size = std::abs(value);
  return size >= 1e8 || size == 9999 || size == 99999 || size == 999999 || size == 32767 || size == 32768 ||
         size == 65535;
}

// Of 8 bits, where they were read without.
double with_sign(double value) { return value > 127.0 ? value - 256.0 : value; }

bool is_near_radius(double value_m) { return std::abs(value_m - moon_radius_m) < 0.01 * moon_radius_m; }

// Reads a block of a band; false on failure.
bool read_block(GDALRasterBand& band, int column, int row, int columns, int rows, void* to, GDALDataType type,
                std::size_t stride) {
  const int size = GDALGetDataTypeSizeBytes(type);
  return band.RasterIO(GF_Read, column, row, columns, rows, to, columns, rows, type, size,
                       static_cast<GSpacing>(stride) * static_cast<GSpacing>(size), nullptr) == CE_None;
}

}  // namespace

MapValues::MapValues(GDALDataset& dataset, const std::string& path)
    : dataset_(dataset), path_(path), source_(dataset.GetDescription()) {
  if (dataset.GetRasterCount() < 1) fail("has no band of heights");
  band_ = dataset.GetRasterBand(1);
  if (band_->GetRasterDataType() == GDT_Float32) stored_ = Stored::single;
  const char* const sign = band_->GetMetadataItem("PIXELTYPE", "IMAGE_STRUCTURE");
  if (sign != nullptr && EQUAL(sign, "SIGNEDBYTE")) stored_ = Stored::small;
  int given = 0;
  missing_ = band_->GetNoDataValue(&given);
  has_missing_ = given != 0;
  scale_ = band_->GetScale(&given);
  if (!given) scale_ = 1.0;
  offset_ = band_->GetOffset(&given);
  if (!given) offset_ = 0.0;
  if (scale_ == 0.0 || !std::isfinite(scale_) || !std::isfinite(offset_))
    fail(fmt::format("its scale of {:g} and its offset of {:g} make no heights of what it holds; give it others: {}",
                     scale_, offset_, translated(source_, "-a_scale 1 -a_offset 0")));
  std::string unit = band_->GetUnitType();
  if (EQUAL(dataset.GetDriver()->GetDescription(), "PDS")) read_label(unit);
  refuse_pictures();
  set_unit(unit);
  find_mask();
  if (stored_ == Stored::single) missing_ = static_cast<double>(static_cast<float>(missing_));  // as in the pixels
  if (stored_ == Stored::small) missing_ = with_sign(missing_);
}

void MapValues::fail(const std::string& what) const { throw DataError(path_ + ": " + what); }

void MapValues::refuse_pictures() const {
  const auto is_a_picture = [&](const std::string& why) {
    fail("is a picture (" + why + "); use the file of the heights that it was made of");
  };
  const GDALDataType type = band_->GetRasterDataType();
  const GDALColorInterp colour = band_->GetColorInterpretation();
  if (colour == GCI_PaletteIndex || (type == GDT_Byte && band_->GetColorTable() != nullptr))
    is_a_picture("its values stand for a palette's colours");
  if (colour != GCI_Undefined && colour != GCI_GrayIndex)
    is_a_picture(std::string("its first band is of the kind ") + GDALGetColorInterpretationName(colour));
  const int bands = dataset_.GetRasterCount();
  const bool second_is_mask = bands == 2 && dataset_.GetRasterBand(2)->GetColorInterpretation() == GCI_AlphaBand;
  if (bands > 1 && !second_is_mask)
    fail(fmt::format("has {} bands; choose the one of the heights: {}", bands, translated(source_, "-b 1")));
  if (GDALDataTypeIsComplex(type))
    fail(fmt::format("its values are complex numbers ({}), and heights are not", GDALGetDataTypeName(type)));
  if (type == GDT_Byte && stored_ != Stored::small && scale_ == 1.0 && offset_ == 0.0) {
    fail(
        fmt::format("has values from 0 to 255 without a scale, as a hillshade or another picture; if they are heights, "
                    "say which, such as 20 m a count from -6000 m on: {}",
                    translated(source_, "-a_scale 20 -a_offset -6000")));
  }
}

// Facts of a PDS3 label that GDAL ignores.
void MapValues::read_label(std::string& unit) {
  const ImageLabel label(source_);
  const std::string type = label.value("IMAGE", "SAMPLE_TYPE"), bits = label.value("IMAGE", "SAMPLE_BITS");
  const bool is_integer = type.find("INTEGER") != type.npos, is_unsigned = type.find("UNSIGNED") != type.npos;
  if (is_integer && !is_unsigned && bits == "8") stored_ = Stored::small;
  if (is_integer && bits == "32" && stored_ == Stored::single) {
    stored_ = is_unsigned ? Stored::natural : Stored::whole;
    const std::string missing = label.value("IMAGE", "MISSING_CONSTANT");
    has_missing_ = !missing.empty();
    if (has_missing_) missing_ = CPLAtof(missing.c_str());
  }
  if (unit.empty()) unit = label.value("IMAGE", "UNIT");
  for (const char* none : {"N/A", "UNK", "NULL", "NONE"}) {
    if (unit == none) unit = "";
  }
}

void MapValues::set_unit(const std::string& unit) {
  const double metres = metres_per_unit(unit);
  if (metres == 0.0) {
    fail(fmt::format("its unit '{}' is none of heights (m, km); if they are metres all the same, take it away: {}",
                     unit, translated(source_, rescaling({scale_, offset_}, 1.0, 0.0))));
  }
  if (metres != 1.0 && metres != 1e3)
    fail(fmt::format("its heights are in the unit '{}'; make metres of them: {}", unit,
                     translated(source_, rescaling({scale_, offset_}, metres, 0.0))));
  metres_ = metres;
  // The offset of a planetary label may include the sphere's radius: then the values are radii, and the offset shows
  // their unit.
  if (is_near_radius(offset_ * 1e3)) metres_ = 1e3;
  if (is_near_radius(offset_ * metres_)) radius_m_ = moon_radius_m;
}

// GDAL passes over a mask that it can't open, and over an alpha band of more than 16 bits, such as gdalwarp adds to
// heights.
void MapValues::find_mask() {
  const int flags = band_->GetMaskFlags();
  if ((flags & GMF_ALL_VALID) == 0 && flags != GMF_NODATA) mask_ = band_->GetMaskBand();
  else if (dataset_.GetRasterCount() == 2) mask_ = dataset_.GetRasterBand(2);
  const std::string file = source_ + ".msk";
  std::error_code ignored;
  if (mask_ == nullptr && std::filesystem::exists(file, ignored))
    fail("its mask " + file + " can't be read; mend it, or take it away");
}

// Blocks of a file that was not written to its end read as 0, where no value stands for no data.
void MapValues::refuse_unwritten(int column, int row, int columns, int rows) const {
  if (has_missing_ || mask_ != nullptr) return;
  const int status = band_->GetDataCoverageStatus(column, row, columns, rows, GDAL_DATA_COVERAGE_STATUS_EMPTY, nullptr);
  if ((status & GDAL_DATA_COVERAGE_STATUS_UNIMPLEMENTED) != 0 || (status & GDAL_DATA_COVERAGE_STATUS_EMPTY) == 0)
    return;
  fail("has parts that were never written, and that read as 0; write it anew or, if they stand for no data, say so: " +
       translated(source_, "-a_nodata 0"));
}

void MapValues::read(int column, int row, int columns, int rows, double* to, std::size_t stride) const {
  refuse_unwritten(column, row, columns, rows);
  const auto count = static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows);
  const bool is_whole = stored_ == Stored::whole || stored_ == Stored::natural;
  std::vector<float> bits(is_whole ? count : 0);
  std::vector<std::uint8_t> mask(mask_ != nullptr ? count : 0);
  const auto width = static_cast<std::size_t>(columns);
  const bool good = (is_whole ? read_block(*band_, column, row, columns, rows, bits.data(), GDT_Float32, width)
                              : read_block(*band_, column, row, columns, rows, to, GDT_Float64, stride)) &&
                    (mask_ == nullptr || read_block(*mask_, column, row, columns, rows, mask.data(), GDT_Byte, width));
  if (!good) fail(fmt::format("can't be read ({}); the file is damaged or cut short", CPLGetLastErrorMsg()));
  for (int r = 0; r < rows; ++r) {
    for (int c = 0; c < columns; ++c) {
      const std::size_t i = static_cast<std::size_t>(r) * width + static_cast<std::size_t>(c);
      double& h = to[static_cast<std::size_t>(r) * stride + static_cast<std::size_t>(c)];
      if (stored_ == Stored::whole) h = std::bit_cast<std::int32_t>(bits[i]);
      if (stored_ == Stored::natural) h = std::bit_cast<std::uint32_t>(bits[i]);
      if (stored_ == Stored::small) h = with_sign(h);
      h = mask_ != nullptr && mask[i] == 0 ? nan : height(h, column + c, row + r);
    }
  }
}

double MapValues::height(double value, int column, int row) const {
  if (std::isnan(value) || (has_missing_ && value == missing_)) return nan;
  const double height_m = (value * scale_ + offset_) * metres_ - radius_m_;
  if (!is_height(height_m)) refuse(value, height_m, column, row);
  return height_m;
}

void MapValues::refuse(double value, double height_m, int column, int row) const {
  const std::string place = fmt::format("its pixel in column {} and row {}", column, row);
  if (radius_m_ == 0.0 && is_near_radius(height_m)) {
    fail(
        fmt::format("{} has the value {:g} m, which is a radius and no height above the sphere of 1737.4 km; take the "
                    "sphere's off: {}",
                    place, height_m, translated(source_, rescaling(scale(), 1.0, -moon_radius_m))));
  }
  const std::string what = fmt::format(
      "{} has the value {:g} m, which is no height above the sphere of 1737.4 km (the Moon has -9.1 to 10.8 km)", place,
      height_m);
  if (stands_for_nothing(value)) {
    const std::string stored =
        stored_ == Stored::single ? fmt::format("{}", static_cast<float>(value)) : fmt::format("{}", value);
    fail(fmt::format("{}; if it stands for no data, say so: {}", what, translated(source_, "-a_nodata " + stored)));
  }
  if (scale_ == 1.0 && metres_ == 1.0 && is_height(0.5 * height_m)) {
    fail(fmt::format("{}; if the values are counts of half a metre, as LOLA's integers are, say so: {}", what,
                     translated(source_, rescaling(scale(), 0.5, 0.0))));
  }
  fail(what + "; check its unit, its scale and its no-data value (gdalinfo shows them)");
}

}  // namespace farside
