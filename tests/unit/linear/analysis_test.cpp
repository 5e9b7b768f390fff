#include "linear/analysis.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "engine/dispatch.h"
#include "record/phases.h"

namespace farside::analysis_test {
namespace {

const std::string change4_filter = std::string(FARSIDE_SOURCE_DIR) + "/configs/change4_filter.yaml";

ReferenceOptions quick() {
  ReferenceOptions o;
  o.kernel = &choose_kernel("auto");
  o.flights = 2;
  o.grounds = 4;
  return o;
}

constexpr char no_relief[] = "moon.terrain.relief.model=none";

const LinearCovariance& change4() {
  static const LinearCovariance l = linear_covariance(load_scenario(change4_filter), quick());
  return l;
}

TEST(LinearCovariance, TellsOfEachPhaseAndOfTheEndOfTheDescent) {
  std::vector<int> phases;
  for (const MomentErrors& m : change4().moments) phases.push_back(m.phase);
  std::vector<int> all;
  for (int i = 0; i <= static_cast<int>(Phase::touchdown); ++i) all.push_back(i);
  EXPECT_EQ(phases, all);
}

TEST(LinearCovariance, HasACauseForEachSpreadThatNavigationHearsOf) {
  std::vector<std::string> causes = change4().causes;
  std::sort(causes.begin(), causes.end());
  const std::vector<std::string> wanted{"gnc.navigation.map_error",
                                        "moon.gravity_error",
                                        "moon.terrain",
                                        "sensors.altimeter.bias",
                                        "sensors.altimeter.mounting",
                                        "sensors.altimeter.noise",
                                        "sensors.imu.bias",
                                        "sensors.imu.drift",
                                        "sensors.imu.gyro.alignment",
                                        "sensors.imu.gyro.bias",
                                        "sensors.imu.gyro.drift",
                                        "sensors.imu.gyro.misalignment",
                                        "sensors.imu.gyro.random_walk",
                                        "sensors.imu.gyro.scale",
                                        "sensors.imu.misalignment",
                                        "sensors.imu.random_walk",
                                        "sensors.imu.scale",
                                        "sensors.star_tracker.noise",
                                        "sensors.velocimeter.bias",
                                        "sensors.velocimeter.mounting",
                                        "sensors.velocimeter.noise",
                                        "start"};
  EXPECT_EQ(causes, wanted);
  EXPECT_TRUE(change4().left_out.empty());
}

TEST(LinearCovariance, TheTotalIsTheSumOfItsCauses) {
  for (const MomentErrors& m : change4().moments) {
    ShownMatrix sum = ShownMatrix::Zero();
    for (const CauseErrors& c : m.causes) sum += c.covariance;
    EXPECT_TRUE(sum.isApprox(m.total.covariance, 1e-12)) << phase_names[m.phase];
  }
}

// What the start is drawn with, in its own axes, is what stands at the first moment, before a range is taken in.
TEST(LinearCovariance, BeginsWithTheStartsSpread) {
  const LinearCovariance l =
      linear_covariance(load_scenario(change4_filter, {"sensors.altimeter.height_max_m=0", no_relief}), quick());
  const auto start = static_cast<std::size_t>(std::find(l.causes.begin(), l.causes.end(), "start") - l.causes.begin());
  const ShownMatrix& c = l.moments.front().causes[start].covariance;
  const double position2 = 300.0 * 300.0 + 1000.0 * 1000.0 + 300.0 * 300.0;
  EXPECT_NEAR((c.block<3, 3>(0, 0).trace()), position2, 1e-6 * position2);
}

// One cause alone, by an input of one case, against that case flown: what it does is linear.
TEST(LinearCovariance, PredictsWhatOneInputDoesToAFlight) {
  const Scenario s = load_scenario(
      change4_filter,
      {"dispersions=[{path: sensors.imu.bias_x_m_s2, normal: {sd: 4.9e-4}}, {path: sensors.velocimeter.mounting_y_deg, "
       "normal: {sd: 0.05}}, {path: start.descent.cross_m, normal: {sd: 300}}]",
       no_relief});
  ReferenceOptions o = quick();
  CaseParams<double> p = quiet_params(s);
  p.sensors.altimeter.dropout_prob = p.sensors.velocimeter.dropout_prob = p.sensors.dust.height_m = 0.0;
  const ErrorCauses causes = causes_of(s, p);
  const std::vector<LoneFlight> reference = reference_flights(s, p, o);
  ASSERT_EQ(reference.size(), 1u);
  const FlownErrors before = errors_of(reference[0]);
  const LinearCovariance l = linear_covariance(s, o);
  for (const InputEffect& input : l.inputs) {
    const auto k = static_cast<std::size_t>(std::find(s.dispersed_slots.begin(), s.dispersed_slots.end(), input.slot) -
                                            s.dispersed_slots.begin());
    CaseParams<double> changed = p;
    const auto index = static_cast<Eigen::Index>(&input - l.inputs.data());
    const double size = std::sqrt(l.input_covariance(index, index));
    reinterpret_cast<double*>(&changed)[input.slot] += size;
    const FlownErrors after = errors_of(reference_flights(s, changed, o)[0]);
    const Shown moved = after.back().error - before.back().error, expected = size * input.per_unit;
    // the readings that a beam takes change a little with the flight; dropouts are averaged in the one alone
    EXPECT_LT((moved.head<3>() - expected.head<3>()).norm(), 0.03 * expected.head<3>().norm() + 0.05)
        << s.inputs[k].path << "\n"
        << moved.transpose() << "\n"
        << expected.transpose();
    EXPECT_LT((moved.segment<3>(3) - expected.segment<3>(3)).norm(), 0.05 * expected.segment<3>(3).norm() + 0.001)
        << s.inputs[k].path << "\n"
        << moved.transpose() << "\n"
        << expected.transpose();
  }
}

TEST(LinearCovariance, WhatHasNoCovarianceIsRefusedWithAWayOut) {
  for (const char* mode : {"perfect", "inertial"}) {
    const Scenario s = load_scenario(change4_filter, {std::string("gnc.navigation.mode=") + mode});
    try {
      linear_covariance(s, quick());
      FAIL() << mode;
    } catch (const ConfigError& e) {
      EXPECT_NE(std::string(e.what()).find("--set gnc.navigation.mode=filter"), std::string::npos) << e.what();
    }
  }
}

TEST(LinearCovariance, SpreadsWithoutADerivativeAreNamed) {
  const Scenario s =
      load_scenario(change4_filter,
                    {"dispersions=[{path: sensors.altimeter.noise_m, uniform: {min: 0.1, max: 0.3}}, {path: "
                     "moon.gravity.gm_m3_s2, normal: {sd: 1e6}}, {path: vehicle.mass.dry_mass_kg, normal: {sd: 6}}]"});
  const ErrorCauses causes = causes_of(s, quiet_params(s));
  EXPECT_EQ(causes.left_out, (std::vector<std::string>{"sensors.altimeter.noise_m", "moon.gravity.gm_m3_s2"}));
}

}  // namespace
}  // namespace farside::analysis_test
