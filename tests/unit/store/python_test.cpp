// The file as other programs see it. FARSIDE_PYTHON names an interpreter with xarray, h5netcdf, netCDF4 and h5py
// (default python3); without those the tests are skipped.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "store/reader.h"
#include "unit/store/fixture.h"

namespace farside::python_test {
namespace {

using store_test::append_block, store_test::Folder, store_test::make_header, store_test::mix, store_test::small_schema;

int run_python(const std::string& script, const std::string& argument) {
  const char* python = std::getenv("FARSIDE_PYTHON");
  const std::string command = std::string(python != nullptr ? python : "python3") + " '" + FARSIDE_SOURCE_DIR +
                              "/tests/python/" + script + "' '" + argument + "'";
  const int status = std::system(command.c_str());
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

TEST(Python, XarrayOpensACampaignFileWithBothEngines) {
  const Folder folder;
  const std::string path = folder / "a.h5";
  Journal journal(path, small_schema(), make_header(100));
  append_block(journal, 0, 20);  // of 25: the rest is "not run"
  nlohmann::ordered_json statistics;
  statistics["dispersion"] = {{"covariance_m2", {{1.0, 2.0}, {2.0, 5.0}}}, {"cep_m", nullptr}};
  statistics["quantities"]["landing_east"]["quantiles"] =
      nlohmann::ordered_json::array({{{"p", 0.5}, {"value", 1.0}, {"lower", nullptr}}});
  Trajectories histories;
  histories.columns = {{"time", "s", "time from ignition"}, {"height", "m", "height of the CG"}};
  histories.cases = {3, 7};
  histories.row_counts = {2, 3};
  histories.rows = {0, 10, 1, 9, 0, 8, 1, 7, 2, 6};
  write_campaign_file(mix(journal), make_header(25), [&](const CampaignFile&) { return statistics; }, &histories, path,
                      {});
  const int status = run_python("check_campaign_file.py", path);
  if (status == 77) GTEST_SKIP() << "needs xarray, h5netcdf, netCDF4 and h5py";
  EXPECT_EQ(status, 0);
}

TEST(Python, ReaderTakesFilesWrittenByHand) {
  const Folder folder;
  const int status = run_python("write_partial_campaign.py", folder / "");
  if (status == 77) GTEST_SKIP() << "needs h5py, xarray and netCDF4";
  ASSERT_EQ(status, 0);
  for (const char* name : {"h5py.h5", "xarray.h5"}) {
    const CampaignFile file(folder / name);
    ASSERT_EQ(file.rows(), 3u) << name;
    EXPECT_EQ(file.read_column("outcome"), (std::vector<double>{0, 2, 1})) << name;
    EXPECT_EQ(file.read_column("landing_east")[1], -2.5) << name;
    EXPECT_TRUE(std::isnan(file.read_column("landing_east")[2])) << name;
    EXPECT_EQ(file.read_column("sinkage", 2, 1), (std::vector<double>{8, 9, 10, 11})) << name;
    EXPECT_EQ(file.find("landing_east")->units, "m") << name;
    EXPECT_EQ(file.text("campaign_id"), "by hand") << name;
    EXPECT_EQ(file.row_of(1), 1u) << name;
  }
}

TEST(Python, StatisticsCanBeStoredInFilesWrittenByHand) {
  const Folder folder;
  const int status = run_python("write_partial_campaign.py", folder / "");
  if (status == 77) GTEST_SKIP() << "needs h5py, xarray and netCDF4";
  ASSERT_EQ(status, 0);
  for (const char* name : {"h5py.h5", "xarray.h5"}) {
    store_statistics({{"cases", {{"total", 3}}}}, folder / name);
    const CampaignFile file(folder / name);
    EXPECT_EQ(file.text("json", "statistics"), R"({"cases":{"total":3}})") << name;
    EXPECT_EQ(file.read_column("outcome"), (std::vector<double>{0, 2, 1})) << name;
  }
}

}  // namespace
}  // namespace farside::python_test
