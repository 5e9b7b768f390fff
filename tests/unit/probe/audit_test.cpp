#include "probe/audit.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "engine/dispatch.h"
#include "sampling/sampler.h"

namespace farside::audit_test {
namespace {

Scenario load(const std::string& dispersions, const std::string& rest = "", int seed = 5) {
  return load_scenario_text(
      "farside: 1\ncampaign: {seed: " + std::to_string(seed) + "}\n" + rest + "dispersions:\n" + dispersions, "t.yaml",
      "");
}

Consumed drawn(const Scenario& s, std::uint64_t cases) {
  Consumed consumed(s.inputs.size());
  const Sampler sampler(s);
  std::vector<double> params(param_count);
  for (std::uint64_t i = 0; i < cases; ++i) {
    sampler.draw(i, params.data());
    for (std::size_t k = 0; k < consumed.size(); ++k)
      consumed[k].push_back(params[static_cast<std::size_t>(s.dispersed_slots[k])] / s.dispersed_factors[k]);
  }
  return consumed;
}

// Is what was drawn as `drawn_as` found to be off what was asked for?
bool is_off(const std::string& asked_for, const std::string& drawn_as) {
  const auto tests = test_fits(load(asked_for), drawn(load(drawn_as), 1000));
  return std::any_of(tests.begin(), tests.end(), [](const FitTest& test) { return test.off; });
}

std::string isp(const std::string& distribution) { return "  - {path: vehicle.engine.isp_s, " + distribution + "}\n"; }

TEST(Audit, KnowsASpreadFromItsSquareAndOneSigmaFromThree) {
  EXPECT_FALSE(is_off(isp("normal: {sd: 1.5}"), isp("normal: {sd: 1.5}")));
  EXPECT_TRUE(is_off(isp("normal: {sd: 1.5}"), isp("normal: {sd: 2.25}"))) << "the variance for the sd";
  EXPECT_TRUE(is_off(isp("normal: {sd: 0.3}"), isp("normal: {sd: 0.09}")));
  EXPECT_TRUE(is_off(isp("normal: {sd: 1}"), isp("normal: {sd: 3}")));
  EXPECT_TRUE(is_off(isp("normal: {sd: 3}"), isp("normal: {sd: 1}")));
  EXPECT_TRUE(is_off(isp("normal: {sd: 1}"), isp("normal: {sd: 1, mean: 310.5}")));
  EXPECT_TRUE(is_off(isp("truncated_normal: {sd: 1, k: 1}"), isp("truncated_normal: {sd: 1, k: 3}")));
  EXPECT_TRUE(is_off(isp("uniform: {min: 309, max: 311}"), isp("uniform: {min: 309.5, max: 310.5}")));
  EXPECT_TRUE(is_off(isp("uniform: {min: 309, max: 311}"), isp("normal: {sd: 0.577, mean: 310}")));
}

TEST(Audit, KnowsLevelsConstantsAndCorrelations) {
  const std::string levels = "values: [300, 310, 320], probabilities: ";
  EXPECT_FALSE(
      is_off(isp("discrete: {" + levels + "[0.7, 0.2, 0.1]}"), isp("discrete: {" + levels + "[0.7, 0.2, 0.1]}")));
  EXPECT_TRUE(
      is_off(isp("discrete: {" + levels + "[0.7, 0.2, 0.1]}"), isp("discrete: {" + levels + "[0.5, 0.4, 0.1]}")));
  EXPECT_TRUE(
      is_off(isp("discrete: {" + levels + "[0.7, 0.3, 0]}"), isp("discrete: {" + levels + "[0.7, 0.29, 0.01]}")))
      << "a level that can't be";
  EXPECT_FALSE(is_off(isp("constant: {value: 305.1}"), isp("constant: {value: 305.1}")));
  EXPECT_TRUE(is_off(isp("constant: {value: 305.1}"), isp("constant: {value: 305.2}")));
  const auto pair = [](const char* r) {
    return std::string(
               "  - paths: [start.descent.along_m, start.descent.cross_m]\n    multivariate_normal: {sd: [300, 150], "
               "correlation: [[1, ") +
           r + "], [" + r + ", 1]]}\n";
  };
  EXPECT_FALSE(is_off(pair("0.6"), pair("0.6")));
  EXPECT_FALSE(is_off(pair("1"), pair("1")));
  EXPECT_TRUE(is_off(pair("0.6"), pair("-0.6")));
  EXPECT_TRUE(is_off(pair("0.6"), pair("0")));
}

// 300 campaigns of three inputs: p is below 5 % in 5 % of them, and of 1,000 campaigns one is told off.
TEST(Audit, FindsWhatFitsOffAsRarelyAsItSays) {
  int low = 0, all = 0, off = 0;
  for (int seed = 0; seed < 300; ++seed) {
    const Scenario s = load(isp("normal: {sd: 1}") + "  - {path: moon.terrain.slope_deg, rayleigh: {mode: 2.5}}\n" +
                                "  - {path: vehicle.mass.rcs_propellant_kg, lognormal: {mean: 6, sd: 2}}\n",
                            "", seed);
    for (const FitTest& test : test_fits(s, drawn(s, 200))) {
      low += test.p < 0.05;
      ++all;
      off += test.off;
    }
  }
  EXPECT_NEAR(low / double(all), 0.05, 4 * std::sqrt(0.05 * 0.95 / all));  // 4 sigma
  EXPECT_LE(off, 3);  // of 0.3 in the mean, more than 3 come once in 4,000 times
}

// A kernel that lands by isp_s alone, and judges by one criterion.
void land_by_isp(const KernelSetup& setup, const CaseBlock& block) {
  for (std::size_t i = 0; i < block.count; ++i) {
    const auto& p = reinterpret_cast<const CaseParams<double>*>(block.params)[i];
    LandingRecord r{};
    r.case_number = block.case_numbers[i];
    r.status = static_cast<std::int8_t>(Status::done);
    for (double& m : r.margin) m = std::nan("");
    for (double* x : {&r.touchdown_tilt, &r.final_tilt}) *x = std::nan("");
    r.landing_east = p.vehicle.engine.isp_s;
    r.margin[static_cast<int>(Criterion::off_corridor)] = 310.0 - p.vehicle.engine.isp_s;
    block.records[i] = r;
    for (std::int32_t k = 0; k < setup.dispersed_count; ++k)
      block.inputs[i * static_cast<std::size_t>(setup.dispersed_count) + static_cast<std::size_t>(k)] =
          block.params[i * param_count + static_cast<std::size_t>(setup.dispersed_slots[k])];
  }
}
const Kernel by_isp{"fake", 8, land_by_isp, land_by_isp};

TEST(Audit, NamesWhatIsNotWiredAndWhatIsNeverJudged) {
  const Scenario s =
      load(isp("normal: {sd: 1, mean: 310}") + "  - {path: vehicle.engine.thrust_scale, normal: {sd: 0.003}}\n" +
               "  - {path: vehicle.mass.cg_x_m, constant: {value: 0.01}}\n",
           "requirements:\n  - {name: upright, event: tip_over, max_probability: 0.01, confidence: 0.9}\n"
           "  - {name: near, event: off_corridor, max_probability: 0.9, confidence: 0.9}\n"
           "  - {name: level, quantity: final_tilt, max: 3, probability: 0.9, confidence: 0.9}\n"
           "  - {name: east, quantity: landing_east, max: 400, probability: 0.9, confidence: 0.9}\n");
  AuditOptions options;
  options.kernel = &by_isp;
  options.cases = 200;
  options.threads = 2;
  const Audit audit = audit_campaign(s, options);
  ASSERT_EQ(audit.dead.size(), 1u);
  EXPECT_EQ(audit.dead[0].path, "vehicle.engine.thrust_scale");
  EXPECT_EQ(audit.dead_requirements, (std::vector<std::string>{"upright", "level"}));
  EXPECT_TRUE(audit.finds());
  for (std::size_t c = 0; c < audit.criteria.size(); ++c)
    EXPECT_EQ(audit.criteria[c].judged, c == static_cast<std::size_t>(Criterion::off_corridor) ? 200u : 0u);
  EXPECT_NEAR(static_cast<double>(audit.criteria[static_cast<std::size_t>(Criterion::off_corridor)].fired), 100.0,
              4 * std::sqrt(50.0));  // 4 sigma of half of 200
  for (const FitTest& test : audit.fits) EXPECT_FALSE(test.off) << test.what;
  EXPECT_EQ(audit.used, 200u);
}

TEST(Audit, MovesAnInputWithLevelsToAnother) {
  const Scenario s = load(isp("discrete: {values: [300, 310, 320], probabilities: [0.01, 0.98, 0.01]}"));
  AuditOptions options;
  options.kernel = &by_isp;
  options.cases = 20;
  EXPECT_TRUE(audit_campaign(s, options).dead.empty());
}

}  // namespace
}  // namespace farside::audit_test
