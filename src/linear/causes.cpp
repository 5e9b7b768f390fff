#include "linear/causes.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "linear/parameter_cause.h"
#include "moon/frames.h"

namespace farside {
namespace {

// sensors.imu.gyro.bias of sensors.imu.gyro.bias_x_deg_h; start of start.descent.radial_m.
std::string cause_name(const std::string& path) {
  if (path.starts_with("start.")) return "start";
  std::string name = stem_of(*registry().find(path));
  name = path.substr(0, path.rfind('.') + 1) + name;
  for (const char* axis : {"_x", "_y", "_z", "_east", "_north", "_up"}) {
    if (name.ends_with(axis)) return name.substr(0, name.size() - std::string(axis).size());
  }
  return name;
}

// Of the case's ground, and of what navigation doesn't hear of.
bool may_be_left_out(const std::string& path) {
  const auto is = [&](const char* start) { return path.starts_with(start); };
  if (is("sensors.cutoff.") || is("sensors.contact.") || is("sensors.lidar.")) return true;
  return !(is("moon.gravity") || is("moon.rotation") || is("sensors.") || is("gnc.navigation."));
}

void append(DispersedGroup& to, const DispersedGroup& more) {
  const Eigen::Index n = to.mean.size(), m = more.mean.size();
  to.paths.insert(to.paths.end(), more.paths.begin(), more.paths.end());
  to.slots.insert(to.slots.end(), more.slots.begin(), more.slots.end());
  to.mean.conservativeResize(n + m);
  to.mean.tail(m) = more.mean;
  Eigen::MatrixXd both = Eigen::MatrixXd::Zero(n + m, n + m);
  both.topLeftCorner(n, n) = to.covariance;
  both.bottomRightCorner(m, m) = more.covariance;
  to.covariance = both;
}

// The inputs of a group that navigation hears of.
DispersedGroup heard(const DispersedGroup& all, const std::vector<Eigen::Index>& which) {
  DispersedGroup some;
  const auto n = static_cast<Eigen::Index>(which.size());
  some.mean.resize(n);
  some.covariance.resize(n, n);
  for (Eigen::Index i = 0; i < n; ++i) {
    const Eigen::Index from = which[static_cast<std::size_t>(i)];
    some.paths.push_back(all.paths[static_cast<std::size_t>(from)]);
    some.slots.push_back(all.slots[static_cast<std::size_t>(from)]);
    some.mean[i] = all.mean[from];
    for (Eigen::Index j = 0; j < n; ++j)
      some.covariance(i, j) = all.covariance(from, which[static_cast<std::size_t>(j)]);
  }
  return some;
}

void add_dispersed(const Scenario& s, const CaseParams<double>& quiet, const ParameterCauses& parameters,
                   ErrorCauses& causes) {
  std::vector<std::string> order;
  std::map<std::string, DispersedGroup> by_name;
  for (DispersedGroup& group : dispersed_groups(s)) {
    std::vector<Eigen::Index> which;
    for (Eigen::Index i = 0; i < group.mean.size(); ++i) {
      const std::string& path = group.paths[static_cast<std::size_t>(i)];
      const std::int32_t slot = group.slots[static_cast<std::size_t>(i)];
      group.mean[i] -= slot_of(quiet, slot);
      const double size = size_of(group, i);
      if (size > 0.0 && parameters.matters(slot, size)) which.push_back(i);
      else if (size > 0.0 && !may_be_left_out(path)) causes.left_out.push_back(path);
    }
    if (which.empty()) continue;
    const DispersedGroup mine = heard(group, which);
    const std::string name = cause_name(mine.paths.front());
    if (const auto known = by_name.find(name); known != by_name.end()) {
      append(known->second, mine);
    } else {
      order.push_back(name);
      by_name.emplace(name, mine);
    }
  }
  for (const std::string& name : order) causes.list.push_back(parameters.cause(name, by_name.at(name)));
}

// Departures that all cases share.
void add_fixed(const Scenario& s, const CaseParams<double>& quiet, const ParameterCauses& parameters,
               ErrorCauses& causes) {
  DispersedGroup group;
  group.covariance.resize(0, 0);
  for (std::int32_t slot = 0; slot < param_count; ++slot) {
    const double off = slot_of(s.nominal, slot) - slot_of(quiet, slot);
    const auto& dispersed = s.dispersed_slots;
    if (off == 0.0 || std::count(dispersed.begin(), dispersed.end(), slot) > 0) continue;
    if (!parameters.matters(slot, std::abs(off))) continue;
    DispersedGroup one{{""}, {slot}, Eigen::VectorXd::Constant(1, off), Eigen::MatrixXd::Zero(1, 1)};
    append(group, one);
  }
  if (group.mean.size() > 0) causes.list.push_back(parameters.cause("fixed errors", group));
}

// Three axes of what is renewed in flight.
ErrorCause process(const std::string& name, Memory::By by, double scale, double sd, double at_start) {
  constexpr Eigen::Index n = filter_states + 3;
  ErrorCause cause{name, Eigen::VectorXd::Zero(n), Eigen::MatrixXd::Zero(n, n), {}};
  cause.covariance.bottomRightCorner<3, 3>().diagonal().setConstant(at_start * at_start);
  cause.memory.assign(3, {by, scale, sd * sd});
  return cause;
}

enum class Axes { gyros, accelerometers, gravity };
ErrorCause felt_process(const std::string& name, Axes axes, Memory::By by, double scale, double sd, double at_start) {
  ErrorCause cause = process(name, by, scale, sd, at_start);
  cause.felt = [axes](const FlownPeriod& period) {
    Felt felt = nothing_felt(3);
    if (axes == Axes::gyros) felt.turn_B.diagonal().setConstant(period.length_s);
    if (axes == Axes::accelerometers) felt.change_B.diagonal().setConstant(period.length_s);
    if (axes == Axes::gravity) felt.gravity_I.setIdentity();
    return felt;
  };
  return cause;
}

void add_processes(const CaseParams<double>& p, ErrorCauses& causes) {
  using By = Memory::By;
  const ImuParams<double>& a = p.sensors.imu;
  const GyroParams<double>& g = a.gyro;
  const auto add = [&](const char* name, Axes axes, By by, double scale, double sd, double at_start) {
    if (sd > 0.0) causes.list.push_back(felt_process(name, axes, by, scale, sd, at_start));
  };
  add("sensors.imu.random_walk", Axes::accelerometers, By::time, 0.0, a.random_walk_m_s_rts, 0.0);
  add("sensors.imu.drift", Axes::accelerometers, By::time, a.drift_time_s, a.drift_m_s2, a.drift_m_s2);
  add("sensors.imu.gyro.random_walk", Axes::gyros, By::time, 0.0, g.random_walk_rad_rts, 0.0);
  add("sensors.imu.gyro.drift", Axes::gyros, By::time, g.drift_time_s, g.drift_rad_s, g.drift_rad_s);
  const GravityErrorParams<double>& u = p.moon.gravity_error;
  add("moon.gravity_error", Axes::gravity, By::way, u.length_m, u.sd_m_s2, u.sd_m_s2);
}

double square(double x) { return x * x; }

void add_noise(const CaseParams<double>& p, double radius_m, ErrorCauses& causes) {
  const SensorParams<double>& s = p.sensors;
  const auto add = [&](const char* name, FilterSensor sensor, auto&& variance) {
    ErrorCause cause{
        name, Eigen::VectorXd::Zero(filter_states), Eigen::MatrixXd::Zero(filter_states, filter_states), {}};
    cause.noise = [sensor, variance](const FilterNumber& z, const FlownPeriod& at) {
      return z.sensor == sensor ? variance(z, at) : 0.0;
    };
    causes.list.push_back(std::move(cause));
  };
  if (s.star_tracker.noise_cross_rad > 0.0 || s.star_tracker.noise_roll_rad > 0.0)
    add("sensors.star_tracker.noise", FilterSensor::stars,
        [k = s.star_tracker](const FilterNumber& z, const FlownPeriod&) {
          return square(z.index == 0 ? k.noise_roll_rad : k.noise_cross_rad);
        });
  if (s.altimeter.noise_m > 0.0 || s.altimeter.noise_frac > 0.0)
    add("sensors.altimeter.noise", FilterSensor::range, [k = s.altimeter](const FilterNumber& z, const FlownPeriod&) {
      return square(k.noise_m) + square(k.noise_frac * z.expected);
    });
  if (s.velocimeter.noise_m_s > 0.0 || s.velocimeter.noise_frac > 0.0)
    add("sensors.velocimeter.noise", FilterSensor::speed,
        [k = s.velocimeter](const FilterNumber& z, const FlownPeriod&) {
          return square(k.noise_m_s) + square(k.noise_frac * z.expected);
        });
  if (s.terrain_camera.noise_m > 0.0 || s.terrain_camera.noise_frac > 0.0)
    add("sensors.terrain_camera.noise", FilterSensor::place,
        [k = s.terrain_camera, radius_m](const FilterNumber&, const FlownPeriod& at) {
          return square(k.noise_m) + square(k.noise_frac * (norm(vec3(at.p_I)) - radius_m));
        });
}

}  // namespace

Felt nothing_felt(int own) {
  const Eigen::Matrix3Xd none = Eigen::Matrix3Xd::Zero(3, own);
  return {none, none, none};
}

ErrorCauses causes_of(const Scenario& s, const CaseParams<double>& quiet) {
  ErrorCauses causes;
  const ParameterCauses parameters(s, quiet);
  add_dispersed(s, quiet, parameters, causes);
  add_fixed(s, quiet, parameters, causes);
  add_processes(s.nominal, causes);
  const SiteOptions& site = s.options.site;
  add_noise(s.nominal, site_frame(site.lat_rad, site.lon_rad, site.elevation_m).radius_m, causes);
  return causes;
}

ErrorCause merged(const std::vector<ErrorCause>& causes) {
  Eigen::Index own = 0;
  for (const ErrorCause& c : causes) own += c.own();
  const Eigen::Index n = filter_states + own;
  ErrorCause all{"all", Eigen::VectorXd::Zero(n), Eigen::MatrixXd::Zero(n, n), {}};
  Eigen::Index at = filter_states;
  for (const ErrorCause& c : causes) {
    const Eigen::Index k = c.own();
    all.mean.head<filter_states>() += c.mean.head<filter_states>();
    all.mean.segment(at, k) = c.mean.tail(k);
    all.covariance.topLeftCorner<filter_states, filter_states>() +=
        c.covariance.topLeftCorner<filter_states, filter_states>();
    all.covariance.block(0, at, filter_states, k) = c.covariance.topRightCorner(filter_states, k);
    all.covariance.block(at, 0, k, filter_states) = c.covariance.bottomLeftCorner(k, filter_states);
    all.covariance.block(at, at, k, k) = c.covariance.bottomRightCorner(k, k);
    all.memory.insert(all.memory.end(), c.memory.begin(), c.memory.end());
    at += k;
  }
  all.felt = [causes, own](const FlownPeriod& period) {
    Felt felt = nothing_felt(static_cast<int>(own));
    Eigen::Index first = 0;
    for (const ErrorCause& c : causes) {
      if (c.felt) {
        const Felt one = c.felt(period);
        felt.turn_B.middleCols(first, c.own()) = one.turn_B;
        felt.change_B.middleCols(first, c.own()) = one.change_B;
        felt.gravity_I.middleCols(first, c.own()) = one.gravity_I;
      }
      first += c.own();
    }
    return felt;
  };
  all.read = [causes, own](const TakenNumber& taken) {
    Eigen::RowVectorXd d = Eigen::RowVectorXd::Zero(own);
    Eigen::Index first = 0;
    for (const ErrorCause& c : causes) {
      if (c.read) d.segment(first, c.own()) = c.read(taken);
      first += c.own();
    }
    return d;
  };
  all.noise = [causes](const FilterNumber& z, const FlownPeriod& then) {
    double sum = 0.0;
    for (const ErrorCause& c : causes) sum += c.noise ? c.noise(z, then) : 0.0;
    return sum;
  };
  return all;
}

}  // namespace farside
