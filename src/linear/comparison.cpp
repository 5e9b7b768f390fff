#include "linear/comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "base/field.h"
#include "stats/samples/moments.h"

namespace farside {
namespace {

constexpr double two_sided_95 = 1.959963984540054;

constexpr const char* columns[] = {"nav_error_east",          "nav_error_north",          "nav_error_up",
                                   "nav_error_velocity_east", "nav_error_velocity_north", "nav_error_velocity_up"};
constexpr char attitude_column[] = "nav_error_attitude";

// Values of a column, and the linear part of it that each case's inputs say.
struct Sample {
  std::vector<double> error, predicted;
};

double mean_of(const std::vector<double>& x) {
  double sum = 0.0;
  for (const double v : x) sum += v;
  return sum / static_cast<double>(x.size());
}

// Relative standard error of a standard deviation.
double relative_error(const Moments& m) {
  return std::sqrt(std::max(m.kurtosis - 1.0, 0.0) / static_cast<double>(m.count)) / 2.0;
}

// Regression on what the inputs predict, whose mean, 0, and variance are known: only what they leave is sampled.
void control(const Sample& s, double variance_known, ComparedError& c) {
  const double n = static_cast<double>(s.error.size());
  const double e_mean = mean_of(s.error), p_mean = mean_of(s.predicted);
  double ee = 0.0, ep = 0.0, pp = 0.0;
  for (std::size_t i = 0; i < s.error.size(); ++i) {
    const double e = s.error[i] - e_mean, p = s.predicted[i] - p_mean;
    ee += e * e;
    ep += e * p;
    pp += p * p;
  }
  if (!(pp > 0.0)) return;
  const double slope = ep / pp;
  std::vector<double> rest;
  for (std::size_t i = 0; i < s.error.size(); ++i) rest.push_back(s.error[i] - slope * s.predicted[i]);
  const Moments left = moments(rest);
  const double left2 = left.sd * left.sd, known2 = slope * slope * variance_known;
  c.explained = ep * ep / (ee * pp);
  c.mean_controlled = e_mean - slope * p_mean;
  c.sd_controlled = std::sqrt(known2 + left2);
  // of the variance: by what is left, and by the slope
  const double error2 = left2 * left2 * std::max(left.kurtosis - 1.0, 0.0) / n + 4.0 * known2 * left2 / n;
  const double part = two_sided_95 * std::sqrt(error2) / (2.0 * (known2 + left2));
  c.controlled_low = c.sd_controlled / c.linear_sd * (1.0 - part);
  c.controlled_high = c.sd_controlled / c.linear_sd * (1.0 + part);
}

bool apart(double low, double high) { return !(low <= 1.0 + spread_tolerance && high >= 1.0 - spread_tolerance); }

ComparedError compare(const Sample& s, const std::string& column, double linear_mean, double linear_sd,
                      double variance_known) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  ComparedError c{column, s.error.size(), linear_mean, linear_sd, none, none, none, none,
                  none,   none,           none,        0.0,       none, none, false};
  if (s.error.size() < 2) return c;
  const Moments m = moments(s.error);
  c.mean = m.mean;
  c.sd = m.sd;
  c.ratio = c.sd / linear_sd;
  const double part = two_sided_95 * relative_error(m);
  c.ratio_low = c.ratio * (1.0 - part);
  c.ratio_high = c.ratio * (1.0 + part);
  if (s.predicted.size() == s.error.size()) control(s, variance_known, c);
  c.differs = apart(c.ratio_low, c.ratio_high) || (c.explained > 0.0 && apart(c.controlled_low, c.controlled_high));
  return c;
}

ComparedError compare_attitude(const ColumnSource& table, const CauseErrors& total) {
  std::vector<double> squares;
  for_each_block(table, {attitude_column}, [&](const RowBlock& block) {
    for (const double deg : block.values[0]) {
      if (std::isfinite(deg)) squares.push_back(deg * deg);
    }
  });
  ComparedError c{};
  c.column = attitude_column;
  c.count = squares.size();
  c.linear_sd =
      std::sqrt(total.covariance.diagonal().tail<3>().sum() + total.mean.tail<3>().squaredNorm()) / unit::degree_rad;
  if (squares.size() < 2) return c;
  const Moments m = moments(squares);
  c.mean = c.mean_controlled = c.sd_controlled = std::numeric_limits<double>::quiet_NaN();
  c.linear_mean = c.mean;
  c.sd = std::sqrt(m.mean);
  c.ratio = c.sd / c.linear_sd;
  const double part = two_sided_95 * m.sd / std::sqrt(static_cast<double>(m.count)) / m.mean / 2.0;
  c.ratio_low = c.ratio * (1.0 - part);
  c.ratio_high = c.ratio * (1.0 + part);
  c.differs = apart(c.ratio_low, c.ratio_high);
  return c;
}

}  // namespace

