#include "stats/causes/saltelli.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "stats/causes/sobol_indices.h"
#include "unit/stats/fixture.h"

namespace farside::saltelli_test {
namespace {

using stats_test::code;
using stats_test::nan;
using stats_test::Table;
using Json = nlohmann::ordered_json;

constexpr double safe = 0, lost = 2, unknown = 3;

// Base samples of A, B, and A with x, and with y and z as in B.
Table design(std::size_t samples) {
  std::vector<double> sample, matrix;
  for (std::size_t i = 0; i < 4 * samples; ++i) {
    sample.push_back(static_cast<double>(i / 4));
    matrix.push_back(static_cast<double>(i % 4));
  }
  Table t(4 * samples);
  t.with("saltelli_sample", sample).with("saltelli_matrix", matrix);
  t.info("saltelli_matrix").flag_values = {0, 1, 2, 3};
  t.info("saltelli_matrix").flag_meanings = {"A", "B", "x", "y+z"};
  return t;
}

Json told(const Table& t, const std::vector<std::string>& quantities) {
  return sobol_json(t, read_cases(t), quantities);
}

TEST(Saltelli, IndicesAreThoseOfTheirSumsByInput) {
  const std::size_t samples = 40;
  const std::vector<double> v = stats_test::normal_sample(4 * samples, 5);
  const Json found = told(design(samples).with("touchdown_speed_vertical", v), {"touchdown_speed_vertical"});
  SobolSums sums(2);
  for (std::size_t i = 0; i < samples; ++i) sums.add(i, v[4 * i], v[4 * i + 1], &v[4 * i + 2]);
  const SobolIndices expected = sums.indices(false);
  EXPECT_EQ(found["base_samples"], samples);
  const Json& of = found["of"]["touchdown_speed_vertical"];
  EXPECT_EQ(of["base_samples"], samples);
  EXPECT_EQ(of["left_out"], 0);
  ASSERT_EQ(of["indices"].size(), 2U);
  EXPECT_GE(of["indices"][0]["total"], of["indices"][1]["total"]);
  for (const Json& one : of["indices"]) {
    const bool is_x = one["paths"].size() == 1;
    EXPECT_EQ(one["paths"], is_x ? Json::array({"x"}) : Json::array({"y", "z"}));
    const SobolIndex& s = expected.inputs[is_x ? 0 : 1];
    EXPECT_EQ(one["first"], s.first);
    EXPECT_EQ(one["total"], s.total);
    EXPECT_EQ(one["total_upper"], s.total_upper);
  }
  EXPECT_NEAR(of["first_sum"], expected.inputs[0].first + expected.inputs[1].first, 1e-15);
}

TEST(Saltelli, SamplesWithACaseThatCannotBeToldAreLeftOutAndCounted) {
  const std::size_t samples = 20;
  std::vector<double> outcome(4 * samples, safe), speed = stats_test::normal_sample(4 * samples, 6),
                                                  status(4 * samples, 1);
  for (std::size_t i = 0; i < samples; i += 3) outcome[4 * i] = lost;
  outcome[5] = unknown;  // of sample 1
  status[10] = 2;        // of sample 2, a numerical failure
  speed[15] = nan;       // of sample 3, and no ending
  Table t = design(samples);
  t.with("outcome", outcome).with("status", status).with("touchdown_speed_vertical", speed);
  const Json found = told(t, {"safe", "touchdown_speed_vertical", "no_such_column"});
  EXPECT_EQ(found["of"].size(), 2U);
  EXPECT_EQ(found["of"]["safe"]["left_out"], 2);
  EXPECT_EQ(found["of"]["safe"]["base_samples"], samples - 2);
  EXPECT_EQ(found["of"]["touchdown_speed_vertical"]["left_out"], 3);
}

TEST(Saltelli, EventsAreOneWhereTheyHappen) {
  const std::size_t samples = 12;
  std::vector<double> outcome(4 * samples, safe), cause(4 * samples, 0);
  for (std::size_t i = 0; i < samples; i += 2) {
    outcome[4 * i] = lost;  // A alone
    cause[4 * i] = code(i == 0 ? Cause::tip_over : Cause::slid);
  }
  const Json found =
      told(design(samples).with("outcome", outcome).with("first_cause", cause), {"lost", "safe", "tip_over"});
  EXPECT_DOUBLE_EQ(found["of"]["lost"]["mean"], 6.0 / 24.0);
  EXPECT_DOUBLE_EQ(found["of"]["safe"]["mean"], 18.0 / 24.0);
  EXPECT_NEAR(found["of"]["tip_over"]["mean"], 1.0 / 24.0, 1e-15);
  EXPECT_DOUBLE_EQ(found["of"]["lost"]["indices"][0]["total"], found["of"]["safe"]["indices"][0]["total"]);
}

// As in requirements: `mission` is one where it goes on, a need where a safe landing doesn't meet it.
TEST(Saltelli, EventsOfTheMissionAreThoseOfRequirements) {
  const std::size_t samples = 12, n = 4 * samples;
  std::vector<double> outcome(n, safe), mission(n, 0), cause(n, 0), egress(n, 0.5);
  for (std::size_t i = 0; i < samples; i += 2) mission[4 * i] = 1, cause[4 * i] = 3, egress[4 * i] = -0.5;  // A alone
  Table t = design(samples).with("outcome", outcome).with("mission", mission).with("mission_cause", cause);
  const Json found = told(t.with("mission_margin_egress", egress), {"mission", "mission_egress"});
  EXPECT_DOUBLE_EQ(found["of"]["mission"]["mean"], 18.0 / 24.0);
  EXPECT_DOUBLE_EQ(found["of"]["mission_egress"]["mean"], 6.0 / 24.0);
  EXPECT_EQ(told(design(samples).with("outcome", outcome), {"mission"})["of"], Json::object());  // tells of none
}

TEST(Saltelli, StatisticsAreOfTheIndependentCases) {
  const std::size_t samples = 50;
  std::vector<double> outcome, independent, weight, speed = stats_test::normal_sample(4 * samples, 7), drawn;
  for (std::size_t i = 0; i < 4 * samples; ++i) {
    outcome.push_back(i % 4 > 1 || i % 5 == 0 ? lost : safe);  // all mixed ones are lost
    weight.push_back(i % 4 > 1 ? 0.0 : 2.0);
    if (i % 4 > 1) continue;
    independent.push_back(outcome.back());
    drawn.push_back(speed[i]);
  }
  Table whole = design(samples), part(2 * samples);
  whole.with("outcome", outcome).with("weight", weight).with("touchdown_speed_vertical", speed);
  part.with("outcome", independent).with("touchdown_speed_vertical", drawn);
  Requirement q;
  q.name = "lands";
  q.event = "safe";
  q.probability = 0.79;
  q.confidence = 0.9;
  const Json found = compute_statistics(whole, {{q}}), expected = compute_statistics(part, {{q}});
  EXPECT_EQ(found["probability"], expected["probability"]);
  EXPECT_EQ(found["quantities"], expected["quantities"]);
  EXPECT_EQ(found["cases"]["total"], 4 * samples);
  EXPECT_EQ(found["requirements"][0]["lower"], expected["requirements"][0]["lower"]);
  EXPECT_TRUE(expected["requirements"][0]["cases_needed"].is_number());
  EXPECT_TRUE(found["requirements"][0]["cases_needed"].is_null());
  EXPECT_TRUE(found["sobol"]["of"].contains("safe"));
}

TEST(Saltelli, RefusesADesignThatDoesNotNameItsInputs) {
  Table t = design(1), other = design(1);
  t.info("saltelli_matrix").flag_meanings.clear();
  EXPECT_THROW(told(t, {"safe"}), DataError);
  const std::vector<std::string> meanings = other.info("saltelli_matrix").flag_meanings;
  other.with("saltelli_matrix", {0, 1, 2, 7}).info("saltelli_matrix").flag_meanings = meanings;
  EXPECT_THROW(told(other, {"safe"}), DataError);
}

}  // namespace
}  // namespace farside::saltelli_test
