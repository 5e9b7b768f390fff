#include <gtest/gtest.h>

#include <cmath>

#include "gnc/navigation/filter.h"
#include "sensors/filter_sensors.h"

// T60: what ten minutes of inertial navigation alone make of the errors of its sensors, under a steady 2.5 m/s^2 along
// the body's z, without gravity (Titterton & Weston 2004, ch. 12). Both what is believed and what the filter's
// covariance says of it.
namespace farside::filter_growth_test {
namespace {

using Vector = Vec3<double>;

constexpr double flight_s = 600.0, push_m_s2 = 2.5, micro_g = 9.80665e-6;
constexpr double degree_h = unit::degree_rad / 3600.0, degree_rth = unit::degree_rad / 60.0;

struct Errors {
  Vector position, velocity, attitude;
};

struct Flight {
  GncOptions options;
  MoonOptions moon_options;
  VehicleParams<double> vehicle;
  MoonParams<double> moon;
  SensorParams<double> sensors;
  FilterParams<double> settings;
  Quat<double> start_IB{1.0, 0.0, 0.0, 0.0}, believed_IB{1.0, 0.0, 0.0, 0.0};

  Flight() {
    moon_options.rotation = false;
    moon_options.gravity.model = GravityModel::uniform;
    moon.gravity.g_m_s2 = 0.0;
    settings.gravity_m_s2 = settings.accelerometer_bias_m_s2 = settings.accelerometer_random_walk_m_s_rts = 0.0;
    settings.accelerometer_drift_m_s2 = settings.gyro_bias_rad_s = settings.gyro_random_walk_rad_rts = 0.0;
    settings.gyro_drift_rad_s = settings.gyro_misalignment_rad = 0.0;
    FilterStartParams<double>& s = settings.start;
    s.radial_m = s.along_m = s.cross_m = s.radial_m_s = s.along_m_s = s.cross_m_s = s.attitude_rad = 0.0;
  }

