#include "stats/intervals/rare_estimate.h"

#include <cmath>

#include "base/nan.h"
#include "stats/intervals/distributions.h"

namespace farside {

RareEstimate from_repeats(const std::vector<double>& probabilities) {
  const double n = static_cast<double>(probabilities.size());
  double mean = 0, log_mean = 0, square = 0, log_square = 0;
  for (const double p : probabilities) {
    mean += p / n;
    log_mean += std::log(p) / n;
  }
  if (probabilities.size() < 2) return {mean, nan, nan, nan, "one repeat has no scatter"};
  for (const double p : probabilities) {
    square += (p - mean) * (p - mean) / (n - 1);
    log_square += (std::log(p) - log_mean) * (std::log(p) - log_mean) / (n - 1);
  }
  const double t = student_t_quantile_beyond(n - 1, (1 - rare_confidence) / 2);
  const double middle = log_mean + log_square / 2,
               half = t * std::sqrt(log_square / n + log_square * log_square / (2 * (n - 1)));
  return {mean, std::exp(middle - half), std::exp(middle + half), std::sqrt(square / n) / mean, ""};
}

RareEstimate from_weights(double sum, double squares, double count) {
  const double p = sum / count;
  if (!(p > 0)) return {nan, nan, nan, nan, "no point had the event"};
  const double cov = std::sqrt(std::fmax(squares / count - p * p, 0.0) / (count - 1)) / p;
  const double z = standard_normal_quantile_beyond((1 - rare_confidence) / 2);
  return {p, p * std::exp(-z * cov), p * std::exp(z * cov), cov, ""};
}

}  // namespace farside
