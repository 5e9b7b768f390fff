#include "exports/landings.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "unit/stats/fixture.h"

namespace farside::landings_test {
namespace {

using stats_test::code;
using stats_test::nan;
using stats_test::Table;

constexpr double safe = 0, lost = 2;

// Cases 3, 5, 6 and 9: safe west of the meridian of 180, lost, never landed, not judged.
Table table() {
  Table t(4);
  t.with("case", {3, 5, 6, 9})
      .with("outcome", {safe, lost, lost, -1})
      .with("first_cause", {code(Cause::none), code(Cause::tip_over), code(Cause::off_corridor), -1})
      .with("landing_lat", {-45.25, -45.5, nan, 1})
      .with("landing_lon", {177.5, 182.5, nan, 1})
      .with("landing_east", {12.0, -3.5, nan, 1})
      .with("landing_north", {0.25, 8.0, nan, 1})
      .with("margin_slid", {0.5, nan, nan, 1})
      .with("margin_tip_over", {0.75, -0.25, nan, 1});
  return t;
}

std::string text_of(void (*write)(const ColumnSource&, const Cases&, const std::string&, const TakeText&),
                    const Table& t) {
  std::string text;
  write(t, read_cases(t), "a < \"b\"", [&](const std::string& part) { text += part; });
  return text;
}

TEST(Landings, GeoJsonHasAPointForEachCaseThatLanded) {
  const auto found = nlohmann::json::parse(text_of(write_geojson, table()));
  EXPECT_EQ(found["type"], "FeatureCollection");
  EXPECT_EQ(found["name"], "a < \"b\"");
  EXPECT_EQ(found["body"], "Moon");
  ASSERT_EQ(found["features"].size(), 2u);
  const auto expected = nlohmann::json::parse(R"([
    {"type": "Feature", "geometry": {"type": "Point", "coordinates": [177.5, -45.25]},
     "properties": {"case": 3, "outcome": "safe", "first_cause": "none", "margin_least": 0.5}},
    {"type": "Feature", "geometry": {"type": "Point", "coordinates": [-177.5, -45.5]},
     "properties": {"case": 5, "outcome": "lost", "first_cause": "tip_over", "margin_least": -0.25}}])");
  EXPECT_EQ(found["features"], expected);
}

TEST(Landings, KmlIsOfTheMoonAndTellsHowEachEnded) {
  const std::string text = text_of(write_kml, table());
  EXPECT_NE(text.find("hint=\"target=moon\""), text.npos) << text;
  EXPECT_NE(text.find("<name>a &lt; &quot;b&quot;</name>"), text.npos) << text;
  EXPECT_NE(text.find("<Placemark><name>3</name><description>safe</description><styleUrl>#safe</styleUrl>"
                      "<Point><coordinates>177.5,-45.25</coordinates></Point></Placemark>"),
            text.npos)
      << text;
  EXPECT_NE(text.find("<description>lost: tip_over</description><styleUrl>#lost</styleUrl>"
                      "<Point><coordinates>-177.5,-45.5</coordinates>"),
            text.npos)
      << text;
}

TEST(Landings, ATableWithoutPlacesIsRefused) {
  Table t(1);
  t.with("outcome", {safe}).with("landing_lat", {1});
  EXPECT_THROW(for_each_landing(t, read_cases(t), [](const Landing&) {}), DataError);
}

TEST(Landings, WithoutCausesMarginsAndNumbersTheRowIsTheCase) {
  Table t(2);
  t.with("outcome", {lost, safe}).with("landing_lat", {1, 2}).with("landing_lon", {3, 4});
  t.with("landing_east", {5, 6}).with("landing_north", {7, 8});
  std::vector<std::uint64_t> numbers;
  for_each_landing(t, read_cases(t), [&](const Landing& l) {
    numbers.push_back(l.number);
    EXPECT_EQ(l.cause, "none");
    EXPECT_TRUE(std::isnan(l.margin_least));
  });
  EXPECT_EQ(numbers, (std::vector<std::uint64_t>{0, 1}));
}

}  // namespace
}  // namespace farside::landings_test
