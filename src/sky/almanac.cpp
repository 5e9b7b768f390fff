#include "sky/almanac.h"

#include <algorithm>
#include <cmath>

namespace farside {
namespace {

constexpr double node_s = 21600.0;

}  // namespace

Almanac::Almanac(Instant from, double span_s) : first_(later(from, -node_s)) {
  const int count = static_cast<int>(std::ceil(span_s / node_s)) + 4;
  for (int i = 0; i < count; ++i) {
    const Instant time = later(first_, i * node_s);
    const Bodies bodies = bodies_at(time, Light::seen);
    const Mat3<double> R_MI = moon_axes(time);
    nodes_.push_back({transposed_times(R_MI, bodies.sun_M), transposed_times(R_MI, bodies.earth_M)});
  }
}

Bodies Almanac::at(Instant time) const {
  const double along = seconds_between(first_, time) / node_s;
  const int last = static_cast<int>(nodes_.size()) - 3;
  const int node = std::clamp(static_cast<int>(std::floor(along)), 1, last);
  const double s = along - node;
  const double weights[] = {-s * (s - 1.0) * (s - 2.0) / 6.0, 0.5 * (s + 1.0) * (s - 1.0) * (s - 2.0),
                            -0.5 * (s + 1.0) * s * (s - 2.0), (s + 1.0) * s * (s - 1.0) / 6.0};
  Bodies sum{};
  std::size_t next = static_cast<std::size_t>(node) - 1;
  for (const double weight : weights) {
    const Bodies& b = nodes_[next++];
    sum.sun_M = axpy(weight, b.sun_M, sum.sun_M);
    sum.earth_M = axpy(weight, b.earth_M, sum.earth_M);
  }
  const Mat3<double> R_MI = moon_axes(time);
  return {R_MI * sum.sun_M, R_MI * sum.earth_M};
}

}  // namespace farside
