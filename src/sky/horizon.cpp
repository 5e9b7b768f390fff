#include "sky/horizon.h"

#include <algorithm>
#include <cmath>

namespace farside {
namespace {

constexpr int strips = 64;

// Calls use(half height, height of the disc's middle above the ground's edge) for each strip, left to right.
template <class Use>
void each_strip(const Horizon& horizon, const Direction& middle, double radius_rad, const Use& use) {
  const double across = std::max(std::cos(middle.elevation_rad), radius_rad);  // azimuth turns faster near the zenith
  for (int i = 0; i < strips; ++i) {
    const double side = radius_rad * (2.0 * (i + 0.5) / strips - 1.0);
    use(std::sqrt(radius_rad * radius_rad - side * side),
        middle.elevation_rad - horizon.at(middle.azimuth_rad + side / across));
  }
}

}  // namespace

double Horizon::at(double azimuth_rad) const {
  if (is_level()) return 0.0;
  const auto count = static_cast<double>(elevation_rad.size());
  double along = azimuth_rad / (2.0 * pi) * count;
  along -= count * std::floor(along / count);
  const auto node = static_cast<std::size_t>(along) % elevation_rad.size();
  const double share = along - std::floor(along);
  return (1.0 - share) * elevation_rad[node] + share * elevation_rad[(node + 1) % elevation_rad.size()];
}

DiscHeights disc_over(const Horizon& horizon, const Direction& middle, double radius_rad) {
  const double over = middle.elevation_rad - horizon.at(middle.azimuth_rad);
  DiscHeights found{over + radius_rad, over, over - radius_rad};
  if (horizon.is_level()) return found;
  each_strip(horizon, middle, radius_rad, [&](double half, double height) {
    found.upper_rad = std::max(found.upper_rad, height + half);
    found.lower_rad = std::min(found.lower_rad, height - half);
  });
  return found;
}

double seen_share(const Horizon& horizon, const Direction& middle, double radius_rad) {
  double seen = 0.0, all = 0.0;
  each_strip(horizon, middle, radius_rad, [&](double half, double height) {
    seen += std::clamp(height + half, 0.0, 2.0 * half);
    all += 2.0 * half;
  });
  return seen / all;
}

double angle_between(const Direction& a, const Direction& b) {
  const double up = std::sin(0.5 * (a.elevation_rad - b.elevation_rad)),
               aside = std::sin(0.5 * (a.azimuth_rad - b.azimuth_rad));
  const double haversine = up * up + std::cos(a.elevation_rad) * std::cos(b.elevation_rad) * aside * aside;
  return 2.0 * std::asin(std::sqrt(std::min(haversine, 1.0)));
}

double hidden_share(double r, double other, double apart) {
  if (apart >= r + other) return 0.0;
  const double larger = std::max(r, other), smaller = std::min(r, other);
  if (apart <= larger - smaller) return std::min(1.0, other * other / (r * r));
  const double mine = std::acos((apart * apart + r * r - other * other) / (2.0 * apart * r)),
               its = std::acos((apart * apart + other * other - r * r) / (2.0 * apart * other));
  const double lens = r * r * (mine - 0.5 * std::sin(2.0 * mine)) + other * other * (its - 0.5 * std::sin(2.0 * its));
  return lens / (pi * r * r);
}

}  // namespace farside
