#include "scenario/listed.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "scenario/scenario.h"
#include "unit/folder.h"

namespace farside::listed_test {
namespace {

class ListedFiles : public testing::Test {
 protected:
  Scenario load(const std::string& relief) {
    folder_.write("c.yaml", "farside: 1\nmoon: {terrain: {relief: {" + relief + "}}}\n");
    return load_scenario(folder_.path() + "/c.yaml");
  }
  std::string refusal(const std::string& relief) {
    try {
      load(relief);
    } catch (const std::exception& e) {
      std::string text = e.what();
      for (std::size_t at; (at = text.find(folder_.path() + "/")) != text.npos;)
        text.erase(at, folder_.path().size() + 1);
      return text;
    }
    return "";
  }
  test::Folder folder_;
};

TEST_F(ListedFiles, SayTheSameAsTheConfiguration) {
  folder_.write("craters.csv", "# measured\ndepth_frac,north_m,east_m,diameter_m\n0.1,20,-3,25\n\n0.05,-7,4,10\n");
  const Scenario file = load("model: listed, craters: {listed: [{file: craters.csv}]}");
  const Scenario own = load(
      "model: listed, craters: {listed: [{east_m: -3, north_m: 20, diameter_m: 25, depth_m: 2.5}, "
      "{east_m: 4, north_m: -7, diameter_m: 10, depth_m: 0.5}]}");
  ASSERT_EQ(file.listed.craters.things.size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(file.listed.craters.things[i].x_m, own.listed.craters.things[i].x_m);
    EXPECT_EQ(file.listed.craters.things[i].above_m, own.listed.craters.things[i].above_m);
  }
  EXPECT_EQ(file.listed.craters.levels.size(), 2U);
  EXPECT_EQ(file.listed.rocks.view().level_count, 0);
}

TEST_F(ListedFiles, BelongToTheCampaignByTheirContent) {
  const std::string relief = "model: generated, rocks: {listed: [{file: rocks.csv}]}";
  folder_.write("rocks.csv", "east_m,north_m,diameter_m,height_m\n1,2,0.5,0.25\n");
  const Scenario first = load(relief);
  ASSERT_EQ(first.input_files.size(), 1U);
  EXPECT_EQ(first.input_files[0].name, "rocks.csv");
  EXPECT_NE(first.resolved_yaml.find("listed:\n          - {file: \"rocks.csv\"}"), std::string::npos);
  folder_.write("rocks.csv", "east_m,north_m,diameter_m,height_m\n1,2,0.5,0.26\n");
  EXPECT_NE(load(relief).campaign_id, first.campaign_id);
  // a stored configuration opens it only while it is the one that was recorded
  const RecordedInputs recorded(first.input_files[0].sha256 + "  rocks.csv\n");
  EXPECT_THROW(load_scenario_text(first.resolved_yaml, "stored", folder_.path(), {}, recorded), DataError);
  folder_.write("rocks.csv", "east_m,north_m,diameter_m,height_m\n1,2,0.5,0.25\n");
  EXPECT_EQ(load_scenario_text(first.resolved_yaml, "stored", folder_.path(), {}, recorded).campaign_id,
            first.campaign_id);
}

TEST_F(ListedFiles, InlineListsReadBackToTheSameBits) {
  const Scenario s =
      load("model: listed, rocks: {listed: [{east_m: 0.1, north_m: 1.7, diameter_m: 0.3, height_frac: 0.7}]}");
  const Scenario again = load_scenario_text(s.resolved_yaml, "resolved", "");
  EXPECT_EQ(again.campaign_id, s.campaign_id);
  EXPECT_EQ(again.listed.rocks.things[0].above_m, s.listed.rocks.things[0].above_m);
}

TEST_F(ListedFiles, AreRefusedWithFileAndLine) {
  const std::string file = "model: listed, rocks: {listed: [{file: r.csv}]}";
  const auto of = [&](const std::string& text) {
    folder_.write("r.csv", text);
    return refusal(file);
  };
  EXPECT_EQ(of("east_m,north_m,diameter_m,height_frac\n1,2,1,0.5\n1,2,1,1.5\n"),
            "r.csv:3: error: height_frac: 1.5 is outside 0.05..1 (instead: height over diameter)");
  EXPECT_EQ(of("east_m,north_m,diameter_m,hight_m\n1,2,1,0.5\n"),
            "r.csv: the column 'hight_m' is none of a rock (did you mean 'height_m'?)");
  EXPECT_EQ(of("east_m,diameter_m,height_m\n1,1,0.5\n"), "r.csv:2: error: 'north_m' is missing");
  EXPECT_EQ(of("east_m,north_m,diameter_m\n1,1,0.5\n"), "r.csv:2: error: expected either 'height_m' or 'height_frac'");
  EXPECT_EQ(
      of("east_m,north_m,diameter_m,height_m\n1,1,0.5,0.9\n"),
      "r.csv:2: error: height_m of 0.9 m with a diameter_m of 0.5 m: height over diameter is 1.8, outside 0.05..1");
  EXPECT_EQ(of("east_m,north_m,diameter_m,height_m\n1,1,half,0.9\n").substr(0, 20), "r.csv:2:5: error: 'h");
  EXPECT_EQ(of(""),
            "r.csv: is empty; expected a line with the columns east_m, north_m, diameter_m and height_m or "
            "height_frac");
  EXPECT_EQ(refusal("model: listed, rocks: {listed: [{file: none.csv}]}"),
            "c.yaml:2:59: moon.terrain.relief.rocks.listed[0].file: none.csv: can't be read: no such file; check its "
            "path");
}

TEST_F(ListedFiles, ARimStandsNoHigherThanRelief) {
  EXPECT_EQ(refusal("model: listed, craters: {listed: [{east_m: 0, north_m: 0, diameter_m: 10000, depth_m: 2200}]}"),
            "c.yaml:2:61: moon.terrain.relief.craters.listed[0]: its rim would stand 373 m over the plain, and relief "
            "stands at most 100 m; such a crater is for a map (moon.terrain.layers)");
  EXPECT_EQ(refusal("model: listed, craters: {listed: [{east_m: 0, north_m: 0, diameter_m: 10000, depth_m: 600}]}"),
            "");
}

TEST_F(ListedFiles, MoreRocksThanAVehicleCanBeToldOfAreRefused) {
  std::string text = "east_m,north_m,diameter_m,height_m\n";
  const auto row = [](double e, double n) { return std::to_string(e) + "," + std::to_string(n) + ",0.2,0.1\n"; };
  for (int i = 0; i < 4000; ++i) text += row(2.5 * (i % 64), 2.5 * (i / 64));  // four in five square metres: 20 about
  folder_.write("r.csv", text);
  EXPECT_EQ(refusal("model: listed, rocks: {listed: [{file: r.csv}]}"), "");
  for (int i = 0; i < 60; ++i) text += row(70.0 + 0.01 * i, 70.0);
  folder_.write("r.csv", text);
  EXPECT_NE(refusal("model: listed, rocks: {listed: [{file: r.csv}]}").find("too many to be told apart"),
            std::string::npos);
}

}  // namespace
}  // namespace farside::listed_test
