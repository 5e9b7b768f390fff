#include "scenario/maps/map_values.h"

#include <bit>
#include <cmath>

#include "base/error.h"
#include "scenario/input_files.h"
#include "scenario/maps/raster.h"
#include "unit/scenario/raster_fixture.h"

namespace farside::map_values_test {
using farside::test::RasterSpec;
using farside::test::RasterTest;

namespace {

constexpr int side = 16;

// 1 degree in pixels of 1/16: 170 to 171 E, -40 to -41 N.
RasterSpec region() {
  RasterSpec spec;
  spec.geotransform = {170.0, 0.0625, 0.0, -40.0, 0.0, -0.0625};
  spec.columns = spec.rows = side;
  return spec;
}

std::function<double(double, double)> everywhere(double value) {
  return [value](double, double) { return value; };
}

double height_at(const std::string& file, double lon_deg, double lat_deg = -40.5) {
  const Raster raster(file);
  const PixelPosition p = raster.locate(lon_deg, lat_deg);
  return raster.heights_m(std::span(&p, 1), Interpolation::bilinear)[0];
}

// What the map is refused for, opened or read.
std::string refusal(const std::string& file) {
  try {
    height_at(file, 170.5);
  } catch (const DataError& e) {
    return e.what();
  }
  return "accepted";
}

void expect_refused(const std::string& file, const std::string& why) {
  EXPECT_NE(refusal(file).find(file + ": " + why), std::string::npos) << refusal(file);
}

int west_half(int column, int) { return column < side / 2 ? 255 : 0; }

// The east half is masked, and 0 beneath the mask.
void expect_east_without_data(const std::string& file) {
  EXPECT_EQ(height_at(file, 170.25), 800.0);
  EXPECT_TRUE(std::isnan(height_at(file, 170.75))) << file;
}
double heights_in_the_west(double lon, double) { return lon < 170.5 ? 800.0 : 0.0; }

class MapValuesTest : public RasterTest {
 protected:
  std::string masked(const std::string& name, const char* internal) const {
    RasterSpec spec = region();
    spec.missing = 12345.0;  // which GDAL passes over where there is a mask
    return change(make(name, spec, heights_in_the_west), [&](GDALDataset& dataset) {
      CPLSetThreadLocalConfigOption("GDAL_TIFF_INTERNAL_MASK", internal);
      EXPECT_EQ(dataset.CreateMaskBand(GMF_PER_DATASET), CE_None);
      CPLSetThreadLocalConfigOption("GDAL_TIFF_INTERNAL_MASK", nullptr);
      fill(*dataset.GetRasterBand(1)->GetMaskBand(), west_half);
    });
  }

