#include "sampling/draw_rules.h"

#include <gtest/gtest.h>

namespace farside::draw_rules_test {
namespace {

Scenario load(const std::string& text) {
  return load_scenario_text("farside: 1\ncampaign: {seed: 3}\nstart: {touchdown: {}}\n" + text, "t.yaml", "");
}

InvalidDraws look(const Scenario& s, std::uint64_t count) {
  const Sampler sampler(s);
  const DrawRules rules(s);
  InvalidDraws found;
  for (std::uint64_t i = count; i-- > 0;)
    add_case(sampler, rules, i, found);  // from the last one on: the order must not matter
  return found;
}

const char thrust[] =
    "vehicle: {engine: {thrust_max_N: 7000, thrust_min_N: 6000}}\n"
    "dispersions: [{path: vehicle.engine.thrust_max_N, normal: {sd: 1000}}]\n";

TEST(DrawRules, CountTheCasesThatBreakARuleBetweenKeys) {
  const Scenario s = load(thrust);
  const InvalidDraws found = look(s, 10000);
  EXPECT_EQ(found.checked, 10000u);
  EXPECT_NEAR(static_cast<double>(found.count), 1587.0,
              4 * 36.5);  // below the mean by more than one sd; 4 sigma of a binomial
  ASSERT_EQ(found.first.size(), InvalidDraws::listed_max);
  CaseParams<double> params;
  std::uint64_t before = 0;
  for (const InvalidDraws::Case& c : found.first) {
    draw(s, c.number, reinterpret_cast<double*>(&params));
    EXPECT_LT(params.vehicle.engine.thrust_max_N, 6000.0);
    EXPECT_TRUE(c.number == found.first.front().number || c.number > before);
    before = c.number;
  }
}

TEST(DrawRules, NameTheDistributionToMend) {
  const Scenario s = load(thrust);
  const std::string text = describe(look(s, 1000), s);
  EXPECT_NE(text.find(": vehicle.engine.thrust_min_N (6000) is above vehicle.engine.thrust_max_N ("), std::string::npos)
      << text;
  EXPECT_NE(
      text.find(
          "drawn by\n  t.yaml:5:15: dispersions[0]: vehicle.engine.thrust_max_N, normal: {sd: 1000, mean: 7000}\n"),
      std::string::npos)
      << text;
}

// Six standard deviations from the limit is near enough to be accepted, and a tail all the same.
TEST(DrawRules, RefuseATailBeyondTheLimitsOfItsKey) {
  const Scenario s = load("dispersions: [{path: vehicle.engine.isp_droop, normal: {sd: 0.01, mean: 0.06}}]\n");
  const DrawRules rules(s);
  CaseParams<double> params = s.nominal;
  const double* const values = reinterpret_cast<const double*>(&params);
  EXPECT_TRUE(rules.hold(values));
  params.vehicle.engine.isp_droop = -1e-9;
  EXPECT_FALSE(rules.hold(values));
  ASSERT_EQ(rules.broken(values).size(), 1u);
  EXPECT_EQ(rules.broken(values)[0].what,
            "vehicle.engine.isp_droop = -1e-9 is outside 0..0.9 (k of Isp = isp (1 - k (1 - u)^p) at throttle u)");
}

TEST(DrawRules, TakeTheLimitsThemselves) {
  const Scenario s = load(
      "moon: {terrain: {model: plane}}\ndispersions: [{path: moon.terrain.slope_deg, uniform: {min: 0, max: 45}}]\n");
  const DrawRules rules(s);
  CaseParams<double> params = s.nominal;
  params.moon.terrain.slope_rad = 45 * unit::degree_rad;
  EXPECT_TRUE(rules.hold(reinterpret_cast<const double*>(&params)));
  params.moon.terrain.slope_rad = 45.0000001 * unit::degree_rad;
  EXPECT_FALSE(rules.hold(reinterpret_cast<const double*>(&params)));
}

// A correlation that is singular is one all the same: here dry = 0.6 propellant + 0.8 isp, in standard deviations.
TEST(Sampler, DrawsAnInputThatFollowsFromTheOthers) {
  const Scenario s = load(
      "dispersions:\n  - paths: [vehicle.mass.dry_mass_kg, vehicle.mass.propellant_kg, vehicle.engine.isp_s]\n"
      "    multivariate_normal: {sd: [1, 1, 1], correlation: [[1, 0.6, 0.8], [0.6, 1, 0], [0.8, 0, 1]]}\n");
  CaseParams<double> p;
  for (std::uint64_t i = 0; i < 100; ++i) {
    draw(s, i, reinterpret_cast<double*>(&p));
    const double dry = p.vehicle.mass.dry_mass_kg - 1200.0, propellant = p.vehicle.mass.propellant_kg - 1650.0;
    EXPECT_NEAR(dry, 0.6 * propellant + 0.8 * (p.vehicle.engine.isp_s - 309.0),
                1e-5);  // a pivot below 1e-12 is taken as 0
  }
}

}  // namespace
}  // namespace farside::draw_rules_test
