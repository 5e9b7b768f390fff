#include "config/orbit.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "base/error.h"
#include "config/cholesky.h"
#include "config/time_zero.h"
#include "config/yaml/scalar.h"
#include "flight/start/ignition.h"

namespace farside {
namespace {

const std::string orbit = "start.orbit.", oem_key = orbit + "oem", epoch_key = orbit + "epoch_utc",
                  frame_key = orbit + "frame", covariance_key = orbit + "covariance",
                  axes_key = orbit + "covariance_axes";
const std::array<std::string, 6> state_keys{orbit + "position_x_m",   orbit + "position_y_m",
                                            orbit + "position_z_m",   orbit + "velocity_x_m_s",
                                            orbit + "velocity_y_m_s", orbit + "velocity_z_m_s"};
const std::vector<std::string> error_keys{orbit + "radial_m",   orbit + "along_m",   orbit + "cross_m",
                                          orbit + "radial_m_s", orbit + "along_m_s", orbit + "cross_m_s"};
using Matrix6 = std::array<std::array<double, 6>, 6>;

bool begins_here(const Reading& r) { return r.configuration.start == StartMode::orbit; }

Place place_of_block(const Reading& r) {
  const Node* start = r.root.find("start");
  const Node* block = start ? start->find("orbit") : nullptr;
  return block ? block->place : Place{};
}

void set(Reading& r, const std::string& path, Value value) {
  r.configuration.values.at(registry().index_of(path)) = std::move(value);
}

void take_over(Reading& r, const OrbitDetermination& found) {
  set(r, frame_key, std::string(orbit_frame_names[static_cast<int>(found.frame)]));
  set(r, epoch_key, found.epoch_utc);
  for (std::size_t i = 0; i < state_keys.size(); ++i) set(r, state_keys[i], found.state[i]);
  set(r, axes_key, found.covariance_axes);
  r.configuration.orbit_covariance = found.covariance;
}

// Six rows of six numbers.
void read_covariance(Reading& r) {
  const Node* list = r.node(covariance_key);
  if (!list || list->kind != Node::Kind::list) return;
  if (!read_matrix(*list, covariance_key, 6, {-1e16, 1e16}, r.configuration.orbit_covariance, r.problems))
    r.wrong[registry().index_of(covariance_key)] = true;
}

// Why it is no covariance; empty: it is one.
std::string covariance_problem(const std::vector<double>& p) {
  static const char* const names[] = {"x or radial",          "y or along",          "z or across",
                                      "velocity x or radial", "velocity y or along", "velocity z or across"};
  for (std::size_t i = 0; i < 6; ++i) {
    if (p[7 * i] < 0.0)
      return fmt::format("the variance of {} is {}; expected 0 or more", names[i], to_short_text(p[7 * i]));
  }
  std::vector<double> correlation(36, 0.0);
  for (std::size_t i = 0; i < 6; ++i) {
    for (std::size_t j = 0; j < 6; ++j) {
      const double scale = std::sqrt(p[7 * i]) * std::sqrt(p[7 * j]), a = p[6 * i + j], b = p[6 * j + i];
      if (std::fabs(a - b) > 1e-9 * scale)
        return fmt::format("[{}][{}] is {} and [{}][{}] is {}; expected a symmetric matrix", i, j, to_short_text(a), j,
                           i, to_short_text(b));
      if (scale > 0.0) correlation[6 * i + j] = i == j ? 1.0 : a / scale;
      else if (a != 0.0) return fmt::format("[{}][{}] is {}, though one of its variances is 0", i, j, to_short_text(a));
    }
  }
  return cholesky_factor(correlation, 6).empty()
             ? "isn't positive semidefinite: some combination of these errors has a negative variance"
             : "";
}

// Rows: radial, along, across of position and of inertial velocity, by components of an error in the covariance's axes.
Matrix6 to_track_axes(const Configuration& c, const CampaignOptions& options, const CaseParams<double>& nominal) {
  Matrix6 m{};
  const std::string& axes = c.text(axes_key);
  if (axes == "rtn") {
    for (std::size_t i = 0; i < 6; ++i) m[i][i] = 1.0;
    return m;
  }
  const double rate = turning_rad_s(options.moon, nominal.moon);
  const TrackAxes e = track_axes(nominal_orbit(nominal.start.orbit, options.orbit, rate));  // in I
  const Vec3<double> rows[] = {e.radial, e.along, e.across};
  const TurnZ<double> turn = turn_z_by(-rate * options.orbit.coast_s);
  const Mat3<double> R_MI = moon_orientation(options.orbit.ignition_days_tdb);
  for (std::size_t j = 0; j < 3; ++j) {
    const Vec3<double> unit{j == 0 ? 1.0 : 0.0, j == 1 ? 1.0 : 0.0, j == 2 ? 1.0 : 0.0};
    Vec3<double> axis, moved{0.0, 0.0, 0.0};  // the same axis in I, and the velocity of the turning axes per metre
    if (axes == "j2000") {
      axis = R_MI * unit;
    } else {
      axis = transposed_times(turn, unit);
      moved = transposed_times(turn, velocity_of_turning(rate, unit));
    }
    for (std::size_t i = 0; i < 3; ++i) {
      m[i][j] = m[i + 3][j + 3] = dot(rows[i], axis);
      m[i + 3][j] = dot(rows[i], moved);
    }
  }
  return m;
}

// m p m^T; symmetric to the last bit.
Matrix6 turned_covariance(const Matrix6& m, const std::vector<double>& p) {
  Matrix6 out{};
  for (std::size_t i = 0; i < 6; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = 0.0;
      for (std::size_t k = 0; k < 6; ++k) {
        for (std::size_t l = 0; l < 6; ++l) sum += m[i][k] * (0.5 * (p[6 * k + l] + p[6 * l + k])) * m[j][l];
      }
      out[i][j] = out[j][i] = sum;
    }
  }
  return out;
}

// The days of the epoch and the coast that the keys plan; NaN where they are no times.
struct Times {
  double epoch_days_tdb, coast_s;
};
Times times_of(const Configuration& c) {
  const auto epoch = read_instant(c.text(epoch_key), TimeScale::utc);
  const auto ignition = read_instant(c.text("site.epoch_utc"), TimeScale::utc);
  if (!epoch || !ignition) return {std::nan(""), std::nan("")};
  return {days_tdb(*epoch), seconds_between(*epoch, *ignition)};
}

}  // namespace

