#pragma once
// Skies and vehicles of which the answer is known, for the tests of aftermath/.
#include <cmath>
#include <vector>

#include "aftermath/compass.h"
#include "aftermath/daylight.h"

namespace made_sky {

using namespace farside;

constexpr double degree = unit::degree_rad, radius_m = 1737400.0, day_s = 86400.0;

// A sun that turns evenly about the axis north, from `first_rad` over the eastern horizon on; one turn in `period_s`.
// A relay on a circle: at a phase p from the target in the direction (cos, 0, sin) of 2 pi p, `range_m` away.
struct Sky {
  std::vector<double> sun, light, origin, axes, halo;
  SkyTable table;

  Sky(double first_rad, double period_s, double days, double light_W_m2 = 1361.0, double step_s = 3600.0) {
    const int moments = static_cast<int>(days * day_s / step_s) + 2;
    for (int m = 0; m < moments; ++m) {
      const double angle = first_rad + 2.0 * M_PI * m * step_s / period_s;
      for (const double x : {std::cos(angle), 0.0, std::sin(angle)}) sun.push_back(x);
      light.push_back(light_W_m2);
    }
    table.moments = moments;
    table.step_s = step_s;
    table.sun_radius_rad = 0.0046;
    for (int i = 0; i < edge_azimuths; ++i) table.watched_azimuths[table.watched++] = i;
    look_into_vectors();
  }
  void with_relay(double range_m, double period_s, double link_dB, double mask_rad = 0.0) {
    constexpr int places = 512;
    for (int m = 0; m < table.moments; ++m) {
      origin.insert(origin.end(), {0.0, 0.0, 0.0});
      axes.insert(axes.end(), {range_m, 0.0, 0.0, 0.0, range_m, 0.0, 0.0, 0.0, range_m});
    }
    for (int i = 0; i < places; ++i) {
      const double angle = 2.0 * M_PI * i / places;
      halo.insert(halo.end(), {std::cos(angle), 0.0, std::sin(angle)});
    }
    table.relay_moments = table.moments;
    table.halo_places = places;
    table.halo_period_s = period_s;
    table.link_dB = link_dB;
    table.relay_mask_tangent = std::tan(mask_rad);
    look_into_vectors();
  }
  Sky(const Sky&) = delete;

 private:
  void look_into_vectors() {
    table.sun_L = sun.data();
    table.sunlight_W_m2 = light.data();
    table.relay_origin_L = origin.data();
    table.relay_axes_L = axes.data();
    table.halo = halo.data();
  }
};

inline Edge level_edge() {
  Edge edge;
  for (double& t : edge.tangent) t = 0.0;
  return edge;
}
inline const LocalAxes at_target{{1.0, 0.0, 0.0}, {0.0, 1.0, 0.0}, {0.0, 0.0, 1.0}};

// Turned by an angle about an axis, site from body.
inline Quat<double> turned_about(double angle_rad, const Vec3<double>& axis) {
  const double s = std::sin(0.5 * angle_rad) / norm(axis);
  return {std::cos(0.5 * angle_rad), s * axis.x, s * axis.y, s * axis.z};
}
inline AtRest upright(double time_s = 0.0) { return {time_s, {0.0, 0.0, 1.0}, {1.0, 0.0, 0.0, 0.0}, {0.0, 0.0, 1.0}}; }

}  // namespace made_sky
