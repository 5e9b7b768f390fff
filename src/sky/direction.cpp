#include "sky/direction.h"

#include <array>
#include <cmath>
#include <limits>

namespace farside {

Direction direction_of(const SiteFrame<double>& site, const Vec3<double>& p_M) {
  const Vec3<double> p_L = site_from_moon(site, p_M);
  const double azimuth = std::atan2(p_L.x, p_L.y);
  return {std::atan2(p_L.z, std::hypot(p_L.x, p_L.y)), azimuth < 0.0 ? azimuth + 2.0 * pi : azimuth, norm(p_L)};
}

double disc_radius_rad(double radius_m, double range_m) { return std::asin(radius_m / range_m); }

std::string compass_point(double azimuth_rad) {
  constexpr std::array<const char*, 16> points{"N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE",
                                               "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW"};
  const auto sector = std::lround(azimuth_rad / (2.0 * pi) * static_cast<double>(points.size()));
  return points[static_cast<std::size_t>(sector) % points.size()];
}

double shadow_length_m(double height_m, double elevation_rad) {
  return elevation_rad > 0.0 ? height_m / std::tan(elevation_rad) : std::numeric_limits<double>::infinity();
}

double cos_incidence(double tilt_rad, double towards_rad, double sun_elevation_rad, double sun_azimuth_rad) {
  return std::cos(tilt_rad) * std::sin(sun_elevation_rad) +
         std::sin(tilt_rad) * std::cos(sun_elevation_rad) * std::cos(sun_azimuth_rad - towards_rad);
}

}  // namespace farside