  // A map of PDS3 in degrees of 1/16 about the same place, its pixels in a.img.
  std::string pds3(const std::string& image_keywords, const std::string& pixels,
                   const std::string& map_keywords = "") const {
    write_text("a.img", pixels);
    return write_text(
        "a.lbl",
        "PDS_VERSION_ID = PDS3\nRECORD_TYPE = FIXED_LENGTH\nRECORD_BYTES = 16\nFILE_RECORDS = 64\n^IMAGE = "
        "\"a.img\"\nOBJECT = IMAGE\nLINES = 16\nLINE_SAMPLES = 16\nBANDS = 1\n" +
            image_keywords +
            "END_OBJECT = IMAGE\nOBJECT = IMAGE_MAP_PROJECTION\nMAP_PROJECTION_TYPE = \"SIMPLE CYLINDRICAL\"\n"
            "A_AXIS_RADIUS = 1737.4 <KM>\nB_AXIS_RADIUS = 1737.4 <KM>\nC_AXIS_RADIUS = 1737.4 <KM>\nCENTER_LATITUDE = "
            "0.0\n" +
            (map_keywords.empty() ? "CENTER_LONGITUDE = 180.0\n" : map_keywords) +
            "MAP_SCALE = 1.895209402 <KM/PIXEL>\nMAP_RESOLUTION = 16.0 <PIX/DEG>\nLINE_PROJECTION_OFFSET = -640.5\n"
            "SAMPLE_PROJECTION_OFFSET = 159.5\nEND_OBJECT = IMAGE_MAP_PROJECTION\nEND\n");
  }
};

const char* const moon_degrees =
    "GEOGCS[\"Moon\",DATUM[\"D_Moon\",SPHEROID[\"Moon\",1737400,0]],PRIMEM[\"Reference_Meridian\",0],"
    "UNIT[\"Degree\",0.0174532925199433]]";

// 16 x 16 numbers of some bytes each, least or most significant first.
std::string pixels(std::uint32_t bits, int bytes, bool least_first = true) {
  std::string all;
  for (int i = 0; i < side * side; ++i) {
    for (int b = 0; b < bytes; ++b) all += static_cast<char>(bits >> (8 * (least_first ? b : bytes - 1 - b)));
  }
  return all;
}

TEST_F(MapValuesTest, AMaskInsideTheFileIsHonoured) { expect_east_without_data(masked("a.tif", "YES")); }

TEST_F(MapValuesTest, AMaskBesideTheFileIsHonouredAndCounts) {
  const std::string file = masked("a.tif", "NO");
  ASSERT_TRUE(std::filesystem::exists(file + ".msk"));
  expect_east_without_data(file);
  const std::vector<InputFile> listed = map_files("a.tif", file);
  ASSERT_EQ(listed.size(), 2u);
  EXPECT_EQ(listed[1].name, "a.tif.msk");
}

TEST_F(MapValuesTest, AMaskThatCannotBeReadIsNoMap) {
  const std::string file = make("a.tif", region(), everywhere(800.0));
  write_text("a.tif.msk", "no raster");
  expect_refused(file, "its mask " + file + ".msk can't be read; mend it, or take it away");
}

TEST_F(MapValuesTest, AnAlphaBandIsAMask) {
  for (const GDALDataType type : {GDT_UInt16, GDT_Float32}) {  // GDAL takes the second for no mask
    RasterSpec spec = region();
    spec.bands = 2;
    spec.type = type;
    expect_east_without_data(change(make("a.tif", spec, heights_in_the_west), [](GDALDataset& dataset) {
      dataset.GetRasterBand(2)->SetColorInterpretation(GCI_AlphaBand);
      fill(*dataset.GetRasterBand(2), west_half);
    }));
  }
}

TEST_F(MapValuesTest, NoDataHoldsBesideAMask) {
  RasterSpec spec = region();
  spec.missing = -9999.0;
  const std::string file = change(make("a.tif", spec, [](double lon, double) { return lon < 170.5 ? 800.0 : -9999.0; }),
                                  [](GDALDataset& dataset) {
                                    CPLSetThreadLocalConfigOption("GDAL_TIFF_INTERNAL_MASK", "YES");
                                    EXPECT_EQ(dataset.CreateMaskBand(GMF_PER_DATASET), CE_None);
                                    CPLSetThreadLocalConfigOption("GDAL_TIFF_INTERNAL_MASK", nullptr);
                                    fill(*dataset.GetRasterBand(1)->GetMaskBand(), [](int, int) { return 255; });
                                  });
  expect_east_without_data(file);
}

TEST_F(MapValuesTest, NoDataIsWhatItIsInAPixelOfFourBytes) {
  for (const char* missing : {"-9999.9", "-1e32", "-3.4028226550889044e38"}) {  // none is a float
    write_text("a.prj", moon_degrees);
    write_text(
        "a.hdr",
        std::string(
            "ncols 16\nnrows 16\nxllcorner 170\nyllcorner -41\ncellsize 0.0625\nbyteorder LSBFIRST\nNODATA_value ") +
            missing);
    const std::string file = write_text("a.flt", pixels(std::bit_cast<std::uint32_t>(std::stof(missing)), 4));
    EXPECT_TRUE(std::isnan(height_at(file, 170.5))) << missing;
  }
}

TEST_F(MapValuesTest, NoDataThatIsNotDeclaredIsNoHeight) {
  for (const double missing : {-9999.0, -32768.0, -3.4028234663852886e38, std::numeric_limits<double>::infinity()}) {
    const std::string file = make("a.tif", region(), everywhere(missing));
    expect_refused(file, "its pixel in column 6 and row 6 has the value ");
    EXPECT_NE(refusal(file).find("if it stands for no data, say so: gdal_translate -a_nodata "), std::string::npos)
        << refusal(file);
  }
}

TEST_F(MapValuesTest, PartsThatWereNeverWrittenAreNoGround) {
  const std::string file = make("a.tif", region(), everywhere(800.0));
  const auto half_written = [&](const char* missing) {
    GDALDataset* const whole = GDALDataset::Open(file.c_str());
    char** options = CSLSetNameValue(CSLSetNameValue(nullptr, "SPARSE_OK", "YES"), "BLOCKYSIZE", "4");
    GDALDataset* const dataset = GetGDALDriverManager()->GetDriverByName("GTiff")->Create(
        path("b.tif").c_str(), side, side, 1, GDT_Float32, options);
    CSLDestroy(options);
    std::array<double, 6> place = region().geotransform;
    dataset->SetGeoTransform(place.data());
    dataset->SetSpatialRef(whole->GetSpatialRef());
    if (missing != nullptr) dataset->GetRasterBand(1)->SetNoDataValue(CPLAtof(missing));
    std::vector<float> heights(side * 8, 800.0F);
    EXPECT_EQ(dataset->GetRasterBand(1)->RasterIO(GF_Write, 0, 0, side, 8, heights.data(), side, 8, GDT_Float32, 0, 0,
                                                  nullptr),
              CE_None);
    GDALClose(dataset);
    GDALClose(whole);
    return path("b.tif");
  };
  expect_refused(half_written(nullptr), "has parts that were never written, and that read as 0; write it anew");
  const std::string declared = half_written("-9999");
  EXPECT_EQ(height_at(declared, 170.5, -40.25), 800.0);
  EXPECT_TRUE(std::isnan(height_at(declared, 170.5, -40.75)));
}

TEST_F(MapValuesTest, CountsOfHalfAMetreWantTheirScale) {
  const std::string file = make("a.tif", region(), everywhere(-11854.0));
  EXPECT_NE(refusal(file).find("counts of half a metre, as LOLA's integers are, say so: gdal_translate -a_scale 0.5"),
            std::string::npos)
      << refusal(file);
}

TEST_F(MapValuesTest, RadiiAreTakenForHeightsNowhere) {
  const std::string file = make("a.tif", region(), everywhere(1738200.0));
  EXPECT_NE(refusal(file).find("is a radius and no height above the sphere of 1737.4 km; take the sphere's off: "
                               "gdal_translate -a_scale 1 -a_offset -1737400 "),
            std::string::npos)
      << refusal(file);
}

TEST_F(MapValuesTest, PicturesAreNoHeights) {
  RasterSpec spec = region();
  spec.type = GDT_Byte;
  expect_refused(make("hillshade.tif", spec, everywhere(180.0)),
                 "has values from 0 to 255 without a scale, as a hillshade");
  const std::string palette = make("palette.tif", spec, everywhere(0.0));
  GDALDriver* const driver = GetGDALDriverManager()->GetDriverByName("GTiff");
  char** options = CSLSetNameValue(nullptr, "PHOTOMETRIC", "PALETTE");
  GDALDataset* const dataset = driver->Create(palette.c_str(), side, side, 1, GDT_Byte, options);
  CSLDestroy(options);
  GDALColorTable colours;
  const GDALColorEntry red{255, 0, 0, 255};
  colours.SetColorEntry(1, &red);
  dataset->GetRasterBand(1)->SetColorTable(&colours);
  GDALClose(dataset);
  expect_refused(palette, "is a picture (its values stand for a palette's colours)");
  spec.bands = 3;
  expect_refused(change(make("rgb.tif", spec, everywhere(100.0)),
                        [](GDALDataset& d) { d.GetRasterBand(1)->SetColorInterpretation(GCI_RedBand); }),
                 "is a picture (its first band is of the kind Red)");
}

TEST_F(MapValuesTest, EightBitsWithAScaleAreHeights) {
  RasterSpec spec = region();
  spec.type = GDT_Byte;
  spec.scale = 20.0;
  spec.offset = -6000.0;
  EXPECT_EQ(height_at(make("a.tif", spec, everywhere(10.0)), 170.5), -5800.0);
}

TEST_F(MapValuesTest, SeveralBandsAreAQuestion) {
  RasterSpec spec = region();
  spec.bands = 2;
  expect_refused(make("a.tif", spec, everywhere(800.0)),
                 "has 2 bands; choose the one of the heights: gdal_translate -b 1 ");
}

TEST_F(MapValuesTest, ComplexNumbersAreNoHeights) {
  RasterSpec spec = region();
  spec.type = GDT_CFloat32;
  expect_refused(make("a.tif", spec, everywhere(800.0)),
                 "its values are complex numbers (CFloat32), and heights are not");
}

TEST_F(MapValuesTest, UnitsAreThoseOfHeights) {
  RasterSpec spec = region();
  for (const char* kilometre : {"km", "Kilometre", "KILOMETER", "kilometers"}) {
    spec.unit = kilometre;
    EXPECT_EQ(height_at(make("a.tif", spec, everywhere(0.5)), 170.5), 500.0) << kilometre;
  }
  for (const char* metre : {"m", "metre", "METERS"}) {
    spec.unit = metre;
    EXPECT_EQ(height_at(make("b.tif", spec, everywhere(0.5)), 170.5), 0.5) << metre;
  }
  spec.unit = "foot";
  expect_refused(
      make("c.tif", spec, everywhere(800.0)),
      "its heights are in the unit 'foot'; make metres of them: gdal_translate -a_scale 0.3048 -a_offset 0 ");
  spec.unit = "degree";
  expect_refused(make("d.tif", spec, everywhere(8.0)), "its unit 'degree' is none of heights (m, km)");
}

TEST_F(MapValuesTest, AScaleOfNothingIsRefused) {
  const std::string file =
      change(make("a.tif", region(), everywhere(800.0)), [](GDALDataset& d) { d.GetRasterBand(1)->SetScale(0.0); });
  expect_refused(file, "its scale of 0 and its offset of 0 make no heights");
}

TEST_F(MapValuesTest, ThePds3UnitIsHonoured) {
  const std::string half = pixels(0x3F000000, 4), reals = "SAMPLE_TYPE = PC_REAL\nSAMPLE_BITS = 32\n";  // 0.5
  EXPECT_EQ(height_at(pds3(reals + "UNIT = KILOMETER\n", half), 170.5), 500.0);
  EXPECT_EQ(height_at(pds3(reals + "UNIT = \"km\"\nSCALING_FACTOR = 2\nOFFSET = 0\n", half), 170.5), 1000.0);
  EXPECT_EQ(height_at(pds3(reals + "UNIT = METER\n", half), 170.5), 0.5);
  EXPECT_EQ(height_at(pds3(reals + "UNIT = 'N/A'\n", half), 170.5), 0.5);
  EXPECT_EQ(height_at(pds3(reals, half), 170.5), 0.5);
  expect_refused(pds3(reals + "UNIT = DEGREE\n", half), "its unit 'DEGREE' is none of heights");
}

// GDAL takes 32 bits for floating point.
TEST_F(MapValuesTest, IntegersOf32BitsInPds3AreIntegers) {
  const std::string scaled = "SAMPLE_BITS = 32\nUNIT = METER\nSCALING_FACTOR = 0.5\nOFFSET = 1737400.0\n";
  const auto minus = static_cast<std::uint32_t>(-11854);
  EXPECT_EQ(height_at(pds3("SAMPLE_TYPE = LSB_INTEGER\n" + scaled, pixels(minus, 4)), 170.5), -5927.0);
  EXPECT_EQ(height_at(pds3("SAMPLE_TYPE = MSB_INTEGER\n" + scaled, pixels(minus, 4, false)), 170.5), -5927.0);
  EXPECT_EQ(height_at(pds3("SAMPLE_TYPE = LSB_UNSIGNED_INTEGER\n" + scaled, pixels(3000, 4)), 170.5), 1500.0);
  EXPECT_TRUE(std::isnan(
      height_at(pds3("SAMPLE_TYPE = LSB_INTEGER\nMISSING_CONSTANT = -11854\n" + scaled, pixels(minus, 4)), 170.5)));
}

TEST_F(MapValuesTest, EightBitsHaveTheSignThatTheFileSays) {
  const std::string scaled = "SAMPLE_TYPE = LSB_INTEGER\nSAMPLE_BITS = 8\nSCALING_FACTOR = 20\n";
  EXPECT_EQ(height_at(pds3(scaled, pixels(200, 1)), 170.5), -1120.0);
  EXPECT_EQ(height_at(pds3(scaled, pixels(100, 1)), 170.5), 2000.0);
  EXPECT_TRUE(std::isnan(height_at(pds3(scaled + "MISSING_CONSTANT = -56\n", pixels(200, 1)), 170.5)));
  write_text("a.prj", moon_degrees);
  write_text("a.hdr",
             "NROWS 16\nNCOLS 16\nNBANDS 1\nNBITS 8\nPIXELTYPE SIGNEDINT\nLAYOUT BIL\nULXMAP 170.03125\nULYMAP "
             "-40.03125\nXDIM 0.0625\nYDIM 0.0625\nNODATA -56\n");
  EXPECT_EQ(height_at(write_text("a.bil", pixels(156, 1)), 170.5), -100.0);
  EXPECT_TRUE(std::isnan(height_at(write_text("a.bil", pixels(200, 1)), 170.5)));
}

TEST_F(MapValuesTest, LongitudesToTheWestAreRefusedWhereTheyMatter) {
  const std::string reals = "SAMPLE_TYPE = PC_REAL\nSAMPLE_BITS = 32\n", half = pixels(0x3F000000, 4),
                    west = "POSITIVE_LONGITUDE_DIRECTION = WEST\n";
  expect_refused(pds3(reals, half, "CENTER_LONGITUDE = 170.0\n" + west),
                 "its label counts longitudes to the west, which GDAL doesn't; say where its centre is: gdal_translate "
                 "-a_srs '+proj=eqc");
  EXPECT_EQ(height_at(pds3(reals, half, "CENTER_LONGITUDE = 180.0\n" + west), 170.5),
            0.5);  // there, both directions meet
}

TEST_F(MapValuesTest, NotesOfGdalCountWhereTheySayWhatPixelsMean) {
  const std::string file = make("a.tif", region(), heights_in_the_west);
  const std::string notes = "<PAMDataset><PAMRasterBand band=\"1\">";
  write_text("a.tif.aux.xml",
             notes + "<Metadata><MDI key=\"STATISTICS_MEAN\">400</MDI></Metadata></PAMRasterBand></PAMDataset>");
  EXPECT_EQ(map_files("a.tif", file).size(), 1u);
  EXPECT_EQ(height_at(file, 170.75), 0.0);
  write_text("a.tif.aux.xml", notes + "<NoDataValue>0</NoDataValue></PAMRasterBand></PAMDataset>");
  expect_east_without_data(file);
  const std::vector<InputFile> listed = map_files("a.tif", file);
  ASSERT_EQ(listed.size(), 2u);
  EXPECT_EQ(listed[1].name, "a.tif.aux.xml");
}

}  // namespace

}  // namespace farside::map_values_test
