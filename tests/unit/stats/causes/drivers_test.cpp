#include "stats/causes/drivers.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <numbers>

#include "base/error.h"
#include "unit/stats/fixture.h"

namespace farside::drivers_test {
namespace {

using stats_test::code;
using stats_test::nan;
using stats_test::Table;
using Json = nlohmann::ordered_json;

constexpr double safe = 0, degraded = 1, lost = 2, unknown = 3;

Json drivers(const Table& t, const DriversRequest& request = {}) { return compute_drivers(t, read_cases(t), request); }

const Json& input(const Json& found, const std::string& path) {
  for (const Json& one : found.at("inputs")) {
    if (one.at("path") == path) return one;
  }
  ADD_FAILURE() << path << " in " << found.dump();
  return found;
}

using Draws = std::map<std::string, std::vector<double>>;

Draws draw(std::size_t cases, std::initializer_list<const char*> names, unsigned seed = 1) {
  std::mt19937_64 random(seed);
  Draws draws;
  for (const char* name : names) {
    for (std::size_t i = 0; i < cases; ++i) draws[name].push_back(std::ldexp(static_cast<double>(random() >> 11), -53));
  }
  return draws;
}

Table table_of(const Draws& draws, const std::vector<double>& outcomes) {
  Table t(outcomes.size());
  for (const auto& [name, values] : draws) t.with("in_" + name, values);
  t.with("outcome", outcomes);
  return t;
}

// Goes on below 0.5 of x, fails by egress above, but for a lost one and one of which the way down isn't known.
TEST(Drivers, OfTheMissionHoldWhatFailsAgainstWhatGoesOn) {
  Table t(6);
  t.with("in_x", {1, 2, 3, 4, 5, 6})
      .with("outcome", {safe, safe, safe, safe, lost, safe})
      .with("mission", {0, 0, 1, 1, 1, 2})
      .with("mission_cause", {0, 0, 3, 3, 1, 0})
      .with("mission_margin_egress", {0.2, 0.1, -0.1, -0.2, nan, nan});
  const Json mission = drivers(t, {"mission"}), egress = drivers(t, {"mission_egress"});
  EXPECT_EQ(mission["cases"], 5);  // all but the one that can't be told
  EXPECT_EQ(mission["failures"], 3);
  EXPECT_DOUBLE_EQ(input(mission, "in_x")["ks"], 1.0);
  EXPECT_EQ(egress["cases"], 5);
  EXPECT_EQ(egress["failures"], 2);  // a lost landing has no need that isn't met
  EXPECT_THROW(drivers(t, {"mission_relay"}), DataError);
}

// The margins of the needs count beside those of the landing, and of a need its own alone.
TEST(Drivers, OfTheMissionRankTheMarginsOfItsNeeds) {
  const std::size_t n = 200;
  const Draws d = draw(n, {"x", "y"}), noise = draw(n, {"z"}, 2);
  Table t = table_of(d, std::vector<double>(n, safe));
  std::vector<double> landing, egress;
  for (std::size_t i = 0; i < n; ++i) {
    const double off = 0.1 * noise.at("z")[i];
    landing.push_back(2.0 + d.at("y")[i] + off), egress.push_back(d.at("x")[i] - 0.5 + off);
  }
  std::vector<double> missions, causes;
  for (const double m : egress) missions.push_back(m < 0.0 ? 1.0 : 0.0), causes.push_back(m < 0.0 ? 3.0 : 0.0);
  t.with("margin_tip_over", landing).with("mission_margin_egress", egress);
  t.with("mission", missions).with("mission_cause", causes);
  for (const char* failure : {"mission", "mission_egress"}) {
    EXPECT_GT(input(drivers(t, {failure}), "in_x")["prcc"], 0.9) << failure;
    EXPECT_LT(std::abs(input(drivers(t, {failure}), "in_y")["prcc"].get<double>()), 0.3) << failure;
  }
  EXPECT_GT(input(drivers(t), "in_y")["prcc"], 0.9);  // of lost ones those of the landing alone
}

TEST(Drivers, DistanceIsThatOfLostAndSafeAlone) {
  Table t(6);
  t.with("in_x", {1, 2, 3, 4, 5, 6}).with("outcome", {safe, safe, lost, safe, degraded, lost});
  // Of safe 1, 2, 4 and lost 3, 6: at 2 two thirds against none. The degraded one is in neither.
  const Json found = drivers(t);
  EXPECT_DOUBLE_EQ(input(found, "in_x")["ks"], 2.0 / 3.0);
  EXPECT_EQ(found["cases"], 6);
  EXPECT_EQ(found["failures"], 2);
  EXPECT_DOUBLE_EQ(input(drivers(t, {"failed"}), "in_x")["ks"], 2.0 / 3.0);
  EXPECT_EQ(drivers(t, {"failed"})["failures"], 3);
}

TEST(Drivers, WeightsCountAsOftenAsTheCase) {
  // A case of weight 3 says what three of weight 1 say, but for how sure one is.
  Table thrice(7), weighted(5);
  thrice.with("in_x", {1, 2, 2, 2, 3, 4, 5}).with("outcome", {safe, lost, lost, lost, safe, safe, lost});
  thrice.with("margin_a", {5, 1, 1, 1, 4, 3, 2});
  weighted.with("in_x", {1, 2, 3, 4, 5}).with("outcome", {safe, lost, safe, safe, lost});
  weighted.with("margin_a", {5, 1, 4, 3, 2}).with("weight", {1, 3, 1, 1, 1});
  EXPECT_DOUBLE_EQ(input(drivers(weighted), "in_x")["ks"], input(drivers(thrice), "in_x")["ks"]);
  EXPECT_DOUBLE_EQ(drivers(weighted)["effective_cases"], 49.0 / 13.0);
  const Json tenths = input(drivers(weighted), "in_x")["deciles"];
  EXPECT_TRUE(tenths["lower"][0].is_null()) << tenths;
}

TEST(Drivers, WeightedRankCorrelationIsThatOfRepeatedCases) {
  std::mt19937_64 random(2);
  Table weighted(40);
  std::vector<double> x, y, outcome, weight, xx, yy, outcomes;
  for (int i = 0; i < 40; ++i) {
    x.push_back(static_cast<double>(random() % 1000));
    y.push_back(x.back() + static_cast<double>(random() % 1000));
    outcome.push_back(i % 5 == 0 ? lost : safe);
    weight.push_back(i % 3 == 0 ? 2 : 1);
    for (int k = 0; k < static_cast<int>(weight.back()); ++k)
      xx.push_back(x.back()), yy.push_back(y.back()), outcomes.push_back(outcome.back());
  }
  weighted.with("in_x", x).with("margin_a", y).with("outcome", outcome).with("weight", weight);
  Table repeated(xx.size());
  repeated.with("in_x", xx).with("margin_a", yy).with("outcome", outcomes);
  const double plain = input(drivers(repeated), "in_x")["spearman"];
  EXPECT_GT(plain, 0.4);
  EXPECT_NEAR(input(drivers(weighted), "in_x")["spearman"], plain, 1e-12);
}

TEST(Drivers, RankCorrelationsAreThoseOfTheClosedForms) {
  // Spearman's of a normal pair of correlation r: 6 asin(r / 2) / pi. z follows x and has no part of its own.
  std::mt19937_64 random(3);
  std::normal_distribution<double> normal;
  Draws d;
  std::vector<double> margin;
  for (int i = 0; i < 20000; ++i) {
    const double x = normal(random), y = normal(random);
    d["x"].push_back(x), d["y"].push_back(y), d["z"].push_back(x + 0.3 * normal(random));
    margin.push_back(x + y);
  }
  Table t = table_of(d, std::vector<double>(20000, safe));
  t.with("margin_a", margin);
  const Json found = drivers(t);
  const double spearman = 6.0 / std::numbers::pi * std::asin(0.5 * std::sqrt(0.5));
  EXPECT_NEAR(input(found, "in_y")["spearman"], spearman, 0.02);  // 4 sigma of 20,000 is 0.015
  EXPECT_GT(input(found, "in_z")["spearman"], 0.6);
  EXPECT_LT(std::abs(input(found, "in_z")["prcc"].get<double>()), 0.05);
  EXPECT_GT(input(found, "in_y")["prcc"], 0.8);
  EXPECT_TRUE(input(found, "in_y")["ks"].is_null());  // nothing is lost
  EXPECT_TRUE(found["pairs"].is_null());
}

TEST(Drivers, AnInputThatOnlyRepeatsAnotherIsNoNumberThatIsInfinite) {
  Draws d = draw(500, {"x"});
  d["same"] = d["x"];
  Table t = table_of(d, std::vector<double>(500, safe));
  t.with("margin_a", d["x"]);
  const Json found = drivers(t);
  EXPECT_NEAR(input(found, "in_x")["prcc"], input(found, "in_same")["prcc"], 1e-9);
  EXPECT_LE(std::abs(input(found, "in_x")["prcc"].get<double>()), 1.0);
}

TEST(Drivers, TenthsOfAnInputHaveTheirShareOfFailures) {
  Draws d{{"x", {}}};
  std::vector<double> outcomes;
  for (int i = 0; i < 200; ++i) d["x"].push_back(199 - i), outcomes.push_back(i < 15 ? lost : safe);
  const Json tenths = input(drivers(table_of(d, outcomes)), "in_x")["deciles"];
  ASSERT_EQ(tenths["cases"].size(), 10u);
  EXPECT_EQ(tenths["estimate"][9], 0.75);
  EXPECT_EQ(tenths["least"][9], 180.0);
  EXPECT_EQ(tenths["largest"][9], 199.0);
  EXPECT_NEAR(tenths["lower"][9], 0.5090, 5e-5);  // Clopper and Pearson, 15 of 20
  EXPECT_EQ(tenths["failures"][8], 0);
}

// Fails where both are high, or, without interplay, as often by the one whatever the other is.
std::vector<double> outcomes_of(const Draws& d, const std::function<double(std::size_t)>& chance) {
  std::mt19937_64 random(7);
  std::vector<double> outcomes;
  for (std::size_t i = 0; i < d.begin()->second.size(); ++i)
    outcomes.push_back(std::ldexp(static_cast<double>(random() >> 11), -53) < chance(i) ? lost : safe);
  return outcomes;
}

TEST(Drivers, APairThatFailsTogetherIsFoundAmongAll) {
  const Draws d = draw(4000, {"a", "b", "c", "d", "e", "f"});
  const Json found = drivers(table_of(
      d, outcomes_of(d, [&](std::size_t i) { return d.at("b")[i] > 0.7 && d.at("e")[i] > 0.7 ? 0.5 : 0.02; })));
  const Json& pair = found["pairs"][0];
  EXPECT_EQ(pair["paths"], (Json{"in_b", "in_e"}));
  EXPECT_TRUE(pair["stands_out"]);
  EXPECT_GT(pair["cells"][2][2]["estimate"].get<double>(), pair["cells"][2][2]["expected"].get<double>() + 0.03);
  EXPECT_FALSE(found["pairs"][1]["stands_out"]) << found["pairs"][1];
  EXPECT_EQ(found["pairs_tried"], 15);
}

TEST(Drivers, APairThatHasNoEffectOfItsOwnIsFoundAsWell) {
  // Fails where they differ: neither of them alone tells anything.
  const Draws d = draw(4000, {"a", "b", "c"});
  const Json found = drivers(table_of(
      d, outcomes_of(d, [&](std::size_t i) { return (d.at("a")[i] > 0.5) != (d.at("c")[i] > 0.5) ? 0.2 : 0.05; })));
  for (const Json& one : found["inputs"]) EXPECT_FALSE(one["stands_out"]) << one;
  EXPECT_EQ(found["pairs"][0]["paths"], (Json{"in_a", "in_c"}));
  EXPECT_TRUE(found["pairs"][0]["stands_out"]);
}

TEST(Drivers, InputsThatMultiplyTheOddsAreNoPair) {
  const Draws d = draw(4000, {"a", "b"});
  const Json found =
      drivers(table_of(d, outcomes_of(d, [&](std::size_t i) {
                         const auto third = [&](const char* name) { return std::floor(3.0 * d.at(name)[i]); };
                         const double odds = 0.02 * std::pow(3.0, third("a")) * std::pow(2.0, third("b"));
                         return odds / (1.0 + odds);
                       })));
  for (const Json& one : found["inputs"]) EXPECT_TRUE(one["stands_out"]) << one;
  EXPECT_GT(found["pairs"][0]["p"], 0.01);
  for (const Json& row : found["pairs"][0]["cells"]) {
    for (const Json& cell : row) EXPECT_NEAR(cell["estimate"], cell["expected"], 0.05);  // 4 sigma of some 440 cases
  }
}

TEST(Drivers, ChanceAloneSeldomMakesOneStandOut) {
  // 100 campaigns in which no input matters: an input, or a pair, stands out in 5 of them; in more than 14 hardly ever.
  int inputs = 0, pairs = 0;
  for (unsigned k = 0; k < 100; ++k) {
    const Draws d = draw(600, {"a", "b", "c", "d", "e", "f", "g", "h"}, k + 10);
    std::vector<double> outcomes(600, safe);
    std::fill_n(outcomes.begin(), 40, lost);
    const Json found = drivers(table_of(d, outcomes));
    inputs += found["inputs"][0]["stands_out"] ? 1 : 0;
    pairs += found["pairs"][0]["stands_out"] ? 1 : 0;
  }
  EXPECT_LE(inputs, 14);
  EXPECT_LE(pairs, 14);
}

TEST(Drivers, CasesThatHardlyCountMakeOneNoSurer) {
  const Draws d = draw(2000, {"a", "b"});
  const std::vector<double> outcomes =
      outcomes_of(d, [&](std::size_t i) { return d.at("a")[i] > 0.6 && d.at("b")[i] > 0.6 ? 0.3 : 0.05; });
  const Json plain = drivers(table_of(d, outcomes));
  Draws twice;
  for (const auto& [name, values] : d) {
    twice[name] = values;
    twice[name].insert(twice[name].end(), values.begin(), values.end());
  }
  std::vector<double> again = outcomes, weight(4000, 1.0);
  again.insert(again.end(), outcomes.begin(), outcomes.end());
  std::fill(weight.begin() + 2000, weight.end(), 1e-12);
  Table t = table_of(twice, again);
  t.with("weight", weight);
  const Json weighted = drivers(t);
  EXPECT_EQ(weighted["cases"], 4000);
  EXPECT_NEAR(weighted["effective_cases"], 2000, 1e-6);
  EXPECT_NEAR(weighted["pairs"][0]["p"], plain["pairs"][0]["p"], 1e-9);
  EXPECT_NEAR(input(weighted, "in_a")["ks_p"], input(plain, "in_a")["ks_p"], 1e-9);
}

TEST(Drivers, TwoValuesMakeTwoPlaces) {
  Draws d = draw(3000, {"x"});
  for (std::size_t i = 0; i < 3000; ++i) d["fault"].push_back(i % 4 == 0 ? 1.0 : 0.0);
  const Json found = drivers(table_of(
      d, outcomes_of(d, [&](std::size_t i) { return d.at("fault")[i] == 1.0 && d.at("x")[i] > 0.5 ? 0.4 : 0.05; })));
  EXPECT_TRUE(found["pairs"][0]["stands_out"]);
  EXPECT_LT(found["pairs"][0]["p"], 1e-6);
}

TEST(Drivers, ACauseCanBeAskedFor) {
  Table t(8);
  const double tip = code(Cause::tip_over), slid = code(Cause::slid);
  t.with("in_x", {1, 2, 3, 4, 5, 6, 7, 8}).with("outcome", {safe, safe, safe, safe, lost, lost, lost, unknown});
  t.with("first_cause", {0, 0, 0, 0, tip, slid, tip, code(Cause::off_map)});
  EXPECT_EQ(drivers(t, {"tip_over"})["failures"], 2);
  EXPECT_EQ(drivers(t)["failures"], 3);
  EXPECT_EQ(drivers(t)["cases"], 7);  // what can't be told isn't asked
}

TEST(Drivers, ANumericalFailureIsOneWhateverItsRowSays) {
  Table t(6);
  const double tip = code(Cause::tip_over);
  t.with("in_x", {1, 2, 3, 4, 5, 6})
      .with("status", {1, 1, 1, 1, 1, 2})
      .with("outcome", {safe, safe, safe, safe, lost, -1});
  t.with("first_cause", {0, 0, 0, 0, tip, tip});
  EXPECT_EQ(drivers(t, {"tip_over"})["failures"], 1);
  EXPECT_EQ(drivers(t, {"numerical"})["failures"], 1);
}

TEST(Drivers, OfALongTableTheFirstRowsAloneAreRead) {
  const std::size_t rows = 4 * block_values;
  Table t(rows);
  std::vector<double> x(rows), outcome(rows, safe);
  for (std::size_t i = 0; i < rows; ++i) x[i] = static_cast<double>(i);
  outcome[0] = -1;  // not judged
  outcome[1] = outcome[1001] = lost;
  t.with("in_x", x).with("outcome", outcome);
  const Cases cases = read_cases(t);
  t.reads.clear();
  const Json found = compute_drivers(t, cases, {"lost", 1000});
  EXPECT_EQ(found["cases"], 1000);
  EXPECT_EQ(found["failures"], 1);
  EXPECT_LT(t.reads["in_x"], 0.3);
}

TEST(Drivers, DecilesAreOfAsManyInputsAsAreAskedFor) {
  const Draws d = draw(200, {"a", "b", "c"});
  const Table t = table_of(d, outcomes_of(d, [&](std::size_t i) { return d.at("b")[i] > 0.8 ? 1.0 : 0.0; }));
  DriversRequest request;
  request.deciles_max = 1;
  const Json inputs = drivers(t, request)["inputs"];
  EXPECT_EQ(inputs[0]["path"], "in_b");
  EXPECT_TRUE(inputs[0].contains("deciles"));
  EXPECT_FALSE(inputs[1].contains("deciles"));
}

TEST(Drivers, WhatDoesntVaryAndWhatHasNoValueIsLeftOut) {
  Table t(3);
  t.with("in_x", {1, 1, 1}).with("in_y", {1, nan, 3}).with("in_z", {1, 2, 3}, 1).with("outcome", {safe, lost, lost});
  const Json found = drivers(t);
  EXPECT_EQ(found["cases"], 2);
  EXPECT_EQ(found["inputs"].size(), 2u);
  Table none(1);
  none.with("in_x", {1});
  EXPECT_THROW(drivers(none), DataError);
}

}  // namespace
}  // namespace farside::drivers_test
