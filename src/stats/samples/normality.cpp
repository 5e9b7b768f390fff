#include "stats/samples/normality.h"

#include <cmath>

#include "base/nan.h"

namespace farside {
namespace {

// D'Agostino, Biometrika 57 (1970) 679.
double skewness_score(double skewness, double n) {
  const double beta = 3 * (n * n + 27 * n - 70) * (n + 1) * (n + 3) / ((n - 2) * (n + 5) * (n + 7) * (n + 9));
  const double omega2 = -1 + std::sqrt(2 * (beta - 1));
  const double delta = 1 / std::sqrt(std::log(std::sqrt(omega2)));
  const double y = skewness * std::sqrt((omega2 - 1) / 2 * (n + 1) * (n + 3) / (6 * (n - 2)));
  return delta * std::asinh(y);
}

// From a gamma distribution given the skewness, by the cube root of Wilson and Hilferty: Doornik and Hansen, equations
// 3 to 5.
double kurtosis_score(double skewness, double kurtosis, double n) {
  const double b1 = skewness * skewness;
  const double delta = (n - 3) * (n + 1) * (n * n + 15 * n - 4);
  const double a = (n - 2) * (n + 5) * (n + 7) * (n * n + 27 * n - 70) / (6 * delta);
  const double c = (n - 7) * (n + 5) * (n + 7) * (n * n + 2 * n - 5) / (6 * delta);
  const double k = (n + 5) * (n + 7) * (n * n * n + 37 * n * n + 11 * n - 313) / (12 * delta);
  const double alpha = a + b1 * c;
  const double chi = (kurtosis - 1 - b1) * 2 * k;
  return (std::cbrt(chi / (2 * alpha)) - 1 + 1 / (9 * alpha)) * std::sqrt(9 * alpha);
}

double score2(const Moments& m) {
  const double n = static_cast<double>(m.count);
  const double z1 = skewness_score(m.skewness, n), z2 = kurtosis_score(m.skewness, m.kurtosis, n);
  return z1 * z1 + z2 * z2;
}

}  // namespace

double normality_p(const Moments& m) {
  if (m.count < normality_count_min) return nan;
  return std::exp(-score2(m) / 2);  // chi square with 2 degrees of freedom
}

double normality_p(const Points& points, const Moments& e, const Moments& n) {
  if (e.count < normality_count_min || !(e.sd > 0) || !(n.sd > 0)) return nan;
  double sum = 0;
  points([&](const double* east, const double* north, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) sum += (east[i] - e.mean) / e.sd * ((north[i] - n.mean) / n.sd);
  });
  const double r = sum / static_cast<double>(e.count - 1);
  if (!(std::fabs(r) < 1 - 1e-9)) return nan;
  // The symmetric inverse square root of the correlation matrix makes the two coordinates uncorrelated.
  const double plus = 1 / std::sqrt(1 + r), minus = 1 / std::sqrt(1 - r);
  const double own = (plus + minus) / 2, other = (plus - minus) / 2;
  MomentSums first, second;
  std::vector<double> y, z;
  do {
    points([&](const double* east, const double* north, std::size_t count) {
      y.resize(count);
      z.resize(count);
      for (std::size_t i = 0; i < count; ++i) {
        const double a = (east[i] - e.mean) / e.sd, b = (north[i] - n.mean) / n.sd;
        y[i] = own * a + other * b;
        z[i] = other * a + own * b;
      }
      first.add(y.data(), count);
      second.add(z.data(), count);
    });
    first.end_pass();
    second.end_pass();
  } while (first.needs_pass() || second.needs_pass());
  const double total = score2(first.moments()) + score2(second.moments());
  return std::exp(-total / 2) * (1 + total / 2);  // chi square with 4 degrees of freedom
}

double normality_p(const std::vector<double>& east, const std::vector<double>& north) {
  return normality_p(points_of(east, north), moments(east), moments(north));
}

}  // namespace farside
