#include "scenario/cloud.h"

#include <gtest/gtest.h>
#include <hdf5_hl.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <map>

#include "base/error.h"
#include "flight/case_params.h"
#include "sampling/sampler.h"
#include "scenario/scenario.h"
#include "unit/folder.h"

namespace farside::cloud_test {
namespace {

class Clouds : public ::testing::Test {
 protected:
  std::string write(const std::string& name, const std::string& text) { return folder_.write(name, text); }
  // An HDF5 file with these columns, in the order of their names.
  void write_hdf5(const std::string& name, const std::map<std::string, std::vector<double>>& columns,
                  hsize_t width = 1) {
    const hid_t file = H5Fcreate((folder_ / name).c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
    for (const auto& [path, values] : columns) {
      const hsize_t shape[] = {values.size() / width, width};
      H5LTmake_dataset_double(file, path.c_str(), width == 1 ? 1 : 2, shape, values.data());
    }
    H5Fclose(file);
  }
  void set_units(const std::string& name, const std::string& path, const std::string& units) {
    const hid_t file = H5Fopen((folder_ / name).c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
    H5LTset_attribute_string(file, path.c_str(), "units", units.c_str());
    H5Fclose(file);
  }
  Scenario load(const std::string& start, const std::string& rest = "") {
    return load_scenario_text("farside: 1\nstart: " + start + "\n" + rest, "t.yaml", folder_.path());
  }
  template <class Error>
  std::string refused(const std::string& start, const std::string& rest = "") {
    try {
      load(start, rest);
    } catch (const Error& e) {
      return e.what();
    }
    ADD_FAILURE() << start << " was accepted";
    return "";
  }

  test::Folder folder_;
};

CaseParams<double> drawn(const Scenario& s, std::uint64_t number) {
  CaseParams<double> params;
  draw(s, number, reinterpret_cast<double*>(&params));
  return params;
}

constexpr char three[] =
    "# from elsewhere\n\n"
    "case, start.touchdown.height_m,start.touchdown.tilt_east_deg ,vehicle.mass.propellant_kg\r\n"
    "0,0.25,-3,250\n"
    "1,+0.5, 1.5e0,260.5\r\n"
    "2,0.75,0,1e2";

TEST_F(Clouds, GiveEachCaseItsRow) {
  write("c.csv", three);
  const Scenario s = load("{from_file: c.csv}");
  EXPECT_EQ(s.options.start, StartMode::touchdown);
  EXPECT_EQ(s.cases, 3u);
  ASSERT_EQ(s.inputs.size(), 3u);
  EXPECT_EQ(s.inputs[1].path, "start.touchdown.tilt_east_deg");
  EXPECT_EQ(s.inputs[1].distribution, "from_file");
  const double height_m[] = {0.25, 0.5, 0.75}, tilt_deg[] = {-3, 1.5, 0}, propellant_kg[] = {250, 260.5, 100};
  for (std::uint64_t i = 0; i < 3; ++i) {
    const CaseParams<double> p = drawn(s, i);
    EXPECT_EQ(p.start.touchdown.height_m, height_m[i]);
    EXPECT_EQ(p.start.touchdown.tilt_east_rad, tilt_deg[i] * unit::degree_rad);
    EXPECT_EQ(p.vehicle.mass.propellant_kg, propellant_kg[i]);
    EXPECT_EQ(p.start.touchdown.velocity_L.z, s.nominal.start.touchdown.velocity_L.z);
  }
  EXPECT_THROW(drawn(s, 3), InternalError);
}

TEST_F(Clouds, AreTheSameInHdf5) {
  const std::string height = "start.touchdown.height_m", tilt = "start.touchdown.tilt_east_deg";
  write_hdf5("c.h5", {{"case", {0, 1, 2}},
                      {tilt, {-3, 1.5, 0}},
                      {height, {0.25, 0.5, 0.75}},
                      {"vehicle.mass.propellant_kg", {250, 260.5, 100}}});
  write("c.csv", three);
  const Scenario s = load("{from_file: c.h5}"), text = load("{from_file: c.csv}");
  ASSERT_EQ(s.cases, 3u);
  ASSERT_EQ(s.inputs.size(), 3u);
  for (std::uint64_t i = 0; i < 3; ++i) {
    const CaseParams<double> p = drawn(s, i), q = drawn(text, i);
    EXPECT_EQ(std::memcmp(&p, &q, sizeof p), 0) << i;
  }
}

TEST_F(Clouds, OfHdf5AreRefusedWithThePlaceOfWhatIsWrong) {
  const std::string height = "start.touchdown.height_m", tilt = "start.touchdown.tilt_east_deg";
  const auto says = [&](const std::map<std::string, std::vector<double>>& columns, const std::string& text,
                        hsize_t width = 1) {
    write_hdf5("x.h5", columns, width);
    const std::string what = refused<DataError>("{from_file: x.h5}");
    EXPECT_NE(what.find("x.h5: " + text), std::string::npos) << what;
  };
  says({{height, {1, NAN}}}, "row 1: error: start.touchdown.height_m: nan is outside -10000..10000000 m");
  says({{height, {1, 2}}, {tilt, {1}}},
       "the columns start.touchdown.height_m and start.touchdown.tilt_east_deg differ in length (2 and 1)");
  says({{height, {1, 2, 3, 4}}},
       "the dataset 'start.touchdown.height_m' has two dimensions; a column has a number a case, and what is none "
       "belongs into a group",
       2);
  says({{"case", {0, 1}}}, "has no dataset with a number a case");
  says({{"case", {0, 2}}, {height, {1, 2}}}, "row 1: error: case 2 found where 1 is expected: rows are missing");
}

TEST_F(Clouds, OfHdf5InOtherUnitsAreRefused) {
  const std::string tilt = "start.touchdown.tilt_east_deg";
  write_hdf5("c.h5", {{"start.touchdown.height_m", {1}}, {tilt, {2}}, {"vehicle.mass.propellant_kg", {100}}});
  set_units("c.h5", tilt, "deg");
  EXPECT_EQ(load("{from_file: c.h5}").cases, 1u);
  set_units("c.h5", tilt, "rad");
  const std::string some =
      "{touchdown: {}, from_file: {path: c.h5, columns: [vehicle.mass.propellant_kg, start.touchdown.height_m]}}";
  EXPECT_EQ(drawn(load(some), 0).vehicle.mass.propellant_kg, 100.0);  // what isn't used may have any
  EXPECT_NE(
      refused<DataError>("{from_file: {path: c.h5, columns: [" + tilt + ", start.touchdown.height_m]}}").find("'rad'"),
      std::string::npos);
  EXPECT_NE(refused<DataError>("{from_file: c.h5}")
                .find("the dataset 'start.touchdown.tilt_east_deg' says that its units are 'rad', expected 'deg'"),
            std::string::npos);
}

TEST_F(Clouds, OfHdf5WithoutTheirValuesAreRefused) {
  const std::string up = "start.touchdown.velocity_up_m_s";
  const auto attribute = [&](const char* name, double value) {
    write_hdf5("c.h5", {{up, {-1.9, -9999, -2.3}}});
    const hid_t file = H5Fopen((folder_ / "c.h5").c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
    H5LTset_attribute_double(file, up.c_str(), name, &value, 1);
    H5Fclose(file);
    return refused<DataError>("{from_file: c.h5}");
  };
  EXPECT_NE(attribute("_FillValue", -9999).find("row 1: error: " + up + ": nan is outside"), std::string::npos);
  EXPECT_NE(
      attribute("scale_factor", 0.01).find("the dataset " + up + " is packed (it has the attribute scale_factor)"),
      std::string::npos);
  EXPECT_NE(attribute("add_offset", 1).find("is packed"), std::string::npos);

  const hid_t file = H5Fcreate((folder_ / "n.h5").c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
  const hsize_t rows = 3;
  const hid_t space = H5Screate_simple(1, &rows, nullptr);
  const hid_t dataset = H5Dcreate2(file, up.c_str(), H5T_NATIVE_DOUBLE, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  H5Dclose(dataset);
  H5Sclose(space);
  H5Fclose(file);
  EXPECT_NE(refused<DataError>("{from_file: n.h5}").find("was never written"), std::string::npos);
}

TEST_F(Clouds, OfTextAreAsStrictAsTheConfiguration) {
  const std::string head = "start.touchdown.height_m,start.touchdown.velocity_up_m_s\n";
  const auto says = [&](const std::string& text, const std::string& what) {
    write("s.csv", text);
    EXPECT_NE(refused<DataError>("{from_file: s.csv}").find(what), std::string::npos)
        << refused<DataError>("{from_file: s.csv}");
  };
  says(head + "0.1,+-1\n", "s.csv:2:5: error: '+-1' found, expected a number");
  says(head + "0.1,-010\n", "s.csv:2:5: error: '-010' begins with 0");
  says("start.touchdown.height_m\r0.2\r0.3\r", "s.csv:1:25: error: a carriage return inside the line");
  says("start.touchdown.height_m\n# note\r0.2\n0.3\n", "s.csv:2:7: error: a carriage return inside the line");
  says(std::string("\xFF\xFEs\0t\0", 6), "s.csv:1:4: error: not UTF-8 text (UTF-16?); save it as CSV UTF-8");
  says(std::string("CDF\x01\0\0\0\0", 8),
       "s.csv:1:1: error: a netCDF file of version 3; write it as netCDF-4, or as CSV");
  says("PK\x03\x04...", "s.csv:1:1: error: a spreadsheet or another zip archive; save it as CSV UTF-8");
  says("\x1f\x8b...", "s.csv:1:1: error: compressed by gzip; unpack it");
  says("PAR1...", "s.csv:1:1: error: a Parquet file; write it as HDF5 or CSV");
  write("s.csv", head + "+0.1,-1.0e0\n0,-0\n");
  EXPECT_EQ(load("{from_file: s.csv}").cases, 2u);
}

TEST_F(Clouds, AreReadAsSpreadsheetsWriteThem) {
  write("c.csv", "\xEF\xBB\xBF\"index\",\"start.touchdown.height_m\"\r\n# a comment\r\n0,0.5\r\n\r\n1,0.75\r\n");
  const Scenario s = load("{from_file: c.csv}");
  ASSERT_EQ(s.inputs.size(), 1u);
  EXPECT_EQ(drawn(s, 1).start.touchdown.height_m, 0.75);
}

TEST_F(Clouds, StandBesideTheirBlockAndDispersions) {
  write("c.csv", three);
  const std::string other = "dispersions: [{path: vehicle.engine.isp_s, normal: {sd: 1}}]\n";
  const Scenario s = load(
      "{touchdown: {velocity_up_m_s: -2}, from_file: {path: c.csv, columns: [vehicle.mass.propellant_kg]}}", other);
  const Scenario without = load("{touchdown: {velocity_up_m_s: -2}}", other);
  ASSERT_EQ(s.inputs.size(), 2u);
  EXPECT_EQ(drawn(s, 1).start.touchdown.velocity_L.z, -2.0);
  EXPECT_EQ(drawn(s, 1).start.touchdown.height_m, s.nominal.start.touchdown.height_m);
  EXPECT_EQ(drawn(s, 1).vehicle.mass.propellant_kg, 260.5);
  EXPECT_EQ(drawn(s, 1).vehicle.engine.isp_s, drawn(without, 1).vehicle.engine.isp_s);
}

// The resolved text names the columns, so it can be read where the file isn't; flown it is only with the file.
TEST_F(Clouds, AreKnownByTheirContent) {
  const std::string path = write("c.csv", three);
  const Scenario s = load("{from_file: c.csv}");
  const Configuration alone = parse_configuration(s.resolved_yaml, "resolved");
  EXPECT_EQ(alone.cloud.columns, s.configuration.cloud.columns);
  EXPECT_EQ(alone.start, StartMode::touchdown);
  EXPECT_EQ(load_scenario_text(s.resolved_yaml, "resolved", folder_.path()).campaign_id, s.campaign_id);
  std::filesystem::rename(path, folder_ / "d.csv");
  EXPECT_EQ(load("{from_file: d.csv}").campaign_id, s.campaign_id);
  write("d.csv", std::string(three) + "\n");
  EXPECT_NE(load("{from_file: d.csv}").campaign_id, s.campaign_id);
}

TEST_F(Clouds, AreRefusedWithThePlaceOfWhatIsWrong) {
  const auto csv = [&](const std::string& text) {
    write("x.csv", text);
    return refused<DataError>("{from_file: x.csv}");
  };
  const std::string h = "start.touchdown.height_m";
  EXPECT_NE(refused<DataError>("{from_file: gone.csv}").find("gone.csv: can't be read"), std::string::npos);
  EXPECT_NE(csv("").find("is empty"), std::string::npos);
  EXPECT_NE(csv(h + "\n").find("no row"), std::string::npos);
  EXPECT_NE(csv("case\n1\n").find("x.csv:1:1: error: no column"), std::string::npos);
  EXPECT_NE(csv(h + ",\n").find(":1:26: error: a column without a name"), std::string::npos);
  EXPECT_NE(csv(h + "," + h + "\n1,2\n").find("is given twice"), std::string::npos);
  EXPECT_NE(csv(h + ",case\n1,0\n3\n").find(":3:1: error: 1 cells found, the header has 2"), std::string::npos);
  EXPECT_NE(csv(h + "\n1\n3,4\n").find(":3:1: error: 2 cells found, the header has 1"), std::string::npos);
  EXPECT_NE(csv("case," + h + "\n0,1\n2,1\n").find(":3:1: error: case 2 found where 1 is expected: rows are missing"),
            std::string::npos);
  EXPECT_NE(csv("case," + h + "\n0,1\n1, 2m\n").find(":3:3: error: '2m' found, expected a number (" + h),
            std::string::npos);
  EXPECT_NE(csv(h + "\nnan\n").find("'nan' found"), std::string::npos);
  EXPECT_NE(csv(h + "\n1\n2e9\n").find("x.csv:3: error: " + h + ": 2000000000 is outside"), std::string::npos);
  EXPECT_NE(csv(h + ",start.touchdown.tilt_east_deg\n1,-181\n").find("tilt_east_deg: -181 is outside -180..180 deg"),
            std::string::npos);
  const std::string many = csv(h + "\n2e9\n2e9\n2e9\n2e9\n2e9\n2e9\n2e9\n");
  EXPECT_EQ(std::count(many.begin(), many.end(), '\n'), 5) << many;
  EXPECT_NE(many.find("x.csv:6: "), std::string::npos) << many;
  EXPECT_NE(many.find("\nand 2 more"), std::string::npos) << many;
}

TEST_F(Clouds, AreRefusedWithTheirConfiguration) {
  write("c.csv", three);
  write("two.csv", "start.site.east_m,start.touchdown.height_m\n1,2\n");
  write("none.csv", "vehicle.mass.propellant_kg\n100\n");
  write("typo.csv", "start.touchdown.height\n1\n");
  const auto says = [&](const std::string& start, const std::string& rest, const std::string& text) {
    const std::string what = refused<ConfigError>(start, rest);
    EXPECT_NE(what.find(text), std::string::npos) << what;
  };
  says("{from_file: two.csv}", "",
       "'start.touchdown.height_m' isn't used: the cases of this campaign begin with start.site");
  says("{from_file: none.csv}", "", "add the block in which cases begin");
  says("{from_file: typo.csv}", "", "did you mean 'start.touchdown.height_m'?");
  says("{descent: {}, from_file: c.csv}", "", "the cases of this campaign begin with start.descent");
  says("{from_file: {}}", "", "expected from_file: FILE");
  says("{touchdown: {}, from_file: {path: c.csv, columns: []}}", "", "expected at least one path");
  says("{from_file: {path: c.csv, columns: [start.touchdown.east_m]}}", "",
       "c.csv has no column 'start.touchdown.east_m'");
  says("{from_file: c.csv}", "campaign: {cases: 4}", "4 is more than the 3 rows of c.csv");
  says("{from_file: c.csv}", "dispersions: [{path: start.touchdown.height_m, normal: {mean: 1, sd: 0.01}}]",
       "'start.touchdown.height_m' is given by start.from_file");
  says("{from_file: c.csv}", "touchdown: {model: none}", "leaves nothing to compute");
}

}  // namespace
}  // namespace farside::cloud_test