void read_orbit(Reading& r, const ReadOrbit& read) {
  if (!begins_here(r)) return;
  read_covariance(r);
  if (const Node* file = r.node(oem_key)) {
    if (r.wrong[registry().index_of(oem_key)]) return;
    std::vector<std::string> taken{epoch_key, frame_key, covariance_key, axes_key};
    taken.insert(taken.end(), state_keys.begin(), state_keys.end());
    bool good = true;
    for (const std::string& path : taken) {
      if (const Node* other = r.node(path)) {
        r.problems.add(other->place, path, "is given, and start.orbit.oem gives it, too; expected one of them");
        good = false;
      }
    }
    if (!good) return;
    if (!read)
      return r.problems.add(file->place, oem_key, "a stored configuration has the orbit itself, no file of it");
    try {
      take_over(r, read(r.configuration.text(oem_key)));
    } catch (const DataError& e) {
      throw DataError(r.problems.where(file->place) + ": " + oem_key + ": " + e.what());
    }
    return;
  }
  std::vector<std::string> needed(state_keys.begin(), state_keys.end());
  needed.push_back(epoch_key);
  std::string missing;
  for (const std::string& path : needed) {
    if (r.node(path)) continue;
    missing += (missing.empty() ? "" : ", ") + path.substr(orbit.size());
    r.wrong[registry().index_of(path)] = true;
  }
  if (!missing.empty())
    r.problems.add(place_of_block(r), "start.orbit",
                   fmt::format("missing: {}; expected a state at an epoch, or a file of one by oem: FILE", missing));
  const std::size_t epoch = registry().index_of(epoch_key);
  if (r.node(epoch_key) && !r.wrong[epoch] && !read_instant(r.configuration.text(epoch_key), TimeScale::utc)) {
    r.wrong[epoch] = true;
    r.problems.add(r.node(epoch_key)->place, epoch_key,
                   fmt::format("'{}' found, expected a time in UTC such as 2019-01-03T01:18:08.5Z, of the years 1900 "
                               "to 2199",
                               r.configuration.text(epoch_key)));
  }
}

