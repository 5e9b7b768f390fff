#pragma once
// Small rasters made through GDAL in a folder of their own.
#include <gdal_priv.h>
#include <gtest/gtest.h>
#include <ogr_spatialref.h>

#include <array>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include "unit/folder.h"

namespace farside::test {

struct RasterSpec {
  std::string srs = "+proj=longlat +R=1737400 +no_defs";  // empty: none
  std::array<double, 6> geotransform{};                   // all zero: none
  int columns = 0, rows = 0;
  GDALDataType type = GDT_Float32;
  double scale = 1.0, offset = 0.0;
  std::string unit;
  double missing = 0.0;  // 0: none
  int bands = 1;         // the first one holds the values
};

class RasterTest : public testing::Test {
 protected:
  void SetUp() override {
    // Raster takes away the drivers that it doesn't want, once; they stay away.
    if (GetGDALDriverManager()->GetDriverByName("GTiff") == nullptr) GDALAllRegister();
  }

  std::string path(const std::string& name) const { return folder_ / name; }

  // `value(x, y)` of a pixel's centre in the raster's own coordinates, as stored.
  std::string make(const std::string& name, const RasterSpec& spec,
                   const std::function<double(double, double)>& value) const {
    GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("GTiff");
    GDALDataset* dataset = driver->Create(path(name).c_str(), spec.columns, spec.rows, spec.bands, spec.type, nullptr);
    std::array<double, 6> g = spec.geotransform;
    if (g[1] != 0.0) dataset->SetGeoTransform(g.data());
    if (!spec.srs.empty()) {
      OGRSpatialReference srs;
      srs.SetFromUserInput(spec.srs.c_str());
      dataset->SetSpatialRef(&srs);
    }
    GDALRasterBand* band = dataset->GetRasterBand(1);
    if (spec.scale != 1.0) band->SetScale(spec.scale);
    if (spec.offset != 0.0) band->SetOffset(spec.offset);
    if (!spec.unit.empty()) band->SetUnitType(spec.unit.c_str());
    if (spec.missing != 0.0) band->SetNoDataValue(spec.missing);
    std::vector<double> line(static_cast<std::size_t>(spec.columns));
    for (int r = 0; r < spec.rows; ++r) {
      for (int c = 0; c < spec.columns; ++c) {
        line[static_cast<std::size_t>(c)] =
            value(g[0] + (c + 0.5) * g[1] + (r + 0.5) * g[2], g[3] + (c + 0.5) * g[4] + (r + 0.5) * g[5]);
      }
      EXPECT_EQ(
          band->RasterIO(GF_Write, 0, r, spec.columns, 1, line.data(), spec.columns, 1, GDT_Float64, 0, 0, nullptr),
          CE_None);
    }
    GDALClose(dataset);
    return path(name);
  }

  // Changes a raster that was made.
  static std::string change(const std::string& file, const std::function<void(GDALDataset&)>& edit) {
    GDALDataset* dataset = GDALDataset::Open(file.c_str(), GDAL_OF_RASTER | GDAL_OF_UPDATE);
    EXPECT_NE(dataset, nullptr) << file;
    if (dataset != nullptr) edit(*dataset);
    GDALClose(dataset);
    return file;
  }

  // Sets a band's pixels, row after row.
  static void fill(GDALRasterBand& band, const std::function<int(int column, int row)>& value) {
    for (int r = 0; r < band.GetYSize(); ++r) {
      for (int c = 0; c < band.GetXSize(); ++c) {
        int pixel = value(c, r);
        EXPECT_EQ(band.RasterIO(GF_Write, c, r, 1, 1, &pixel, 1, 1, GDT_Int32, 0, 0, nullptr), CE_None);
      }
    }
  }

  std::string write_text(const std::string& name, const std::string& text) const {
    std::ofstream(path(name), std::ios::binary) << text;
    return path(name);
  }

 private:
  Folder folder_;
};

}  // namespace farside::test