  // True minus believed after ten minutes, and the covariance.
  Errors fly(std::uint64_t case_number, double interval_s, Covariance<double>* covariance = nullptr) const {
    const SiteFrame<double> site = site_frame(0.0, 0.0, 0.0);
    const InertialState<double> start{site.p_ML_M, {0.0, 0.0, 0.0}};
    const OnboardModel known{options, moon_options, vehicle, moon, sensors,    nullptr,
                             0,       site,         start,   0.0,  interval_s, interval_s};
    FilterSensors<double> measure(site);
    measure.start(0, sensors, 60, case_number);
    Filter<double> filter(known);
    NavigationParams<double> navigation;
    navigation.filter = settings;
    filter.start(0, navigation, believed_IB);
    InertialState<double> x = start;
    FilterState<double> s = filter_at_start(believed_IB);
    Measurements<double> z{};
    const int intervals = static_cast<int>(std::lround(flight_s / interval_s));
    for (int i = 0; i <= intervals; ++i) {
      z.time_s = i * interval_s;
      filter.correct(z, {x, s});  // nothing answers: all flags are 0
      if (i == intervals) break;
      measure.begin_interval(z.time_s, interval_s);
      z.angle_change_B = measure.turn(z.time_s, start_IB, start_IB, interval_s);
      z.velocity_change_B = measure.feel(z.time_s, {0.0, 0.0, interval_s * push_m_s2}, interval_s);
      const Vector change_I = filter.feel(z, interval_s, s);
      x = after_interval(x, change_I, interval_s, [](const Vector&) { return Vector{0.0, 0.0, 0.0}; });
    }
    if (covariance) *covariance = filter.covariance();
    const Vector up = rotation(start_IB) * Vector{0.0, 0.0, 1.0};
    const Vector p = axpy(0.5 * push_m_s2 * flight_s * flight_s, up, start.p_I);
    return {p - x.p_I, (flight_s * push_m_s2) * up - x.v_I, rotation_vector(start_IB * conjugate(s.q_IB))};
  }
};

double sd(const Covariance<double>& c, int state) { return std::sqrt(c.p[state][state]); }

TEST(FilterGrowth, OfABiasOfTheAccelerometers) {
  Flight f;
  f.sensors.imu.bias_B = {50.0 * micro_g, 0.0, 0.0};
  f.settings.accelerometer_bias_m_s2 = 50.0 * micro_g;
  Covariance<double> c;
  const Errors e = f.fly(0, 1.0, &c);
  EXPECT_NEAR(-e.position.x, 88.25985, 1e-6 * 88.0);
  EXPECT_NEAR(-e.velocity.x, 0.2941995, 1e-6 * 0.29);
  EXPECT_NEAR(sd(c, of_position), 88.25985, 1e-6 * 88.0);
  EXPECT_NEAR(sd(c, of_velocity), 0.2941995, 1e-6 * 0.29);
}

TEST(FilterGrowth, OfABiasOfTheGyros) {
  Flight f;
  f.sensors.imu.gyro.bias_B = {degree_h, 0.0, 0.0};
  f.settings.gyro_bias_rad_s = degree_h;
  Covariance<double> c;
  const Errors e = f.fly(0, 0.1, &c);
  EXPECT_NEAR(-e.attitude.x / unit::degree_rad, 0.1666666667, 1e-6);
  EXPECT_NEAR(norm(e.velocity), 2.181661565, 0.01 * 2.18);
  EXPECT_NEAR(norm(e.position), 436.332313, 0.01 * 436.0);
  EXPECT_NEAR(sd(c, of_attitude) / unit::degree_rad, 0.1666666667, 1e-6);
  EXPECT_NEAR(sd(c, of_velocity + 1), 2.181661565, 1e-4 * 2.18);
  EXPECT_NEAR(sd(c, of_position + 1), 436.332313, 1e-4 * 436.0);
  Flight slow = f;  // the covariance at its own, slower rate
  slow.fly(0, 2.0, &c);
  EXPECT_NEAR(sd(c, of_velocity + 1), 2.181661565, 1e-4 * 2.18);
  EXPECT_NEAR(sd(c, of_position + 1), 436.332313, 1e-4 * 436.0);
}

TEST(FilterGrowth, OfAnAttitudeThatIsOff) {
  Flight f;
  f.believed_IB = quaternion_of_rotation_vector(Vector{1e-3, 0.0, 0.0});
  f.settings.start.attitude_rad = 1e-3;
  Covariance<double> c;
  const Errors e = f.fly(0, 1.0, &c);
  EXPECT_NEAR(norm(e.position), 450.0, 1e-3);
  EXPECT_NEAR(sd(c, of_position), 450.0, 1e-3);
}

// Of noise: the spread over the cases, and what the covariance says of it.
TEST(FilterGrowth, OfNoise) {
  Flight f;
  f.sensors.imu.random_walk_m_s_rts = 30.0 * micro_g;
  f.sensors.imu.gyro.random_walk_rad_rts = 0.05 * degree_rth;
  f.settings.accelerometer_random_walk_m_s_rts = 30.0 * micro_g;
  constexpr int cases = 6000;
  double velocity = 0.0, position = 0.0, attitude = 0.0;
  for (std::uint64_t i = 0; i < cases; ++i) {
    const Errors e = f.fly(i, 4.0);
    // along the push, where the attitude does nothing
    velocity += e.velocity.z * e.velocity.z;
    position += e.position.z * e.position.z;
    attitude += norm2(e.attitude) / 3.0;
  }
  EXPECT_NEAR(std::sqrt(velocity / cases), 0.007206386576, 0.02 * 0.0072);
  EXPECT_NEAR(std::sqrt(position / cases), 2.496365538, 0.02 * 2.5);
  EXPECT_NEAR(std::sqrt(attitude / cases) / unit::degree_rad, 0.02041241452, 0.02 * 0.0204);
  Covariance<double> c;
  f.settings.gyro_random_walk_rad_rts = 0.05 * degree_rth;
  f.fly(0, 1.0, &c);
  EXPECT_NEAR(sd(c, of_velocity + 2), 0.007206386576, 1e-5);
  EXPECT_NEAR(sd(c, of_position + 2), 2.496365538, 1e-3);
  EXPECT_NEAR(sd(c, of_attitude) / unit::degree_rad, 0.02041241452, 1e-6);
}

}  // namespace

}  // namespace farside::filter_growth_test
