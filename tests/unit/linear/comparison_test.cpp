#include "linear/comparison.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "base/error.h"
#include "base/field.h"
#include "record/phases.h"
#include "unit/stats/fixture.h"

namespace farside::comparison_test {
namespace {

constexpr char text[] = R"(
farside: 1
campaign: {name: two inputs, seed: 5}
dispersions:
  - {path: sensors.imu.bias_x_m_s2, normal: {sd: 0.001}}
  - {path: sensors.altimeter.mounting_x_deg, normal: {sd: 0.5}}
)";

// Errors of 100 m and 1 m/s along each axis by linear covariance. East, 99 % of the variance come from the inputs.
struct Campaign {
  Scenario scenario = load_scenario_text(text, "test", ".");
  LinearCovariance linear;
  stats_test::Table table;

  explicit Campaign(double flown_over_linear, std::size_t cases = 3200) : table(cases) {
    MomentErrors end{static_cast<int>(Phase::touchdown), 700.0, Shown::Zero(), Shown::Zero(), {}, {}};
    Shown sd;
    sd << 100, 100, 100, 1, 1, 1, 1e-4, 1e-4, 1e-4;
    end.total.covariance = sd.cwiseAbs2().asDiagonal();
    linear.moments.push_back(end);
    const double bias_sd = 1e-3, turn_sd = 0.5 * unit::degree_rad;
    linear.input_covariance = Eigen::Vector2d(bias_sd * bias_sd, turn_sd * turn_sd).asDiagonal();
    linear.inputs = {{scenario.dispersed_slots[0], 0.0, Shown::Zero()},
                     {scenario.dispersed_slots[1], 0.0, Shown::Zero()}};
    linear.inputs[0].per_unit[0] = 100.0 * std::sqrt(0.9) / bias_sd;
    linear.inputs[1].per_unit[0] = 100.0 * std::sqrt(0.09) / turn_sd;
    std::mt19937_64 engine(7);
    std::normal_distribution<double> normal;
    const char* names[] = {"nav_error_east",          "nav_error_north",          "nav_error_up",
                           "nav_error_velocity_east", "nav_error_velocity_north", "nav_error_velocity_up"};
    std::vector<double> inputs[2], errors[6];
    for (std::size_t i = 0; i < cases; ++i) {
      const double bias = bias_sd * normal(engine), turn_deg = 0.5 * normal(engine);
      inputs[0].push_back(bias);
      inputs[1].push_back(turn_deg);
      for (int k = 0; k < 6; ++k) {
        double error = k == 0 ? linear.inputs[0].per_unit[0] * bias +
                                    linear.inputs[1].per_unit[0] * turn_deg * unit::degree_rad +
                                    100.0 * std::sqrt(0.01) * normal(engine)
                              : sd[k] * normal(engine);
        if (k == 5) error *= flown_over_linear;
        errors[k].push_back(error);
      }
    }
    for (int k = 0; k < 2; ++k)
      table.with(input_column_name(scenario.inputs[static_cast<std::size_t>(k)].path), inputs[k]);
    for (int k = 0; k < 6; ++k) table.with(names[k], errors[k]);
  }
};

TEST(Comparison, WhatAgreesIsntTold) {
  const Campaign c(1.0);
  for (const ComparedError& e : compared(c.linear, c.scenario, c.table)) {
    EXPECT_EQ(e.count, 3200u);
    EXPECT_FALSE(e.differs) << e.column << " " << e.ratio;
    EXPECT_LT(e.ratio_low, 1.0 + 0.02);  // 95 % intervals of +-2.5 %
    EXPECT_GT(e.ratio_high, 1.0 - 0.02);
  }
}

TEST(Comparison, ASpreadThatIsATenthLargerIsTold) {
  const Campaign c(1.1);
  for (const ComparedError& e : compared(c.linear, c.scenario, c.table))
    EXPECT_EQ(e.differs, e.column == "nav_error_velocity_up") << e.column;
}

TEST(Comparison, FewCasesTellOfNothing) {
  const Campaign c(1.1, 100);
  for (const ComparedError& e : compared(c.linear, c.scenario, c.table)) EXPECT_FALSE(e.differs) << e.column;
}

// What the inputs explain is known without the cases: 99 % of the variance are, so the interval is about a tenth.
TEST(Comparison, KnownInputsNarrowTheInterval) {
  const Campaign c(1.0);
  const ComparedError east = compared(c.linear, c.scenario, c.table)[0];
  EXPECT_NEAR(east.explained, 0.99, 0.002);
  EXPECT_LT(east.controlled_high - east.controlled_low, 0.2 * (east.ratio_high - east.ratio_low));
  EXPECT_LT(east.controlled_low, 1.0);
  EXPECT_GT(east.controlled_high, 1.0);
  EXPECT_LT(std::abs(east.mean_controlled), std::abs(east.mean));
  EXPECT_NEAR(east.mean_controlled, 0.0, 4.0 * 10.0 / std::sqrt(3200.0));  // 4 sigma of what is left
}

// Without one of its inputs' columns a file can't be compared.
TEST(Comparison, AFileOfOtherColumnsIsRefused) {
  const Campaign c(1.0, 10);
  stats_test::Table without(10);
  without.with("nav_error_east", std::vector<double>(10, 1.0));
  EXPECT_THROW(compared(c.linear, c.scenario, without), DataError);
}

// Where cases are of outer draws, or of strata, their scatter is no campaign's.
TEST(Comparison, CasesThatDontCountAlikeAreRefusedWithAWayOut) {
  for (const char* set : {"campaign.sampling.outer=5", "campaign.strata=faults"}) {
    Campaign c(1.0, 10);
    c.scenario = load_scenario_text(std::string(text) + "faults: [{mechanism: engine_no_start, probability: 0.1}]\n",
                                    "test", ".", {set, "dispersions[0].kind=epistemic"});
    const std::string key = std::string(set).substr(0, std::string(set).find('='));
    try {
      compared(c.linear, c.scenario, c.table);
      FAIL() << set;
    } catch (const ConfigError& e) {
      EXPECT_NE(std::string(e.what()).find("--set " + key + "="), std::string::npos) << e.what();
    }
  }
}

}  // namespace
}  // namespace farside::comparison_test
