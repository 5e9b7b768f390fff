#include "scenario/maps/geotiff.h"

#include <sys/resource.h>

#include <array>
#include <cmath>
#include <csignal>
#include <limits>
#include <memory>

#include "base/error.h"
#include "moon/frames.h"
#include "scenario/maps/dem.h"
#include "scenario/maps/gdal_handles.h"
#include "unit/scenario/raster_fixture.h"

namespace farside::geotiff_test {
namespace {

const SiteOptions von_karman{};

float height_at(int column, int row) { return 0.5f * static_cast<float>(column) - 7.0f * static_cast<float>(row); }

class GeoTiffTest : public test::RasterTest {
 protected:
  static RasterPlace place(int columns, int rows, const SiteOptions& site = von_karman) {
    return {site, -0.5 * 0.25 * columns, 0.5 * 0.25 * rows, 0.25, columns, rows};
  }
  std::string write(const RasterPlace& where, Existing existing = Existing::refuse) const {
    const std::string file = path("a.tif");
    write_geotiff(
        file, existing, where,
        {{"height", "m", "height above the sphere"}, {"hazard", "1", "what breaks", {{"flag_masks", "1, 2"}}}},
        {{"case", "7"}}, [&](int first, int rows, const std::vector<float*>& bands) {
          for (int r = 0; r < rows; ++r) {
            for (int c = 0; c < where.columns; ++c) {
              const int i = r * where.columns + c;
              bands[0][i] = height_at(c, first + r);
              bands[1][i] = c == 3 ? std::numeric_limits<float>::quiet_NaN() : 2.0f;
            }
          }
        });
    return file;
  }
  static GdalDataset open(const std::string& file) {
    return GdalDataset(GDALDataset::Open(file.c_str(), GDAL_OF_RASTER | GDAL_OF_READONLY));
  }
};

TEST_F(GeoTiffTest, HoldsEveryPixelOfEveryBandWithItsNameAndUnit) {
  const GdalDataset d = open(write(place(300, 700)));  // eleven strips
  ASSERT_EQ(d->GetRasterCount(), 2);
  EXPECT_STREQ(d->GetMetadataItem("case"), "7");
  GDALRasterBand& height = *d->GetRasterBand(1);
  EXPECT_STREQ(height.GetDescription(), "height");
  EXPECT_STREQ(height.GetUnitType(), "m");
  EXPECT_STREQ(height.GetMetadataItem("long_name"), "height above the sphere");
  EXPECT_STREQ(d->GetRasterBand(2)->GetMetadataItem("flag_masks"), "1, 2");
  EXPECT_TRUE(std::isnan(height.GetNoDataValue()));
  std::vector<float> all(300 * 700), hazard(all.size());
  ASSERT_EQ(height.RasterIO(GF_Read, 0, 0, 300, 700, all.data(), 300, 700, GDT_Float32, 0, 0, nullptr), CE_None);
  ASSERT_EQ(d->GetRasterBand(2)->RasterIO(GF_Read, 0, 0, 300, 700, hazard.data(), 300, 700, GDT_Float32, 0, 0, nullptr),
            CE_None);
  for (int r = 0; r < 700; ++r) {
    for (int c = 0; c < 300; ++c) {
      const auto i = static_cast<std::size_t>(r * 300 + c);
      ASSERT_EQ(all[i], height_at(c, r));
      ASSERT_EQ(std::isnan(hazard[i]), c == 3);
    }
  }
}

TEST_F(GeoTiffTest, HasTheCloudOptimisedLayoutWithOverviewsOfPixelsThatAreThere) {
  const GdalDataset d = open(write(place(2048, 600)));
  EXPECT_STREQ(d->GetMetadataItem("LAYOUT", "IMAGE_STRUCTURE"), "COG");
  GDALRasterBand& band = *d->GetRasterBand(1);
  ASSERT_EQ(band.GetOverviewCount(), 3);  // to 256 pixels a side
  GDALRasterBand& quarter = *band.GetOverview(1);
  EXPECT_EQ(quarter.GetXSize(), 512);
  float value = 0.0f;
  ASSERT_EQ(quarter.RasterIO(GF_Read, 100, 50, 1, 1, &value, 1, 1, GDT_Float32, 0, 0, nullptr), CE_None);
  bool is_a_pixel = false;
  for (int c = 400; c < 404; ++c) {
    for (int r = 200; r < 204; ++r) is_a_pixel = is_a_pixel || value == height_at(c, r);
  }
  EXPECT_TRUE(is_a_pixel) << value;
}

// Where GDAL puts a pixel, through the Moon's common sphere, against the site's own frame.
void expect_right_places(const GdalDataset& d, const RasterPlace& where) {
  std::array<double, 6> g{};
  ASSERT_EQ(d->GetGeoTransform(g.data()), CE_None);
  OGRSpatialReference moon;
  ASSERT_EQ(moon.SetFromUserInput("+proj=longlat +R=1737400 +no_defs"), OGRERR_NONE);
  moon.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  const std::unique_ptr<OGRCoordinateTransformation> to_degrees(
      OGRCreateCoordinateTransformation(d->GetSpatialRef(), &moon));
  ASSERT_TRUE(to_degrees);
  const SiteFrame<double> frame = site_frame(where.site.lat_rad, where.site.lon_rad, where.site.elevation_m);
  for (const auto& [c, r] : {std::pair{0, 0}, std::pair{where.columns - 1, 0}, std::pair{0, where.rows - 1}}) {
    double lon = g[0] + (c + 0.5) * g[1] + (r + 0.5) * g[2], lat = g[3] + (c + 0.5) * g[4] + (r + 0.5) * g[5];
    EXPECT_EQ(lon, where.east_of_m(c));
    EXPECT_EQ(lat, where.north_of_m(r));
    ASSERT_TRUE(to_degrees->Transform(1, &lon, &lat));
    const double x = where.east_of_m(c) / frame.radius_m, y = where.north_of_m(r) / frame.radius_m;
    const Vec3<double> up_M = transposed_times(frame.R_LM, Vec3<double>{x, y, std::sqrt(1.0 - x * x - y * y)});
    const Vec3<double> gdal_M{std::cos(lat * unit::degree_rad) * std::cos(lon * unit::degree_rad),
                              std::cos(lat * unit::degree_rad) * std::sin(lon * unit::degree_rad),
                              std::sin(lat * unit::degree_rad)};
    // 1e-13 of longitude and latitude are 0.2 micrometres; the projection is inverted to some 1e-12
    EXPECT_LT(frame.radius_m * norm(gdal_M - up_M), 1e-6) << lat << " " << lon;
  }
}

TEST_F(GeoTiffTest, PlacesAreWhereTheSitesFrameHasThem) {
  const RasterPlace where{von_karman, 1200.0, -3300.0, 2.0, 400, 300};
  expect_right_places(open(write(where)), where);
}

TEST_F(GeoTiffTest, AtThePolesAtTheDateLineAndOnMountainsToo) {
  for (const double lat_deg : {90.0, -90.0, 0.0, 5.4}) {
    SiteOptions site;
    site.lat_rad = lat_deg * unit::degree_rad;
    site.lon_rad = 180.0 * unit::degree_rad;
    site.elevation_m = lat_deg == 5.4 ? 8600.0 : 1900.0;
    const RasterPlace where = place(400, 300, site);
    expect_right_places(open(write(where, Existing::replace)), where);
  }
}

// Above the sphere of the file's own projection, as programs for maps take it; the reader of maps says so, too.
TEST_F(GeoTiffTest, HeightsCountFromTheSphereThroughTheTarget) {
  write_geotiff(
      path("height.tif"), Existing::refuse, place(200, 200), {{"height", "m", "height"}}, {},
      [&](int, int rows, const std::vector<float*>& bands) { std::fill(bands[0], bands[0] + rows * 200, 2.0f); });
  try {
    load_dem({path("height.tif")}, von_karman);
    FAIL() << "taken for heights above 1737.4 km";
  } catch (const DataError& e) {
    EXPECT_NE(std::string(e.what()).find("gdal_translate -a_scale 1 -a_offset -5927 "), std::string::npos) << e.what();
  }
}

TEST_F(GeoTiffTest, AnExistingFileStaysAndNothingElseIsLeft) {
  write(place(40, 30));
  EXPECT_THROW(write(place(40, 30)), UsageError);
  write(place(80, 30), Existing::replace);
  EXPECT_EQ(open(path("a.tif"))->GetRasterXSize(), 80);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(path("")), {}), 1);
}

