#include "risk/risk_exports.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include "moon/frames.h"
#include "risk/risk_file.h"

namespace farside::risk_exports_test {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

// Two aim points across and two up; the north-eastern one without knowledge.
RiskMap small_map() {
  RiskMap map;
  map.aims = {-5.0, 10.0, 10.0, 2, 2};
  map.safe = {0.2, 0.8, 0.5, none};
  map.safe_high = map.lower = map.upper = map.between_grounds = map.safe_on_ground = map.safe;
  map.unknown = {0.0, 0.0, 0.0, 1.0};
  return map;
}

TEST(RiskPicture, HasNorthUpAndNothingWithoutKnowledge) {
  const Picture picture = risk_picture(small_map(), 3);
  ASSERT_EQ(picture.columns, 6);
  ASSERT_EQ(picture.rows, 6);
  const auto pixel = [&](int x, int y) { return &picture.bytes[static_cast<std::size_t>(4 * (y * 6 + x))]; };
  const auto light = [&](int x, int y) { return pixel(x, y)[0] + pixel(x, y)[1] + pixel(x, y)[2]; };
  EXPECT_EQ(pixel(5, 0)[3], 0);
  EXPECT_EQ(pixel(0, 0)[3], 255);
  EXPECT_LT(light(0, 5), light(0, 0));  // 0.2 in the south-west, 0.5 north of it
  EXPECT_LT(light(0, 0), light(5, 5));  // 0.8 in the south-east
  EXPECT_EQ(light(0, 5), light(2, 3));  // one aim point
}

TEST(RiskPicture, OfOneValueHasOneColour) {
  RiskMap map = small_map();
  map.safe = {0.4, 0.4, 0.4, 0.4};
  const Picture picture = risk_picture(map, 1);
  for (std::size_t i = 4; i < picture.bytes.size(); ++i) EXPECT_EQ(picture.bytes[i], picture.bytes[i - 4]);
}

// P(safe) rises from 0.46 to 1 over 60 m to the east, no aim point has that of a level; the northernmost row is without
// knowledge.
RiskMap rising_map() {
  RiskMap map;
  map.aims = {0.0, -20.0, 10.0, 7, 5};
  for (std::size_t i = 0; i < map.aims.size(); ++i)
    map.safe.push_back(i / 7 == 4 ? none : 0.46 + 0.09 * static_cast<double>(i % 7));
  return map;
}

TEST(RiskContours, RunWhereTheValueIsThatOfTheLevel) {
  if (!writes_rasters) GTEST_SKIP() << "built without GDAL";
  const std::vector<ContourLine> lines = risk_contours(rising_map(), SiteOptions{}, "a.kml");
  ASSERT_EQ(lines.size(), std::size(contour_levels));
  for (std::size_t l = 0; l < lines.size(); ++l) {
    EXPECT_EQ(lines[l].level, contour_levels[l]);
    ASSERT_GE(lines[l].places.size(), 2u);
    double south = 1e9, north = -1e9;
    for (const auto& [east_m, north_m] : lines[l].places) {
      EXPECT_NEAR(east_m, (contour_levels[l] - 0.46) / 0.009, 1e-9);
      south = std::min(south, north_m);
      north = std::max(north, north_m);
    }
    EXPECT_LE(south, -20.0 + 1e-9);
    EXPECT_NEAR(north, 10.0, 5.0 + 1e-9);  // the last row of which something is known; half a pixel beside NaN
  }
}

TEST(RiskKml, HasAPlacemarkForEachLevelThatTheMapHas) {
  const std::vector<ContourLine> contours{
      {0.5, {{0.0, 0.0}, {0.0, 1e4}}}, {0.5, {{5.0, 0.0}, {5.0, 10.0}}}, {0.9, {{7.0, 0.0}, {7.0, 10.0}}}};
  RiskMap map = rising_map();
  const std::string text = risk_kml(map, SiteOptions{}, "t", "", contours);
  const auto count = [&](const std::string& word) {
    int found = 0;
    for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++found;
    return found;
  };
  EXPECT_EQ(count("P(safe) = 50 %"), 1);
  EXPECT_EQ(count("P(safe) = 90 %"), 1);
  EXPECT_EQ(count("<MultiGeometry>"), 2);
  EXPECT_EQ(count("<LineString>"), 4);  // the window's, too
  // 10 km north of the target: asin(10 km / R) further up
  const double north_deg = -45.4561 + std::asin(1e4 / (moon_radius_m + SiteOptions{}.elevation_m)) / unit::degree_rad;
  EXPECT_EQ(count(fmt::format("177.5885000,-45.4561000,0 177.5885000,{:.7f},0", north_deg)), 1) << text;
  EXPECT_EQ(risk_kml(map, SiteOptions{}, "t", "", {}).find("contours"), std::string::npos);
}

TEST(RiskFile, TellsWhereAnAimPointIs) {
  SiteOptions site;
  const double radius_m = moon_radius_m + site.elevation_m;
  const LatLon target = lat_lon_of(site, 0.0, 0.0);
  EXPECT_NEAR(target.lat_deg, -45.4561, 1e-12);
  EXPECT_NEAR(target.lon_deg, 177.5885, 1e-12);
  // orthographic: 10 km north lie asin(10 km / R) north
  EXPECT_NEAR(lat_lon_of(site, 0.0, 1e4).lat_deg, -45.4561 + std::asin(1e4 / radius_m) / unit::degree_rad, 1e-11);
  const double across_rad = 1e4 / radius_m / std::cos(45.4561 * unit::degree_rad);
  EXPECT_NEAR(lat_lon_of(site, 1e4, 0.0).lon_deg, 177.5885 + across_rad / unit::degree_rad, 1e-5);  // of a plane chart
}

TEST(RiskFile, HasEveryFieldOnItsAxesAndSaysWhatItIs) {
  RiskMap map = small_map();
  map.has_best = true;
  const MapFile file = map_file_of(map, SiteOptions{}, {"one", "two"});
  ASSERT_EQ(file.axes.size(), 4u);
  EXPECT_EQ(file.axes[0].values, (std::vector<double>{10.0, 20.0}));  // north
  EXPECT_EQ(file.axes[1].values, (std::vector<double>{-5.0, 5.0}));   // east
  EXPECT_EQ(file.axes[3].meanings, (std::vector<std::string>{"best", "target", "worst"}));
  for (const MapFile::Field& field : file.fields) {
    EXPECT_FALSE(field.units.empty() || field.long_name.empty()) << field.name;
    std::size_t values = 1;
    for (const std::string& name : field.dimensions) {
      for (const MapFile::Axis& axis : file.axes) values *= axis.name == name ? axis.values.size() : 1;
    }
    EXPECT_EQ(field.values.size(), values) << field.name;
  }
  EXPECT_EQ(file.texts[0], (std::pair<std::string, std::string>{"conditional_on", "one\ntwo"}));
}

TEST(RiskTable, TellsOfNothingThatIsNotKnown) {
  RiskMap map = small_map();
  map.mean_safe = map.between_grounds_rms = none;
  map.no_knowledge_frac = 1.0;
  const std::string table = risk_table(map, SiteOptions{}, {"the moon"}, 80);
  EXPECT_EQ(table.find("best"), std::string::npos);
  EXPECT_EQ(table.find("nan"), std::string::npos);
  EXPECT_NE(table.find("without knowledge   100.00 % of the aim points"), std::string::npos) << table;
}

// 95 % of Clopper and Pearson for 1 loss in 5,000.
TEST(RiskTable, RoundsNoLossAway) {
  RiskMap map = small_map();
  map.has_best = true;
  map.best.safe.low = 0.9998;
  map.best.safe.interval = {0.998886, 0.99999494};
  const std::string table = risk_table(map, SiteOptions{}, {}, 80);
  EXPECT_NE(table.find("99.980 %"), std::string::npos) << table;
  EXPECT_NE(table.find("  99.88 % to 99.99950 %"), std::string::npos) << table;
  const std::string kml = risk_kml(map, SiteOptions{}, "t", "", {});
  EXPECT_NE(kml.find("P(safe) 99.980 %, 95 % interval 99.88 % to 99.99950 %"), std::string::npos) << kml;
}

}  // namespace
}  // namespace farside::risk_exports_test
