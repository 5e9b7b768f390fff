#include "stats/summary.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <sstream>

#include "stats/statistics.h"
#include "unit/stats/fixture.h"

namespace farside::summary_test {
namespace {

using stats_test::code;
using stats_test::first_then;
using stats_test::nan;
using stats_test::normal_sample;
using stats_test::Table;

constexpr std::size_t n = 10000;

// 9,800 safe, 150 degraded, 48 lost, 2 numerical failures.
Table campaign() {
  std::vector<double> status(n, 1), outcome(n, 0), cause(n, 0), slid(n, 0.4), tip = normal_sample(n, 1, 0.8, 0.01);
  for (std::size_t i = 0; i < 150; ++i) {
    outcome[i] = 1;
    cause[i] = code(Cause::slid);
    slid[i] = -0.1;
  }
  for (std::size_t i = 150; i < 198; ++i) {
    outcome[i] = 2;
    cause[i] = code(Cause::hard_contact_vertical);
  }
  for (const std::size_t i : {500u, 7000u}) {
    status[i] = 2;
    outcome[i] = cause[i] = -1;
  }
  Table table(n);
  table.with("status", status)
      .with("outcome", outcome)
      .with("first_cause", cause)
      .with("margin_slid", slid)
      .with("margin_tip_over", tip)
      .with("landing_east", normal_sample(n, 2, 10, 300))
      .with("landing_north", normal_sample(n, 3, -20, 100))
      .with("touchdown_speed_vertical", normal_sample(n, 4, 2, 0.2))
      .with("propellant_remaining", normal_sample(n, 5, 80, 10));
  return table;
}

const std::vector<Requirement> four = {
    {"soft", "touchdown_speed_vertical", false, true, 0, 3, "", 0.99, 0.9},
    {"sure", "", false, false, 0, 0, "safe", 0.999, 0.9},
    {"a requirement with quite a long name", "touchdown_speed_vertical", true, true, 1.2345, 98765.4, "", 0.98765, 0.9},
    {"fair", "", false, false, 0, 0, "safe", 0.979, 0.9},
};

const std::string condition =
    "a condition whose text is longer than a line of the terminal on which the table stands, which is why it is broken "
    "at a space";

std::string summary_of(const Table& table, const SummaryTitle& title = {}) {
  return summarise(compute_statistics(table, {four, {"terrain: plane, level", condition}}), title);
}

testing::AssertionResult tells(const std::string& text, const std::string& what) {
  if (text.find(what) != std::string::npos) return testing::AssertionSuccess();
  return testing::AssertionFailure() << "no '" << what << "' in\n" << text;
}

TEST(Summary, SaysHowSafeAndGivenWhat) {
  const std::string text = summary_of(campaign(), {"Chang'e-4", ""});
  EXPECT_TRUE(tells(text, "Chang'e-4: 10,000 cases\n"));
  EXPECT_TRUE(tells(text, "safe 9,800 · degraded 150 · lost 48 · unknown 0 · numerical failure 2"));
  EXPECT_TRUE(tells(
      text, "P(safe)   98.00 % to 98.02 %   95 % interval 97.70 % to 98.29 %"));  // 0.9770621 and 0.9828399 with mpmath
  EXPECT_TRUE(tells(text, "low: cases that can't be told (unknown, numerical) are not safe; high: they are"));
  EXPECT_TRUE(tells(text, "P(lost)       0.50 %"));
  EXPECT_TRUE(tells(text, "given     terrain: plane, level"));
}

TEST(Summary, NamesWhatEndedTheOtherCasesMostFrequentFirst) {
  const std::string text = summary_of(campaign());
  EXPECT_TRUE(tells(text, "  slid                         150"));
  EXPECT_TRUE(tells(text, "  hard_contact_vertical         48"));
  EXPECT_LT(text.find("  slid "), text.find("  hard_contact_vertical "));
  EXPECT_TRUE(tells(text, "  tip_over                   never               closest margin 0.7"));
}

TEST(Summary, TellsWhereAndHowTheyLand) {
  const std::string text = summary_of(campaign());
  EXPECT_TRUE(tells(text, "Landing points, m from the target (9,998 cases)"));
  EXPECT_TRUE(tells(text, "CEP"));
  EXPECT_TRUE(tells(text, "99.73 %"));
  EXPECT_TRUE(tells(text, "vertical speed at contact   m s-1"));
  EXPECT_TRUE(tells(text, "propellant left             kg"));
  EXPECT_FALSE(tells(text, "peak load")) << "there is no such column";
}

TEST(Summary, GivesEachVerdictItsEvidence) {
  const std::string text = summary_of(campaign());
  EXPECT_TRUE(tells(text, "  pass          soft: touchdown_speed_vertical ≤ 3 in ≥ 99 % of the cases"));
  EXPECT_TRUE(tells(text, "  fail          sure: safe in ≥ 99.9 % of the cases"));
  EXPECT_TRUE(tells(text, "observed 98.00 % to 98.02 %; at most 98.20 % with 90 % confidence"));
  EXPECT_TRUE(tells(text, "  inconclusive  fair"));
  EXPECT_TRUE(tells(text, "34,552 cases would decide"));
}

TEST(Summary, ListsNumericalFailuresAndHowToSeeOneAgain) {
  const std::string text = summary_of(campaign(), {"", "out/a.h5"});
  EXPECT_TRUE(tells(text, "2 numerical failures, counted as lost: cases 500 7000"));
  EXPECT_TRUE(tells(text, "farside replay out/a.h5 --case 0"));
}

TEST(Summary, TellsToleranceLimitsOnTheUnfavourableSideAndHowManyCasesTheyTake) {
  StatisticsRequest request;
  request.tolerance = {{0.99, 0.95}, {0.9999, 0.95}};
  const nlohmann::ordered_json s = compute_statistics(campaign(), request);
  const std::string text = summarise(s, {"", "", 120});
  EXPECT_NE(text.find("hold 99 % of all landings, with 95 % confidence"), std::string::npos) << text;
  EXPECT_NE(text.find("299 values are needed, 473 for two sides"), std::string::npos) << text;
  EXPECT_NE(text.find("propellant left             kg          above "), std::string::npos) << text;
  EXPECT_NE(text.find("vertical speed at contact   m s-1       below "), std::string::npos) << text;
  EXPECT_NE(text.find("has 9998 of the 29956 values that it takes"), std::string::npos) << text;
}

TEST(Summary, NamesThreeCasesOfEachCause) {
  const std::string text = summary_of(campaign());
  EXPECT_TRUE(tells(text, "First cause                  cases       share   95 % interval           such as case"));
  EXPECT_TRUE(tells(text, "  slid                         150      1.50 %   1.27 % to 1.76 %        0 1 2"));
  EXPECT_TRUE(tells(text, "  hard_contact_vertical         48      0.48 %   0.35 % to 0.64 %        150 151 152"));
  EXPECT_TRUE(tells(text, "500 7000\n"));
}

TEST(Summary, SaysOfHowManyCasesAQuantityIsWhereNotOfAll) {
  std::vector<double> tilt(n, nan);
  std::fill_n(tilt.begin(), 5000, 3.0);
  const std::string text = summary_of(campaign().with("final_tilt", tilt));
  EXPECT_TRUE(tells(text, "99 %: 3.000 to 3.000, of 4,999 cases\n"));  // one of them failed
  EXPECT_FALSE(tells(text, "of 9,998 cases\n")) << "of all that are done";
}

TEST(Summary, SaysThatAFailureHasToBeRare) {
  const std::vector<Requirement> few{{"few", "", false, false, 0, 0, "slid", 0.01, 0.9, true},
                                     {"some", "", false, false, 0, 0, "slid", 0.02, 0.9, true}};
  const std::string text = summarise(compute_statistics(campaign(), {few, {}}), {});
  EXPECT_TRUE(tells(text, "  fail          few: slid in ≤ 1 % of the cases"));
  EXPECT_TRUE(tells(text, "observed 1.50 % to 1.52 %; at least 1.34 % with 90 % confidence"));
  EXPECT_TRUE(tells(text, "  pass          some: slid in ≤ 2 % of the cases"));
  EXPECT_TRUE(tells(text, "; at most 1.69 % with 90 % confidence"));
}

TEST(Summary, SaysThatACampaignWithoutAVariedInputHasNoInterval) {
  const Table alike = Table(5).with("outcome", std::vector<double>(5, 0));
  const std::string text = summarise(compute_statistics(alike, {{}, {}, true}), {});
  EXPECT_TRUE(tells(text, "no interval: no input varies and all cases are alike"));
  EXPECT_FALSE(tells(text, "95 % interval"));
}

// Columns of a terminal: bytes that don't continue a UTF-8 sequence.
std::size_t width(const std::string& line) {
  return static_cast<std::size_t>(std::count_if(line.begin(), line.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

TEST(Summary, FitsATerminal) {
  std::istringstream lines(summary_of(campaign(), {"Chang'e-4", "out/change4.h5"}));
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count) EXPECT_LE(width(line), 100u) << line;
  EXPECT_LE(count, 50);
  EXPECT_GE(count, 20);
}

TEST(Summary, LeavesOutTheBoundThatASampleIsTooSmallFor) {
  Table table(100);
  table.with("touchdown_speed_vertical", normal_sample(100, 1, 2, 0.1))
      .with("propellant_remaining", normal_sample(100, 2, 80, 1));
  EXPECT_TRUE(tells(summary_of(table), "99 %: above 2.2"));
  EXPECT_TRUE(tells(summary_of(table), "1 %: below 77.8"));
}

TEST(Summary, TellsOfACriterionThatWasViolatedAfterAnother) {
  Table table(10);
  table.with("outcome", first_then(10, 2, 2, 0))
      .with("first_cause", first_then(10, 2, code(Cause::hard_contact_vertical), 0))
      .with("margin_tip_over", first_then(10, 1, -1, 1));
  EXPECT_TRUE(tells(summary_of(table), "tip_over                   never               after another in 1 case"));
}

TEST(Summary, RoundsBoundsOutwards) {
  const std::string text = summary_of(Table(300).with("outcome", std::vector<double>(300, 0)));
  // 0.025^(1/300) = 0.987779 and never 98.78 %.
  EXPECT_TRUE(tells(text, "100.00 %   95 % interval 98.77 % to 100.00 %"));
}

TEST(Summary, SaysThatThereIsMoreThanOneCluster) {
  std::vector<double> east = normal_sample(2000, 1, 0, 10);
  const std::vector<double> north = normal_sample(2000, 2, 0, 10);
  for (std::size_t i = 0; i < 700; ++i) east[i] += 80;
  EXPECT_TRUE(
      tells(summary_of(Table(2000).with("landing_east", east).with("landing_north", north)), "more than one cluster"));
}

TEST(Summary, SaysThatLandingsAreNotNormallyDistributed) {
  std::vector<double> east = normal_sample(2000, 1);
  const std::vector<double> north = normal_sample(2000, 2);
  EXPECT_FALSE(tells(summary_of(Table(2000).with("landing_east", east).with("landing_north", north)), "not normally"));
  for (double& x : east) x = std::exp(x);
  EXPECT_TRUE(tells(summary_of(Table(2000).with("landing_east", east).with("landing_north", north)),
                    "not normally distributed (p < 1e-6)"));
}

TEST(Summary, ToleratesWhateverIsMissing) {
  EXPECT_TRUE(tells(summary_of(Table(0)), "0 cases"));
  EXPECT_TRUE(tells(summary_of(Table(1).with("outcome", {0})), "1 case\n"));
  EXPECT_TRUE(tells(summary_of(Table(1).with("landing_east", {1}).with("landing_north", {1})), "(1 case)"));
  EXPECT_TRUE(
      tells(summary_of(Table(2).with("status", {1, 0}).with("peak_load", {1, nan})), "2 cases, of which 1 missing"));
  EXPECT_TRUE(tells(summary_of(Table(2).with("outcome", {0, 2}).with("weight", {1, 3})), "no interval: the weights"));
}

// Of damaged files: figures beyond a double show as what isn't there.
TEST(Summary, ShowsNoFigureThatIsntANumber) {
  const std::string text = summary_of(
      Table(3).with("landing_east", {1.7e308, 1.7e308, 1.7e308}).with("landing_north", {1.7e308, 1.7e308, 1.7e308}));
  EXPECT_FALSE(tells(text, "nan"));
  EXPECT_FALSE(tells(text, "inf"));
  EXPECT_TRUE(tells(text, "half within - (CEP)"));
}

}  // namespace
}  // namespace farside::summary_test