TEST_F(GeoTiffTest, AFailedWriteIsToldAndLeavesNothing) {
  const auto limited = [&](rlim_t bytes) {  // as a full disk
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    ::getrlimit(RLIMIT_FSIZE, &before);
    const rlimit small{bytes, before.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
    std::string told;
    try {
      write(place(600, 600));
    } catch (const StoreError& e) {
      told = e.what();
    }
    ::setrlimit(RLIMIT_FSIZE, &before);
    return told;
  };
  for (const rlim_t bytes : {0, 5000, 1000000}) {
    const std::string told = limited(bytes);
    EXPECT_EQ(told.find(path("a.tif") + ": could not write the file: "), 0u) << told;
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(path("")), {}), 0);
  }
}

TEST_F(GeoTiffTest, DriversThatReadAnythingAreGoneAfterwards) {
  write(place(40, 30));
  EXPECT_EQ(GetGDALDriverManager()->GetDriverByName("VRT"), nullptr);
  EXPECT_EQ(GetGDALDriverManager()->GetDriverByName("MEM"), nullptr);
  EXPECT_NE(GetGDALDriverManager()->GetDriverByName("GTiff"), nullptr);
}

TEST_F(GeoTiffTest, APngHoldsThePicture) {
  for (const int channels : {1, 3, 4}) {
    Picture picture{5, 4, channels};
    for (int i = 0; i < 20 * channels; ++i) picture.bytes.push_back(static_cast<std::uint8_t>(3 * i));
    write_png(path("a.png"), Existing::replace, picture);
    GDALAllRegister();
    const GdalDataset d = open(path("a.png"));
    ASSERT_TRUE(d);
    ASSERT_EQ(d->GetRasterCount(), channels);
    std::vector<std::uint8_t> read(picture.bytes.size());
    ASSERT_EQ(d->RasterIO(GF_Read, 0, 0, 5, 4, read.data(), 5, 4, GDT_Byte, channels, nullptr, channels, 5 * channels,
                          1, nullptr),
              CE_None);
    EXPECT_EQ(read, picture.bytes);
  }
  EXPECT_THROW(write_png(path("a.png"), Existing::refuse, {1, 1, 1, {0}}), UsageError);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(path("")), {}), 1);
}

}  // namespace

}  // namespace farside::geotiff_test
