#include "exports/ephemeris.h"

#include <gtest/gtest.h>

#include <cmath>
#include <sstream>
#include <vector>

#include "base/error.h"
#include "base/nan.h"
#include "lanes/vec.h"
#include "moon/frames.h"
#include "scenario/oem.h"
#include "unit/folder.h"

namespace farside::ephemeris_test {
namespace {

const std::vector<std::string> names{"time",          "east",           "north",       "up",
                                     "velocity_east", "velocity_north", "velocity_up", "quaternion_w",
                                     "quaternion_x",  "quaternion_y",   "quaternion_z"};

Trajectories histories(const std::vector<std::vector<std::vector<double>>>& flights) {
  Trajectories t;
  for (const std::string& name : names) t.columns.push_back({name, "", ""});
  for (std::size_t i = 0; i < flights.size(); ++i) {
    t.cases.push_back(i);
    t.row_counts.push_back(flights[i].size());
    for (const std::vector<double>& row : flights[i]) t.rows.insert(t.rows.end(), row.begin(), row.end());
  }
  return t;
}

// On the equator at 90 deg east, on the sphere: east is -x of the mean-Earth axes, north z, up y.
EphemerisFacts facts() {
  EphemerisFacts f;
  f.site.lat_rad = 0.0;
  f.site.lon_rad = 0.5 * pi;
  f.site.elevation_m = 0.0;
  f.ignition = *read_instant("2019-01-03T02:15:00Z", TimeScale::utc);
  f.object_name =
      "Chang\xE2\x80\x99"
      "e-4";
  f.object_id = "2018-103A";
  f.comment = "case 7";
  f.created = "2031-02-28T12:00:00Z";
  return f;
}

const std::vector<double> high{0.0, 3000.0, 200.0, 15000.0, -1700.0, 20.0, -5.0, 1.0, 0.0, 0.0, 0.0},
    low{12.25, 10.0, 20.0, 100.0, 1.0, 2.0, -3.0, 1.0, 0.0, 0.0, 0.0};

// The numbers of the lines that begin with a time.
std::vector<std::vector<double>> samples_of(const std::string& message, std::vector<std::string>* times = nullptr) {
  std::vector<std::vector<double>> samples;
  std::istringstream lines(message.substr(message.find("META_STOP")));
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("20")) continue;
    std::istringstream words(line);
    std::string time;
    words >> time;
    if (times != nullptr) times->push_back(time);
    samples.emplace_back();
    for (double x = 0.0; words >> x;) samples.back().push_back(x);
  }
  return samples;
}

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++count;
  return count;
}

TEST(Ephemeris, TheOemReaderHasTheStateThatWasFlown) {
  // An orbit starts from a state that has a covariance, which a simulated flight hasn't.
  std::string message = orbit_message(histories({{high, low}}), 0, facts());
  message += "COVARIANCE_START\nEPOCH = 2019-01-03T02:15:12.25\n1\n0 1\n0 0 1\n0 0 0 1\n0 0 0 0 1\n0 0 0 0 0 1\n";
  test::Folder folder;
  const OrbitDetermination found = read_oem(folder.write("flown.oem", message + "COVARIANCE_STOP\n"));
  EXPECT_EQ(found.frame, OrbitFrame::moon_fixed);
  EXPECT_EQ(found.epoch_utc, "2019-01-03T02:15:12.25Z");
  const double expected[] = {-10.0, moon_radius_m + 100.0, 20.0, -1.0, -3.0, 2.0};
  for (std::size_t i = 0; i < 6; ++i) EXPECT_NEAR(found.state[i], expected[i], 1e-6) << i;  // as it is written
}

TEST(Ephemeris, NamesFramesTimesAndObjectInPlainAscii) {
  const std::string oem = orbit_message(histories({{high, low}}), 0, facts()),
                    aem = attitude_message(histories({{high, low}}), 0, facts());
  for (const char* line : {"CCSDS_OEM_VERS = 2.0\n", "CREATION_DATE = 2031-02-28T12:00:00Z\n", "CENTER_NAME = MOON\n",
                           "REF_FRAME = MOON_ME\n"})
    EXPECT_EQ(count_of(oem, line), 1u) << line << oem;
  for (const char* line : {"CCSDS_AEM_VERS = 1.0\n", "REF_FRAME_A = MOON_ME\n", "REF_FRAME_B = SC_BODY_1\n",
                           "ATTITUDE_DIR = A2B\n", "ATTITUDE_TYPE = QUATERNION\n", "QUATERNION_TYPE = LAST\n"})
    EXPECT_EQ(count_of(aem, line), 1u) << line << aem;
  for (const std::string& message : {oem, aem}) {
    for (const char* line :
         {"OBJECT_NAME = Chang???e-4\n", "OBJECT_ID = 2018-103A\n", "TIME_SYSTEM = UTC\n", "COMMENT case 7\n",
          "START_TIME = 2019-01-03T02:15:00Z\n", "STOP_TIME = 2019-01-03T02:15:12.25Z\n"})
      EXPECT_EQ(count_of(message, line), 1u) << line << message;
  }
  EphemerisFacts nameless = facts();
  nameless.object_name = nameless.object_id = "";
  EXPECT_EQ(count_of(orbit_message(histories({{high}}), 0, nameless), " = UNKNOWN\n"), 2u);
}

