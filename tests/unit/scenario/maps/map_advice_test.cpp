// What messages advise is done, and the map is then flown over, its ground where it was.
#include "scenario/maps/map_advice.h"

#include <cmath>
#include <cstdlib>

#include "base/error.h"
#include "scenario/maps/raster.h"
#include "unit/scenario/raster_fixture.h"

namespace farside::map_advice_test {
using farside::test::RasterSpec;
using farside::test::RasterTest;

namespace {

constexpr double degree = 0.017453292519943295, radius = 1737400.0;

// Pixels of 152 m; heights whose slope of 1 in 5 shows a shift by half a pixel as 15 m.
RasterSpec region() {
  RasterSpec spec;
  spec.geotransform = {177.0, 0.005, 0.0, -45.0, 0.0, -0.005};
  spec.columns = spec.rows = 200;
  return spec;
}
double relief(double lon, double lat) { return -5900.0 + 6000.0 * (lat + 45.5) - 4000.0 * (lon - 177.5); }

double height_at(const Raster& raster, double lon, double lat) {
  const PixelPosition p = raster.locate(lon, lat);
  return raster.heights_m(std::span(&p, 1), Interpolation::bicubic)[0];
}

class MapAdviceTest : public RasterTest {
 protected:
  void SetUp() override {
    RasterTest::SetUp();
    for (const char* tool : {"gdal_translate", "gdalwarp"}) {
      if (std::system((std::string("command -v ") + tool + " >/dev/null").c_str()) != 0)
        GTEST_SKIP() << tool << " is not there (gdal-bin)";
    }
  }

  // Does what the map is refused with. The advised command is the end of the message, from "gdal" on.
  std::string follow_advice(const std::string& file) const {
    std::string message;
    try {
      height_at(Raster(file), 177.5, -45.5);
    } catch (const DataError& e) {
      message = e.what();
    }
    const std::size_t begin = message.find(": gdal");
    EXPECT_NE(begin, message.npos) << "no command in: " << message;
    if (begin == message.npos) return file;
    EXPECT_EQ(std::system(("{ " + message.substr(begin + 2) + "; } >" + path("told") + " 2>&1").c_str()), 0) << message;
    return file.substr(0, file.rfind('.')) + "_moon.tif";
  }

