#include <gtest/gtest.h>

#include "base/error.h"
#include "exports/landings.h"
#include "unit/scenario/raster_fixture.h"
#include "unit/stats/fixture.h"

namespace farside::landing_raster_test {
namespace {

using stats_test::nan;
using stats_test::Table;

class LandingRaster : public test::RasterTest {
 protected:
  // Of each band, the pixels row after row from the north; `geotransform` of the file.
  std::vector<std::vector<float>> write(const Table& t, double pixel_m) {
    pixel_m_ = write_landing_geotiff(t, SiteOptions{}, pixel_m, path("l.tif"), Existing::replace);
    GDALDataset* const dataset = static_cast<GDALDataset*>(GDALOpen(path("l.tif").c_str(), GA_ReadOnly));
    columns_ = dataset->GetRasterXSize(), rows_ = dataset->GetRasterYSize();
    dataset->GetGeoTransform(geotransform_.data());
    std::vector<std::vector<float>> bands;
    for (int b = 1; b <= dataset->GetRasterCount(); ++b) {
      bands.emplace_back(static_cast<std::size_t>(columns_) * static_cast<std::size_t>(rows_));
      EXPECT_EQ(dataset->GetRasterBand(b)->RasterIO(GF_Read, 0, 0, columns_, rows_, bands.back().data(), columns_,
                                                    rows_, GDT_Float32, 0, 0),
                CE_None);
    }
    GDALClose(dataset);
    return bands;
  }

  double pixel_m_ = 0.0;
  int columns_ = 0, rows_ = 0;
  std::array<double, 6> geotransform_{};
};

Table landings(const std::vector<double>& east, const std::vector<double>& north, const std::vector<double>& outcome) {
  Table t(east.size());
  const std::vector<double> degrees(east.size(), 1.0);
  t.with("outcome", outcome).with("landing_lat", degrees).with("landing_lon", degrees);
  t.with("landing_east", east).with("landing_north", north);
  return t;
}

TEST_F(LandingRaster, CountsTheCasesOfEachPixelAndTheirShares) {
  // Pixels of 10 m from the target: two in the one to its north-east, one 20 m farther east and south of the target.
  const auto bands = write(landings({1.0, 9.0, 21.0}, {0.5, 9.5, -0.5}, {0, 2, 2}), 10.0);
  ASSERT_EQ(bands.size(), 3u);
  EXPECT_EQ(columns_, 3);
  EXPECT_EQ(rows_, 2);
  EXPECT_NEAR(geotransform_[0], 0.0, 1e-6);
  EXPECT_NEAR(geotransform_[3], 10.0, 1e-6);
  EXPECT_EQ(bands[0], (std::vector<float>{2, 0, 0, 0, 0, 1}));
  EXPECT_EQ(bands[1][0], 0.5f);
  EXPECT_EQ(bands[1][5], 0.0f);
  EXPECT_EQ(bands[2][5], 1.0f);
  EXPECT_TRUE(std::isnan(bands[1][1]) && std::isnan(bands[2][1]));
}

TEST_F(LandingRaster, CasesCountByTheirWeights) {
  Table t = landings({1.0, 2.0}, {1.0, 2.0}, {0, 2});
  t.with("weight", {3.0, 1.0});
  const auto bands = write(t, 10.0);
  EXPECT_EQ(bands[0], (std::vector<float>{2}));
  EXPECT_EQ(bands[1][0], 0.75f);
}

TEST_F(LandingRaster, OfTwoLevelsTellsTheCasesAtTheBestGuess) {
  Table t = landings({1.0, 2.0, 3.0, 25.0}, {1.0, 2.0, 3.0, 1.0}, {0, 0, 2, 2});
  t.with("outer_draw", {0, 0, 1, 2});
  const auto bands = write(t, 10.0);
  EXPECT_EQ(bands[0], (std::vector<float>{2}));
  EXPECT_EQ(bands[1][0], 1.0f);
}

TEST_F(LandingRaster, PixelsAreARoundNumberOfMetresSome200Across) {
  write(landings({-3000.0, 2800.0}, {0.0, 100.0}, {0, 0}), 0.0);
  EXPECT_EQ(pixel_m_, 50.0);
  EXPECT_EQ(columns_, 117);
  write(landings({4.0}, {4.0}, {0}), 0.0);
  EXPECT_EQ(pixel_m_, 0.1);
}

TEST_F(LandingRaster, WhatCantBeDrawnIsRefused) {
  EXPECT_THROW(write(landings({nan}, {nan}, {2}).with("landing_lat", {nan}), 0.0), DataError);
  EXPECT_THROW(write(landings({0.0, 1e5}, {0.0, 0.0}, {0, 0}), 1.0), UsageError);
}

}  // namespace
}  // namespace farside::landing_raster_test
