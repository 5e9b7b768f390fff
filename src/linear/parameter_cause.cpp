#include "linear/parameter_cause.h"

#include <algorithm>
#include <cmath>

#include "flight/start/start.h"
#include "lanes/attitude.h"
#include "linear/product.h"
#include "moon/frames.h"
#include "moon/turning.h"
#include "sensors/beams.h"
#include "sensors/imu.h"

namespace farside {
namespace {

Vec3<double> turn_of(const FlownPeriod& period) {
  return rotation_vector(conjugate(quaternion(period.q_IB)) * quaternion(period.end_IB));
}

// What gyros and accelerometers of these parameters measure over a period.
struct Measured {
  Vec3<double> turn_B, change_B;
};
Measured measured(const CaseParams<double>& p, const FlownPeriod& period) {
  const Vec3<double> none{0.0, 0.0, 0.0};
  const double T = period.length_s, end_s = period.time_s + T;
  return {T * measured_turn_rate(p.sensors.imu.gyro, end_s, (1.0 / T) * turn_of(period), none, none),
          measured_velocity_change(p.sensors.imu, end_s, vec3(period.change_B), T)};
}

double along(const double (&h)[filter_states], int block, const Vec3<double>& a_I) {
  return dot(Vec3<double>{h[block], h[block + 1], h[block + 2]}, a_I);
}

// What a reading of these parameters is off, noise aside. A mounting turns beams as an error of the attitude does.
double reading_error(const CaseParams<double>& p, const SensorParams<double>& built, double turning_rad_s,
                     const TakenNumber& taken) {
  const FilterNumber& z = *taken.number;
  const Mat3<double> R_IB = rotation(quaternion(taken.at->q_IB));
  switch (z.sensor) {
    case FilterSensor::stars: {
      const StarTrackerParams<double>& t = p.sensors.star_tracker;
      const Vec3<double> mounting_B = error_from(t.mounting_from_s, t.mounting_B, z.time_s);
      return z.index == 0 ? mounting_B.x : z.index == 1 ? mounting_B.y : mounting_B.z;
    }
    case FilterSensor::range: {
      const AltimeterParams<double>& a = p.sensors.altimeter;
      const Vec3<double> turn_B{a.mounting_x_rad, a.mounting_y_rad, 0.0};
      const Vec3<double> over_I = relative_velocity(turning_rad_s, vec3(taken.at->p_I), vec3(taken.at->v_I));
      return altimeter_error_m(a, z.time_s) + along(z.h, of_attitude, R_IB * turn_B) -
             a.latency_s * along(z.h, of_position, over_I) - z.h[of_ground] * p.gnc.navigation.map_error_m;
    }
    case FilterSensor::speed: {
      const VelocimeterParams<double>& v = p.sensors.velocimeter;
      const Vec3<double> turn_B{v.mounting_x_rad, v.mounting_y_rad, v.mounting_z_rad}, bias_B = v.bias_B;
      return (v.scale - 1.0) * z.expected + dot(velocimeter_beam_B(built.velocimeter, z.index), bias_B) +
             along(z.h, of_attitude, R_IB * turn_B);
    }
    case FilterSensor::place:
      return z.index == 0 ? p.sensors.terrain_camera.bias_east_m : p.sensors.terrain_camera.bias_north_m;
  }
  return 0.0;
}

// The errors that the filter begins with: true minus believed.
Errors start_errors(const Scenario& s, const SiteFrame<double>& site, const CaseParams<double>& p) {
  const DescentState<double> truth = start_of_flight(s.options, p, site);
  const Vec3<double> alignment_B = p.sensors.imu.gyro.alignment_B;
  Errors e = Errors::Zero();
  e.segment<3>(of_position) = eigen(truth.p_I);
  e.segment<3>(of_velocity) = eigen(truth.v_I);
  e.segment<3>(of_attitude) = -eigen(rotation(truth.q_IB) * alignment_B);
  return e;
}

// Readings and a period of all kinds, to see what a parameter has an influence on.
struct Samples {
  FlownPeriod period{0.0,
                     0.1,
                     0,
                     {1.2e6, 1.1e6, 0.6e6},
                     {900, -1100, 600},
                     {0.8, 0.1, -0.5, 0.33},
                     {0.8, 0.11, -0.5, 0.32},
                     {0.2, -0.1, 0.3}};
  std::vector<FilterNumber> numbers;
  explicit Samples(const CaseParams<double>& quiet) {
    const auto add = [&](FilterSensor sensor, int index) {
      FilterNumber z{};
      z.sensor = sensor;
      z.index = index;
      z.expected = 100.0;
      for (int i = 0; i < filter_states; ++i) z.h[i] = 0.3 + 0.05 * i;
      numbers.push_back(z);
    };
    for (int i = 0; i < 3; ++i) add(FilterSensor::stars, i);
    for (int i = 0; i < velocimeter_beams; ++i) add(FilterSensor::speed, i);
    for (int i = 0; i < 2; ++i) add(FilterSensor::place, i);
    add(FilterSensor::range, 0);
    numbers.back().time_s = quiet.sensors.altimeter.step_time_s;  // when a step counts
  }
};

// A parameter a little more and a little less.
struct BothWays {
  CaseParams<double> more, less;
  double per_width;
};
BothWays about(const CaseParams<double>& quiet, std::int32_t slot, double size) {
  BothWays pair{quiet, quiet, 0.5 / size};
  slot_of(pair.more, slot) += size;
  slot_of(pair.less, slot) -= size;
  return pair;
}
Errors start(const BothWays& p, const Scenario& s, const SiteFrame<double>& site) {
  return p.per_width * (start_errors(s, site, p.more) - start_errors(s, site, p.less));
}
double read(const BothWays& p, const Scenario& s, double turning_rad_s, const TakenNumber& taken) {
  const SensorParams<double>& built = s.nominal.sensors;
  return p.per_width *
         (reading_error(p.more, built, turning_rad_s, taken) - reading_error(p.less, built, turning_rad_s, taken));
}
Measured felt(const BothWays& p, const FlownPeriod& period) {
  const Measured more = measured(p.more, period), less = measured(p.less, period);
  return {p.per_width * (more.turn_B - less.turn_B), p.per_width * (more.change_B - less.change_B)};
}

}  // namespace

ParameterCauses::ParameterCauses(const Scenario& scenario, const CaseParams<double>& quiet)
    : s_(scenario),
      quiet_(quiet),
      site_(
          site_frame(scenario.options.site.lat_rad, scenario.options.site.lon_rad, scenario.options.site.elevation_m)),
      turning_rad_s_(turning_rad_s(scenario.options.moon, scenario.nominal.moon)) {}

bool ParameterCauses::matters(std::int32_t slot, double size) const {
  const Samples samples(quiet_);
  const BothWays pair = about(quiet_, slot, size);
  if (!start(pair, s_, site_).isZero(0.0)) return true;
  const Measured felt_now = felt(pair, samples.period);
  if (norm2(felt_now.turn_B) > 0.0 || norm2(felt_now.change_B) > 0.0) return true;
  return std::any_of(samples.numbers.begin(), samples.numbers.end(), [&](const FilterNumber& number) {
    return read(pair, s_, turning_rad_s_, {&number, &samples.period}) != 0.0;
  });
}

double size_of(const DispersedGroup& group, Eigen::Index i) {
  return std::max(std::sqrt(group.covariance(i, i)), std::abs(group.mean[i]));
}

ErrorCause ParameterCauses::cause(const std::string& name, const DispersedGroup& group) const {
  const Eigen::Index n = group.mean.size();
  std::vector<BothWays> pairs;
  Eigen::MatrixXd S(filter_states + n, n);
  for (Eigen::Index i = 0; i < n; ++i) {
    pairs.push_back(about(quiet_, group.slots[static_cast<std::size_t>(i)], size_of(group, i)));
    S.col(i).head<filter_states>() = start(pairs.back(), s_, site_);
  }
  S.bottomRows(n).setIdentity();
  ErrorCause cause{name, times(S, group.mean), turned(S, group.covariance),
                   std::vector<Memory>(static_cast<std::size_t>(n)), group.slots};
  cause.felt = [pairs, n](const FlownPeriod& period) {
    Felt all = nothing_felt(static_cast<int>(n));
    for (Eigen::Index i = 0; i < n; ++i) {
      const Measured one = felt(pairs[static_cast<std::size_t>(i)], period);
      all.turn_B.col(i) = eigen(one.turn_B);
      all.change_B.col(i) = eigen(one.change_B);
    }
    return all;
  };
  cause.read = [pairs, n, &s = s_, rate_rad_s = turning_rad_s_](const TakenNumber& taken) {
    Eigen::RowVectorXd d(n);
    for (Eigen::Index i = 0; i < n; ++i) d[i] = read(pairs[static_cast<std::size_t>(i)], s, rate_rad_s, taken);
    return d;
  };
  return cause;
}

}  // namespace farside
