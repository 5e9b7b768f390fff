#include "stats/causes/untold.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "stats/samples/fit.h"
#include "stats/samples/ranks.h"
#include "unit/stats/fixture.h"

namespace farside::untold_test {
namespace {

using stats_test::code;
using stats_test::nan;
using stats_test::Table;
using Json = nlohmann::ordered_json;

constexpr double safe = 0, lost = 2, unknown = 3, failed = 2;

Json found_in(const Table& t, std::uint64_t rows = 1000) { return untold_json(t, read_cases(t), rows, {}); }

// Of 40 cases those with x above 0.8 can't be told: every other one left the models, or failed.
Table table_of_40() {
  std::vector<double> x, y, outcome, status, cause;
  for (int i = 0; i < 40; ++i) {
    x.push_back(((i * 7) % 40) / 40.0);
    y.push_back(((i * 11) % 40) / 40.0);
    const bool is_told = x.back() <= 0.8, fails = i % 2 == 0;
    outcome.push_back(is_told ? (i % 3 == 0 ? lost : safe) : unknown);
    status.push_back(is_told || !fails ? 1 : failed);
    cause.push_back(!is_told && fails ? code(i % 4 == 0 ? Cause::invalid_draw : Cause::numerical) : 0);
  }
  Table t(40);
  t.with("in_x", x).with("in_y", y).with("in_constant", std::vector<double>(40, 3.0));
  return t.with("outcome", outcome).with("status", status).with("first_cause", cause);
}

TEST(Untold, LieWhereTheInputDiffers) {
  const Json found = found_in(table_of_40());
  EXPECT_EQ(found["cases"], 7);
  EXPECT_EQ(found["told"], 33);
  EXPECT_EQ(found["unknown"].get<int>() + found["numerical"].get<int>(), 7);
  EXPECT_GT(found["invalid_draws"], 0);
  EXPECT_LT(found["invalid_draws"], found["numerical"]);
  ASSERT_EQ(found["inputs"].size(), 2U) << "one is constant";
  const Json &x = found["inputs"][0], &y = found["inputs"][1];
  EXPECT_EQ(x["path"], "in_x");
  EXPECT_EQ(x["ks"], 1.0);
  EXPECT_TRUE(x["stands_out"]);
  EXPECT_FALSE(y["stands_out"]);
  EXPECT_EQ(x["untold"], (Json{{"least", 33 / 40.0}, {"median", 36 / 40.0}, {"largest", 39 / 40.0}}));
  EXPECT_EQ(x["told"], (Json{{"least", 0.0}, {"median", 16 / 40.0}, {"largest", 32 / 40.0}}));
}

TEST(Untold, AreComparedFromFiveOnAndOfTheFirstRowsAlone) {
  Table t = table_of_40();
  EXPECT_TRUE(found_in(t, 20).is_null());  // 3 of them
  t.with("outcome", std::vector<double>(40, safe)).with("status", std::vector<double>(40, 1));
  EXPECT_TRUE(found_in(t).is_null());
  t.with("outcome", std::vector<double>(40, unknown));
  EXPECT_TRUE(found_in(t).is_null()) << "there is nothing to compare with";
}

TEST(Untold, WeighTheirCases) {
  std::vector<double> weight(40, 1.0);
  Table t = table_of_40();
  const Json plain = found_in(t);
  weight[0] = 3.0;  // a told one, the least of both inputs
  const Json found = found_in(t.with("weight", weight));
  EXPECT_EQ(found["told"], 33);
  EXPECT_EQ(found["inputs"][0]["told"]["median"], 15 / 40.0);
  EXPECT_NE(found["inputs"][1]["ks"], plain["inputs"][1]["ks"]);
}

TEST(Fit, DistanceOfSidesIsThatOfTheirDistributions) {
  const std::vector<double> values{1, 2, 2, 3, 4, 9}, ones(6, 1.0);
  const std::vector<Side> side{Side::first, Side::first, Side::second, Side::second, Side::second, Side::neither};
  EXPECT_DOUBLE_EQ(distance_of_sides(values, ascending_order(values), ones, side), 2.0 / 3.0);
  EXPECT_TRUE(std::isnan(distance_of_sides(values, ascending_order(values), ones, std::vector<Side>(6, Side::first))));
}

}  // namespace
}  // namespace farside::untold_test
