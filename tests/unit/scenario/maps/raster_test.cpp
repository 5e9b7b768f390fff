#include "scenario/maps/raster.h"

#include <cmath>
#include <fstream>
#include <sstream>

#include "base/error.h"
#include "unit/reference_data.h"
#include "unit/scenario/raster_fixture.h"

namespace farside::raster_test {
using farside::test::RasterSpec;
using farside::test::RasterTest;
using farside::test::reference_file;

namespace {

double height_at(const Raster& raster, double lon_deg, double lat_deg, Interpolation interpolation) {
  const PixelPosition p = raster.locate(lon_deg, lat_deg);
  return raster.heights_m(std::span(&p, 1), interpolation)[0];
}

// The message of the DataError that opening gives.
std::string refusal(const std::string& path) {
  try {
    const Raster raster(path);
  } catch (const DataError& error) {
    return error.what();
  }
  return "";
}

RasterSpec region() {
  RasterSpec spec;
  spec.geotransform = {170.0, 0.5, 0.0, -40.0, 0.0, -0.5};
  spec.columns = 40;
  spec.rows = 30;
  return spec;
}
double tilted(double lon, double lat) { return 16.0 * lon + 32.0 * lat; }

TEST_F(RasterTest, ReproducesAPlaneBetweenItsPixels) {
  const Raster raster(make("a.tif", region(), tilted));
  for (double lon = 171.1; lon < 189.0; lon += 0.83) {
    for (const Interpolation i : {Interpolation::bilinear, Interpolation::bicubic}) {
      EXPECT_NEAR(height_at(raster, lon, -47.3, i), tilted(lon, -47.3),
                  1e-9);  // the place, 1e-13 deg, and sums of 2000 m
    }
  }
}

TEST_F(RasterTest, BicubicErrorFallsWithTheCubeOfThePixel) {
  auto wave = [](double lon, double lat) { return 500.0 * std::sin(0.9 * lon) * std::cos(0.7 * lat); };
  double error[2] = {0.0, 0.0};
  for (int k = 0; k < 2; ++k) {
    RasterSpec spec = region();
    if (k == 1) spec.geotransform = {170.0, 0.25, 0.0, -40.0, 0.0, -0.25}, spec.columns = 80, spec.rows = 60;
    const Raster raster(make("a.tif", spec, wave));
    for (double lon = 172.0; lon < 188.0; lon += 0.037) {
      const double lat = -42.0 - 0.6 * (lon - 172.0);
      error[k] = std::max(error[k], std::abs(height_at(raster, lon, lat, Interpolation::bicubic) - wave(lon, lat)));
    }
  }
  EXPECT_GT(error[0] / error[1], 7.0);  // 2^3 but for where the largest error lies
}

TEST_F(RasterTest, EndsAtTheOuterEdgeOfItsPixels) {
  const Raster raster(make("a.tif", region(), tilted));
  EXPECT_FALSE(std::isnan(height_at(raster, 170.01, -40.01, Interpolation::bicubic)));
  EXPECT_TRUE(std::isnan(height_at(raster, 169.99, -47.0, Interpolation::bicubic)));
  EXPECT_TRUE(std::isnan(height_at(raster, 180.0, -55.01, Interpolation::bicubic)));
  EXPECT_TRUE(std::isnan(height_at(raster, -10.0, -47.0, Interpolation::bicubic)));
}

TEST_F(RasterTest, LongitudesMayBeAWholeTurnAway) {
  RasterSpec spec = region();
  const Raster raster(make("a.tif", spec, tilted));
  EXPECT_NEAR(height_at(raster, -177.3, -47.3, Interpolation::bilinear), tilted(182.7, -47.3), 1e-9);
  spec.geotransform[0] = -190.0;
  const Raster west(make("b.tif", spec, tilted));
  EXPECT_NEAR(height_at(west, 177.3, -47.3, Interpolation::bilinear), tilted(-182.7, -47.3), 1e-9);
}

TEST_F(RasterTest, AMapAllAroundHasNoSeam) {
  auto wave = [](double lon, double lat) { return 1000.0 * std::cos(lon * 0.017453292519943295) + 10.0 * lat; };
  for (const double west : {0.0, -180.0}) {
    RasterSpec spec;
    spec.geotransform = {west, 1.0, 0.0, 90.0, 0.0, -1.0};
    spec.columns = 360;
    spec.rows = 180;
    const Raster raster(make("a.tif", spec, wave));
    for (const double lon : {-0.7, 0.0, 0.05, 0.6, 359.9, 179.6, 180.0, 180.3, -180.0}) {
      EXPECT_NEAR(height_at(raster, lon, 20.3, Interpolation::bicubic), wave(lon, 20.3),
                  1e-3);  // 1000 (pi / 180)^3 / 24 = 2e-4, float32
    }
  }
}

TEST_F(RasterTest, ProjectedMapsAreAskedByLatitudeAndLongitude) {
  // polar stereographic about the south pole: the distance from the pole is 2 R tan(colatitude / 2)
  RasterSpec spec;
  spec.srs = "+proj=stere +lat_0=-90 +lon_0=0 +R=1737400 +units=m +no_defs";
  spec.geotransform = {-50e3, 1e3, 0.0, 50e3, 0.0, -1e3};
  spec.columns = spec.rows = 100;
  const Raster raster(make("a.tif", spec, [](double x, double y) { return 0.0625 * x + 0.03125 * y; }));
  const double lat = -89.2, lon = 62.8, degree = 0.017453292519943295;
  const double s = 2 * 1737400.0 * std::tan(0.5 * (90.0 + lat) * degree);
  EXPECT_NEAR(height_at(raster, lon, lat, Interpolation::bicubic),
              0.0625 * s * std::sin(lon * degree) + 0.03125 * s * std::cos(lon * degree), 1e-3);
}

// 100 grads are 90 degrees; of a map in them, and of a projection of such places.
TEST_F(RasterTest, GradsAreNoDegrees) {
  const std::string grads =
      "GEOGCS[\"Moon\",DATUM[\"D_Moon_2000\",SPHEROID[\"Moon_2000_IAU_IAG\",1737400,0]],"
      "PRIMEM[\"Reference_Meridian\",0],UNIT[\"grad\",0.015707963267949]]";
  RasterSpec spec = region();
  spec.srs = grads;
  for (double& x : spec.geotransform) x /= 0.9;
  const Raster raster(make("a.tif", spec, [](double lon, double lat) { return tilted(0.9 * lon, 0.9 * lat); }));
  EXPECT_NEAR(height_at(raster, 180.25, -47.3, Interpolation::bilinear), tilted(180.25, -47.3), 1e-6);
  spec.srs = "PROJCS[\"Moon\"," + grads +
             ",PROJECTION[\"Equirectangular\"],PARAMETER[\"standard_parallel_1\",0],PARAMETER[\"central_meridian\",0],"
             "PARAMETER[\"false_easting\",0],PARAMETER[\"false_northing\",0],UNIT[\"metre\",1]]";
  const double degree_m = 1737400.0 * 0.017453292519943295;
  spec.geotransform = {170.0 * degree_m, 0.5 * degree_m, 0.0, -40.0 * degree_m, 0.0, -0.5 * degree_m};
  const Raster map(make("b.tif", spec, [&](double x, double y) { return tilted(x / degree_m, y / degree_m); }));
  EXPECT_NEAR(height_at(map, 180.25, -47.3, Interpolation::bilinear), tilted(180.25, -47.3), 1e-6);
}

TEST_F(RasterTest, PixelsWithoutDataStayWithoutHeight) {
  RasterSpec spec = region();
  spec.missing = -9999.0;
  const Raster raster(make("a.tif", spec, [](double lon, double lat) {
    return lon == 180.25 && lat == -47.25 ? -9999.0 : tilted(lon, lat);
  }));
  EXPECT_TRUE(std::isnan(height_at(raster, 180.25, -47.25, Interpolation::bicubic)));
  EXPECT_TRUE(std::isnan(height_at(raster, 180.6, -47.3, Interpolation::bicubic)));
  // beyond one pixel the bilinear form is left, which a plane doesn't tell from the bicubic
  EXPECT_NEAR(height_at(raster, 180.9, -47.3, Interpolation::bicubic), tilted(180.9, -47.3), 1e-9);
}

TEST_F(RasterTest, ScaleOffsetAndUnitAreHonoured) {
  RasterSpec spec = region();
  spec.type = GDT_Int16;
  spec.scale = 0.5;
  spec.offset = 12.0;
  EXPECT_NEAR(height_at(Raster(make("a.tif", spec, [](double, double) { return 301.0; })), 180.0, -47.0,
                        Interpolation::bicubic),
              162.5, 1e-9);
  spec.offset = 1737400.0;  // values are radii
  EXPECT_NEAR(height_at(Raster(make("b.tif", spec, [](double, double) { return -301.0; })), 180.0, -47.0,
                        Interpolation::bicubic),
              -150.5, 1e-9);
  spec = region();
  spec.unit = "km";
  EXPECT_NEAR(
      height_at(Raster(make("c.tif", spec, [](double, double) { return 1.25; })), 180.0, -47.0, Interpolation::bicubic),
      1250.0, 1e-9);
  spec = region();
  spec.offset = 1737.4;  // radii in kilometres, whatever the unit says
  EXPECT_NEAR(
      height_at(Raster(make("d.tif", spec, [](double, double) { return -1.5; })), 180.0, -47.0, Interpolation::bicubic),
      -1500.0, 1e-6);
}

TEST_F(RasterTest, RefusesWhatItCannotUseAndSaysWhatToDo) {
  EXPECT_NE(refusal(path("none.tif")).find(path("none.tif") + ": can't be read: no such file; check its path"),
            std::string::npos);

  std::ofstream(path("text.tif")) << "not a raster";
  EXPECT_NE(refusal(path("text.tif")).find("not a raster that can be read"), std::string::npos);
  EXPECT_NE(refusal(path("text.tif")).find("gdal_translate"), std::string::npos);

  RasterSpec spec = region();
  spec.srs = "";
  EXPECT_NE(refusal(make("a.tif", spec, tilted)).find("not georeferenced; give it"), std::string::npos);
  spec = region();
  spec.geotransform = {};
  EXPECT_NE(refusal(make("b.tif", spec, tilted)).find("not georeferenced; give it"), std::string::npos);
  spec = region();
  spec.srs = "+proj=longlat +R=3396190 +no_defs";
  EXPECT_NE(refusal(make("c.tif", spec, tilted))
                .find("not a map of the Moon's sphere of 1737400 m: its body has the radii 3396190 m"),
            std::string::npos);
  spec.srs = "EPSG:4326";
  EXPECT_NE(refusal(make("d.tif", spec, tilted)).find("6378137 m and 6356752 m"), std::string::npos);
  spec = region();
  spec.unit = "furlong";
  EXPECT_NE(refusal(make("e.tif", spec, tilted)).find("unit 'furlong'"), std::string::npos);
}

TEST_F(RasterTest, RowsMayRunNorthAndColumnsWest) {
  RasterSpec spec = region();
  spec.geotransform = {190.0, -0.5, 0.0, -55.0, 0.0, 0.5};
  const Raster raster(make("a.tif", spec, tilted));
  EXPECT_NEAR(height_at(raster, 180.3, -47.3, Interpolation::bicubic), tilted(180.3, -47.3), 1e-9);
  EXPECT_NEAR(height_at(raster, -172.4, -54.9, Interpolation::bilinear), tilted(187.6, -54.75),
              1e-9);  // beyond the last centre it is level
}

TEST_F(RasterTest, ATurnedMapIsAskedByLatitudeAndLongitude) {
  RasterSpec spec = region();
  spec.type = GDT_Float64;
  spec.geotransform = {180.0, 0.3, 0.4, -40.0, 0.4, -0.3};  // pixels of half a degree, turned by 53 degrees
  const Raster raster(make("a.tif", spec, tilted));
  EXPECT_NEAR(height_at(raster, 185.7, -40.9, Interpolation::bicubic), tilted(185.7, -40.9), 1e-9);
}

TEST_F(RasterTest, PixelsThatArePointsStandWhereTheyAre) {
  RasterSpec spec = region();
  const std::string file = change(make("a.tif", spec, [](double, double) { return 0.0; }), [](GDALDataset& d) {
    d.SetMetadataItem(GDALMD_AREA_OR_POINT,
                      GDALMD_AOP_POINT);  // GDAL moves what the file says by half a pixel, and back
    for (int r = 0; r < 30; ++r) {
      for (int c = 0; c < 40; ++c) {
        double h = tilted(170.25 + 0.5 * c, -40.25 - 0.5 * r);
        EXPECT_EQ(d.GetRasterBand(1)->RasterIO(GF_Write, c, r, 1, 1, &h, 1, 1, GDT_Float64, 0, 0, nullptr), CE_None);
      }
    }
  });
  EXPECT_NEAR(height_at(Raster(file), 180.3, -47.3, Interpolation::bicubic), tilted(180.3, -47.3), 1e-9);
}

TEST_F(RasterTest, PlacesInDegreesLieOnTheSphere) {
  RasterSpec spec = region();
  spec.geotransform = {-500.0, 5.0, 0.0, 500.0, 0.0, -5.0};
  EXPECT_NE(refusal(make("a.tif", spec, tilted))
                .find("its coordinate system is in degrees, and its place is not: latitude 350 to 500"),
            std::string::npos);
  spec.geotransform = {-200.0, 10.0, 0.0, 40.0, 0.0, -1.0};  // more than a turn
  EXPECT_NE(refusal(make("b.tif", spec, tilted)).find("longitude -200 to 200"), std::string::npos);
  spec.geotransform = {-40.0, 0.5, 0.0, 175.0, 0.0, -0.5};
  EXPECT_NE(refusal(make("d.tif", spec, tilted)).find("are they exchanged? give it its place: gdal_translate -a_ullr"),
            std::string::npos);
  spec.geotransform = {-180.5, 9.0, 0.0,
                       90.1,   0.0, -6.01};  // grids of whole degrees often reach half a pixel beyond the pole
  EXPECT_EQ(refusal(make("c.tif", spec, [](double, double) { return 0.0; })), "");
}

TEST_F(RasterTest, RefusesFormatsThatPointElsewhere) {
  const std::string target = make("a.tif", region(), tilted);
  std::ofstream(path("b.vrt"))
      << "<VRTDataset rasterXSize=\"40\" rasterYSize=\"30\"><VRTRasterBand dataType=\"Float32\" "
         "band=\"1\"><SimpleSource>"
      << "<SourceFilename>" << target
      << "</SourceFilename><SourceBand>1</SourceBand></SimpleSource></VRTRasterBand></VRTDataset>";
  EXPECT_NE(refusal(path("b.vrt")).find("not a raster that can be read"), std::string::npos);
}

TEST_F(RasterTest, RefusesValuesThatAreNoHeights) {
  const Raster raster(make("a.tif", region(), [](double, double) { return 1737900.0; }));
  EXPECT_THROW(height_at(raster, 180.0, -47.0, Interpolation::bilinear), DataError);
}

// A raster cut short on the disk.
TEST_F(RasterTest, ReportsAFileThatCannotBeReadToItsEnd) {
  RasterSpec spec = region();
  const std::string file = make("a.tif", spec, tilted);
  std::filesystem::resize_file(file, std::filesystem::file_size(file) - 2000);
  EXPECT_THROW({ height_at(Raster(file), 180.0, -54.9, Interpolation::bilinear); }, DataError);
}

TEST(RasterReference, GivesTheCheckpointsOfLdem4) {
  const std::string label = reference_file("data/dem/LDEM_4.LBL"),
                    points = reference_file("data/dem/ldem4_checkpoints.csv");
  if (label.empty() || points.empty()) GTEST_SKIP() << "reference data not there; set FARSIDE_SHARED";
  const Raster by_label(label), by_image(reference_file("data/dem/LDEM_4.IMG"));
  std::ifstream file(points);
  int count = 0;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#' || line.rfind("name,", 0) == 0) continue;
    std::vector<std::string> cells;
    std::stringstream cut(line);
    for (std::string cell; std::getline(cut, cell, ',');) cells.push_back(cell);
    if (line.back() == ',') cells.emplace_back();
    ASSERT_GE(cells.size(), 8U);
    const auto* tail = &cells[cells.size() - 8];  // counted from the end: a name may hold a comma
    const double lat = std::stod(tail[1]), lon = std::stod(tail[2]), expected = std::stod(tail[4]);
    // the label rounds the pixel to 7580.84 m, 0.2 mm too much a pixel: 2e-4 of a pixel at the map's ends, where
    // heights differ by less than 1000 m from pixel to pixel
    EXPECT_NEAR(height_at(by_label, lon, lat, Interpolation::bilinear), expected, 0.2) << cells[0];
    EXPECT_EQ(height_at(by_image, lon, lat, Interpolation::bilinear),
              height_at(by_label, lon, lat, Interpolation::bilinear))
        << cells[0];
    ++count;
  }
  EXPECT_EQ(count, 21);
}

}  // namespace

}  // namespace farside::raster_test
