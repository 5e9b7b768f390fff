#include "linear/dispersed.h"

#include <gtest/gtest.h>

#include <cmath>

#include "sampling/sampler.h"

namespace farside::dispersed_test {
namespace {

constexpr char text[] = R"(
farside: 1
campaign: {name: spreads, seed: 5}
dispersions:
  - {path: vehicle.engine.isp_scale, normal: {mean: 1.01, sd: 0.01}}
  - {path: sensors.imu.bias_x_m_s2, uniform: {min: -0.001, max: 0.003}}
  - {path: sensors.imu.bias_y_m_s2, truncated_normal: {mean: 0, sd: 0.001, lower: -0.0005, upper: 0.001}}
  - {path: sensors.altimeter.bias_m, triangular: {min: -1, mode: 0, max: 4}}
  - {path: sensors.altimeter.latency_s, rayleigh: {mode: 0.2}}
  - {path: sensors.imu.gyro.bias_x_deg_h, discrete: {values: [0, 3], probabilities: [0.75, 0.25]}}
  - {path: sensors.velocimeter.scale, lognormal: {mean: 1.0, sd: 0.05}}
  - paths: [start.descent.radial_m, start.descent.along_m]
    multivariate_normal: {sd: [100, 300], correlation: [[1, 0.6], [0.6, 1]]}
)";

// Moments as they are told against those of 40,000 draws.
TEST(Dispersed, MeansAndCovariancesAreThoseOfTheDraws) {
  const Scenario scenario = load_scenario_text(text, "test", ".");
  const Sampler sampler(scenario);
  constexpr int draws = 40000;
  std::vector<std::vector<double>> params(draws, std::vector<double>(param_count));
  for (int i = 0; i < draws; ++i)
    sampler.draw(static_cast<std::uint64_t>(i), params[static_cast<std::size_t>(i)].data());
  const std::vector<DispersedGroup> groups = dispersed_groups(scenario);
  ASSERT_EQ(groups.size(), 8u);
  for (const DispersedGroup& group : groups) {
    const auto n = static_cast<Eigen::Index>(group.slots.size());
    Eigen::MatrixXd values(draws, n);
    for (int i = 0; i < draws; ++i) {
      for (Eigen::Index k = 0; k < n; ++k)
        values(i, k) =
            params[static_cast<std::size_t>(i)][static_cast<std::size_t>(group.slots[static_cast<std::size_t>(k)])];
    }
    const Eigen::VectorXd mean = values.colwise().mean();
    const Eigen::MatrixXd off = values.rowwise() - mean.transpose();
    const Eigen::MatrixXd covariance = off.transpose() * off / (draws - 1);
    for (Eigen::Index k = 0; k < n; ++k) {
      const double sd = std::sqrt(group.covariance(k, k));
      EXPECT_NEAR(mean[k], group.mean[k], 4.0 * sd / std::sqrt(double(draws))) << group.paths[0];  // 4 sigma
      for (Eigen::Index j = 0; j < n; ++j)  // 5 sigma: no kurtosis here is above 3.3
        EXPECT_NEAR(covariance(k, j), group.covariance(k, j),
                    5.0 * std::sqrt(2.3 / draws) * sd * std::sqrt(group.covariance(j, j)))
            << group.paths[0];
    }
  }
}

Scenario with(const std::string& entries) {
  return load_scenario_text("farside: 1\ncampaign: {seed: 5}\ndispersions:\n" + entries, "test", ".");
}

TEST(Dispersed, WhatIsDrawnOnceHasItsValueAndNoSpread) {
  const Scenario scenario = with(
      "  - {path: sensors.imu.bias_x_m_s2, normal: {sd: 0.001}, drawn: once}\n"
      "  - {path: sensors.imu.bias_y_m_s2, normal: {sd: 0.001}, drawn: once}\n"
      "  - {path: sensors.altimeter.bias_m, normal: {sd: 1}}\n"
      "  - {paths: [sensors.imu.bias_x_m_s2, sensors.imu.bias_y_m_s2], copula: {correlation: [[1, 0.6], [0.6, 1]]}}\n");
  std::vector<double> params(param_count);
  Sampler(scenario).draw(7, params.data());
  const std::vector<DispersedGroup> groups = dispersed_groups(scenario);
  ASSERT_EQ(groups.size(), 2u);
  EXPECT_EQ(groups[0].covariance(0, 0), 1.0);
  for (Eigen::Index i = 0; i < 2; ++i) {
    const double value = params[static_cast<std::size_t>(groups[1].slots[static_cast<std::size_t>(i)])];
    EXPECT_NE(value, 0.0);
    EXPECT_EQ(groups[1].mean[i], value);
  }
  EXPECT_TRUE(groups[1].covariance.isZero(0.0));
}

// Of normals, r = 2 sin(pi r_s / 6) is the correlation that ranks of r_s have.
TEST(Dispersed, RankCorrelationsAreTurnedIntoThoseOfValues) {
  const std::vector<DispersedGroup> groups = dispersed_groups(
      with("  - {path: sensors.imu.bias_x_m_s2, normal: {sd: 0.001}}\n"
           "  - {path: sensors.imu.bias_y_m_s2, normal: {sd: 0.002}}\n"
           "  - {paths: [sensors.imu.bias_x_m_s2, sensors.imu.bias_y_m_s2], copula: {rank_correlation: [[1, 0.5], "
           "[0.5, 1]]}}\n"));
  ASSERT_EQ(groups.size(), 1u);
  EXPECT_NEAR(groups[0].covariance(0, 1), 2.0 * std::sin(std::acos(-1.0) / 12.0) * 0.001 * 0.002, 1e-18);
}

}  // namespace
}  // namespace farside::dispersed_test
