#include "linear/propagation.h"

#include <gtest/gtest.h>

#include <cmath>

#include "unit/linear/made_flight.h"

namespace farside::propagation_test {
namespace {

using linear_test::errors_of_made;
using linear_test::MadeFlight;
using linear_test::uniform_gravity_options;

constexpr double micro_g = 9.80665e-6;

ErrorCause nothing(const char* name, int own = 0) {
  const Eigen::Index n = filter_states + own;
  ErrorCause c{name, Eigen::VectorXd::Zero(n), Eigen::MatrixXd::Zero(n, n), {}};
  c.memory.resize(static_cast<std::size_t>(own));
  return c;
}

// Standard deviations at the end.
Shown sd_at_end(const ErrorCause& cause, const LoneFlight& flight) {
  return propagated(cause, errors_of_made(flight, uniform_gravity_options())).back().covariance.diagonal().cwiseSqrt();
}

ErrorCause constant_of_accelerometers(double bias) {
  ErrorCause c = nothing("bias", 3);
  c.covariance.bottomRightCorner<3, 3>().diagonal().setConstant(bias * bias);
  c.felt = [](const FlownPeriod& p) {
    Felt felt = nothing_felt(3);
    felt.change_B.diagonal().setConstant(p.length_s);
    return felt;
  };
  return c;
}

// T60, every axis alike: b t^2 / 2 and b t.
TEST(Propagation, ABiasOfTheAccelerometersGrowsWithTheSquareOfTime) {
  const MadeFlight made;
  const double b = 50 * micro_g, t = made.time_s();
  const Shown sd = sd_at_end(constant_of_accelerometers(b), made.flown());
  for (int i = 0; i < 3; ++i) {
    EXPECT_NEAR(sd[of_position + i], 0.5 * b * t * t, 1e-9 * 0.5 * b * t * t);  // exact but for rounding
    EXPECT_NEAR(sd[of_velocity + i], b * t, 1e-9 * b * t);
  }
}

// The same when the filter's own estimate of it is wrong by as much.
TEST(Propagation, ABiasThatTheFilterShouldKnowGrowsAlike) {
  const MadeFlight made;
  const double b = 50 * micro_g, t = made.time_s();
  ErrorCause c = nothing("bias");
  c.covariance.diagonal().segment<3>(of_accelerometers).setConstant(b * b);
  EXPECT_NEAR(sd_at_end(c, made.flown())[of_position], 0.5 * b * t * t, 1e-9 * 0.5 * b * t * t);
}

TEST(Propagation, WhiteNoiseOfTheAccelerometersWalks) {
  const MadeFlight made;
  const double q = 30 * micro_g, t = made.time_s();
  ErrorCause c = constant_of_accelerometers(0.0);
  c.memory.assign(3, {Memory::By::time, 0.0, q * q});
  const Shown sd = sd_at_end(c, made.flown());
  EXPECT_NEAR(sd[of_velocity], q * std::sqrt(t), 1e-9 * q * std::sqrt(t));
  // even over an interval: T^3 / 12 less than of noise that is white within it
  EXPECT_NEAR(sd[of_position], q * std::sqrt(t * t * t / 3.0), 1e-5 * q * std::sqrt(t * t * t / 3.0));
}

// f phi t and f phi t^2 / 2 across the force; a bias of the gyros f b t^2 / 2 and f b t^3 / 6.
TEST(Propagation, ATiltGrowsWithTheForce) {
  MadeFlight made;
  made.q_IB = {1.0, 0.0, 0.0, 0.0};
  made.force_B = {0.0, 0.0, 2.5};
  const double tilt = 1e-4, f = 2.5, t = made.time_s();
  ErrorCause c = nothing("tilt");
  c.covariance.diagonal().segment<3>(of_attitude).setConstant(tilt * tilt);
  const Shown sd = sd_at_end(c, made.flown());
  for (int i = 0; i < 2; ++i) {
    EXPECT_NEAR(sd[of_velocity + i], f * tilt * t, 1e-9 * f * tilt * t);
    EXPECT_NEAR(sd[of_position + i], 0.5 * f * tilt * t * t, 1e-9 * 0.5 * f * tilt * t * t);
  }
  EXPECT_NEAR(sd[of_velocity + 2], 0.0, 1e-12);
  EXPECT_NEAR(sd[of_position + 2], 0.0, 1e-9);
}
TEST(Propagation, ABiasOfTheGyrosGrowsWithTheCubeOfTime) {
  MadeFlight made;
  made.q_IB = {1.0, 0.0, 0.0, 0.0};
  made.force_B = {0.0, 0.0, 2.5};
  const double b = 1e-7, f = 2.5, t = made.time_s();
  ErrorCause c = nothing("bias", 3);
  c.covariance.bottomRightCorner<3, 3>().diagonal().setConstant(b * b);
  c.felt = [](const FlownPeriod& p) {
    Felt felt = nothing_felt(3);
    felt.turn_B.diagonal().setConstant(p.length_s);
    return felt;
  };
  const Shown sd = sd_at_end(c, made.flown());
  EXPECT_NEAR(sd[of_attitude], b * t, 1e-9 * b * t);
  EXPECT_NEAR(sd[of_velocity], f * b * t * t / 2.0, 1e-9 * f * b * t * t / 2.0);
  EXPECT_NEAR(sd[of_position], f * b * t * t * t / 6.0, 1e-9 * f * b * t * t * t / 6.0);
}

// A drift that keeps its variance, s^2, with the correlation time T: what its integral has after t.
TEST(Propagation, ADriftOfFirstOrderHasItsIntegralsVariance) {
  const MadeFlight made;
  const double s = 1e-4, T = 120.0, t = made.time_s();
  ErrorCause c = constant_of_accelerometers(s);
  c.memory.assign(3, {Memory::By::time, T, s * s});
  const double variance = 2.0 * s * s * T * (t - T * (1.0 - std::exp(-t / T)));
  EXPECT_NEAR(sd_at_end(c, made.flown())[of_velocity], std::sqrt(variance),
              1e-4 * std::sqrt(variance));  // steps of 1 s
}

// Above a point mass a height that is wrong runs away, a place across swings (Schuler): cosh and cos.
TEST(Propagation, GravitysSlopeTellsUpFromAcross) {
  MadeFlight made;
  made.intervals = 1001;
  ErrorCause c = nothing("start");
  c.covariance.diagonal().head<3>().setConstant(100.0 * 100.0);
  MoonOptions options = uniform_gravity_options();
  options.gravity.model = GravityModel::point_mass;
  const Shown sd = propagated(c, errors_of_made(made.flown(), options)).back().covariance.diagonal().cwiseSqrt();
  const double r = 1737400.0, w = std::sqrt(MoonParams<double>{}.gravity.gm_m3_s2 / (r * r * r)), t = made.time_s();
  EXPECT_NEAR(sd[0], 100.0 * std::cosh(std::sqrt(2.0) * w * t), 0.2);  // steps of 1 s, of first order in the slope
  EXPECT_NEAR(sd[1], 100.0 * std::abs(std::cos(w * t)), 0.1);
}

// A filter whose models are true: what it believes is what is so.
class TrueModels : public testing::Test {
 protected:
  TrueModels() {
    made_.intervals = 80;
    flight_ = made_.flown();
    Covariance<double> P{};
    const double sd[filter_states] = {300,  1000, 300,  1,    0.5,  0.5,  2e-4, 2e-4,
                                      2e-4, 1e-7, 1e-7, 1e-7, 5e-4, 5e-4, 5e-4, 20};
    for (int i = 0; i < filter_states; ++i) start_(i, i) = P.p[i][i] = sd[i] * sd[i];
    const Mat3<double> R = rotation(made_.q_IB);
    const Mat3<double> slope = central_slope(9e-7, {1.0, 0.0, 0.0});
    for (std::size_t k = 0; k < flight_.epochs.size(); ++k) {
      const double t = flight_.epochs[k].time_s;
      if (k > 0)
        propagate(P, {made_.interval_s, made_.interval_s * (R * made_.force_B), R, slope, 0, 0, 0, 0, 0.9, 40.0});
      flight_.epochs[k].ground_left = k > 0 ? 0.9 : 1.0;
      for (int z = 0; z < 2; ++z) {
        const Sensitivity<double> h =
            z == 0 ? Sensitivity<double>{2, {of_position, of_attitude}, {{1, 0.1, 0}, {0, 50, -20}}, -1.0, true}
                   : Sensitivity<double>{2, {of_velocity, of_attitude}, {{0, 0.6, 0.8}, {5, 0, 3}}, 0.0, false};
        const double variance = z == 0 ? 0.25 : 0.01;
        const Spread<double> spread = spread_of(P, h);
        const double S = spread.variance + variance;
        Corrections<double> gain{};
        for (int i = 0; i < filter_states; ++i) gain.of[i] = spread.with.of[i] / S;
        if (z == 0) gain.of[of_ground] = 0.0;  // considered
        take(P, gain, spread.with, S, true);
        FilterNumber number{t, z == 0 ? FilterSensor::range : FilterSensor::speed, 0, 100.0, variance, {}, {}};
        for (int b = 0; b < 2; ++b) {
          number.h[h.block[b]] = h.h[b].x;
          number.h[h.block[b] + 1] = h.h[b].y;
          number.h[h.block[b] + 2] = h.h[b].z;
        }
        number.h[of_ground] = h.ground;
        for (int i = 0; i < filter_states; ++i) number.gain[i] = gain.of[i];
        flight_.numbers.push_back(number);
      }
      for (int i = 0; i < filter_states; ++i) {
        for (int j = 0; j < filter_states; ++j) flight_.epochs[k].covariance[i][j] = P.p[i][j];
      }
    }
  }
  // The ground's height, which the filter takes for such a process of the way, is here an error of it that is renewed.
  MadeFlight made_;
  LoneFlight flight_;
  Transition start_ = Transition::Zero();
};

TEST_F(TrueModels, TheTrueCovarianceIsTheFiltersToRounding) {
  ErrorCause start = nothing("start");
  start.covariance = start_;
  ErrorCause noise = nothing("noise");
  noise.noise = [](const FilterNumber& z, const FlownPeriod&) { return z.variance; };
  // what is new of the ground at each epoch, as an own state that is only read
  ErrorCause ground = nothing("ground", 1);
  ground.memory[0] = {Memory::By::time, made_.interval_s / -std::log(0.9), 40.0 / (1.0 - 0.81)};
  ground.read = [](const TakenNumber& z) {
    return Eigen::RowVectorXd::Constant(1, z.number->sensor == FilterSensor::range ? -1.0 : 0.0);
  };
  ShownMatrix sum = ShownMatrix::Zero();
  MoonOptions options = uniform_gravity_options();
  options.gravity.model = GravityModel::point_mass;
  // a point mass of this slope
  MoonParams<double> moon{};
  moon.gravity.gm_m3_s2 = 9e-7 * std::pow(1737400.0, 3);
  const FlightErrors errors(flight_, site_frame(0.0, 0.0, 0.0), options, moon);
  for (const ErrorCause& c : {start, noise, ground}) sum += propagated(c, errors).back().covariance;
  const Moment& end = errors.moments().back();
  for (int i = 0; i < shown_states; ++i) EXPECT_NEAR(sum(i, i), end.covariance(i, i), 1e-9 * end.covariance(i, i)) << i;
}

TEST_F(TrueModels, CausesOneByOneAddUpToAllAtOnce) {
  ErrorCause start = nothing("start");
  start.covariance = start_;
  start.mean[1] = 30.0;
  ErrorCause noise = nothing("noise");
  noise.noise = [](const FilterNumber& z, const FlownPeriod&) { return z.variance; };
  ErrorCause bias = constant_of_accelerometers(3e-4);
  bias.mean[filter_states + 2] = 1e-4;
  ErrorCause drift = constant_of_accelerometers(2e-4);
  drift.memory.assign(3, {Memory::By::time, 100.0, 4e-8});
  ErrorCause scale = nothing("scale", 1);
  scale.covariance(filter_states, filter_states) = 1e-4;
  scale.read = [](const TakenNumber& z) { return Eigen::RowVectorXd::Constant(1, 0.01 * z.number->expected); };
  const std::vector<ErrorCause> causes{start, noise, bias, drift, scale};
  const FlightErrors errors = errors_of_made(flight_, uniform_gravity_options());
  const std::vector<CauseAt> all = propagated(merged(causes), errors);
  ASSERT_EQ(all.size(), errors.moments().size());
  for (std::size_t k = 0; k < all.size(); ++k) {
    ShownMatrix sum = ShownMatrix::Zero();
    Shown mean = Shown::Zero();
    for (const ErrorCause& c : causes) {
      const CauseAt one = propagated(c, errors)[k];
      sum += one.covariance;
      mean += one.mean;
    }
    const Shown sd = all[k].covariance.diagonal().cwiseSqrt();
    for (int i = 0; i < shown_states; ++i) {
      EXPECT_NEAR(mean[i], all[k].mean[i], 1e-9 * sd[i]);
      for (int j = 0; j < shown_states; ++j) EXPECT_NEAR(sum(i, j), all[k].covariance(i, j), 1e-9 * sd[i] * sd[j]);
    }
  }
}

}  // namespace
}  // namespace farside::propagation_test