void disperse_orbit(Reading& r, bool emptied) {
  if (!begins_here(r) || r.configuration.orbit_covariance.empty()) return;
  Configuration& c = r.configuration;
  const bool from_file = r.node(oem_key) != nullptr;
  const Place place = r.place_of({covariance_key, oem_key});
  const std::string key = from_file ? oem_key : covariance_key;
  if (const std::string why = covariance_problem(c.orbit_covariance); !why.empty())
    return r.problems.add(place, key, from_file ? "the covariance: " + why : why);
  const Node* list = r.node("dispersions");
  if (list ? list->kind == Node::Kind::list && list->items.empty() : emptied) return;  // nothing differs
  if (r.problems.count() > 0) return;                                                  // of values that aren't right
  for (const std::string& path : error_keys) {
    if (c.varies(path))
      return r.problems.add(
          place, key,
          fmt::format("gives the errors of the orbit, and {} is dispersed, too; expected one of them", path));
  }
  const CampaignOptions options = options_of(c);
  if (!(options.orbit.coast_s >= 0.0)) return;  // told by check_orbit
  const Matrix6 p = turned_covariance(to_track_axes(c, options, nominal_of(c)), c.orbit_covariance);
  Dispersion d;
  d.kind = Distribution::multivariate_normal;
  std::vector<std::size_t> used;
  constexpr double least = 1e-9;  // m, m/s: an error that isn't there, but for the rounding of a rotation
  for (std::size_t i = 0; i < 6; ++i) {
    if (p[i][i] > least * least) used.push_back(i);
  }
  if (used.empty()) return;
  std::vector<const Key*> keys;
  std::vector<double> nominals;
  for (const std::size_t i : used) {
    d.paths.push_back(error_keys[i]);
    d.arguments["sd"].push_back(std::sqrt(p[i][i]));
    keys.push_back(registry().find(error_keys[i]));
    nominals.push_back(c.real(error_keys[i]));
    for (const std::size_t j : used)
      d.arguments["correlation"].push_back(i == j ? 1.0 : p[i][j] / (std::sqrt(p[i][i]) * std::sqrt(p[j][j])));
  }
  for (const ArgumentProblem& problem : check_arguments(d.kind, d.arguments, keys, nominals))
    r.problems.add(place, key, problem.what);
  d.source = from_file ? fmt::format("{}: {}", oem_key, c.text(oem_key)) : covariance_key;
  d.where = r.problems.where(place);
  d.entry = key;
  d.included = r.problems.is_included(place);
  c.dispersions.push_back(std::move(d));
}

void place_ignition(const Configuration& c, CampaignOptions& options) {
  if (c.start != StartMode::orbit) return;
  const Times times = times_of(c);
  plan_ignition(nominal_of(c), times.epoch_days_tdb, times.coast_s, options);
}

Instant time_zero_of(const Configuration& c) {
  const OrbitOptions orbit_options = options_of(c).orbit;
  const bool by_range = c.start == StartMode::orbit && orbit_options.ignition == Ignition::range;
  const auto time = read_instant(c.text(by_range ? epoch_key : "site.epoch_utc"), TimeScale::utc);
  if (!time) throw InternalError("a time of the configuration can't be read");  // it was checked
  return by_range ? later(*time, orbit_options.coast_s) : *time;
}

void check_orbit(const Reading& r) {
  if (!begins_here(r)) return;
  const Configuration& c = r.configuration;
  const auto is_wrong = [&](const std::string& path) { return r.wrong[registry().index_of(path)]; };
  if (is_wrong(epoch_key) || is_wrong("site.epoch_utc") || std::any_of(state_keys.begin(), state_keys.end(), is_wrong))
    return;
  const CampaignOptions options = options_of(c);
  const OrbitOptions& o = options.orbit;
  const auto add = [&](const std::vector<std::string>& paths, const std::string& what) {
    const auto given = std::find_if(paths.begin(), paths.end(), [&](const std::string& p) { return r.node(p); });
    const std::string& path = given == paths.end() ? paths.front() : *given;
    r.problems.add(given == paths.end() ? place_of_block(r) : r.node(path)->place, path, what);
  };
  if (options.moon.gravity.model == GravityModel::uniform)
    return add({"moon.gravity.model"}, "nothing orbits in the model uniform; expected another one with start.orbit");
  if (o.ignition == Ignition::range && !(o.coast_s >= 0.0))
    return add({orbit + "range_deg"}, fmt::format("the orbit never has {} deg to go within {} days of its epoch",
                                                  to_short_text(c.real(orbit + "range_deg")), coast_max_s / 86400.0));
  if (!(o.coast_s >= 0.0))
    return add({epoch_key, oem_key},
               fmt::format("the epoch, {}, is {} s after ignition (site.epoch_utc, {})", c.text(epoch_key),
                           to_short_text(-o.coast_s), c.text("site.epoch_utc")));
  if (o.coast_s > coast_max_s)
    return add({epoch_key, oem_key},
               fmt::format("the epoch, {}, is {} days before ignition (site.epoch_utc, {}); expected at most {}",
                           c.text(epoch_key), to_short_text(o.coast_s / 86400.0), c.text("site.epoch_utc"),
                           coast_max_s / 86400.0));
  const double below_m = moon_radius_m + options.site.elevation_m - o.lowest_m;
  if (below_m > 0.0 && r.problems.count() == 0)  // else of an orbit that isn't meant
    add({state_keys[0], oem_key},
        fmt::format("the nominal orbit comes down to {:.0f} m below the sphere through the target before ignition",
                    below_m));
}

}  // namespace farside