  // Heights as the relief has them, higher by `raised_m`.
  void expect_the_ground(const std::string& file, double raised_m = 0.0, double tolerance_m = 1.0) const {
    const Raster raster(file);
    for (const auto& [lon, lat] : {std::pair{177.5, -45.5}, std::pair{177.1234, -45.7}, std::pair{177.8, -45.2345}})
      EXPECT_NEAR(height_at(raster, lon, lat), relief(lon, lat) + raised_m, tolerance_m) << lon << ' ' << lat;
  }
};

TEST_F(MapAdviceTest, HeightsAboveAnotherSphereAreRaised) {
  RasterSpec spec = region();
  spec.srs = "+proj=longlat +R=1738000 +no_defs";
  expect_the_ground(follow_advice(make("a.tif", spec, relief)), 600.0, 1e-3);  // the pixels stay
  spec.unit = "km";
  spec.scale = 0.5;
  expect_the_ground(follow_advice(make("b.tif", spec, [](double x, double y) { return relief(x, y) / 500.0; })), 600.0,
                    1e-3);
}

TEST_F(MapAdviceTest, AProjectionOfAnotherSphereIsUndone) {
  RasterSpec spec = region();
  spec.srs = "+proj=eqc +lat_ts=-45 +lon_0=177 +R=1738000 +units=m +no_defs";
  const double east = 1738000.0 * std::cos(45.0 * degree) * degree, north = 1738000.0 * degree;  // metres a degree
  spec.geotransform = {0.0, 0.005 * east, 0.0, -45.0 * north, 0.0, -0.005 * north};
  spec.type = GDT_Int16;  // whole metres, and the relief is a plane
  spec.scale = 0.5;
  const auto stored = [&](double x, double y) { return std::nearbyint(2.0 * relief(177.0 + x / east, y / north)); };
  expect_the_ground(follow_advice(make("a.tif", spec, stored)), 600.0);
}

// gdalwarp makes 0 of what it knows nothing of, unless it is told otherwise.
TEST_F(MapAdviceTest, WarpingLeavesNoDataWithoutAHeight) {
  RasterSpec spec = region();
  spec.srs = "+proj=stere +lat_0=-90 +lon_0=0 +R=1738000 +units=m +no_defs";  // turned by 177 degrees
  spec.geotransform = {0.0, 200.0, 0.0, -1250e3, 0.0, -200.0};
  const Raster raster(
      follow_advice(change(make("a.tif", spec, [](double, double) { return -1234.0; }), [](GDALDataset& dataset) {
        EXPECT_EQ(dataset.CreateMaskBand(GMF_PER_DATASET), CE_None);
        fill(*dataset.GetRasterBand(1)->GetMaskBand(),
             [](int column, int row) { return column < 80 || row < 80 ? 255 : 0; });
      })));
  int with = 0, without = 0;
  for (double x = -2e3; x < 42e3; x += 1000.0) {
    for (double y = -1291e3; y < -1249e3; y += 1000.0) {
      const double s = std::hypot(x, y), lat = 2.0 * std::atan(s / (2.0 * 1738e3)) / degree - 90.0,
                   lon = std::atan2(x, y) / degree;
      const double h = height_at(raster, lon, lat);
      const bool inside = x > 600.0 && y < -1250.6e3 && x < 39.4e3 && y > -1289.4e3,
                 masked = x > 15.4e3 && y < -1265.4e3;
      (std::isnan(h) ? without : with)++;
      // a cubic wants two pixels on every side
      if (inside && !masked) {
        EXPECT_FALSE(std::isnan(h)) << x << ' ' << y;
      }
      if (!std::isnan(h)) {
        EXPECT_NEAR(h, -634.0, 1e-3) << x << ' ' << y;
      }
    }
  }
  EXPECT_GT(with, 500);
  EXPECT_GT(without, 500);
}

TEST_F(MapAdviceTest, TheMoonUnderAnEarthlyLabelIsToldSo) {
  RasterSpec spec = region();
  spec.srs = "EPSG:4326";
  expect_the_ground(follow_advice(make("a.tif", spec, relief)), 0.0, 1e-3);
}

TEST_F(MapAdviceTest, AnotherMeridianIsTurnedBack) {
  RasterSpec spec = region();
  spec.srs = "+proj=longlat +R=1737400 +pm=7.1234 +no_defs";
  spec.geotransform[0] -= 7.1234;
  expect_the_ground(follow_advice(make("a.tif", spec, [](double x, double y) { return relief(x + 7.1234, y); })));
}

TEST_F(MapAdviceTest, LongitudesToTheWestGetTheirCentre) {
  std::string heights;
  for (int r = 0; r < 100; ++r) {
    for (int c = 0; c < 100; ++c) {
      const float h = static_cast<float>(relief(177.0 + 0.01 * (c + 0.5), -45.0 - 0.01 * (r + 0.5)) / 1000.0);
      heights.append(reinterpret_cast<const char*>(&h), sizeof h);
    }
  }
  write_text("a.img", heights);
  // the projection's centre, 171 W, is 12 degrees east of the map's first pixel
  expect_the_ground(follow_advice(write_text(
      "a.lbl",
      "PDS_VERSION_ID = PDS3\nRECORD_TYPE = FIXED_LENGTH\nRECORD_BYTES = 400\nFILE_RECORDS = 100\n^IMAGE = \"a.img\"\n"
      "OBJECT = IMAGE\nLINES = 100\nLINE_SAMPLES = 100\nBANDS = 1\nSAMPLE_TYPE = PC_REAL\nSAMPLE_BITS = 32\n"
      "UNIT = KILOMETER\nEND_OBJECT = IMAGE\nOBJECT = IMAGE_MAP_PROJECTION\nMAP_PROJECTION_TYPE = \"SIMPLE "
      "CYLINDRICAL\"\nA_AXIS_RADIUS = 1737.4 <KM>\nB_AXIS_RADIUS = 1737.4 <KM>\nC_AXIS_RADIUS = 1737.4 <KM>\n"
      "CENTER_LATITUDE = 0.0\n"
      "CENTER_LONGITUDE = 171.0\nPOSITIVE_LONGITUDE_DIRECTION = WEST\nMAP_SCALE = 0.303233504 <KM/PIXEL>\n"
      "MAP_RESOLUTION = 100.0 <PIX/DEG>\nLINE_PROJECTION_OFFSET = -4500.5\nSAMPLE_PROJECTION_OFFSET = 1199.5\n"
      "END_OBJECT = IMAGE_MAP_PROJECTION\nEND\n")));
}

TEST_F(MapAdviceTest, AMapWithoutAPlaceGetsOne) {
  RasterSpec spec = region();
  spec.srs = "";
  spec.geotransform = {};
  const Raster raster(follow_advice(make("a.tif", spec, [](double, double) { return -1234.0; })));
  EXPECT_NEAR(height_at(raster, 177.001, -45.001), -1234.0, 1e-9);  // the place of the example
  EXPECT_TRUE(std::isnan(height_at(raster, 176.999, -45.001)));
}

TEST_F(MapAdviceTest, AMapWithAPlaceKeepsIt) {
  RasterSpec spec = region();
  spec.srs = "";
  expect_the_ground(follow_advice(make("a.tif", spec, relief)), 0.0, 1e-3);
}

TEST_F(MapAdviceTest, FeetBecomeMetres) {
  RasterSpec spec = region();
  spec.unit = "foot";
  expect_the_ground(follow_advice(make("a.tif", spec, [](double x, double y) { return relief(x, y) / 0.3048; })), 0.0,
                    1e-2);
}

TEST_F(MapAdviceTest, AWrongUnitIsTakenAway) {
  RasterSpec spec = region();
  spec.unit = "unknown";
  expect_the_ground(follow_advice(make("it's a map.tif", spec, relief)), 0.0, 1e-3);
}

TEST_F(MapAdviceTest, RadiiBecomeHeights) {
  RasterSpec spec = region();
  spec.type = GDT_Float64;
  expect_the_ground(follow_advice(make("a.tif", spec, [](double x, double y) { return relief(x, y) + radius; })), 0.0,
                    1e-3);
}

TEST_F(MapAdviceTest, CountsOfHalfAMetreGetTheirScale) {
  expect_the_ground(follow_advice(make("a.tif", region(), [](double x, double y) { return 2.0 * relief(x, y); })), 0.0,
                    1e-2);
}

TEST_F(MapAdviceTest, NoDataIsDeclared) {
  for (const double missing : {-9999.0, -3.4028234663852886e38}) {
    const auto holed = [&](double x, double y) {
      return std::hypot(x - 177.5, y + 45.5) < 0.02 ? missing : relief(x, y);
    };
    const Raster raster(follow_advice(make("a.tif", region(), holed)));
    EXPECT_TRUE(std::isnan(height_at(raster, 177.5, -45.5)));
    EXPECT_NEAR(height_at(raster, 177.1234, -45.7), relief(177.1234, -45.7), 1e-2);
  }
}

TEST_F(MapAdviceTest, OneBandIsChosen) {
  RasterSpec spec = region();
  spec.bands = 3;
  expect_the_ground(follow_advice(make("a.tif", spec, relief)), 0.0, 1e-3);
}

TEST_F(MapAdviceTest, EightBitsGetAScale) {
  RasterSpec spec = region();
  spec.type = GDT_Byte;
  const Raster raster(follow_advice(make("a.tif", spec, [](double, double) { return 10.0; })));
  EXPECT_EQ(height_at(raster, 177.5, -45.5), -5800.0);
}

TEST_F(MapAdviceTest, MetresThatAreCalledDegreesAreToldSo) {
  RasterSpec spec = region();
  const double m = radius * degree;  // a degree on the sphere
  spec.geotransform = {177.0 * m, 0.005 * m, 0.0, -45.0 * m, 0.0, -0.005 * m};
  expect_the_ground(follow_advice(make("a.tif", spec, [&](double x, double y) { return relief(x / m, y / m); })), 0.0,
                    1e-2);
}

TEST(ShellWord, IsOneWord) {
  EXPECT_EQ(shell_word("maps/a.tif"), "maps/a.tif");
  EXPECT_EQ(shell_word("it's a map"), "'it'\\''s a map'");
  EXPECT_EQ(shell_word(""), "''");
  EXPECT_EQ(shell_word("$HOME"), "'$HOME'");
}

}  // namespace

}  // namespace farside::map_advice_test
