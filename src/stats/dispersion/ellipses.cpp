#include "stats/dispersion/ellipses.h"

#include <algorithm>
#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <boost/math/tools/roots.hpp>
#include <cmath>
#include <numbers>

#include "base/nan.h"
#include "random/normal_cdf.h"
#include "stats/intervals/distributions.h"
#include "stats/intervals/sequential.h"
#include "stats/samples/dip.h"
#include "stats/samples/moments.h"
#include "stats/samples/normality.h"
#include "stats/samples/random_part.h"
#include "stats/samples/sample.h"

namespace farside {
namespace {

constexpr double bounds_confidence = 0.95;

// Axes so unequal that the smaller one is rounding: the cases lie on a line, or in a point.
bool is_flat(const PrincipalAxes& axes) { return !(axes.minor_m > 1e-7 * axes.major_m); }

// Of a normal distribution centred at (u, v) in its principal axes: probability of the disc of this radius about the
// origin.
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

Covariance covariance_about(const Points& points, const LandingDispersion& d) {
  Covariance c{0, 0, 0};
  points([&](const double* east, const double* north, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      const double e = east[i] - d.mean_east_m, n = north[i] - d.mean_north_m;
      c.ee += e * e;
      c.en += e * n;
      c.nn += n * n;
    }
  });
  const double divisor = static_cast<double>(d.count - 1);
  return {c.ee / divisor, c.en / divisor, c.nn / divisor};
}

// A principal axis through the mean, and the coordinates along it in which clusters are looked for.
struct Axis {
  double sine, cosine, sd_m;
  std::vector<double> along_m;

  Axis(double azimuth_rad, double its_sd_m)
      : sine(std::sin(azimuth_rad)), cosine(std::cos(azimuth_rad)), sd_m(its_sd_m) {}
};

// The axes along which there is any dispersion.
std::vector<Axis> dispersed_axes(const PrincipalAxes& axes) {
  std::vector<Axis> all;
  if (axes.major_m > 0) all.emplace_back(axes.direction_rad, axes.major_m);
  if (!is_flat(axes)) all.emplace_back(axes.direction_rad + std::numbers::pi / 2, axes.minor_m);
  return all;
}

// Radii about the target point, and the moments of either coordinate.
std::array<Moments, 2> take_radii(const Points& points, Looks looks, LandingDispersion& d) {
  constexpr double probability[] = {0.5, 0.95, 0.99};
  const auto quantiles = [&](RankedSample& sample) {
    for (std::size_t i = 0; i < d.radii.size(); ++i)
      d.radii[i] = quantile_with_bounds(sample, probability[i], bounds_confidence, ranks_of(looks));
  };
  Sample radii(sample_held_max, sample_held_max, quantiles);
  MomentSums east_sums, north_sums;
  std::vector<double> radius;
  do {
    points([&](const double* east, const double* north, std::size_t count) {
      east_sums.add(east, count);
      north_sums.add(north, count);
      radius.resize(count);
      for (std::size_t i = 0; i < count; ++i) radius[i] = std::hypot(east[i], north[i]);
      radii.add(radius.data(), count);
    });
    east_sums.end_pass();
    north_sums.end_pass();
    radii.end_pass();
  } while (east_sums.needs_pass() || north_sums.needs_pass() || radii.needs_pass());
  quantiles(radii.ranked());
  return {east_sums.moments(), north_sums.moments()};
}

// By the squared Mahalanobis distance from the mean (of cases on a line, the distance along it): what the ellipses
// contain, what contains a share of the cases, and whether either principal axis shows more than one cluster.
void take_distances(const Points& points, Looks looks, LandingDispersion& d) {
  std::vector<Axis> axes = dispersed_axes(d.axes);
  const auto scales = [&](RankedSample& sample) {
    for (Containment& c : d.containment) {
      // An upper bound of the quantile of the distance.
      const std::uint64_t rank = looks == Looks::once
                                     ? binomial_quantile(sample.count(), c.probability, bounds_confidence) + 1
                                     : sequential_ranks(sample.count(), c.probability, 2 * bounds_confidence - 1).upper;
      if (rank > sample.count()) continue;
      const double k = std::sqrt(sample.rank(rank));
      c.semi_major_m = k * d.axes.major_m;
      c.semi_minor_m = k * d.axes.minor_m;
    }
  };
  Sample distances(sample_held_max, d.count, scales);
  std::array<std::uint64_t, 4> contained{};
  std::vector<double> distance2;
  const double share = static_cast<double>(bimodal_count_max) / static_cast<double>(d.count);
  const std::uint64_t below = share < 1 ? static_cast<std::uint64_t>(std::ldexp(share, 64)) : UINT64_MAX;
  for (bool first = true; first || distances.needs_pass(); first = false) {
    std::uint64_t done = 0;
    points([&](const double* east, const double* north, std::size_t count) {
      distance2.assign(count, 0.0);
      for (Axis& axis : axes) {
        for (std::size_t i = 0; i < count; ++i) {
          const double x = (east[i] - d.mean_east_m) * axis.sine + (north[i] - d.mean_north_m) * axis.cosine;
          distance2[i] += x / axis.sd_m * (x / axis.sd_m);
          if (first && (share >= 1 || mix(done + i) < below)) axis.along_m.push_back(x);
        }
      }
      done += count;
      distances.add(distance2.data(), count);
      for (std::size_t e = 0; first && e < d.ellipses.size(); ++e) {
        const double k = ellipse_factor(d.ellipses[e].probability);
        contained[e] += static_cast<std::uint64_t>(
            std::count_if(distance2.begin(), distance2.end(), [&](double x) { return x <= k * k; }));
      }
    });
    distances.end_pass();
  }
  scales(distances.ranked());
  for (std::size_t e = 0; e < d.ellipses.size(); ++e)
    d.ellipses[e].contained_fraction = static_cast<double>(contained[e]) / static_cast<double>(d.count);
  if (is_flat(d.axes)) return;
  d.bimodal = false;
  for (Axis& axis : axes) {
    d.bimodal_count = axis.along_m.size();
    std::sort(axis.along_m.begin(), axis.along_m.end());
    d.bimodal = *d.bimodal || is_multimodal(axis.along_m);
  }
}

}  // namespace

