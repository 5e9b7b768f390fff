#include "stats/statistics.h"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "stats/intervals/proportions.h"
#include "stats/samples/sample.h"
#include "unit/stats/fixture.h"

namespace farside::statistics_test {
namespace {

using Json = nlohmann::ordered_json;
using stats_test::bit;
using stats_test::code;
using stats_test::first_then;
using stats_test::nan;
using stats_test::normal_sample;
using stats_test::Table;

Json statistics(const Table& table, const std::vector<Requirement>& requirements = {}) {
  return compute_statistics(table, {requirements, {}});
}

// 10 cases: 5 safe, 1 degraded (slid), 2 lost (hard contact), 1 numerical failure, 1 not run.
Table ten_cases() {
  constexpr double hard = code(Cause::hard_contact_vertical);
  Table table(10);
  table.with("status", {1, 1, 1, 1, 1, 1, 1, 1, 2, 0})
      .with("outcome", {0, 0, 0, 0, 0, 1, 2, 2, -1, -1})
      .with("first_cause", {0, 0, 0, 0, 0, code(Cause::slid), hard, hard, -1, -1})
      .with("landing_east", {1, 2, 3, 4, 5, 6, nan, 8, 900, nan})
      .with("landing_north", {0, 1, 0, 1, 0, 1, 0, nan, 900, nan})
      .with("touchdown_speed_vertical", {1, 1.5, 2, 2.5, 3, 1, 5, 6, 77, nan})
      .with("margin_hard_contact_vertical", {0.5, 0.4, 0.3, 0.2, 0.25, 0.5, -0.5, -0.6, nan, nan})
      .with("margin_tip_over", {0.9, 0.9, 0.8, 0.9, 0.9, 0.9, 0.9, 0.9, nan, nan})
      .with("margin_off_corridor", std::vector<double>(10, nan));
  return table;
}

TEST(Statistics, CountCasesAndKeepTheirDefinitions) {
  const Json s = statistics(ten_cases());
  EXPECT_EQ(
      s["cases"],
      Json::parse(R"({"total": 10, "done": 8, "safe": 5, "degraded": 1, "lost": 2, "unknown": 0, "numerical_failure": 1,
                               "missing": 1})"));
}

TEST(Statistics, CountANumericalFailureAgainstSafetyAtTheLowEndAndListIt) {
  const Json s = statistics(ten_cases());
  const Json& safe = s["probability"]["safe"];
  EXPECT_EQ(safe["estimate"], 5.0 / 9);
  EXPECT_EQ(safe["estimate_high"], 6.0 / 9);
  EXPECT_EQ(safe["lower"], clopper_pearson(5, 9, 0.95).lower);
  EXPECT_EQ(safe["upper"], clopper_pearson(6, 9, 0.95).upper);
  EXPECT_EQ(safe["method"], "clopper_pearson");
  EXPECT_EQ(safe["confidence"], 0.95);
  const Json& lost = s["probability"]["lost"];
  EXPECT_EQ(lost["estimate"], 3.0 / 9) << "a numerical failure counts as lost";
  EXPECT_EQ(lost["estimate_high"], 3.0 / 9);
  EXPECT_EQ(lost["lower"], clopper_pearson(3, 9, 0.95).lower);
  EXPECT_EQ(lost["upper"], clopper_pearson(3, 9, 0.95).upper);
  EXPECT_EQ(s["numerical_failures"], Json::parse(R"({"count": 1, "first": [8]})"));
}

TEST(Statistics, OfAnUnknownOutcomeAreALowAndAHighEnd) {
  Table table(20);
  table.with("outcome", first_then(20, 8, 3, 0));
  const Json s = statistics(table, {{"safe", "", false, false, 0, 0, "safe", 0.8, 0.9}});
  EXPECT_EQ(s["cases"]["unknown"], 8);
  EXPECT_EQ(s["cases"]["done"], 20);
  EXPECT_EQ(s["cases"]["lost"], 0);
  const Json &safe = s["probability"]["safe"], &lost = s["probability"]["lost"];
  EXPECT_EQ(safe["estimate"], 0.6);
  EXPECT_EQ(safe["estimate_high"], 1.0);
  EXPECT_EQ(safe["lower"], clopper_pearson(12, 20, 0.95).lower);
  EXPECT_EQ(safe["upper"], 1.0);
  EXPECT_EQ(lost["estimate"], 0.0);
  EXPECT_EQ(lost["estimate_high"], 0.4);
  EXPECT_EQ(lost["lower"], 0.0);
  EXPECT_EQ(lost["upper"], clopper_pearson(8, 20, 0.95).upper);
  const Json& q = s["requirements"][0];
  EXPECT_EQ(q["verdict"], "inconclusive");
  EXPECT_EQ(q["estimate"], 0.6);
  EXPECT_EQ(q["estimate_high"], 1.0);
}

TEST(Statistics, WeighTheCasesThatCantBeTold) {
  const Json s =
      statistics(Table(4).with("status", {1, 1, 1, 2}).with("outcome", {0, 2, 3, 2}).with("weight", {1, 2, 3, 4}));
  EXPECT_EQ(s["probability"]["safe"]["estimate"], 0.1);
  EXPECT_EQ(s["probability"]["safe"]["estimate_high"], 0.8);
  EXPECT_EQ(s["probability"]["lost"]["estimate"], 0.6);
  EXPECT_EQ(s["probability"]["lost"]["estimate_high"], 0.9);
}

TEST(Statistics, OfCasesThatAreAllAlikeHaveNoInterval) {
  const std::vector<Requirement> safe{{"safe", "", false, false, 0, 0, "safe", 0.5, 0.9}};
  const auto of = [&](Table table, bool inputs_alike) { return compute_statistics(table, {safe, {}, inputs_alike}); };
  const Table equal =
      Table(100).with("outcome", std::vector<double>(100, 0)).with("peak_load", std::vector<double>(100, 3));
  const Json s = of(equal, true);
  const Json& p = s["probability"]["safe"];
  EXPECT_EQ(p["estimate"], 1.0);
  EXPECT_TRUE(p["lower"].is_null() && p["upper"].is_null());
  EXPECT_EQ(p["method"], "none");
  EXPECT_FALSE(p["reason"].get<std::string>().empty());
  EXPECT_EQ(s["requirements"][0]["verdict"], "inconclusive");
  EXPECT_EQ(s["requirements"][0]["reason"], p["reason"]);
  EXPECT_TRUE(of(equal, false)["probability"]["safe"]["lower"].is_number())
      << "an input varies, even if no result does";
  // Noise in flight is no input: results that differ are told apart.
  EXPECT_TRUE(
      of(Table(equal).with("peak_load", first_then(100, 1, 2, 3)), true)["probability"]["safe"]["lower"].is_number());
  EXPECT_TRUE(
      of(Table(equal).with("peak_load", first_then(100, 1, nan, 3)), true)["probability"]["safe"]["lower"].is_number());
  EXPECT_TRUE(
      of(Table(equal).with("outcome", first_then(100, 1, 1, 0)), true)["probability"]["safe"]["lower"].is_number());
}

TEST(Statistics, TellTheToleranceLimitsThatAreAskedFor) {
  Table table(300);
  std::vector<double> speed(300), few(300, nan);
  for (std::size_t i = 0; i < 300; ++i) speed[i] = static_cast<double>(i) + 1;
  std::fill_n(few.begin(), 298, 1.0);
  table.with("outcome", std::vector<double>(300, 0)).with("touchdown_speed_vertical", speed).with("peak_load", few);
  StatisticsRequest request;
  request.tolerance = {{0.99, 0.95}, {0.5, 0.9}};
  const Json s = compute_statistics(table, request);
  EXPECT_EQ(s["tolerance_limits"][0]["name"], "99_95");
  EXPECT_EQ(s["tolerance_limits"][0]["cases_needed"], 299);
  EXPECT_EQ(s["tolerance_limits"][0]["cases_needed_between"], 473);
  const Json& of = s["tolerance"]["touchdown_speed_vertical"];
  EXPECT_EQ(of["wilks_99_95_upper"], 300);
  EXPECT_EQ(of["wilks_99_95_lower"], 1);
  EXPECT_TRUE(of["wilks_99_95_between"][0].is_null());
  EXPECT_FALSE(of.contains("wilks_99_95_reason"));
  EXPECT_EQ(of["wilks_50_90_upper"], static_cast<double>(wilks_upper_rank(300, 0.5, 0.9)));
  EXPECT_EQ(of["wilks_95_95_upper"], statistics(table)["tolerance"]["touchdown_speed_vertical"]["wilks_95_95_upper"]);
  EXPECT_TRUE(s["tolerance"]["peak_load"]["wilks_99_95_upper"].is_null());
  EXPECT_EQ(s["tolerance"]["peak_load"]["wilks_99_95_reason"], "has 298 of the 299 values that it takes");
  EXPECT_FALSE(statistics(table).contains("tolerance_limits"));
}

TEST(Statistics, GiveTheReasonWhereNoToleranceLimitHolds) {
  Table table(400);
  table.with("outcome", std::vector<double>(400, 0)).with("peak_load", normal_sample(400, 3));
  StatisticsRequest request;
  request.tolerance = {{0.9, 0.9}};
  std::vector<double> replicate(400), weight(400, 1.0);
  for (std::size_t i = 0; i < 400; ++i) replicate[i] = static_cast<double>(i % 20);
  weight[7] = 3;
  Table design = table, weighted = table;
  design.with("replicate", replicate);
  weighted.with("weight", weight);
  for (const Table* other : {&design, &weighted}) {
    const Json s = compute_statistics(*other, request);
    EXPECT_TRUE(s["tolerance_limits"][0].contains("reason")) << s["tolerance_limits"];
    EXPECT_TRUE(s["tolerance"].is_null() || s["tolerance"]["peak_load"]["wilks_90_90_upper"].is_null());
  }
}

TEST(Statistics, SayWhatTheyAreConditionalOn) {
  const Json s = compute_statistics(ten_cases(), {{}, {"terrain: plane, level"}});
  EXPECT_EQ(s["probability"]["safe"]["conditional_on"], Json::array({"terrain: plane, level"}));
}

TEST(Statistics, TellCausesThatOccurredOrWereLookedFor) {
  const Json causes = statistics(ten_cases())["first_cause"];
  EXPECT_EQ(causes["hard_contact_vertical"]["count"], 2);
  EXPECT_EQ(causes["slid"]["count"], 1) << "has no margin in this table";
  EXPECT_EQ(causes["numerical"]["count"], 1);
  EXPECT_EQ(causes["tip_over"]["count"], 0);
  EXPECT_EQ(causes["tip_over"]["upper"], clopper_pearson(0, 9, 0.95).upper);
  EXPECT_FALSE(causes.contains("off_corridor")) << "never judged: no bound can be claimed";
  EXPECT_FALSE(causes.contains("none"));
  EXPECT_EQ(causes["hard_contact_vertical"]["cases"], Json::array({6, 7}));
  EXPECT_EQ(causes["numerical"]["cases"], Json::array({8}));
  EXPECT_TRUE(causes["tip_over"]["cases"].empty());
}

TEST(Statistics, OfATableWithOtherCodesKeepItsNames) {
  Table table(3);
  table.with("first_cause", {8, 0, 0}).with("margin_tip_over", {-1, 1, 1}).with("margin_slid", {1, 1, 1});
  table.info("first_cause").flag_values = {0, 8, 13};
  table.info("first_cause").flag_meanings = {"none", "tip_over", "slid"};
  const Json causes = statistics(table)["first_cause"];
  EXPECT_EQ(causes["tip_over"]["count"], 1);
  EXPECT_EQ(causes["slid"]["count"], 0);
  EXPECT_EQ(causes.size(), 3u) << causes.dump();  // and numerical
}

TEST(Statistics, NameCausesAsTheTableDoes) {
  Table table(2);
  table.with("first_cause", {40, 41});
  table.info("first_cause").flag_values = {40};
  table.info("first_cause").flag_meanings = {"eaten"};
  const Json causes = statistics(table)["first_cause"];
  EXPECT_EQ(causes["eaten"]["count"], 1);
  EXPECT_EQ(causes["cause_41"]["count"], 1);
}

TEST(Statistics, TellInCausalOrderHowCloseEachCriterionCame) {
  const Json criteria = statistics(ten_cases().with("margin_eaten", std::vector<double>(10, 1)))["criteria"];
  EXPECT_EQ(criteria, Json::parse(R"([{"name": "off_corridor", "fired": 0, "closest_margin": null},
                                      {"name": "hard_contact_vertical", "fired": 2, "closest_margin": -0.6},
                                      {"name": "tip_over", "fired": 0, "closest_margin": 0.8},
                                      {"name": "eaten", "fired": 0, "closest_margin": 1}])"));
}

TEST(Statistics, TakeLandingsOfDoneCasesWithBothCoordinates) {
  const Json d = statistics(ten_cases())["dispersion"];
  EXPECT_EQ(d["count"], 6);
  EXPECT_EQ(d["mean_east_m"], 3.5);
  EXPECT_EQ(d["mean_north_m"], 0.5);
  EXPECT_DOUBLE_EQ(d["covariance_m2"][0][0].get<double>(), 3.5);
  EXPECT_DOUBLE_EQ(d["covariance_m2"][0][1].get<double>(), 0.3);
  EXPECT_EQ(d["covariance_m2"][0][1], d["covariance_m2"][1][0]);
  EXPECT_EQ(d["ellipses"].size(), 4u);
  EXPECT_EQ(d["cep_m"], d["radii"][0]["value"]);
}

TEST(Statistics, DescribeColumnsOverDoneCasesWithAValue) {
  const Json s = statistics(ten_cases());
  const Json& q = s["quantities"]["touchdown_speed_vertical"];
  EXPECT_EQ(q["count"], 8);
  EXPECT_EQ(q["units"], "m s-1");
  EXPECT_DOUBLE_EQ(q["mean"].get<double>(), 22.0 / 8);
  EXPECT_EQ(q["max"], 6);
  ASSERT_EQ(q["quantiles"].size(), 7u);
  EXPECT_EQ(q["quantiles"][3]["p"], 0.5);
  EXPECT_EQ(q["quantiles"][3]["value"], 2.25);
  EXPECT_TRUE(q["quantiles"][0]["lower"].is_null());
  EXPECT_TRUE(s["tolerance"]["touchdown_speed_vertical"]["wilks_95_95_upper"].is_null());
  for (const char* other : {"status", "outcome", "first_cause"}) EXPECT_FALSE(s["quantities"].contains(other)) << other;
}

TEST(Statistics, GiveEachElementOfAColumnItsName) {
  Table table(2);
  table.with("sinkage", {1, 2, 3, 4, 5, 6, 7, 8}, 4, "leg")
      .with("phase_time", std::vector<double>(20, 1), 10, "phase")
      .with("bare", {1, 2, 3, 4}, 2);
  const Json q = statistics(table)["quantities"];
  EXPECT_EQ(q["sinkage_leg_1"]["mean"], 4);
  EXPECT_TRUE(q.contains("phase_time_braking"));
  EXPECT_EQ(q["bare_element_0"]["mean"], 2);
}

TEST(Statistics, OfMissingColumnsAreNull) {
  const Json s = statistics(Table(3).with("outcome", {0, 0, 2}));
  EXPECT_EQ(s["cases"]["done"], 3);
  EXPECT_EQ(s["probability"]["safe"]["estimate"], 2.0 / 3);
  EXPECT_TRUE(s["dispersion"].is_null() && s["first_cause"].is_null());
  EXPECT_TRUE(s["quantities"].empty() && s["criteria"].empty());
  const Json bare = statistics(Table(3).with("landing_east", {1, 2, 3}));
  EXPECT_TRUE(bare["probability"].is_null() && bare["cases"]["safe"].is_null() && bare["dispersion"].is_null());
  EXPECT_EQ(bare["quantities"]["landing_east"]["mean"], 2);
}

TEST(Statistics, OfNoCaseAreNull) {
  Table table(0);
  const Schema schema;
  for (const ColumnInfo& column : schema.columns()) table.with(column.name, {}, column.extent, column.dimension);
  const Json s = statistics(table, {{"safe", "", false, false, 0, 0, "safe", 0.9, 0.9}});
  EXPECT_EQ(s["cases"]["total"], 0);
  EXPECT_TRUE(s["probability"]["safe"]["estimate"].is_null() && s["probability"]["safe"]["upper"].is_null());
  EXPECT_EQ(s["requirements"][0]["verdict"], "inconclusive");
  EXPECT_TRUE(s["quantities"]["peak_load"]["mean"].is_null());
}

TEST(Statistics, OfOneCaseAndOfColumnsWithoutAValueDontFail) {
  Table table(1);
  const Schema schema;
  for (const ColumnInfo& column : schema.columns()) {
    table.with(column.name,
               std::vector<double>(column.extent, column.name == "status"   ? 1
                                                  : column.name == "weight" ? 1
                                                                            : nan),
               column.extent, column.dimension);
  }
  table.with("outcome", {2}).with("case", {0});
  const Json s = statistics(table);
  EXPECT_EQ(s["quantities"]["peak_load"]["count"], 0);
  EXPECT_EQ(s["dispersion"]["count"], 0);
  EXPECT_TRUE(s["dispersion"]["cep_m"].is_null());
}

TEST(Statistics, OfLostCasesAloneKeepTheirUpperBound) {
  const Json s = statistics(Table(20).with("outcome", std::vector<double>(20, 2)));
  EXPECT_EQ(s["probability"]["safe"]["estimate"], 0);
  EXPECT_EQ(s["probability"]["safe"]["lower"], 0);
  EXPECT_NEAR(s["probability"]["safe"]["upper"].get<double>(), 1 - std::pow(0.025, 1 / 20.0),
              1e-12);  // closed form; rounding
}

TEST(Statistics, OfWeightedCasesHaveAnEstimateAndNoInterval) {
  Table table(4);
  table.with("outcome", {0, 2, 0, 0})
      .with("weight", {1, 3, 2, 2})
      .with("landing_east", {1, 2, 3, 4})
      .with("landing_north", {1, 2, 3, 4});
  const Json s = statistics(table, {{"safe", "", false, false, 0, 0, "safe", 0.1, 0.9}});
  EXPECT_EQ(s["probability"]["safe"]["estimate"], 5.0 / 8);
  EXPECT_TRUE(s["probability"]["safe"]["lower"].is_null());
  EXPECT_EQ(s["probability"]["safe"]["method"], "weighted");
  EXPECT_DOUBLE_EQ(s["weights"]["n_eff"].get<double>(), 64.0 / 18);
  EXPECT_TRUE(s["quantities"].is_null() && s["dispersion"].is_null() && s["tolerance"].is_null());
  EXPECT_EQ(s["requirements"][0]["verdict"], "inconclusive");
  EXPECT_FALSE(s["requirements"][0]["reason"].get<std::string>().empty());
}

TEST(Statistics, JudgeQuantitiesAndCountWhatHasNoValueAgainstThem) {
  const Json s = statistics(ten_cases(), {{"soft", "touchdown_speed_vertical", false, true, 0, 3, "", 0.5, 0.9},
                                          {"ground", "margin_off_corridor", true, false, 0, 0, "", 0.5, 0.9},
                                          {"absent", "peak_load", false, true, 0, 1, "", 0.5, 0.9},
                                          {"tip", "", false, false, 0, 0, "tip_over", 0.5, 0.9}});
  const Json& q = s["requirements"];
  EXPECT_EQ(q[0]["estimate"], 6.0 / 9);
  EXPECT_EQ(q[0]["max"], 3);
  EXPECT_FALSE(q[0].contains("min"));
  EXPECT_EQ(q[1]["estimate"], 0);
  EXPECT_EQ(q[1]["verdict"], "fail");
  EXPECT_EQ(q[2]["verdict"], "inconclusive");
  EXPECT_EQ(q[2]["reason"], "there is no column peak_load");
  EXPECT_EQ(q[3]["estimate"], 0) << "by first_cause";
}

TEST(Statistics, JudgeTheShareOfAFailureFromAbove) {
  const Json s = statistics(ten_cases(), {{"few", "", false, false, 0, 0, "hard_contact_vertical", 0.01, 0.9, true}});
  const Json& q = s["requirements"][0];
  EXPECT_EQ(q["verdict"], "fail");
  EXPECT_EQ(q["max_probability"], 0.01);
  EXPECT_FALSE(q.contains("probability"));
  EXPECT_EQ(q["estimate"], 2.0 / 9);
  EXPECT_EQ(q["estimate_high"], 3.0 / 9) << "the failed case may have";
}

TEST(Statistics, FailIfOneRequirementDoesElsePassIfAllDo) {
  const auto overall = [](std::initializer_list<const char*> verdicts) {
    Json s{{"requirements", Json::array()}};
    for (const char* v : verdicts) s["requirements"].push_back({{"verdict", v}});
    return overall_verdict(s);
  };
  EXPECT_EQ(overall({}), Verdict::pass);
  EXPECT_EQ(overall({"pass", "pass"}), Verdict::pass);
  EXPECT_EQ(overall({"pass", "inconclusive"}), Verdict::inconclusive);
  EXPECT_EQ(overall({"inconclusive", "fail", "pass"}), Verdict::fail);
}

TEST(Statistics, ReadAColumnOnceUnlessItHasMoreValuesThanAreHeld) {
  const auto reads = [](std::uint64_t rows, std::size_t extent) {
    Table table(rows);
    table.with("outcome", std::vector<double>(rows, 0)).with("a", normal_sample(rows * extent, 1), extent);
    statistics(table);
    EXPECT_NEAR(table.reads["outcome"], 1, 1e-6);
    EXPECT_LE(table.largest_block, block_values);
    return table.reads["a"];
  };
  EXPECT_NEAR(reads(sample_held_max, 1), 1, 1e-6);
  EXPECT_NEAR(reads(sample_held_max + 1, 1), 2, 1e-6);
  EXPECT_NEAR(reads(samples_held_max / 16, 16), 1, 1e-6);
  EXPECT_NEAR(reads(samples_held_max / 16 + 1, 16), 2, 1e-6);
}

TEST(Statistics, HaveTheStandardErrorOfTheBinomialDistribution) {
  // src/MODELS.md T108: p 0.01, N 1e5, standard error 0.0003146426545. The exact interval is the normal one up to a few
  // per cent here.
  const Json s = statistics(Table(100000).with("outcome", first_then(100000, 1000, 2, 0)));
  const Json& lost = s["probability"]["lost"];
  EXPECT_EQ(lost["estimate"], 0.01);
  const double width = lost["upper"].get<double>() - lost["lower"].get<double>();
  EXPECT_NEAR(width / (2 * 1.959963985 * 0.0003146426545), 1,
              0.02);  // the exact interval is wider by about 1/n at each end
}

TEST(Statistics, ReproduceTheExceedanceOfARayleighSpeed) {
  // src/MODELS.md T107: sigma 0.2 an axis, limit 0.5. A sample at evenly spaced probabilities has its quantiles and
  // shares to 1/n.
  constexpr std::size_t n = 100000;
  std::vector<double> speed(n);
  for (std::size_t i = 0; i < n; ++i) speed[i] = 0.2 * std::sqrt(-2 * std::log1p(-(static_cast<double>(i) + 0.5) / n));
  const Json s = statistics(Table(n).with("touchdown_speed_horizontal", speed),
                            {{"slow", "touchdown_speed_horizontal", false, true, 0, 0.5, "", 0.9, 0.9}});
  EXPECT_NEAR(s["requirements"][0]["estimate"].get<double>(), 1 - 0.04393693362, 1.0 / n);
  EXPECT_NEAR(s["quantities"]["touchdown_speed_horizontal"]["mean"].get<double>(), 0.2506628275,
              1e-5);  // end of the tail cut off
  EXPECT_NEAR(s["quantities"]["touchdown_speed_horizontal"]["quantiles"][5]["value"].get<double>(), 0.6069708518,
              6.6e-5);  // spacing there
}

TEST(Statistics, AddUpIndependentCauses) {
  // src/MODELS.md T93: .004, .011 and .0025 together are 0.01741861. Every combination of 250, 1000 and 400 equally
  // likely conditions would be 1e8 cases; the last factor is taken by the weight of its two halves instead.
  constexpr std::size_t n = 250 * 1000;
  std::vector<double> outcome, weight;
  for (std::size_t i = 0; i < n; ++i) {
    const bool lost = i % 250 < 1 || i / 250 < 11;
    outcome.insert(outcome.end(), {lost ? 2.0 : 0.0, 2.0});
    weight.insert(weight.end(), {1 - 0.0025, 0.0025});
  }
  const Json s = statistics(Table(2 * n).with("outcome", outcome).with("weight", weight));
  EXPECT_NEAR(s["probability"]["lost"]["estimate"].get<double>(), 0.01741861, 1e-12);
}

TEST(Statistics, GiveTheSameTextTwice) {
  const std::vector<double> x = normal_sample(5000, 3);
  const auto text = [&] {
    return statistics(Table(5000).with("x", x).with("landing_east", x).with("landing_north", x)).dump();
  };
  EXPECT_EQ(text(), text());
}

}  // namespace
}  // namespace farside::statistics_test
