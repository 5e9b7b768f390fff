#include "linear/analysis.h"

#include <fmt/format.h>

#include <Eigen/LU>
#include <cmath>

#include "base/eigen_pairs.h"
#include "base/error.h"
#include "linear/product.h"
#include "linear/propagation.h"
#include "moon/frames.h"
#include "record/phases.h"

namespace farside {
namespace {

using Matrix3 = Eigen::Matrix3d;

constexpr char ground_cause[] = "moon.terrain";

void check(const Scenario& s) {
  const auto wrong = [&](const std::string& text) {
    throw ConfigError(fmt::format("{}: error: {}", s.configuration.file, text));
  };
  if (s.options.start == StartMode::touchdown)
    wrong("start: from a touchdown nothing is navigated; give the campaign a flight (start.descent, orbit or site)");
  const NavigationMode mode = s.options.gnc.navigation.mode;
  if (mode == NavigationMode::perfect)
    wrong("gnc.navigation.mode: perfect has no errors; --set gnc.navigation.mode=filter");
  if (mode == NavigationMode::inertial)
    wrong(
        "gnc.navigation.mode: inertial is pulled in by gains that have no covariance and corrections that are bounded; "
        "--set gnc.navigation.mode=filter, with sensors.altimeter.height_max_m=0 and the like for one that is never "
        "corrected");
}

// Is the flight one to linearise about?
void check(const Scenario& s, const LoneFlight& flight) {
  const LandingRecord& r = flight.record;
  const auto wrong = [&](const std::string& text) {
    throw ConfigError(
        fmt::format("{}: error: the nominal flight, with sensors that make no errors, {}; nothing can be "
                    "linearised about it",
                    s.configuration.file, text));
  };
  if (r.status != static_cast<std::int8_t>(Status::done) || !std::isfinite(r.nav_error_up) || flight.periods.empty())
    wrong("doesn't come down");
  const double off_m = std::hypot(r.nav_error_east, r.nav_error_north, r.nav_error_up);
  constexpr double off_max_m = 1000.0;  // gravity that is modelled roughly leaves up to some hundred metres
  if (!(off_m < off_max_m)) wrong(fmt::format("ends {:.0f} m from where it believes to be", off_m));
}

Matrix3 block_of(const ShownMatrix& m, int block) { return m.block<3, 3>(3 * block, 3 * block); }

// Expected squared error of each block by the filter's covariance, of second moments about zero. Axes of I.
Eigen::Vector3d nees_of(const ShownMatrix& filter, const ShownMatrix& second) {
  Eigen::Vector3d nees;
  for (int b = 0; b < error_blocks; ++b) nees[b] = (block_of(filter, b).inverse() * block_of(second, b)).trace();
  return nees;
}

// Back to errors in I: rotations stand along the diagonal, and what the Moon turns between velocities and positions.
ShownMatrix from_site(const ShownMatrix& to_site) {
  ShownMatrix back = to_site.transpose();
  back.block<3, 3>(of_position, of_velocity).setZero();
  const Matrix3 turned_back = block_of(back, 0), turning = to_site.block<3, 3>(of_velocity, of_position);
  back.block<3, 3>(of_velocity, of_position) = -turned_back * turning * turned_back;
  return back;
}

// Pseudo-inverse of a covariance, found of the correlation, since its inputs are of all sizes.
Eigen::MatrixXd inverse_of(const Eigen::MatrixXd& covariance) {
  const Eigen::Index n = covariance.rows();
  const auto per_sd = [&](Eigen::Index i) { return covariance(i, i) > 0.0 ? 1.0 / std::sqrt(covariance(i, i)) : 0.0; };
  std::vector<double> correlation;
  for (Eigen::Index i = 0; i < n; ++i) {
    for (Eigen::Index j = 0; j < n; ++j) correlation.push_back(per_sd(i) * covariance(i, j) * per_sd(j));
  }
  EigenPairs pairs = eigen_pairs(correlation, static_cast<std::size_t>(n));
  for (double& value : pairs.values) value = value > 1e-14 * static_cast<double>(n) ? 1.0 / value : 0.0;
  const std::vector<double> inverse = matrix_with(pairs);
  Eigen::MatrixXd found(n, n);
  for (Eigen::Index i = 0; i < n; ++i) {
    for (Eigen::Index j = 0; j < n; ++j)
      found(i, j) = per_sd(i) * inverse[static_cast<std::size_t>(i * n + j)] * per_sd(j);
  }
  return found;
}

CauseErrors in_site(const ShownMatrix& to_site, const ShownMatrix& filter, const Shown& mean,
                    const ShownMatrix& covariance) {
  return {-to_site * mean, turned(to_site, covariance), nees_of(filter, covariance)};
}

class Averages {
 public:
  explicit Averages(LinearCovariance& all) : all_(all) {}