TEST(Ephemeris, TimesAscendWhereAPhaseBeginsWhenAnotherEnds) {
  std::vector<double> again = low, after = low;
  again[1] = 11.0;
  after[0] = 12.5;
  std::vector<std::string> times;
  const auto samples = samples_of(orbit_message(histories({{high, low, again, after}}), 0, facts()), &times);
  EXPECT_EQ(times,
            (std::vector<std::string>{"2019-01-03T02:15:00Z", "2019-01-03T02:15:12.25Z", "2019-01-03T02:15:12.5Z"}));
  EXPECT_EQ(samples[1][0], -0.01);  // the first of the two, km
}

TEST(Ephemeris, EachFlightOfAFileIsItsOwn) {
  EXPECT_EQ(samples_of(orbit_message(histories({{high, low}, {low}}), 1, facts())).size(), 1u);
}

// Turns components along the body's axes into the mean-Earth ones, as the standard reads the quaternion: x, y, z,
// scalar.
Mat3<double> axes_of(const std::vector<double>& q) { return rotation(Quat<double>{q[3], q[0], q[1], q[2]}); }

TEST(Ephemeris, AttitudeTurnsTheMoonsAxesIntoTheBodys) {
  // Body axes along east, north, up; then turned by 90 deg about up, so that its x points north and its y west.
  std::vector<double> turned = low;
  turned[7] = turned[10] = std::sqrt(0.5);
  const auto q = samples_of(attitude_message(histories({{high, turned}}), 0, facts()));
  const Vec3<double> x{1.0, 0.0, 0.0}, y{0.0, 1.0, 0.0}, z{0.0, 0.0, 1.0};
  const auto expect = [](const Vec3<double>& a, const Vec3<double>& b) {
    EXPECT_NEAR(norm(a - b), 0.0, 1e-11);  // 12 digits are written
  };
  expect(axes_of(q[0]) * x, {-1.0, 0.0, 0.0});
  expect(axes_of(q[0]) * y, {0.0, 0.0, 1.0});
  expect(axes_of(q[0]) * z, {0.0, 1.0, 0.0});
  expect(axes_of(q[1]) * x, {0.0, 0.0, 1.0});
  expect(axes_of(q[1]) * y, {1.0, 0.0, 0.0});
}

TEST(Ephemeris, AttitudesOfNeighboursCanBeInterpolated) {
  // Turning about up through a whole turn: the quaternion changes its sign on the way, and each is near the one before.
  std::vector<std::vector<double>> flight;
  for (int i = 0; i <= 36; ++i) {
    std::vector<double> row = low;
    const double half = i * 5.0 * unit::degree_rad, sign = i % 3 == 0 ? -1.0 : 1.0;
    row[0] = i;
    row[7] = sign * std::cos(half);
    row[10] = sign * std::sin(half);
    flight.push_back(row);
  }
  const auto q = samples_of(attitude_message(histories({flight}), 0, facts()));
  ASSERT_EQ(q.size(), 37u);
  for (std::size_t i = 1; i < q.size(); ++i) {
    double dot = 0.0;
    for (std::size_t k = 0; k < 4; ++k) dot += q[i][k] * q[i - 1][k];
    EXPECT_GT(dot, 0.99) << i;
  }
}

TEST(Ephemeris, WhatHasNoValueIsRefused) {
  std::vector<double> bad = low;
  bad[2] = nan;
  EXPECT_THROW(orbit_message(histories({{high, bad}}), 0, facts()), DataError);
  EXPECT_THROW(orbit_message(histories({{}}), 0, facts()), DataError);
}

}  // namespace
}  // namespace farside::ephemeris_test
