#include "stats/ellipses.h"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <boost/math/tools/roots.hpp>
#include <cmath>
#include <limits>
#include <numbers>

#include "stats/dip.h"
#include "stats/moments.h"
#include "stats/normality.h"

namespace farside {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double confidence = 0.95;

// Axes so unequal that the smaller one is rounding: the cases lie on a line, or in a point.
bool is_flat(const PrincipalAxes& axes) { return !(axes.minor_m > 1e-7 * axes.major_m); }

double normal_cdf(double x) { return std::erfc(-x / std::numbers::sqrt2) / 2; }

// Of a normal distribution centred at (u, v) in its principal axes: probability of the disc of this radius about the origin.
double disc_probability(double radius, double u, double v, const PrincipalAxes& axes) {
  const auto strip = [&](double x) {
    const double half = std::sqrt(std::max(0.0, radius * radius - x * x)), z = (x - u) / axes.major_m;
    return std::exp(-z * z / 2) * (normal_cdf((half - v) / axes.minor_m) - normal_cdf((-half - v) / axes.minor_m));
  };
  const double from = std::max(-radius, u - 9 * axes.major_m), to = std::min(radius, u + 9 * axes.major_m);
  if (from >= to) return 0;
  const double integral = boost::math::quadrature::gauss_kronrod<double, 31>::integrate(strip, from, to, 12, 1e-10);
  return integral / (axes.major_m * std::sqrt(2 * std::numbers::pi));
}

Covariance covariance_about(const std::vector<double>& east, const std::vector<double>& north, double mean_east, double mean_north) {
  Covariance c{0, 0, 0};
  for (std::size_t i = 0; i < east.size(); ++i) {
    const double e = east[i] - mean_east, n = north[i] - mean_north;
    c.ee += e * e;
    c.en += e * n;
    c.nn += n * n;
  }
  const double divisor = static_cast<double>(east.size() - 1);
  return {c.ee / divisor, c.en / divisor, c.nn / divisor};
}

// Coordinates along an axis through the mean, in the order of the cases.
std::vector<double> along(const std::vector<double>& east, const std::vector<double>& north, const LandingDispersion& d,
                          double azimuth_rad) {
  const double sine = std::sin(azimuth_rad), cosine = std::cos(azimuth_rad);
  std::vector<double> x(east.size());
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = (east[i] - d.mean_east_m) * sine + (north[i] - d.mean_north_m) * cosine;
  return x;
}

// Squared Mahalanobis distances from the mean, ascending, and whether either principal axis shows more than one cluster.
// Of cases on a line, the distance along it.
std::vector<double> squared_distances(const std::vector<double>& east, const std::vector<double>& north, LandingDispersion& d) {
  std::vector<double> distance2(east.size(), 0.0);
  bool bimodal = false;
  const auto add = [&](double azimuth_rad, double sd_m) {
    std::vector<double> x = along(east, north, d, azimuth_rad);
    for (std::size_t i = 0; i < x.size(); ++i) distance2[i] += x[i] / sd_m * (x[i] / sd_m);
    std::sort(x.begin(), x.end());
    bimodal = bimodal || is_multimodal(x);
  };
  if (d.axes.major_m > 0) add(d.axes.direction_rad, d.axes.major_m);
  if (!is_flat(d.axes)) {
    add(d.axes.direction_rad + std::numbers::pi / 2, d.axes.minor_m);
    d.bimodal = bimodal;
  }
  std::sort(distance2.begin(), distance2.end());
  return distance2;
}

}  // namespace

std::optional<double> PrincipalAxes::azimuth_deg() const {
  if (!(minor_m < 0.95 * major_m)) return std::nullopt;
  return direction_rad * (180 / std::numbers::pi);
}

