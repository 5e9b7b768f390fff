#include "stats/dispersion/aim_kernel.h"

#include <algorithm>
#include <cmath>

#include "lanes/math.h"

namespace farside {

AimKernel::AimKernel(double width_m, double spacing_m) {
  constexpr double cut_off_widths = 3.0;
  const int reach = static_cast<int>(cut_off_widths * width_m / spacing_m);
  double sum = 0.0;
  for (int i = 0; i <= reach; ++i) {
    const double widths = i > 0 ? i * spacing_m / width_m : 0.0;
    weights_.push_back(farside::exp(-0.5 * widths * widths));  // not the system's: its bits differ between CPUs
    sum += (i > 0 ? 2.0 : 1.0) * weights_.back();
  }
  for (int i = 0; i <= reach; ++i) {
    weights_[static_cast<std::size_t>(i)] /= sum;
    variance_m2_ += 2.0 * weight(i) * (i * spacing_m) * (i * spacing_m);
  }
}

double AimKernel::sum_of_squares() const {
  double sum = 0.0;
  for (int i = -reach(); i <= reach(); ++i) sum += weight(i) * weight(i);
  return sum * sum;
}

std::vector<double> AimKernel::smooth(const std::vector<double>& values, std::size_t columns) const {
  const std::size_t margin = 2 * static_cast<std::size_t>(reach());
  const std::size_t rows = values.size() / columns, inner = columns - margin;
  std::vector<double> along(rows * inner, 0.0), both((rows - margin) * inner, 0.0);
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t c = 0; c < inner; ++c) {
      for (std::size_t k = 0; k <= margin; ++k)
        along[r * inner + c] += weight(static_cast<int>(k) - reach()) * values[r * columns + c + k];
    }
  }
  for (std::size_t r = 0; r + margin < rows; ++r) {
    for (std::size_t k = 0; k <= margin; ++k) {
      const double w = weight(static_cast<int>(k) - reach());
      for (std::size_t c = 0; c < inner; ++c) both[r * inner + c] += w * along[(r + k) * inner + c];
    }
  }
  return both;
}

double kernel_width_m(double wish_m, const Covariance& cloud) {
  const double across = std::sqrt((cloud.ee - cloud.nn) * (cloud.ee - cloud.nn) + 4.0 * cloud.en * cloud.en);
  const double least_m2 = std::max(0.0, 0.5 * (cloud.ee + cloud.nn - across));
  return std::min(wish_m, std::sqrt(0.5 * least_m2));
}

// The root of I - v S^-1, by Cayley and Hamilton: of a 2 x 2 matrix M it is (M + d I) / sqrt(trace M + 2 d), d^2 = det
// M.
Shrinkage shrinkage(const Covariance& s, double variance_m2) {
  if (variance_m2 <= 0.0) return {};
  const double k = variance_m2 / (s.ee * s.nn - s.en * s.en);
  const double ee = 1.0 - k * s.nn, nn = 1.0 - k * s.ee, en = k * s.en;
  const double d = std::sqrt(ee * nn - en * en), scale = std::sqrt(ee + nn + 2.0 * d);
  return {(ee + d) / scale, en / scale, (nn + d) / scale};
}

}  // namespace farside
