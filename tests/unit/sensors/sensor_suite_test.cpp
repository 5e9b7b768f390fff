#include "sensors/sensor_suite.h"

#include <gtest/gtest.h>

#include <cmath>
#include <initializer_list>
#include <vector>

#include "unit/lanes/near.h"
#include "unit/lanes/reference.h"

namespace farside::sensor_suite_test {
using reference::Points;

namespace {

using Vector = Vec3<double>;
using Suite = SensorSuite<double>;
using Readings = Measurements<double>;

const SiteFrame<double> site = site_frame(-0.79, 3.1, -5927.0);
constexpr std::uint64_t seed = 42, case_number = 7;

// Over the target, `level_m` above its level, with these speeds.
Truth<double> truth_at(double level_m, const Vector& v_L, double time_s = 100.0) {
  const Quat<double> q = normalised(Quat<double>{0.9, 0.1, -0.3, 0.2});
  return {time_s,  1500.0,         q, {0.01, 0.02, 0.03}, turn_z_by(2.66e-6 * time_s), {{5.0, -6.0, level_m}, v_L},
          level_m, {0.0, 0.0, 1.0}};
}

Suite suite_of(const SensorParams<double>& p, bool perfect = false, std::uint64_t of_case = case_number,
               std::uint64_t of_seed = seed) {
  Suite s(perfect, site);
  s.start(0, p, of_seed, of_case);
  return s;
}
Readings fix_of(const SensorParams<double>& p, const Truth<double>& x, double pad_height_m, bool perfect = false) {
  Suite s = suite_of(p, perfect);
  s.sample(x.time_s, x.q_IB, x.w_IB_B);
  s.fix(x, pad_height_m);
  return s.readings();
}
Readings look_of(Suite s, const Truth<double>& x, double pad_height_m, double touched_s = -1.0, bool asked = true) {
  s.sample(x.time_s, x.q_IB, x.w_IB_B);
  s.look(x, pad_height_m, touched_s, asked);
  return s.readings();
}
void expect_nothing(const Reading<double>& r) {
  EXPECT_FALSE(answers(r));
  EXPECT_TRUE(std::isnan(r.value));
}
void expect_nothing(const VectorReading<double>& r) {
  EXPECT_FALSE(answers(r));
  EXPECT_TRUE(std::isnan(r.value.x) && std::isnan(r.value.y) && std::isnan(r.value.z));
}

TEST(Sensors, SayNothingBeforeTheyAreAsked) {
  const Truth<double> x = truth_at(10.0, {1.0, 2.0, -3.0});
  Suite s = suite_of({});
  const Readings& z = s.readings();
  for (int round = 0; round < 2; ++round) {  // nothing is left of what they said before
    s.sample(x.time_s, x.q_IB, x.w_IB_B);
    EXPECT_EQ(z.time_s, x.time_s);
    EXPECT_EQ(z.q_IB.y, x.q_IB.y);
    EXPECT_EQ(z.w_IB_B.z, x.w_IB_B.z);
    for (const Reading<double>& r : {z.height_m, z.cutoff_m, z.contact, z.mass_kg, z.pad_height_m}) expect_nothing(r);
    for (const VectorReading<double>& r : {z.velocity_change_B, z.velocity_B, z.position_L, z.velocity_L})
      expect_nothing(r);
    s.fix(x, 8.0);
    s.feel({0.1, 0.2, 0.3}, 0.1);
    s.look(x, 8.0, -1.0, true);
    EXPECT_TRUE(answers(z.height_m) && answers(z.cutoff_m) && answers(z.contact) && answers(z.velocity_B) &&
                answers(z.velocity_change_B));
  }
}

TEST(Sensors, OfPerfectNavigationTellWhatIs) {
  const Truth<double> x = truth_at(20e3, {1.0, 2.0, -3.0});
  const Readings z = fix_of({}, x, 19998.0, true);
  EXPECT_EQ(z.mass_kg.value, 1500.0);
  EXPECT_EQ(z.pad_height_m.value, 19998.0);
  expect_near(z.position_L.value, x.motion.p_L, 0.0);
  expect_near(z.velocity_L.value, x.motion.v_L, 0.0);
  EXPECT_TRUE(answers(z.mass_kg) && answers(z.pad_height_m) && answers(z.position_L) && answers(z.velocity_L));
  expect_nothing(z.height_m);
  expect_nothing(z.velocity_B);
  expect_nothing(fix_of({}, x, __builtin_nan(""), true).pad_height_m);  // nobody looked
}

TEST(Sensors, OfInertialNavigationKnowNeitherPlaceNorMass) {
  const Readings z = fix_of({}, truth_at(100.0, {0.0, 0.0, -3.0}), 98.0);
  for (const Reading<double>& r : {z.mass_kg, z.pad_height_m}) expect_nothing(r);
  for (const VectorReading<double>& r : {z.position_L, z.velocity_L}) expect_nothing(r);
}

TEST(Altimeter, MeasuresThePadPlanesHeightWithItsBiasAndAsItWas) {
  SensorParams<double> p;
  EXPECT_EQ(fix_of(p, truth_at(500.0, {30.0, 0.0, -40.0}), 498.0).height_m.value, 498.0);
  p.altimeter.bias_m = -7.0;
  p.altimeter.latency_s = 0.25;
  const Readings z = fix_of(p, truth_at(500.0, {30.0, 0.0, -40.0}), 498.0);
  EXPECT_TRUE(answers(z.height_m));
  EXPECT_NEAR(z.height_m.value, 498.0 + 0.25 * 40.0 - 7.0, 1e-12);  // a quarter of a second ago it was higher
}

TEST(Altimeter, AndVelocimeterFallSilentWhenTheyDie) {
  SensorParams<double> p;
  p.altimeter.dead_from_s = p.velocimeter.dead_from_s = 100.0;
  const Vector v_L{30.0, 0.0, -40.0};
  EXPECT_TRUE(answers(fix_of(p, truth_at(500.0, v_L, 99.9), 498.0).height_m));
  EXPECT_TRUE(answers(fix_of(p, truth_at(500.0, v_L, 99.9), 498.0).velocity_B));
  expect_nothing(fix_of(p, truth_at(500.0, v_L, 100.0), 498.0).height_m);
  expect_nothing(fix_of(p, truth_at(500.0, v_L, 100.0), 498.0).velocity_B);
}

TEST(Velocimeter, AddsWhatItIsLockedOnFalselyFromThenOn) {
  SensorParams<double> p, locked;
  locked.velocimeter.false_lock_from_s = 100.0;
  locked.velocimeter.false_lock_B = {5.0, -1.0, 0.5};
  for (const double time_s : {99.0, 100.0}) {
    const Truth<double> x = truth_at(500.0, {30.0, 0.0, -40.0}, time_s);
    const Vector off_B = fix_of(locked, x, 498.0).velocity_B.value - fix_of(p, x, 498.0).velocity_B.value;
    expect_near(off_B, time_s < 100.0 ? Vector{0.0, 0.0, 0.0} : Vector{5.0, -1.0, 0.5}, 1e-13);
  }
}

// At the end of the period that they tell of.
TEST(Accelerometers, FeelNothingWhileTheyAreResetAndOnceTheyAreDead) {
  SensorParams<double> p;
  p.imu.reset_from_s = 100.0;
  p.imu.reset_duration_s = 2.0;
  p.imu.dead_from_s = 200.0;
  const auto felt = [&](double time_s) {
    const Truth<double> x = truth_at(500.0, {0.0, 0.0, -1.0}, time_s);
    Suite s = suite_of(p);
    s.sample(x.time_s, x.q_IB, x.w_IB_B);
    s.feel({0.1, 0.2, 0.3}, 0.1);
    EXPECT_TRUE(answers(s.readings().velocity_change_B));
    return norm(s.readings().velocity_change_B.value);
  };
  for (const double time_s : {99.9, 102.0, 199.9}) EXPECT_GT(felt(time_s), 0.3) << time_s;
  for (const double time_s : {100.0, 101.9, 200.0, 300.0}) EXPECT_EQ(felt(time_s), 0.0) << time_s;
}

TEST(Altimeter, StepsWithinItsWindow) {
  SensorParams<double> p;
  p.altimeter.step_m = 150.0;
  p.altimeter.step_time_s = 90.0;
  p.altimeter.step_duration_s = 20.0;
  const auto height_at = [&](double time_s) {
    return fix_of(p, truth_at(500.0, {0.0, 0.0, 0.0}, time_s), 498.0).height_m.value;
  };
  for (const double t : {0.0, 89.99, 110.0, 500.0}) EXPECT_EQ(height_at(t), 498.0) << t;
  for (const double t : {90.0, 100.0, 109.99}) EXPECT_EQ(height_at(t), 648.0) << t;
}

TEST(Altimeter, AnswersFromItsHeightOn) {
  SensorParams<double> p;
  p.altimeter.height_max_m = 3000.0;
  EXPECT_TRUE(answers(fix_of(p, truth_at(3000.0, {0.0, 0.0, 0.0}), 2998.0).height_m));
  expect_nothing(fix_of(p, truth_at(3000.1, {0.0, 0.0, 0.0}), 2998.1).height_m);
  EXPECT_TRUE(suite_of(p).asks_height(truth_at(3000.0, {0.0, 0.0, 0.0})));
  EXPECT_FALSE(suite_of(p).asks_height(truth_at(3000.1, {0.0, 0.0, 0.0})));
  EXPECT_TRUE(suite_of(p, true).asks_height(truth_at(50e3, {0.0, 0.0, 0.0})));
}

// Over the ground, in body axes that lean and on a Moon that has turned.
TEST(Velocimeter, MeasuresTheVelocityInBodyAxes) {
  SensorParams<double> p;
  const Vector v_L{30.0, -20.0, -40.0};
  const Truth<double> x = truth_at(500.0, v_L);
  const double a = 2.66e-6 * x.time_s;  // the Moon has turned so far: its axes in I
  const Mat3<double> R_IM{{std::cos(a), -std::sin(a), 0.0}, {std::sin(a), std::cos(a), 0.0}, {0.0, 0.0, 1.0}};
  const Vector expected = transposed(rotation(x.q_IB)) * (R_IM * (transposed(site.R_LM) * v_L));
  expect_near(fix_of(p, x, 498.0).velocity_B.value, expected, 1e-13);
  p.velocimeter.bias_B.x = 0.1, p.velocimeter.bias_B.y = -0.2, p.velocimeter.bias_B.z = 0.3;
  expect_near(fix_of(p, x, 498.0).velocity_B.value, expected + Vector{0.1, -0.2, 0.3}, 1e-13);
}

TEST(Velocimeter, AnswersFromItsHeightOn) {
  SensorParams<double> p;
  p.velocimeter.height_max_m = 700.0;
  EXPECT_TRUE(answers(fix_of(p, truth_at(700.0, {0.0, 0.0, 0.0}), 698.0).velocity_B));
  expect_nothing(fix_of(p, truth_at(700.1, {0.0, 0.0, 0.0}), 698.1).velocity_B);
}

// Height 0 is a dead sensor, also where the vehicle is below the level of its target.
TEST(Sensors, OfHeightZeroAreDeadEverywhere) {
  SensorParams<double> p;
  p.altimeter.height_max_m = p.velocimeter.height_max_m = p.cutoff.range_max_m = 0.0;
  for (const double level_m : {10.0, 0.0, -800.0}) {
    const Truth<double> x = truth_at(level_m, {0.0, 0.0, -3.0});
    const Readings z = fix_of(p, x, 20.0);
    expect_nothing(z.height_m);
    expect_nothing(z.velocity_B);
    EXPECT_FALSE(suite_of(p).asks_height(x)) << level_m;
    for (const double pad_height_m : {20.0, 0.0, -1.4}) expect_nothing(look_of(suite_of(p), x, pad_height_m).cutoff_m);
  }
}

TEST(Accelerometers, MeasureWithTheirErrorsUnlessNavigationIsPerfect) {
  SensorParams<double> p;
  p.imu.bias_B.x = 1e-3;
  p.imu.scale = 1.01;
  for (const bool perfect : {true, false}) {
    Suite s = suite_of(p, perfect);
    const Readings& z = s.readings();
    s.sample(1.0, {1.0, 0.0, 0.0, 0.0}, {0.0, 0.0, 0.0});
    s.feel({0.1, 0.2, 0.3}, 0.1);
    EXPECT_TRUE(answers(z.velocity_change_B));
    expect_near(z.velocity_change_B.value, perfect ? Vector{0.1, 0.2, 0.3} : Vector{0.101 + 1e-4, 0.202, 0.303}, 1e-15);
  }
}

TEST(CutoffSensor, MeasuresTheHeightNearTheGroundWhereItIsAsked) {
  SensorParams<double> p;
  p.cutoff.bias_m = 0.3;
  p.cutoff.latency_s = 0.1;
  const Truth<double> x = truth_at(20.0, {0.0, 0.0, -2.0});
  EXPECT_NEAR(look_of(suite_of(p), x, 18.0).cutoff_m.value, 18.0 + 0.2 + 0.3, 1e-12);
  EXPECT_TRUE(answers(look_of(suite_of(p), x, 50.0).cutoff_m));
  expect_nothing(look_of(suite_of(p), x, 50.01).cutoff_m);
  expect_nothing(look_of(suite_of(p), x, 18.0, -1.0, false).cutoff_m);
  expect_nothing(look_of(suite_of(p), x, 18.0, -1.0, false).contact);
}

TEST(CutoffSensor, TripsFalselyFromItsFalseHeightOnWhateverItsRange) {
  SensorParams<double> p;
  p.cutoff.false_height_m = 700.0;
  p.cutoff.bias_m = 5.0;
  for (const double range : {0.0, 50.0}) {
    p.cutoff.range_max_m = range;
    expect_nothing(look_of(suite_of(p), truth_at(710.0, {}), 700.1).cutoff_m);
    EXPECT_EQ(look_of(suite_of(p), truth_at(710.0, {}), 700.0).cutoff_m.value, 0.0) << range;
    EXPECT_TRUE(answers(look_of(suite_of(p), truth_at(30.0, {}), 20.0).cutoff_m));
    EXPECT_EQ(suite_of(p).look_height_m(true, false), 700.0);  // so high it has to be looked at
    EXPECT_LT(suite_of(p).look_height_m(false, true), -1e9);   // or nowhere, where nobody listens to it
  }
}

// Mean and standard deviation of 20,000 readings, a case's ticks and other cases': 5 sigma of both.
TEST(CutoffSensor, HasNoiseOfItsStandardDeviation) {
  SensorParams<double> p;
  p.cutoff.noise_m = 0.4;
  std::vector<double> errors;
  for (std::uint64_t of_case = 0; of_case < 20; ++of_case) {
    const Suite s = suite_of(p, false, of_case);
    for (int tick = 0; tick < 1000; ++tick)
      errors.push_back(look_of(s, truth_at(20.0, {}, 600.0 + 0.01 * tick), 18.0).cutoff_m.value - 18.0);
  }
  const double n = static_cast<double>(errors.size());
  double mean = 0.0, square = 0.0, fourth = 0.0, neighbours = 0.0;
  for (std::size_t i = 0; i < errors.size(); ++i) {
    mean += errors[i] / n;
    square += errors[i] * errors[i] / n;
    fourth += std::pow(errors[i], 4) / n;
    if (i > 0) neighbours += errors[i] * errors[i - 1] / n;
  }
  EXPECT_NEAR(mean, 0.0, 5.0 * 0.4 / std::sqrt(n));
  EXPECT_NEAR(std::sqrt(square), 0.4, 5.0 * 0.4 / std::sqrt(2.0 * n));
  EXPECT_NEAR(fourth / (square * square), 3.0, 5.0 * std::sqrt(24.0 / n));  // kurtosis of a normal distribution
  EXPECT_NEAR(neighbours / square, 0.0, 5.0 / std::sqrt(n));                // each reading is its own
}

TEST(CutoffSensor, HasTheNoiseOfItsSeedCaseAndTick) {
  SensorParams<double> p;
  p.cutoff.noise_m = 0.4;
  const auto at = [&](std::uint64_t of_seed, std::uint64_t of_case, double time_s) {
    return look_of(suite_of(p, false, of_case, of_seed), truth_at(20.0, {}, time_s), 18.0).cutoff_m.value;
  };
  EXPECT_EQ(at(1, 2, 600.0), at(1, 2, 600.0));
  EXPECT_NE(at(1, 2, 600.0), at(2, 2, 600.0));
  EXPECT_NE(at(1, 2, 600.0), at(1, 3, 600.0));
  EXPECT_NE(at(1, 2, 600.0), at(1, 2, 600.01));
  EXPECT_EQ(at(1, 2, 0.01 * 60030), at(1, 2, 600.3));  // the tick counts, not the last bit of its time
  // the draw is that of its stream
  const double drawn = normal_quantile(uniform<double>(1, stream("sensors.cutoff.noise"), 2, 60030));
  EXPECT_NEAR(at(1, 2, 600.3), 18.0 + 0.4 * drawn, 1e-14);
}

TEST(Contact, ClosesAfterItsDelayIfItWorks) {
  SensorParams<double> p;
  p.contact.delay_s = 0.05;
  const Truth<double> x = truth_at(2.0, {0.0, 0.0, -2.0});
  const auto says = [&](double touched_s) {
    const Readings z = look_of(suite_of(p), x, 0.1, touched_s);
    EXPECT_TRUE(answers(z.contact));
    return z.contact.value;
  };
  for (const double t : {-1.0, 0.0, 0.049}) EXPECT_EQ(says(t), 0.0) << t;
  for (const double t : {0.05, 3.0}) EXPECT_EQ(says(t), 1.0) << t;
  p.contact.delay_s = 0.0;
  EXPECT_EQ(says(-1.0), 0.0);
  EXPECT_EQ(says(0.0), 1.0);
  p.contact.works = 0.0;
  EXPECT_EQ(says(3.0), 0.0);
}

TEST(Contact, IsFalseFromItsFalseHeightOnAlsoWhereItDoesntWork) {
  SensorParams<double> p;
  p.contact.false_height_m = 12.0;
  for (const double works : {0.0, 1.0}) {
    p.contact.works = works;
    EXPECT_EQ(look_of(suite_of(p), truth_at(15.0, {}), 12.1).contact.value, 0.0);
    EXPECT_EQ(look_of(suite_of(p), truth_at(15.0, {}), 12.0).contact.value, 1.0);
    EXPECT_EQ(look_of(suite_of(p), truth_at(15.0, {}), 1.0).contact.value, 1.0);
  }
  p.contact.false_height_m = 90.0;
  EXPECT_EQ(suite_of(p).look_height_m(true, true), 90.0);
  EXPECT_EQ(suite_of(p).look_height_m(false, true), 90.0);
  EXPECT_EQ(suite_of(p).look_height_m(true, false), p.cutoff.range_max_m);
}

bool same(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

TEST(SensorLanes, AreTheCasesOneByOneWhateverTheirNeighboursMeasure) {
  Points points(99);
  for (int trial = 0; trial < 200; ++trial) {
    SensorSuite<Lanes> together(false, site_of_lanes<Lanes>(site));
    Truth<Lanes> x{};
    Lanes pads(0.0), touched(0.0);
    Mask asked(false);
    Readings alone[lane_count];
    for (int i = 0; i < lane_count; ++i) {
      SensorParams<double> p;
      p.altimeter.height_max_m = points.word() % 3 ? 500.0 : 0.0;
      p.altimeter.latency_s = points.between(0.0, 0.3);
      p.altimeter.step_m = 10.0, p.altimeter.step_time_s = points.between(90.0, 110.0);
      p.velocimeter.height_max_m = points.word() % 3 ? 500.0 : 0.0;
      p.cutoff.noise_m = points.word() % 2 ? 0.0 : 0.4;
      p.cutoff.false_height_m = points.word() % 3 ? 0.0 : 60.0;
      p.contact.false_height_m = points.word() % 3 ? 0.0 : 30.0;
      p.contact.delay_s = 0.05;
      const std::uint64_t number = points.word() % 1000;
      const Truth<double> one =
          truth_at(points.between(-50.0, 900.0), {points.between(-5.0, 5.0), 1.0, points.between(-9.0, 1.0)},
                   0.01 * std::floor(points.between(9000.0, 11000.0)));
      const double pad_height = points.between(-2.0, 80.0), since = points.between(-0.1, 0.2);
      const bool asks = points.word() % 3 != 0;
      together.start(i, p, seed, number);
      put_lane(x, i, one);
      set_lane(pads, i, pad_height), set_lane(touched, i, since), set_lane(asked, i, asks);
      Suite s = suite_of(p, false, number);
      s.sample(one.time_s, one.q_IB, one.w_IB_B);
      s.fix(one, pad_height);
      s.feel({0.1, 0.2, 0.3}, 0.1);
      s.look(one, pad_height, since, asks);
      alone[i] = s.readings();
    }
    const Measurements<Lanes>& z = together.readings();
    together.sample(x.time_s, x.q_IB, x.w_IB_B);
    together.fix(x, pads);
    together.feel({Lanes(0.1), Lanes(0.2), Lanes(0.3)}, Lanes(0.1));
    together.look(x, pads, touched, asked);
    for (int i = 0; i < lane_count; ++i) {
      const Readings found = take_lane(z, i);
      const double* a = reinterpret_cast<const double*>(&found);
      const double* b = reinterpret_cast<const double*>(&alone[i]);
      for (std::size_t k = 0; k < sizeof found / sizeof(double); ++k)
        ASSERT_TRUE(same(a[k], b[k])) << "trial " << trial << ", number " << k;
    }
  }
}

}  // namespace

}  // namespace farside::sensor_suite_test
