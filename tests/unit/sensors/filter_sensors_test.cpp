#include "sensors/filter_sensors.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <vector>

#include "unit/lanes/near.h"
#include "unit/lanes/reference.h"
#include "unit/sensors/silent.h"

namespace farside::filter_sensors_test {
using reference::Points;

namespace {

using Vector = Vec3<double>;
using Readings = Measurements<double>;
using Sensors = FilterSensors<double>;

const SiteFrame<double> site = site_frame(0.0, 0.0, 0.0);
constexpr std::uint64_t seed = 42;

// Upright over the target, body axes those of the site.
Quat<double> upright() { return {0.5, 0.5, 0.5, 0.5}; }
Truth<double> truth_at(double height_m, const Vector& v_L, double time_s = 100.0, const Quat<double>& q = upright(),
                       const Vector& w_B = {0.0, 0.0, 0.0}) {
  return {time_s, 1500.0, q, w_B, {0.0, 1.0}, {{0.0, 0.0, height_m}, v_L}, height_m, {0.0, 0.0, 1.0}};
}
// Flat ground at the target's level.
double flat(const Vector& p_L, const Vector& u_L, double longest_m, double) {
  const double range = -p_L.z / u_L.z;
  return u_L.z < 0.0 && range <= longest_m ? range : std::nan("");
}
Readings observed(Sensors& s, const Truth<double>& x, const Vector& cg_B = {0.0, 0.0, 0.0}) {
  Readings z = silent(x.time_s, x.q_IB, x.w_IB_B);
  s.observe(x, cg_B, x.level_m - cg_B.z, flat, z);
  return z;
}
Readings observed(const SensorParams<double>& p, const Truth<double>& x, const Vector& cg_B = {0.0, 0.0, 0.0},
                  std::uint64_t case_number = 0) {
  Sensors s(site);
  s.start(0, p, seed, case_number);
  return observed(s, x, cg_B);
}
struct Moments {
  double mean, sd;
};
// Of what `of` says of 20,000 cases.
Moments moments(const std::function<double(std::uint64_t)>& of) {
  constexpr int count = 20000;
  double sum = 0.0, squares = 0.0;
  for (int i = 0; i < count; ++i) {
    const double x = of(static_cast<std::uint64_t>(i));
    sum += x;
    squares += x * x;
  }
  return {sum / count, std::sqrt(squares / count - sum * sum / count / count)};
}

TEST(FilterSensors, WithoutErrorsMeasureWhatIs) {
  SensorParams<double> p;
  p.velocimeter.cone_rad = 0.4;
  const Readings z = observed(p, truth_at(500.0, {3.0, -2.0, -10.0}));
  EXPECT_EQ(z.range_m[0].value, 500.0);
  EXPECT_FALSE(answers(z.range_m[1]));
  const double c = std::cos(0.4), s = std::sin(0.4);
  const double closing[] = {10.0 * c + 3.0 * s, 10.0 * c - 2.0 * s, 10.0 * c - 3.0 * s, 10.0 * c + 2.0 * s};
  for (int i = 0; i < velocimeter_beams; ++i) EXPECT_NEAR(z.closing_m_s[i].value, closing[i], 1e-12);
  EXPECT_NEAR(norm(rotation_vector(conjugate(upright()) * z.star_tracker_IB.value)), 0.0, 1e-15);
  EXPECT_FALSE(answers(z.place_L));  // no camera
}

// T38's geometry: a beam that leans towards ground that rises with it is shorter.
TEST(FilterSensors, RangeAlongTheBeamThatIsNearerToTheVertical) {
  SensorParams<double> p;
  const auto leant = [&](double angle) {  // towards body -x, on which side the second beam comes down
    return truth_at(1000.0, {0.0, 0.0, 0.0}, 100.0,
                    upright() * quaternion_of_rotation_vector(Vector{0.0, -angle, 0.0}));
  };
  EXPECT_NEAR(observed(p, leant(0.3)).range_m[0].value, 1000.0 / std::cos(0.3), 1e-9);
  const Readings z = observed(p, leant(pi / 2.0 - 0.2));
  EXPECT_FALSE(answers(z.range_m[0]));
  EXPECT_NEAR(z.range_m[1].value, 1000.0 / std::cos(0.2), 1e-9);
  p.altimeter.incidence_max_rad = 0.1;
  EXPECT_FALSE(answers(observed(p, leant(0.3)).range_m[0]));
  p.altimeter.second_beam_rad = 0.0;
  EXPECT_FALSE(answers(observed(p, leant(pi / 2.0 - 0.05)).range_m[1]));
}

TEST(FilterSensors, LookFromThePadPlane) {
  const Vector cg{0.1, -0.2, 1.5};
  EXPECT_NEAR(observed({}, truth_at(500.0, {0.0, 0.0, 0.0}), cg).range_m[0].value, 498.5, 1e-12);
  // turning about y carries the pad plane, which is below, towards -x
  SensorParams<double> p;
  p.velocimeter.cone_rad = 0.5;
  const Readings z = observed(p, truth_at(500.0, {0.0, 0.0, 0.0}, 100.0, upright(), {0.0, 0.1, 0.0}), cg);
  EXPECT_NEAR(z.closing_m_s[0].value - z.closing_m_s[2].value, 2.0 * std::sin(0.5) * -0.15, 1e-12);
}

TEST(FilterSensors, AnswerInTheirWindowsAlone) {
  SensorParams<double> p;
  p.altimeter.range_min_m = 10.0, p.altimeter.range_max_m = 1000.0;
  p.velocimeter.range_min_m = 5.0, p.velocimeter.range_max_m = 800.0;
  p.star_tracker.rate_max_rad_s = 0.01;
  const auto at = [&](double h) { return observed(p, truth_at(h, {0.0, 0.0, -1.0})); };
  EXPECT_FALSE(answers(at(9.9).range_m[0]) || answers(at(1000.1).range_m[0]));
  EXPECT_TRUE(answers(at(10.1).range_m[0]) && answers(at(999.9).range_m[0]));
  EXPECT_FALSE(answers(at(4.0).closing_m_s[1]) || answers(at(800.0).closing_m_s[1]));
  EXPECT_TRUE(answers(at(6.0).closing_m_s[1]) && answers(at(700.0).closing_m_s[1]));
  EXPECT_TRUE(answers(observed(p, truth_at(9.0, {}, 1.0, upright(), {0.009, 0.0, 0.0})).star_tracker_IB));
  EXPECT_FALSE(answers(observed(p, truth_at(9.0, {}, 1.0, upright(), {0.011, 0.0, 0.0})).star_tracker_IB));
  p.altimeter.height_max_m = p.velocimeter.height_max_m = 0.0;  // dead
  EXPECT_FALSE(answers(at(500.0).range_m[0]) || answers(at(500.0).closing_m_s[0]));
}

TEST(FilterSensors, ScatterAsDeclared) {
  SensorParams<double> p;
  p.altimeter.noise_m = 0.3, p.altimeter.noise_frac = 0.001, p.altimeter.bias_m = 0.7;
  p.velocimeter.noise_m_s = 0.03, p.velocimeter.noise_frac = 0.005, p.velocimeter.scale = 1.01;
  p.velocimeter.cone_rad = unit::degree_rad;
  p.star_tracker.noise_cross_rad = 5e-5, p.star_tracker.noise_roll_rad = 2e-4;
  p.terrain_camera.height_max_m = 5000.0, p.terrain_camera.height_min_m = 100.0, p.terrain_camera.noise_m = 30.0;
  const Truth<double> x = truth_at(400.0, {0.0, 0.0, -8.0});
  const Moments range = moments([&](std::uint64_t i) { return observed(p, x, {}, i).range_m[0].value; });
  EXPECT_NEAR(range.mean, 400.7, 4.0 * 0.5 / std::sqrt(2e4));
  EXPECT_NEAR(range.sd, 0.5, 0.02 * 0.5);
  const double closing = 8.0 * std::cos(unit::degree_rad);
  const Moments speed = moments([&](std::uint64_t i) { return observed(p, x, {}, i).closing_m_s[2].value; });
  EXPECT_NEAR(speed.mean, 1.01 * closing, 4.0 * 0.05 / std::sqrt(2e4));
  EXPECT_NEAR(speed.sd, 0.05, 0.02 * 0.05);
  const auto star = [&](std::uint64_t i) {
    return rotation_vector(conjugate(upright()) * observed(p, x, {}, i).star_tracker_IB.value);
  };
  EXPECT_NEAR(moments([&](std::uint64_t i) { return star(i).x; }).sd, 2e-4, 0.02 * 2e-4);
  EXPECT_NEAR(moments([&](std::uint64_t i) { return star(i).y; }).sd, 5e-5, 0.02 * 5e-5);
  EXPECT_NEAR(moments([&](std::uint64_t i) { return star(i).z; }).sd, 5e-5, 0.02 * 5e-5);
  EXPECT_NEAR(moments([&](std::uint64_t i) { return observed(p, x, {}, i).place_L.value.y; }).sd, 30.0, 0.02 * 30.0);
}

TEST(FilterSensors, FailAsOftenAsDeclared) {
  SensorParams<double> p;
  p.altimeter.dropout_prob = 0.2, p.altimeter.outlier_prob = 0.1;
  p.velocimeter.outlier_prob = 0.25, p.velocimeter.outlier_m_s = 40.0;
  p.dust.height_m = 50.0, p.dust.dropout_prob = 0.5;
  const Truth<double> clear = truth_at(400.0, {0.0, 0.0, 0.0}), dusty = truth_at(40.0, {0.0, 0.0, 0.0});
  const auto share = [&](const Truth<double>& x, auto&& which) {
    return moments([&](std::uint64_t i) { return which(observed(p, x, {}, i)) ? 1.0 : 0.0; }).mean;
  };
  EXPECT_NEAR(share(clear, [](const Readings& z) { return answers(z.range_m[0]); }), 0.8, 0.012);
  EXPECT_NEAR(share(dusty, [](const Readings& z) { return answers(z.range_m[0]); }), 0.4, 0.015);
  EXPECT_NEAR(share(clear, [](const Readings& z) { return std::abs(z.range_m[0].value - 400.0) > 1e-9; }), 0.08, 0.01);
  // evenly up to 40 m/s: half of the wrong ones beyond 20
  EXPECT_NEAR(share(clear, [](const Readings& z) { return std::abs(z.closing_m_s[0].value) > 1e-9; }), 0.25, 0.013);
  EXPECT_NEAR(share(clear, [](const Readings& z) { return z.closing_m_s[0].value > 20.0; }), 0.0625, 0.008);
  EXPECT_NEAR(share(dusty, [](const Readings& z) { return answers(z.closing_m_s[0]); }), 0.5, 0.015);
}

// A Gauss-Markov drift keeps its spread and forgets as declared.
TEST(FilterSensors, Drift) {
  SensorParams<double> p;
  p.imu.drift_m_s2 = 1e-4, p.imu.drift_time_s = 50.0;
  p.imu.gyro.drift_rad_s = 1e-6, p.imu.gyro.drift_time_s = 20.0;
  double start = 0.0, end = 0.0, both = 0.0, gyro_start = 0.0, gyro_both = 0.0;
  constexpr int count = 20000;
  for (std::uint64_t i = 0; i < count; ++i) {
    Sensors s(site);
    s.start(0, p, seed, i);
    const SensorState<double> first = s.state(0);
    for (int k = 0; k < 20; ++k) s.begin_interval(k, 1.0);
    const SensorState<double> last = s.state(0);
    start += first.felt_drift_B.y * first.felt_drift_B.y / 1e-8;
    end += last.felt_drift_B.y * last.felt_drift_B.y / 1e-8;
    both += first.felt_drift_B.y * last.felt_drift_B.y / 1e-8;
    gyro_start += first.turn_drift_B.z * first.turn_drift_B.z / 1e-12;
    gyro_both += first.turn_drift_B.z * last.turn_drift_B.z / 1e-12;
  }
  EXPECT_NEAR(start / count, 1.0, 0.04);
  EXPECT_NEAR(end / count, 1.0, 0.04);
  EXPECT_NEAR(both / count, std::exp(-20.0 / 50.0), 0.04);
  EXPECT_NEAR(gyro_start / count, 1.0, 0.04);
  EXPECT_NEAR(gyro_both / count, std::exp(-1.0), 0.04);
}

TEST(FilterSensors, AddUpNoiseAsARandomWalk) {
  SensorParams<double> p;
  p.imu.random_walk_m_s_rts = 2e-3;
  p.imu.gyro.random_walk_rad_rts = 1e-5;
  const auto after_16_s = [&](std::uint64_t i) {
    Sensors s(site);
    s.start(0, p, seed, i);
    Pair<double> sum{0.0, 0.0};
    for (int k = 0; k < 8; ++k) {
      s.begin_interval(2.0 * k, 2.0);
      for (int c = 1; c <= 4; ++c) {
        const double t = 2.0 * k + 0.5 * c;
        sum.first += s.feel(t, {0.0, 0.0, 0.0}, 0.5).value.x;
        sum.second += s.turn(t, upright(), upright(), 0.5).value.z;
      }
    }
    return sum;
  };
  EXPECT_NEAR(moments([&](std::uint64_t i) { return after_16_s(i).first; }).sd, 4.0 * 2e-3, 0.02 * 8e-3);
  EXPECT_NEAR(moments([&](std::uint64_t i) { return after_16_s(i).second; }).sd, 4.0 * 1e-5, 0.02 * 4e-5);
}

TEST(FilterSensors, GyrosMeasureTheTurnWithTheirErrors) {
  SensorParams<double> p;
  p.imu.gyro.bias_B.y = 1e-4;
  p.imu.gyro.scale = 1.01;
  p.imu.gyro.misalignment_B.z = 1e-3;
  Sensors s(site);
  s.start(0, p, seed, 0);
  const Vector rate{0.05, -0.02, 0.01};
  const Quat<double> after = upright() * quaternion_of_rotation_vector(0.1 * rate);
  // 1.01 rate + misalignment x rate + bias
  expect_near(s.turn(10.0, upright(), after, 0.1).value,
              0.1 * Vector{1.01 * 0.05 + 1e-3 * 0.02, -1.01 * 0.02 + 1e-3 * 0.05 + 1e-4, 1.01 * 0.01}, 1e-12);
  expect_near(s.measured_rate(10.0, rate), Vector{1.01 * 0.05 + 1e-3 * 0.02, -1.01 * 0.02 + 1e-3 * 0.05 + 1e-4, 0.0101},
              1e-15);
}

TEST(FilterSensors, DieAndStickWhenTheyAreToldTo) {
  SensorParams<double> p;
  p.altimeter.stuck_from_s = p.velocimeter.stuck_from_s = p.star_tracker.stuck_from_s = 10.0;
  p.imu.stuck_from_s = p.imu.gyro.stuck_from_s = 10.0;
  Sensors s(site);
  s.start(0, p, seed, 0);
  const Quat<double> leant = upright() * quaternion_of_rotation_vector(Vector{0.01, 0.0, 0.0});
  for (const double t : {9.0, 10.0, 11.0}) {
    const Readings z = observed(s, truth_at(500.0 - t, {0.0, 0.0, -t}, t, t < 10.0 ? upright() : leant));
    EXPECT_EQ(z.range_m[0].value, 491.0);
    EXPECT_NEAR(z.closing_m_s[0].value, 9.0 * std::cos(p.velocimeter.cone_rad), 1e-12);
    EXPECT_NEAR(norm(rotation_vector(conjugate(upright()) * z.star_tracker_IB.value)), 0.0, 1e-12);
    EXPECT_NEAR(s.feel(t, {0.0, 0.0, t}, 1.0).value.z, 9.0, 1e-12);
    const Quat<double> turned_on = upright() * quaternion_of_rotation_vector(Vector{0.0, 0.01 * t, 0.0});
    EXPECT_NEAR(s.turn(t, upright(), turned_on, 1.0).value.y, 0.09, 1e-12);
  }
  SensorParams<double> dead;
  dead.altimeter.dead_from_s = dead.velocimeter.dead_from_s = dead.star_tracker.dead_from_s = 10.0;
  dead.imu.dead_from_s = dead.imu.gyro.dead_from_s = 10.0;
  Sensors d(site);
  d.start(0, dead, seed, 0);
  EXPECT_TRUE(answers(observed(d, truth_at(500.0, {}, 9.99)).range_m[0]));
  const Readings z = observed(d, truth_at(500.0, {}, 10.0));
  EXPECT_FALSE(answers(z.range_m[0]) || answers(z.closing_m_s[3]) || answers(z.star_tracker_IB));
  expect_near(d.feel(10.0, {1.0, 2.0, 3.0}, 1.0).value, {0.0, 0.0, 0.0}, 0.0);
  expect_near(d.measured_rate(10.0, {1.0, 2.0, 3.0}), {0.0, 0.0, 0.0}, 0.0);
}

TEST(FilterSensorsLanes, AreTheCasesOneByOne) {
  Points points(61);
  const SiteFrame<Lanes> everywhere = site_of_lanes<Lanes>(site);
  FilterSensors<Lanes> together(everywhere);
  std::vector<Sensors> alone;
  std::vector<Truth<double>> truths;
  Truth<Lanes> x;
  for (int i = 0; i < lane_count; ++i) {
    SensorParams<double> p;
    p.imu.drift_m_s2 = 1e-4, p.imu.gyro.drift_rad_s = 1e-6, p.imu.random_walk_m_s_rts = 1e-3 * i;
    p.altimeter.noise_m = 0.2, p.altimeter.dropout_prob = 0.3, p.altimeter.outlier_prob = 0.1;
    p.velocimeter.noise_m_s = 0.1, p.velocimeter.outlier_prob = 0.2;
    p.velocimeter.stuck_from_s = i % 2 ? 5.0 : 1e9;
    p.star_tracker.noise_cross_rad = 1e-4;
    p.terrain_camera.height_max_m = 1e4, p.terrain_camera.height_min_m = 0.0, p.terrain_camera.noise_m = 20.0;
    together.start(i, p, seed, static_cast<std::uint64_t>(100 + i));
    alone.emplace_back(site).start(0, p, seed, static_cast<std::uint64_t>(100 + i));
    truths.push_back(truth_at(points.between(5.0, 3000.0), {points.between(-3.0, 3.0), 0.0, points.between(-9.0, 0.0)},
                              7.0, normalised(Quat<double>{0.5, points.between(0.3, 0.6), 0.5, 0.5})));
    put_lane(x, i, truths.back());
  }
  const auto flat_lanes = [](const Vec3<Lanes>& p_L, const Vec3<Lanes>& u_L, const Lanes& longest_m, const Lanes&) {
    const Lanes range = -p_L.z / u_L.z;
    return select((u_L.z < Lanes(0.0)) & (range <= longest_m), range, Lanes(std::nan("")));
  };
  for (const double t : {1.0, 4.0, 6.0}) {
    together.begin_interval(Lanes(t), 1.0);
    x.time_s = Lanes(t);
    Measurements<Lanes> z;
    for (int i = 0; i < lane_count; ++i) put_lane(z, i, silent(t, upright(), {}));
    const Vec3<Lanes> none{Lanes(0.0), Lanes(0.0), Lanes(0.0)};
    together.observe(x, none, x.level_m, flat_lanes, z);
    for (int i = 0; i < lane_count; ++i) {
      Sensors& one = alone[static_cast<std::size_t>(i)];
      one.begin_interval(t, 1.0);
      Truth<double> truth = truths[static_cast<std::size_t>(i)];
      truth.time_s = t;
      const Readings wanted = observed(one, truth), found = take_lane(z, i);
      const double *a = reinterpret_cast<const double*>(&found), *b = reinterpret_cast<const double*>(&wanted);
      for (std::size_t k = 3 + 5; k < sizeof found / sizeof(double); ++k)
        EXPECT_TRUE(a[k] == b[k] || (std::isnan(a[k]) && std::isnan(b[k]))) << t << " " << i << " " << k;
    }
  }
}

}  // namespace

}  // namespace farside::filter_sensors_test
