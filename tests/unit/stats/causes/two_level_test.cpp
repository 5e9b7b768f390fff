#include "stats/causes/two_level.h"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "stats/intervals/proportions.h"
#include "stats/summary.h"
#include "unit/stats/fixture.h"

namespace farside::two_level_test {
namespace {

using Json = nlohmann::ordered_json;

// The best guess and 10 draws, by turns, 200 cases of each: of draw d, 4 d are lost; of the best guess 10. Two
// epistemic inputs: one rises with the draw, one knows nothing of it.
stats_test::Table campaign() {
  constexpr std::size_t groups = 11, each = 200;
  std::vector<double> outcome, draw, guilty, innocent, speed;
  constexpr double other[] = {0, 3, 8, 1, 6, 9, 2, 10, 5, 4, 7};
  for (std::size_t i = 0; i < groups * each; ++i) {
    const std::size_t d = i % groups, k = i / groups, lost = d == 0 ? 10 : 4 * d;
    draw.push_back(static_cast<double>(d));
    outcome.push_back(k < lost ? 2.0 : 0.0);
    guilty.push_back(d == 0 ? 5.5 : 100.0 + static_cast<double>(d));
    innocent.push_back(other[d]);
    speed.push_back(d == 0 ? 1.0 + 0.01 * static_cast<double>(k) : 99.0);
  }
  stats_test::Table table(outcome.size());
  table.with("outcome", outcome).with("outer_draw", draw).with("touchdown_speed_vertical", speed);
  for (const auto& [name, path, source, values] :
       {std::tuple{"in_a", "vehicle.a", "E: 5 %", guilty}, {"in_b", "vehicle.b", "R", innocent}}) {
    table.with(name, values);
    table.info(name).kind = "epistemic";
    table.info(name).config_path = path;
    table.info(name).source = source;
  }
  return table;
}

Requirement safe_in(double probability) {
  Requirement q;
  q.name = "soft";
  q.event = "safe";
  q.probability = probability;
  q.confidence = 0.9;
  return q;
}

TEST(TwoLevels, TellPAtTheBestGuessAndItsBand) {
  const Json s = compute_statistics(campaign(), {});
  EXPECT_EQ(s["cases"]["total"], 2200);
  EXPECT_EQ(s["cases"]["lost"], 10 + 4 * 55);
  const Json& safe = s["probability"]["safe"];
  EXPECT_EQ(safe["estimate"], 0.95);
  EXPECT_EQ(safe["lower"], clopper_pearson(190, 200, 0.95).lower);
  // shares of the draws: 0.98, 0.96 ... 0.8
  const Json& band = safe["band"];
  EXPECT_EQ(band["draws"], 10);
  EXPECT_NEAR(band["least"], 0.8, 1e-12);
  EXPECT_NEAR(band["largest"], 0.98, 1e-12);
  EXPECT_NEAR(band["mean"], 0.89, 1e-12);
  EXPECT_NEAR(band["lower"], 0.8 + 0.45 * 0.02, 1e-12);  // type 7, a position of 0.05 times 9
  EXPECT_NEAR(band["upper"], 0.98 - 0.45 * 0.02, 1e-12);
  EXPECT_NEAR(s["epistemic"]["sd_between"], 0.02 * std::sqrt(110.0 / 12), 1e-12);  // of 1 to 10: n (n + 1) / 12
  EXPECT_NEAR(s["quantities"]["touchdown_speed_vertical"]["max"], 2.99, 1e-12);    // of the best guess
  EXPECT_FALSE(s["quantities"].contains("outer_draw"));
}

TEST(TwoLevels, NameTheInputsThatOwnTheBandAndWhereTheyAreFrom) {
  const Json s = compute_statistics(campaign(), {});
  const Json& first = s["epistemic"]["inputs"][0];
  EXPECT_EQ(first["path"], "vehicle.a");
  EXPECT_EQ(first["rank_correlation"], -1.0);
  EXPECT_EQ(first["owns"], true);
  EXPECT_NEAR(first["share"], 1.0 - 1.0 / 9, 1e-12);
  const Json& second = s["epistemic"]["inputs"][1];
  EXPECT_EQ(second["owns"], false);
  // scipy.stats.spearmanr of 1..10 and the list, of which P falls with the first
  EXPECT_NEAR(second["rank_correlation"], -0.2, 1e-12);
  EXPECT_NEAR(second["p"], 0.57958, 1e-5);
  EXPECT_EQ(s["epistemic"]["rests_on"]["E"]["inputs"], 1);
  EXPECT_NEAR(s["epistemic"]["rests_on"]["E"]["share"], 8.0 / 9, 1e-12);
  EXPECT_EQ(s["epistemic"]["rests_on"]["R"]["inputs"], 1);
  EXPECT_EQ(s["epistemic"]["rests_on"]["R"]["share"], 0.0);
  EXPECT_NEAR(s["epistemic"]["rests_on"]["R"]["share_chance"], (3.841459 - 1) / 9, 1e-6);
}

TEST(TwoLevels, CountChanceAgainstTheShareOfSeveralInputs) {
  stats_test::Table table = campaign();
  table.info("in_b").source = "E";
  const Json e = compute_statistics(table, {})["epistemic"]["rests_on"]["E"];
  EXPECT_EQ(e["inputs"], 2);
  EXPECT_NEAR(e["share"], 1.0 + 0.04 - 2.0 / 9, 1e-12);  // squared correlations less what chance makes of each
  EXPECT_NEAR(e["share_chance"], (5.991465 - 2) / 9, 1e-6);
}

TEST(TwoLevels, LeaveOutWhatNothingReads) {
  StatisticsRequest request{};
  request.unread = {"vehicle.b"};
  const Json found = compute_statistics(campaign(), request)["epistemic"];
  EXPECT_EQ(found["inputs"].size(), 1u);
  EXPECT_EQ(found["rests_on"]["R"]["inputs"], 0);
  EXPECT_TRUE(found["rests_on"]["R"]["share_chance"].is_null());
}

TEST(TwoLevels, PassWhereTheyDoWhateverIsTrue) {
  const auto judged = [](double probability) {
    return compute_statistics(campaign(), {{safe_in(probability)}, {}})["requirements"][0];
  };
  EXPECT_EQ(judged(0.7)["verdict"], "pass");
  EXPECT_EQ(judged(0.7)["draws"]["pass"], 10);
  EXPECT_EQ(judged(0.98)["verdict"], "fail");  // at the best guess
  const Json between = judged(0.9);
  EXPECT_EQ(between["verdict"], "inconclusive");
  EXPECT_NE(between["reason"].get<std::string>().find("passes at the best guess; of 10 draws"), std::string::npos);
  EXPECT_GT(between["draws"]["fail"], 0);
}

TEST(TwoLevels, DecideNothingWhereTheCasesOfADrawAreAlike) {
  stats_test::Table table(60);
  std::vector<double> draw(60);
  for (std::size_t i = 0; i < 60; ++i) draw[i] = static_cast<double>(i % 3);
  table.with("outcome", std::vector<double>(60, 0.0)).with("outer_draw", draw);
  StatisticsRequest request{{safe_in(0.7)}, {}};
  EXPECT_EQ(compute_statistics(table, request)["requirements"][0]["draws"]["pass"], 2);
  request.inputs_alike = true;
  const Json s = compute_statistics(table, request);
  EXPECT_TRUE(s["probability"]["safe"]["lower"].is_null());
  EXPECT_EQ(s["requirements"][0]["verdict"], "inconclusive");
  EXPECT_EQ(s["requirements"][0]["draws"]["pass"], 0);
  EXPECT_EQ(s["requirements"][0]["draws"]["inconclusive"], 2);
}

TEST(TwoLevels, TellOfFaultsAtTheBestGuess) {
  stats_test::Table table = campaign();
  std::vector<double> fault(table.rows());
  for (std::size_t i = 0; i < fault.size(); ++i) fault[i] = i / 11 < 20 ? 1.0 : 0.0;  // in the first 20 of each draw
  table.with("fault", fault);
  table.info("fault").flag_values = {0, 1, 2};
  table.info("fault").flag_meanings = {"none", "stuck", "several"};
  StatisticsRequest request{};
  request.faults = {{"stuck", 0.1}};
  const Json s = compute_statistics(table, request);
  ASSERT_TRUE(s.contains("faults"));
  EXPECT_EQ(s["faults"]["recombined"], false);
  EXPECT_EQ(s["faults"]["without"]["cases"], 180);
  EXPECT_EQ(s["faults"]["without"]["safe"]["estimate"], 1.0);
  EXPECT_EQ(s["faults"]["list"][0]["cases"], 20);
  EXPECT_EQ(s["faults"]["list"][0]["lost"]["estimate"], 0.5);  // 10 of the first 20 at the best guess
  const std::string text = summarise(s, {"c", "", {}});
  EXPECT_NE(text.find("Faults, at the best guess"), std::string::npos) << text;
}

TEST(TwoLevels, ReadTheTagOfASource) {
  EXPECT_EQ(source_tag("E: 0.5 %"), 'E');
  EXPECT_EQ(source_tag("R"), 'R');
  EXPECT_EQ(source_tag("Engine tests"), ' ');
  EXPECT_EQ(source_tag(""), ' ');
}

// scipy.stats.spearmanr([1, 2, 2, 4, 5, 6], [2, 1, 3, 3, 7, 7])
TEST(RankCorrelation, PutsTiesInTheMiddle) {
  const RankCorrelation r = rank_correlation({1, 2, 2, 4, 5, 6}, {2, 1, 3, 3, 7, 7});
  EXPECT_NEAR(r.r, 0.8508410434878082, 1e-12);
  EXPECT_NEAR(r.p, 0.03171331782219683, 1e-12);
  EXPECT_TRUE(std::isnan(rank_correlation({1, 1, 1, 1}, {1, 2, 3, 4}).r));
}

}  // namespace
}  // namespace farside::two_level_test
