#include "stats/samples/moments.h"

#include <cmath>

#include "base/nan.h"

namespace farside {
const Moments MomentSums::none{0, nan, nan, nan, nan, nan, nan};

void MomentSums::add(const double* values, std::size_t count) {
  for (std::size_t i = 0; pass_ == 1 && i < count; ++i) add_first(values[i]);
  for (std::size_t i = 0; pass_ == 2 && i < count; ++i) {
    const double d = values[i] - moments_.mean, d2 = d * d;
    s2_ += d2;
    s3_ += d2 * d;
    s4_ += d2 * d2;
  }
}

void MomentSums::add_first(double value) {
  Moments& m = moments_;
  if (m.count == 0) m.min = m.max = value;
  if (value < m.min) m.min = value;
  if (!(value < m.max)) m.max = value;
  sum_ += value;
  ++m.count;
}

void MomentSums::end_pass() {
  Moments& m = moments_;
  const double n = static_cast<double>(m.count);
  if (pass_ == 2) {
    m.sd = std::sqrt(s2_ / (n - 1));
    const double variance = s2_ / n;
    m.skewness = s3_ / n / (variance * std::sqrt(variance));
    m.kurtosis = s4_ / n / (variance * variance);
    pass_ = 3;
  } else if (pass_ == 1 && (m.count == 0 || m.min == m.max)) {
    // Rounding must not make a constant look dispersed, nor put its mean outside.
    m.mean = m.min;
    if (m.count > 1) m.sd = 0;
    pass_ = 3;
  } else if (pass_ == 1) {
    m.mean = sum_ / n;
    pass_ = 2;
  }
}

Moments moments(const std::vector<double>& values) {
  MomentSums sums;
  do {
    sums.add(values.data(), values.size());
    sums.end_pass();
  } while (sums.needs_pass());
  return sums.moments();
}

}  // namespace farside