void require_alike_cases(const Scenario& s) {
  const Configuration& c = s.configuration;
  const auto wrong = [&](const char* path, const char* why, const char* way_out) {
    throw ConfigError(fmt::format(
        "{}: error: {}: {}, so that the cases don't count alike and no scatter can be told of them; fly the "
        "campaign to compare with --set {}, and give that here, too",
        c.file, path, why, way_out));
  };
  if (c.design().outer > 0)
    wrong("campaign.sampling.outer", "what isn't known is drawn for many cases together", "campaign.sampling.outer=0");
  if (c.design().method == SamplingMethod::saltelli)
    wrong("campaign.sampling.method", "cases differ in one input each", "campaign.sampling.method=random");
  if (c.forces_faults()) wrong("campaign.strata", "faults are forced in cases of their own", "campaign.strata=none");
}

std::vector<ComparedError> compared(const LinearCovariance& linear, const Scenario& s, const ColumnSource& table) {
  require_alike_cases(s);
  std::vector<std::string> wanted(std::begin(columns), std::end(columns));
  std::vector<double> factors;
  for (const InputEffect& input : linear.inputs) {
    const auto found = std::find(s.dispersed_slots.begin(), s.dispersed_slots.end(), input.slot);
    const auto k = static_cast<std::size_t>(found - s.dispersed_slots.begin());
    if (found == s.dispersed_slots.end()) throw InternalError("an input without its column");
    wanted.push_back(input_column_name(s.inputs[k].path));
    factors.push_back(s.dispersed_factors[k]);
  }
  for (const std::string& column : wanted) {
    if (table.find(column) == nullptr) throw DataError(table.name() + ": has no column " + column);
  }
  const MomentErrors& end = linear.moments.back();
  Sample samples[6];
  for_each_block(table, wanted, [&](const RowBlock& block) {
    for (std::size_t row = 0; row < block.rows; ++row) {
      Shown predicted = Shown::Zero();
      for (std::size_t i = 0; i < linear.inputs.size(); ++i)
        predicted += (block.values[6 + i][row] * factors[i] - linear.inputs[i].mean) * linear.inputs[i].per_unit;
      for (Eigen::Index k = 0; k < 6; ++k) {
        const double error = block.values[static_cast<std::size_t>(k)][row];
        if (!std::isfinite(error)) continue;
        samples[k].error.push_back(error);
        samples[k].predicted.push_back(predicted[k]);
      }
    }
  });
  Eigen::MatrixXd effect(shown_states, static_cast<Eigen::Index>(linear.inputs.size()));
  for (std::size_t i = 0; i < linear.inputs.size(); ++i)
    effect.col(static_cast<Eigen::Index>(i)) = linear.inputs[i].per_unit;
  const ShownMatrix known = effect * linear.input_covariance * effect.transpose();
  std::vector<ComparedError> all;
  for (Eigen::Index k = 0; k < 6; ++k)
    all.push_back(
        compare(samples[k], columns[k], end.total.mean[k], std::sqrt(end.total.covariance(k, k)), known(k, k)));
  if (table.find(attitude_column) != nullptr) all.push_back(compare_attitude(table, end.total));
  return all;
}

}  // namespace farside
