#include "scenario/maps/gdal_gate.h"

#include <sys/stat.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "base/error.h"
#include "scenario/input_files.h"
#include "scenario/maps/dem.h"
#include "scenario/maps/raster.h"
#include "unit/scenario/raster_fixture.h"

namespace farside::gdal_gate_test {
namespace {

// Labels of 4 x 3 heights of two bytes that lie in the file `image`.
std::string pds3(const std::string& image, const std::string& more = "") {
  return "PDS_VERSION_ID = PDS3\nRECORD_TYPE = FIXED_LENGTH\nRECORD_BYTES = 8\nFILE_RECORDS = 3\n^IMAGE = \"" + image +
         "\"\n" + more +
         "OBJECT = IMAGE\nLINES = 3\nLINE_SAMPLES = 4\nSAMPLE_TYPE = LSB_INTEGER\nSAMPLE_BITS = 16\nBANDS = 1\n"
         "END_OBJECT = IMAGE\nOBJECT = IMAGE_MAP_PROJECTION\nMAP_PROJECTION_TYPE = \"SIMPLE CYLINDRICAL\"\n"
         "A_AXIS_RADIUS = 1737.4 <KM>\nB_AXIS_RADIUS = 1737.4 <KM>\nC_AXIS_RADIUS = 1737.4 <KM>\nCENTER_LATITUDE = "
         "0.0\n"
         "CENTER_LONGITUDE = 0.0\nMAP_SCALE = 1.0 <KM/PIXEL>\nMAP_RESOLUTION = 30.0 <PIX/DEG>\nLINE_PROJECTION_OFFSET "
         "= 1.5\n"
         "SAMPLE_PROJECTION_OFFSET = 1.5\nEND_OBJECT = IMAGE_MAP_PROJECTION\nEND\n";
}
std::string pds3_compressed(const std::string& image) {
  const std::string file = "_FILE\nFILE_NAME = \"" + image + "\"\nENCODING_TYPE = \"JP2\"\nEND_OBJECT = ";
  return pds3("none",
              "OBJECT = COMPRESSED" + file + "COMPRESSED_FILE\nOBJECT = UNCOMPRESSED" + file + "UNCOMPRESSED_FILE\n");
}
std::string isis3(const std::string& image) {
  return "Object = IsisCube\n  Object = Core\n    StartByte = 1\n    ^Core = " + image +
         "\n    Format = BandSequential\n    Group = Dimensions\n      Samples = 4\n      Lines = 3\n      Bands = 1\n "
         "   End_Group\n"
         "    Group = Pixels\n      Type = SignedWord\n      ByteOrder = Lsb\n      Base = 0.0\n      Multiplier = "
         "1.0\n    End_Group\n"
         "  End_Object\nEnd_Object\nEnd\n";
}
std::string pds4(const std::string& image) {
  const auto axis = [](const char* name, int elements, int number) {
    return std::string("<Axis_Array><axis_name>") + name + "</axis_name><elements>" + std::to_string(elements) +
           "</elements><sequence_number>" + std::to_string(number) + "</sequence_number></Axis_Array>";
  };
  return "<?xml version=\"1.0\"?><Product_Observational "
         "xmlns=\"http://pds.nasa.gov/pds4/pds/v1\"><File_Area_Observational><File><file_name>" +
         image +
         "</file_name></File><Array_2D_Image><local_identifier>i</local_identifier><offset "
         "unit=\"byte\">0</offset><axes>2</axes>"
         "<axis_index_order>Last Index "
         "Fastest</axis_index_order><Element_Array><data_type>SignedLSB2</data_type></Element_Array>" +
         axis("Line", 3, 1) + axis("Sample", 4, 2) +
         "</Array_2D_Image></File_Area_Observational></Product_Observational>\n";
}

class GdalGateTest : public test::RasterTest {
 protected:
  void SetUp() override {
    test::RasterTest::SetUp();
    std::filesystem::create_directory(path("maps"));
    write_text("data.raw", std::string(24, '\0'));
    write_text("maps/data.raw", std::string(24, '\0'));
  }
  std::string refusal(const std::string& file) const {
    try {
      const Raster raster(file);
    } catch (const DataError& e) {
      return e.what();
    }
    return "accepted";
  }
};

TEST_F(GdalGateTest, ALabelNamesFilesBesideItself) {
  const std::string label = write_text("maps/a.lbl", pds3("data.raw"));
  EXPECT_EQ(Raster(label).files(), (std::vector<std::string>{label, path("maps/data.raw")}));
  EXPECT_EQ(parts_of_map(label), (std::vector<std::string>{label, path("maps/data.raw")}));
  const auto listed = map_files("a.lbl", label);
  ASSERT_EQ(listed.size(), 2u);  // hashed, and so a part of campaign_id
  EXPECT_EQ(listed[1].name, "data.raw");
}

TEST_F(GdalGateTest, ALabelReachesNoFileOfAnotherFolder) {
  using Label = std::string (*)(const std::string&);
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(
      path("maps"));  // GDAL puts the folder of a label before the names in it, where it has one
  for (const auto& [name, label] :
       std::vector<std::pair<std::string, Label>>{{"a.lbl", [](const std::string& image) { return pds3(image); }},
                                                  {"b.lbl", pds3_compressed},
                                                  {"c.lbl", isis3},
                                                  {"d.xml", pds4}}) {
    for (const std::string& image : {std::string("../data.raw"), path("data.raw"), std::string("/proc/self/environ")}) {
      for (const std::string& file : {write_text("maps/" + name, label(image)), name}) {
        const std::string text = refusal(file);
        EXPECT_NE(text.find(name + ": takes a part of itself from "), std::string::npos)
            << file << " " << image << ": " << text;
        EXPECT_NE(text.find("put that file beside it"), std::string::npos) << text;
      }
    }
    for (const char* image : {"/vsicurl/http://127.0.0.1:9/data.raw", "/vsizip/data.zip/data.raw", "/vsistdin/"}) {
      EXPECT_NE(refusal(write_text("maps/" + name, label(image))), "accepted") << name << " " << image;
      EXPECT_NE(refusal(name), "accepted") << name << " " << image;
    }
  }
  std::filesystem::current_path(before);
}

// Labels are of a time of capital letters, servers aren't. GDAL looks for names in capitals alone and in small letters
// alone.
TEST_F(GdalGateTest, ANameOfOtherLettersIsToldOf) {
  write_text("maps/heights.RAW", std::string(24, '\0'));
  const std::string text = refusal(write_text("maps/a.lbl", pds3("HEIGHTS.RAW")));
  EXPECT_NE(
      text.find(
          "a.lbl: names HEIGHTS.RAW, and the file beside it is heights.RAW; name it as it is spelled, or rename it"),
      std::string::npos)
      << text;
  EXPECT_EQ(refusal(write_text("maps/b.lbl", pds3("other.raw"))).find("the file beside it"), std::string::npos);
}

TEST_F(GdalGateTest, AFolderHoldsLinksAndPipesToo) {
  ASSERT_EQ(::mkfifo(path("maps/pipe").c_str(), 0600), 0);
  EXPECT_NE(refusal(write_text("maps/a.lbl", pds3("pipe"))), "accepted");  // and at once: nobody writes to it
  std::filesystem::create_symlink("/proc/self/environ", path("maps/link"));
  EXPECT_NE(refusal(write_text("maps/b.lbl", pds3("link"))), "accepted");
}

TEST_F(GdalGateTest, OnlyTheDriversThatAreNamedAreThere) {
  start_gdal();
  for (const char* other : {"VRT", "WMS", "WCS", "HTTP", "MEM", "PLMOSAIC", "HDF5", "netCDF"}) {
    EXPECT_EQ(GetGDALDriverManager()->GetDriverByName(other), nullptr) << other;
  }
  VSIStatBufL info;
  EXPECT_NE(VSIStatL(("/vsicurl/file://" + path("data.raw")).c_str(), &info), 0);
}

TEST_F(GdalGateTest, NothingIsWrittenThroughIt) {
  const std::string file = write_text("maps/a.raw", "");
  {
    const GdalGate gate(path("maps/data.raw"));
    EXPECT_EQ(VSIFOpenL(path("maps/new").c_str(), "wb"), nullptr);
    EXPECT_EQ(VSIFOpenL(file.c_str(), "r+b"), nullptr);
    EXPECT_NE(VSIUnlink(file.c_str()), 0);
    EXPECT_NE(VSIRename(file.c_str(), path("maps/new").c_str()), 0);
    EXPECT_NE(VSIMkdir(path("maps/folder").c_str(), 0700), 0);
  }
  EXPECT_TRUE(std::filesystem::exists(file));
  EXPECT_FALSE(std::filesystem::exists(path("maps/new")));
}

// 73 bytes that claim 900 million heights kept the program busy for minutes.
TEST_F(GdalGateTest, AGridHoldsWhatItClaims) {
  write_text("maps/a.prj",
             "GEOGCS[\"Moon\",DATUM[\"D_Moon\",SPHEROID[\"Moon\",1737400,0]],PRIMEM[\"Reference_Meridian\",0],UNIT["
             "\"Degree\",0."
             "0174532925199433]]");
  const std::string head = "xllcorner 160\nyllcorner -60\ncellsize 0.1\n";
  EXPECT_NE(refusal(write_text("maps/a.asc", "ncols 30000\nnrows 30000\n" + head + "1 2 3\n"))
                .find("claims 30000 x 30000 heights and has 7"),
            std::string::npos);
  std::string heights;
  for (int row = 0; row < 4; ++row) heights += "1 2 3 4\n";
  EXPECT_EQ(refusal(write_text("maps/a.asc", "ncols 4\nnrows 4\n" + head + heights)), "accepted");
}

}  // namespace

}  // namespace farside::gdal_gate_test