std::optional<double> PrincipalAxes::azimuth_deg() const {
  if (!(minor_m < 0.95 * major_m)) return std::nullopt;
  return direction_rad * (180 / std::numbers::pi);
}

PrincipalAxes principal_axes(const Covariance& c) {
  const double mean = (c.ee + c.nn) / 2, off = std::hypot((c.nn - c.ee) / 2, c.en);
  double direction = std::atan2(2 * c.en, c.nn - c.ee) / 2;  // from north
  if (direction < 0) direction += std::numbers::pi;
  if (direction >= std::numbers::pi) direction = 0;
  return {std::sqrt(mean + off), std::sqrt(std::max(mean - off, 0.0)), direction};
}

double ellipse_factor(double probability) { return std::sqrt(-2 * std::log1p(-probability)); }

double normal_cep_m(double mean_east_m, double mean_north_m, const PrincipalAxes& axes) {
  if (is_flat(axes)) return nan;
  const double sine = std::sin(axes.direction_rad), cosine = std::cos(axes.direction_rad);
  const double u = mean_east_m * sine + mean_north_m * cosine, v = mean_east_m * cosine - mean_north_m * sine;
  const auto excess = [&](double radius) { return disc_probability(radius, u, v, axes) - 0.5; };
  std::uintmax_t steps = 100;
  const auto [low, high] = boost::math::tools::toms748_solve(excess, 0.0, std::hypot(u, v) + 9 * axes.major_m, -0.5,
                                                             0.5, boost::math::tools::eps_tolerance<double>(40), steps);
  return (low + high) / 2;
}

LandingDispersion landing_dispersion_by(Looks looks, const Points& points) {
  LandingDispersion d{0, nan, nan, {nan, nan, nan}, {nan, nan, nan}, {}, nan, {}, {}, nan, std::nullopt, 0};
  constexpr double ellipse_probability[] = {0.3935, 0.95, 0.99, 0.9973};
  for (std::size_t i = 0; i < d.ellipses.size(); ++i) d.ellipses[i] = {ellipse_probability[i], nan, nan, nan};
  for (std::size_t i = 0; i < d.containment.size(); ++i) d.containment[i] = {ellipse_probability[i + 1], nan, nan};

  const auto [east, north] = take_radii(points, looks, d);
  d.count = east.count;
  d.mean_east_m = east.mean;
  d.mean_north_m = north.mean;
  if (d.count < 2) return d;

  d.covariance = covariance_about(points, d);
  d.axes = principal_axes(d.covariance);
  d.normal_cep_m = normal_cep_m(d.mean_east_m, d.mean_north_m, d.axes);
  d.normality_p = normality_p(points, east, north);
  for (Ellipse& e : d.ellipses) {
    const double k = ellipse_factor(e.probability);
    e.semi_major_m = k * d.axes.major_m;
    e.semi_minor_m = k * d.axes.minor_m;
  }
  take_distances(points, looks, d);
  return d;
}

LandingDispersion landing_dispersion(const Points& points) { return landing_dispersion_by(Looks::once, points); }

LandingDispersion landing_dispersion(const std::vector<double>& east_m, const std::vector<double>& north_m) {
  return landing_dispersion(points_of(east_m, north_m));
}

}  // namespace farside