  // One flight of `count`.
  void add(const FlightErrors& flight, const FlownErrors& flown, const std::vector<ErrorCause>& causes, double count);
  void add_ground(const std::vector<FlownErrors>& flown);
  void sum_up();

 private:
  MomentErrors* find(int phase) {
    for (MomentErrors& m : all_.moments) {
      if (m.phase == phase) return &m;
    }
    return nullptr;
  }
  void begin(const FlightErrors& flight, std::size_t causes);
  void add_inputs(const Moment& moment, const ErrorCause& cause, const CauseAt& at, std::size_t& input, double share);

  LinearCovariance& all_;
  std::vector<ShownMatrix> to_site_, filter_;  // of the first flight, of each moment
  std::vector<Shown> filter_variance_;
};

void Averages::begin(const FlightErrors& flight, std::size_t causes) {
  for (const Moment& moment : flight.moments()) {
    MomentErrors m{moment.phase, 0.0, Shown::Zero(), Shown::Zero(), std::vector<CauseErrors>(causes), {}};
    all_.moments.push_back(std::move(m));
    to_site_.push_back(moment.to_site);
    filter_.push_back(moment.covariance);
    filter_variance_.push_back(Shown::Zero());
  }
}

void Averages::add_inputs(const Moment& moment, const ErrorCause& cause, const CauseAt& at, std::size_t& input,
                          double share) {
  if (cause.slots.empty() || at.of_own.isZero(0.0)) return;
  const auto n = static_cast<Eigen::Index>(cause.slots.size());
  const Eigen::MatrixXd per_own = times(at.with_own, inverse_of(at.of_own));
  for (Eigen::Index i = 0; i < n; ++i)
    all_.inputs[input + static_cast<std::size_t>(i)].per_unit -= share * moment.to_site * per_own.col(i);
  input += static_cast<std::size_t>(n);
}

void Averages::add(const FlightErrors& flight, const FlownErrors& flown, const std::vector<ErrorCause>& causes,
                   double count) {
  if (all_.moments.empty()) begin(flight, causes.size());
  const double share = 1.0 / count;
  const std::vector<Moment>& moments = flight.moments();
  for (std::size_t k = 0; k < moments.size() && k < all_.moments.size(); ++k) {
    MomentErrors& m = all_.moments[k];
    m.time_s += share * moments[k].time_s;
    const ShownMatrix filter = turned(moments[k].to_site, moments[k].covariance);
    filter_variance_[k] += share * filter.diagonal();
  }
  for (const FlownError& f : flown) {
    if (MomentErrors* m = find(f.phase)) m->reference += share * f.error;
  }
  std::size_t input = 0;
  for (std::size_t c = 0; c < causes.size(); ++c) {
    const std::vector<CauseAt> found = propagated(causes[c], flight);
    for (std::size_t k = 0; k < found.size() && k < all_.moments.size(); ++k) {
      const CauseErrors one = in_site(moments[k].to_site, moments[k].covariance, found[k].mean, found[k].covariance);
      CauseErrors& sum = all_.moments[k].causes[c];
      sum.mean += share * one.mean;
      sum.covariance += share * one.covariance;
      sum.nees += share * one.nees;
    }
    add_inputs(moments.back(), causes[c], found.back(), input, share);
  }
}

void Averages::add_ground(const std::vector<FlownErrors>& flown) {
  if (flown.empty()) return;
  all_.causes.emplace_back(ground_cause);
  for (std::size_t k = 0; k < all_.moments.size(); ++k) {
    MomentErrors& m = all_.moments[k];
    std::vector<Shown> errors;
    for (const FlownErrors& f : flown) {
      for (const FlownError& e : f) {
        if (e.phase == m.phase && e.error.allFinite()) errors.push_back(e.error - m.reference);
      }
    }
    CauseErrors ground;
    const auto n = static_cast<double>(errors.size());
    for (const Shown& e : errors) ground.mean += e / n;
    for (const Shown& e : errors) {
      if (errors.size() > 1) ground.covariance += (e - ground.mean) * (e - ground.mean).transpose() / (n - 1.0);
    }
    const ShownMatrix back = from_site(to_site_[k]);
    ground.nees = nees_of(filter_[k], turned(back, ground.covariance));
    m.causes.push_back(ground);
  }
}

void Averages::sum_up() {
  for (std::size_t k = 0; k < all_.moments.size(); ++k) {
    MomentErrors& m = all_.moments[k];
    m.filter_sd = filter_variance_[k].cwiseSqrt();
    m.total = {};
    m.total.mean = m.reference;
    for (const CauseErrors& c : m.causes) {
      m.total.mean += c.mean;
      m.total.covariance += c.covariance;
      m.total.nees += c.nees;
    }
    const Shown mean_I = from_site(to_site_[k]) * m.total.mean;
    m.total.nees += nees_of(filter_[k], mean_I * mean_I.transpose());
  }
}

void list_inputs(const std::vector<ErrorCause>& causes, LinearCovariance& all) {
  Eigen::Index n = 0;
  for (const ErrorCause& c : causes) n += c.covariance.isZero(0.0) ? 0 : static_cast<Eigen::Index>(c.slots.size());
  all.input_covariance = Eigen::MatrixXd::Zero(n, n);
  Eigen::Index at = 0;
  for (const ErrorCause& c : causes) {
    const auto k = static_cast<Eigen::Index>(c.slots.size());
    if (k == 0 || c.covariance.isZero(0.0)) continue;
    all.input_covariance.block(at, at, k, k) = c.covariance.bottomRightCorner(k, k);
    for (Eigen::Index i = 0; i < k; ++i)
      all.inputs.push_back({c.slots[static_cast<std::size_t>(i)], c.mean[filter_states + i], Shown::Zero()});
    at += k;
  }
}

}  // namespace

LinearCovariance linear_covariance(const Scenario& s, const ReferenceOptions& options) {
  check(s);
  const CaseParams<double> quiet = quiet_params(s);
  const ErrorCauses causes = causes_of(s, quiet);
  const std::vector<LoneFlight> flights = reference_flights(s, quiet, options);
  const SiteOptions& o = s.options.site;
  const SiteFrame<double> site = site_frame(o.lat_rad, o.lon_rad, o.elevation_m);
  LinearCovariance all;
  all.left_out = causes.left_out;
  all.flights = flights.size();
  for (const ErrorCause& c : causes.list) all.causes.push_back(c.name);
  list_inputs(causes.list, all);
  const auto* quiet_values = reinterpret_cast<const double*>(&quiet);
  for (InputEffect& input : all.inputs) input.mean += quiet_values[input.slot];
  Averages averages(all);
  for (const LoneFlight& flight : flights) {
    check(s, flight);
    averages.add(FlightErrors(flight, site, s.options.moon, s.nominal.moon), errors_of(flight), causes.list,
                 static_cast<double>(flights.size()));
  }
  const std::vector<FlownErrors> grounds = errors_over_grounds(s, quiet, options);
  all.grounds = grounds.size();
  averages.add_ground(grounds);
  averages.sum_up();
  return all;
}

}  // namespace farside