PrincipalAxes principal_axes(const Covariance& c) {
  Eigen::Matrix2d covariance;
  covariance << c.ee, c.en, c.en, c.nn;
  const Eigen::SelfAdjointEigenSolver<Eigen::Matrix2d> solver(covariance);  // ascending
  const Eigen::Vector2d variances = solver.eigenvalues().cwiseMax(0.0);
  double direction = std::atan2(solver.eigenvectors()(0, 1), solver.eigenvectors()(1, 1));  // of (east, north), from north
  if (direction < 0) direction += std::numbers::pi;
  if (direction >= std::numbers::pi) direction = 0;
  return {std::sqrt(variances(1)), std::sqrt(variances(0)), direction};
}

double ellipse_factor(double probability) { return std::sqrt(-2 * std::log1p(-probability)); }

double normal_cep_m(double mean_east_m, double mean_north_m, const PrincipalAxes& axes) {
  if (is_flat(axes)) return nan;
  const double sine = std::sin(axes.direction_rad), cosine = std::cos(axes.direction_rad);
  const double u = mean_east_m * sine + mean_north_m * cosine, v = mean_east_m * cosine - mean_north_m * sine;
  const auto excess = [&](double radius) { return disc_probability(radius, u, v, axes) - 0.5; };
  std::uintmax_t steps = 100;
  const auto [low, high] = boost::math::tools::toms748_solve(excess, 0.0, std::hypot(u, v) + 9 * axes.major_m, -0.5, 0.5,
                                                             boost::math::tools::eps_tolerance<double>(40), steps);
  return (low + high) / 2;
}

LandingDispersion landing_dispersion(const std::vector<double>& east_m, const std::vector<double>& north_m) {
  LandingDispersion d{east_m.size(), nan, nan, {nan, nan, nan}, {nan, nan, nan}, {}, nan, {}, {}, nan, std::nullopt};
  constexpr double radius_probability[] = {0.5, 0.95, 0.99}, ellipse_probability[] = {0.3935, 0.95, 0.99, 0.9973};

  std::vector<double> radii(east_m.size());
  for (std::size_t i = 0; i < radii.size(); ++i) radii[i] = std::hypot(east_m[i], north_m[i]);
  OrderStatistics sample(radii);
  for (std::size_t i = 0; i < d.radii.size(); ++i) d.radii[i] = quantile_with_bounds(sample, radius_probability[i], confidence);
  d.mean_east_m = moments(east_m).mean;
  d.mean_north_m = moments(north_m).mean;
  for (std::size_t i = 0; i < d.ellipses.size(); ++i) d.ellipses[i] = {ellipse_probability[i], nan, nan, nan};
  for (std::size_t i = 0; i < d.containment.size(); ++i) d.containment[i] = {ellipse_probability[i + 1], nan, nan};
  if (east_m.size() < 2) return d;

  d.covariance = covariance_about(east_m, north_m, d.mean_east_m, d.mean_north_m);
  d.axes = principal_axes(d.covariance);
  d.normal_cep_m = normal_cep_m(d.mean_east_m, d.mean_north_m, d.axes);
  d.normality_p = normality_p(east_m, north_m);
  const std::vector<double> distance2 = squared_distances(east_m, north_m, d);
  const double count = static_cast<double>(distance2.size());
  for (Ellipse& e : d.ellipses) {
    const double k = ellipse_factor(e.probability);
    e.semi_major_m = k * d.axes.major_m;
    e.semi_minor_m = k * d.axes.minor_m;
    e.contained_fraction = static_cast<double>(std::upper_bound(distance2.begin(), distance2.end(), k * k) - distance2.begin()) / count;
  }
  for (Containment& c : d.containment) {
    // An upper bound of the quantile of the distance.
    const std::uint64_t rank = binomial_quantile(distance2.size(), c.probability, confidence) + 1;
    if (rank > distance2.size()) continue;
    const double k = std::sqrt(distance2[rank - 1]);
    c.semi_major_m = k * d.axes.major_m;
    c.semi_minor_m = k * d.axes.minor_m;
  }
  return d;
}

}  // namespace farside
