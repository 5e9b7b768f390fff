#include "stats/moments.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace farside {

Moments moments(const std::vector<double>& values) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  Moments m{values.size(), nan, nan, nan, nan, nan, nan};
  if (values.empty()) return m;
  const auto [min, max] = std::minmax_element(values.begin(), values.end());
  m.min = *min;
  m.max = *max;
  const double n = static_cast<double>(values.size());
  // Rounding must not make a constant look dispersed, nor put its mean outside.
  if (m.min == m.max) {
    m.mean = m.min;
    if (values.size() > 1) m.sd = 0;
    return m;
  }
  double sum = 0;
  for (const double x : values) sum += x;
  m.mean = sum / n;
  double s2 = 0, s3 = 0, s4 = 0;
  for (const double x : values) {
    const double d = x - m.mean, d2 = d * d;
    s2 += d2;
    s3 += d2 * d;
    s4 += d2 * d2;
  }
  m.sd = std::sqrt(s2 / (n - 1));
  const double variance = s2 / n;
  m.skewness = s3 / n / (variance * std::sqrt(variance));
  m.kurtosis = s4 / n / (variance * variance);
  return m;
}

}  // namespace farside
