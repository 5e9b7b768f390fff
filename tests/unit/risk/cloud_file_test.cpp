#include "risk/cloud_file.h"

#include <gtest/gtest.h>
#include <hdf5_hl.h>

#include <cmath>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/error.h"
#include "unit/folder.h"

namespace farside::cloud_file_test {
namespace {

using Columns = std::map<std::string, std::vector<double>>;

// Three flights, as a file by hand has them: the first two came to the ground, the third ran out of propellant.
Columns three_flights() {
  return {{"failure_mask", {0, 8, 2}},
          {"landing_east", {1, 2, NAN}},
          {"end_east", {10, 20, 30}},
          {"end_north", {-10, -20, -30}},
          {"end_velocity_east", {0.1, 0.2, 0.3}},
          {"end_velocity_north", {0, 0, 0}},
          {"end_velocity_up", {-2, -3, -4}},
          {"end_rate_x", {1, 0, 0}},
          {"end_rate_y", {0, 0, 0}},
          {"end_rate_z", {0, 0, 0}},
          {"end_quaternion", {1, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0}},
          {"propellant_remaining", {100, 110, 0}}};
}

// Causes by numbers of its own: bit 2 is propellant_depleted, bit 8 tip_over.
std::string write(
    const test::Folder& folder, const Columns& columns, const std::function<void(hid_t)>& more = [](hid_t) {}) {
  const std::string path = folder / "cloud.h5";
  const hid_t file = H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
  for (const auto& [name, values] : columns) {
    const hsize_t sizes[] = {3, values.size() / 3};
    if (name == "failure_mask") {
      const std::vector<std::int64_t> mask(values.begin(), values.end());
      H5LTmake_dataset(file, name.c_str(), 1, sizes, H5T_NATIVE_INT64, mask.data());
      const long long masks[] = {2, 8};
      H5LTset_attribute_long_long(file, name.c_str(), "flag_masks", masks, 2);
      H5LTset_attribute_string(file, name.c_str(), "flag_meanings", "propellant_depleted tip_over");
    } else {
      H5LTmake_dataset_double(file, name.c_str(), sizes[1] > 1 ? 2 : 1, sizes, values.data());
    }
  }
  more(file);
  H5Fclose(file);
  return path;
}

std::string refusal(
    const Columns& columns, const std::function<void(hid_t)>& more = [](hid_t) {}) {
  const test::Folder folder;
  try {
    read_cloud(CampaignFile(write(folder, columns, more)), 100, 0.3);
  } catch (const DataError& e) {
    return e.what();
  }
  return "";
}

#define EXPECT_TELLS(message, part) EXPECT_NE((message).find(part), std::string::npos) << (message)

TEST(CloudFile, ByHandIsAsManyMembersAsWereFlown) {
  const test::Folder folder;
  const FileCloud cloud = read_cloud(CampaignFile(write(folder, three_flights())), 100, 0.3);
  ASSERT_EQ(cloud.members.size(), 3u);
  EXPECT_EQ(cloud.members[0].arrival, Arrival::lands);
  EXPECT_EQ(cloud.members[1].arrival, Arrival::lands);  // what the ground did is judged anew
  EXPECT_EQ(cloud.members[2].arrival, Arrival::fails);
  const CloudMember& m = cloud.members[1];
  EXPECT_EQ(m.case_number, 1u);
  EXPECT_EQ(m.east_m, 20.0);
  EXPECT_EQ(m.north_m, -20.0);
  EXPECT_EQ(m.state.velocity_L.z, -3.0);
  EXPECT_EQ(m.state.height_m, 0.3);
  EXPECT_EQ(m.propellant_kg, 110.0);
  EXPECT_NEAR(std::abs(m.state.yaw_rad), M_PI, 1e-15);
  EXPECT_FALSE(m.powered);
  EXPECT_FALSE(cloud.weighted);
  EXPECT_TRUE(cloud.inputs.columns.empty());
}

TEST(CloudFile, IsTakenFromItsBeginning) {
  const test::Folder folder;
  EXPECT_EQ(read_cloud(CampaignFile(write(folder, three_flights())), 2, 0.3).members.size(), 2u);
}

TEST(CloudFile, LeavesOutWhatWasNotRun) {
  const test::Folder folder;
  Columns columns = three_flights();
  columns["status"] = {1, 0, 1};
  const FileCloud cloud = read_cloud(CampaignFile(write(folder, columns)), 100, 0.3);
  ASSERT_EQ(cloud.members.size(), 2u);
  EXPECT_EQ(cloud.members[1].case_number, 2u);
}

TEST(CloudFile, GivesEachMemberTheInputsThatItFlewWith) {
  const test::Folder folder;
  Columns columns = three_flights();
  columns["in_tilt"] = {10, 20, 30};
  columns["in_unknown"] = {1, 2, 3};
  const FileCloud cloud = read_cloud(
      CampaignFile(write(folder, columns,
                         [](hid_t file) {
                           H5LTset_attribute_string(file, "in_tilt", "config_path", "vehicle.limits.final_tilt_deg");
                           H5LTset_attribute_string(file, "in_unknown", "config_path", "vehicle.wings");
                         })),
      100, 0.3);
  ASSERT_EQ(cloud.inputs.columns.size(), 1u);
  CaseParams<double> params;
  cloud.inputs.apply(1, params);
  EXPECT_NEAR(params.vehicle.limits.final_tilt_rad, 20.0 * unit::degree_rad, 1e-16);
  // the same draw, whose last bit is lost in the file's unit
  double same = 30.0 * unit::degree_rad;
  while (std::nextafter(same, 1.0) / unit::degree_rad == 30.0) same = std::nextafter(same, 1.0);
  params.vehicle.limits.final_tilt_rad = same;
  cloud.inputs.apply(2, params);
  EXPECT_EQ(params.vehicle.limits.final_tilt_rad, same);
}

TEST(CloudFile, SaysWhichColumnsAreMissingAndWhatElseWillDo) {
  Columns columns = three_flights();
  columns.erase("end_rate_y");
  columns.erase("end_quaternion");
  const std::string message = refusal(columns);
  EXPECT_TELLS(message, "cloud.h5: has no column end_rate_y, end_quaternion");
  EXPECT_TELLS(message, "start.touchdown.velocity_up_m_s");
}

TEST(CloudFile, RefusesOtherUnitsAndShapes) {
  EXPECT_TELLS(refusal(three_flights(), [](hid_t f) { H5LTset_attribute_string(f, "end_east", "units", "km"); }),
               "end_east says that its units are 'km', expected 'm'");
  Columns columns = three_flights();
  columns["end_quaternion"] = {1, 0, 0, 1, 0, 0, 1, 0, 0};
  EXPECT_TELLS(refusal(columns), "end_quaternion has 3 values a case, expected 4");
}

TEST(CloudFile, RefusesALandingWithoutItsState) {
  for (const char* name : {"end_north", "end_velocity_up", "end_rate_x", "propellant_remaining"}) {
    Columns columns = three_flights();
    columns[name][1] = NAN;
    EXPECT_TELLS(refusal(columns), "case 1 came to the ground, but its state there") << name;
    columns = three_flights();
    columns[name][2] = NAN;  // of one that didn't
    EXPECT_EQ(refusal(columns), "") << name;
  }
  Columns columns = three_flights();
  columns["end_quaternion"][0] = 0.5;
  EXPECT_TELLS(refusal(columns), "case 0 came to the ground");
}

TEST(CloudFile, TellsWeightsThatAreNotAlike) {
  const test::Folder folder;
  Columns columns = three_flights();
  columns["weight"] = {1, 1, 0.5};
  EXPECT_TRUE(read_cloud(CampaignFile(write(folder, columns)), 100, 0.3).weighted);
}

}  // namespace
}  // namespace farside::cloud_file_test
