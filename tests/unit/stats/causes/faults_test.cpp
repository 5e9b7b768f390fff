#include "stats/causes/faults.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "stats/causes/fault_tables.h"
#include "stats/intervals/stratified.h"
#include "stats/summary.h"
#include "unit/stats/fixture.h"

namespace farside::faults_test {
namespace {

using Json = nlohmann::ordered_json;
using stats_test::code;
using stats_test::nan;
using stats_test::Table;

// A table with a column `fault` of these names.
Table& with_faults(Table& table, std::vector<double> codes, const std::vector<std::string>& names) {
  table.with("fault", std::move(codes));
  ColumnInfo& fault = table.info("fault");
  std::int64_t next = 0;
  const auto meaning = [&](std::int64_t value, const std::string& name) {
    fault.flag_values.push_back(value);
    fault.flag_meanings.push_back(name);
  };
  meaning(next++, no_fault);
  for (const std::string& name : names) meaning(next++, name);
  meaning(next, several_faults);
  meaning(-1, "not_applicable");
  return table;
}

const std::vector<FaultRate> rates{{"off", 0.1}, {"stuck", 0.2}};

// Four cases of each stratum, one after the other: without a fault 3 of 4 are safe, with `off` none, with `stuck` 1.
Table forced() {
  const double hard = code(Cause::hard_contact_vertical), slid = code(Cause::slid);
  Table table(12);
  table.with("status", std::vector<double>(12, 1))
      .with("outcome", {0, 2, 0, 0, 2, 2, 0, 2, 1, 1, 2, 2})
      .with("first_cause", {0, hard, 0, 0, hard, hard, 0, hard, slid, slid, hard, hard})
      .with("case", {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11})
      .with("touchdown_speed_vertical", {1, 9, 2, 1.5, 9, 9, 1.2, 9, 3.9, 1, 9, 9})
      .with("margin_tip_over", std::vector<double>(12, 0.9));
  std::vector<double> weights;
  for (int i = 0; i < 12; ++i) weights.push_back(3.0 * fault_shares(rates).single[static_cast<std::size_t>(i % 3)]);
  table.with("weight", weights);
  return with_faults(table, {0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2}, {"off", "stuck"});
}

Json recombined(const Table& table, const std::vector<FaultRate>& by, const std::vector<Requirement>& asked = {}) {
  return compute_statistics(table, {asked, {}, false, by, true});
}

// P(mission) is put together as P(safe) is, and so never above it: of the three safe landings without a fault two go
// on, the one with `stuck` doesn't, for want of power.
TEST(Recombination, WeighsTheMissionByTheRates) {
  Table table = forced();
  table.with("mission", {0, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1})
      .with("mission_cause", {0, 1, 4, 0, 1, 1, 4, 1, 1, 1, 1, 1})
      .with("mission_margin_relay", std::vector<double>(12, nan));
  for (const char* need : {"egress", "warmth"})
    table.with(std::string("mission_margin_") + need, std::vector<double>(12, 0.5));
  table.with("mission_margin_power", {0.5, 1, -1, 0.5, 1, 1, -1, 1, 1, 1, 1, 1});
  const Json s = recombined(table, rates);
  const double none = 0.9 * 0.8, stuck = 0.9 * 0.2, several = 0.1 * 0.2;
  const Json& goes_on = s["mission"]["goes_on"];
  EXPECT_DOUBLE_EQ(goes_on["estimate"].get<double>(), none * 0.5);
  EXPECT_DOUBLE_EQ(goes_on["estimate_high"].get<double>(), none * 0.5 + several);
  EXPECT_EQ(goes_on["method"], "stratified");
  EXPECT_LE(goes_on["upper"], s["probability"]["safe"]["upper"]);
  EXPECT_DOUBLE_EQ(s["mission"]["needs"]["power"]["first"]["estimate"].get<double>(), none * 0.25 + stuck * 0.25);
  EXPECT_EQ(s["mission"]["needs"]["power"]["count"], 2);
  EXPECT_EQ(s["mission"]["cases"]["goes_on"], 2);
}

TEST(Recombination, WeighsTheStrataByTheRates) {
  const Json s = recombined(forced(), rates);
  const double none = 0.9 * 0.8, off = 0.1 * 0.8, stuck = 0.9 * 0.2, several = 0.1 * 0.2;
  const Json& safe = s["probability"]["safe"];
  EXPECT_DOUBLE_EQ(safe["estimate"].get<double>(), none * 0.75 + stuck * 0.25);
  EXPECT_DOUBLE_EQ(safe["estimate_high"].get<double>(), none * 0.75 + stuck * 0.25 + several);
  EXPECT_EQ(safe["method"], "stratified");
  const StratifiedShare by_hand =
      stratified_share({{none, {3, 3}, 4}, {off, {0, 0}, 4}, {stuck, {1, 1}, 4}}, several, 0.975);
  EXPECT_NEAR(safe["lower"].get<double>(), by_hand.lower, 1e-15);
  EXPECT_NEAR(safe["upper"].get<double>(), by_hand.upper, 1e-15);
  EXPECT_DOUBLE_EQ(s["probability"]["lost"]["estimate"].get<double>(), off * 1.0 + stuck * 0.5);
  EXPECT_DOUBLE_EQ(s["first_cause"]["slid"]["estimate"].get<double>(), none * 0.25 + stuck * 0.25);
  EXPECT_DOUBLE_EQ(s["first_cause"]["hard_contact_vertical"]["estimate"].get<double>(), off + stuck * 0.5);
  EXPECT_EQ(s["first_cause"]["hard_contact_vertical"]["cases"], (Json{1, 4, 5}));
}

TEST(Recombination, TakesAnyRates) {
  const Json s = recombined(forced(), {{"off", 0.0}, {"stuck", 1.0}});
  EXPECT_DOUBLE_EQ(s["probability"]["safe"]["estimate"].get<double>(), 0.25);
  EXPECT_DOUBLE_EQ(s["probability"]["safe"]["estimate_high"].get<double>(), 0.25);
  // all weight on one stratum: the exact interval of its four cases
  EXPECT_NEAR(s["probability"]["safe"]["lower"].get<double>(), clopper_pearson(1, 4, 0.95).lower, 1e-15);
  EXPECT_NEAR(s["probability"]["safe"]["upper"].get<double>(), clopper_pearson(1, 4, 0.95).upper, 1e-15);
}

TEST(Recombination, TellsWhatEachFaultAdds) {
  const Json f = recombined(forced(), rates)["faults"];
  EXPECT_EQ(f["recombined"], true);
  EXPECT_DOUBLE_EQ(f["several"]["share"].get<double>(), fault_shares(rates).several);
  EXPECT_EQ(f["without"]["lost"]["estimate"], 0.0);
  EXPECT_EQ(f["list"][0]["name"], "off");
  EXPECT_EQ(f["list"][0]["probability"], 0.1);
  EXPECT_EQ(f["list"][0]["cases"], 4);
  EXPECT_EQ(f["list"][0]["lost"]["estimate"], 1.0);
  EXPECT_EQ(f["list"][0]["lost"]["lower"], clopper_pearson(4, 4, 0.95).lower);
  EXPECT_DOUBLE_EQ(f["list"][0]["adds_lost"].get<double>(), 0.1 * 0.8);
  EXPECT_DOUBLE_EQ(f["list"][1]["adds_lost"].get<double>(), 0.9 * 0.2 * 0.5);
  EXPECT_EQ(f["list"][1]["causes"], (Json{{"hard_contact_vertical", 2}, {"slid", 1}}));
}

// A forced mix is not the campaign: what is no probability is of the cases without a fault.
TEST(Recombination, TakesValuesFromTheCasesWithoutAFault) {
  const Json s = recombined(forced(), rates);
  const Json& speed = s["quantities"]["touchdown_speed_vertical"];
  EXPECT_EQ(speed["count"], 4);
  EXPECT_EQ(speed["max"], 1.5);
  EXPECT_EQ(s["faults"]["values_of"], "none");
  EXPECT_EQ(s["cases"]["total"], 12);
  EXPECT_EQ(s["cases"]["lost"], 6);
  const std::string table = summarise(s, {});
  EXPECT_NE(table.find("flown, faults forced: safe 4"), std::string::npos) << table;
  EXPECT_NE(table.find("Quantity, without a fault"), std::string::npos) << table;
  EXPECT_NE(table.find("Faults, forced"), std::string::npos) << table;
  EXPECT_NE(table.find("several"), std::string::npos) << table;
}

TEST(Recombination, JudgesRequirements) {
  Requirement q;
  q.name = "safe";
  q.event = "safe";
  q.confidence = 0.9;
  q.probability = 0.05;
  Requirement r = q;
  r.probability = 0.7;
  Requirement speed;
  speed.quantity = "touchdown_speed_vertical";
  speed.has_max = true;
  speed.max = 4.0;
  speed.probability = 0.05;
  speed.confidence = 0.9;
  const Json all = recombined(forced(), rates, {q, r, speed})["requirements"];
  EXPECT_EQ(all[0]["verdict"], "pass");
  EXPECT_EQ(all[1]["verdict"], "inconclusive");
  EXPECT_DOUBLE_EQ(all[2]["estimate"].get<double>(), 0.9 * 0.8 + 0.9 * 0.2 * 0.5);
  const StratifiedShare by_hand =
      stratified_share({{0.72, {3, 3}, 4}, {0.08, {0, 0}, 4}, {0.18, {1, 1}, 4}}, fault_shares(rates).several, 0.9);
  EXPECT_NEAR(all[0]["lower"].get<double>(), by_hand.lower, 1e-12);
}

// Numerical failures and unknown outcomes stay untold.
TEST(Recombination, KeepsWhatCantBeTold) {
  Table table = forced();
  table.with("status", {1, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1, 1}).with("outcome", {0, 2, 0, 0, 2, 2, 3, -1, 1, 1, 2, 2});
  const Json s = recombined(table, rates);
  EXPECT_DOUBLE_EQ(s["probability"]["safe"]["estimate"].get<double>(), 0.72 * 0.5 + 0.18 * 0.25);
  EXPECT_DOUBLE_EQ(s["probability"]["safe"]["estimate_high"].get<double>(),
                   0.72 * 0.75 + 0.08 * 0.25 + 0.18 * 0.25 + 0.02);
  EXPECT_EQ(s["numerical_failures"]["first"], Json{7});
}

TEST(FaultStatistics, TellPWithAndWithoutFaultsThatStruckByChance) {
  Table table(8);
  table.with("status", std::vector<double>(8, 1)).with("outcome", {0, 0, 0, 2, 2, 2, 0, 2});
  with_faults(table, {0, 0, 0, 0, 1, 1, 2, 3}, {"off", "stuck"});
  const Json s = compute_statistics(table, {{}, {}, false, rates, false});
  EXPECT_EQ(s["probability"]["safe"]["estimate"], 0.5);
  EXPECT_EQ(s["probability"]["safe"]["method"], "clopper_pearson");
  const Json& f = s["faults"];
  EXPECT_EQ(f["recombined"], false);
  EXPECT_EQ(f["without"]["safe"]["estimate"], 0.75);
  EXPECT_EQ(f["without"]["safe"]["lower"], clopper_pearson(3, 4, 0.95).lower);
  EXPECT_EQ(f["list"][0]["cases"], 2);
  EXPECT_EQ(f["list"][0]["adds_lost"], 0.25);
  EXPECT_EQ(f["several"]["cases"], 1);
  EXPECT_NE(summarise(s, {}).find("no fault"), std::string::npos);
}

// By the cases that have them, also where nothing was forced.
TEST(Recombination, ReweighsFaultsThatStruckByChance) {
  Table table(8);
  table.with("status", std::vector<double>(8, 1)).with("outcome", {0, 0, 0, 2, 2, 2, 0, 2});
  with_faults(table, {0, 0, 0, 0, 1, 1, 2, 3}, {"off", "stuck"});
  const Json s = recombined(table, {{"off", 0.5}, {"stuck", 0.0}});
  EXPECT_DOUBLE_EQ(s["probability"]["safe"]["estimate"].get<double>(), 0.5 * 0.75);
  EXPECT_EQ(s["cases"]["missing"], 0);
}

TEST(FaultTables, RefuseWhatTheyCantTellApart) {
  const auto refusal = [](const Table& table, const std::vector<FaultRate>& by) -> std::string {
    try {
      recombined(table, by);
    } catch (const DataError& e) {
      return e.what();
    }
    return "";
  };
  Table without(2);
  without.with("outcome", {0, 0});
  EXPECT_NE(refusal(without, rates).find("has no column `fault`"), std::string::npos);
  EXPECT_NE(refusal(forced(), {{"of", 0.1}}).find("knows no of"), std::string::npos);
  Table odd = forced();
  std::vector<double> weights(12, 1.0);
  weights[0] = 2.0;
  odd.with("weight", weights);
  EXPECT_NE(refusal(odd, rates).find("weights of the cases with fault none differ"), std::string::npos);
}

// Blocks of the table and of its parts don't match.
TEST(FaultTables, ReadTheirRowsAnywhere) {
  const std::size_t n = 100000;
  Table table(n);
  std::vector<double> codes, legs;
  for (std::size_t i = 0; i < n; ++i) {
    codes.push_back(static_cast<double>(i % 7 == 3));
    legs.push_back(static_cast<double>(2 * i));
    legs.push_back(static_cast<double>(2 * i + 1));
  }
  table.with("outcome", std::vector<double>(n, 0)).with("stroke", legs, 2, "leg");
  with_faults(table, codes, {"off"});
  const FaultTables tables(table, {{"off", 0.1}});
  const PartTable& part = tables.table(1);
  EXPECT_EQ(part.rows(), 14286u);
  for (const std::uint64_t first : {0, 1, 4095, 4096, 4097, 14285}) {
    const std::uint64_t count = std::min<std::uint64_t>(9000, 14286 - first);
    const std::vector<double> values = part.read("stroke", first, count);
    ASSERT_EQ(values.size(), 2 * count);
    for (std::uint64_t i = 0; i < count; ++i)
      ASSERT_EQ(values[2 * i + 1], static_cast<double>(2 * (7 * (first + i) + 3) + 1)) << first;
  }
  EXPECT_LE(table.largest_block, block_values);
}

}  // namespace
}  // namespace farside::faults_test
