#include "sky/relay.h"

#include <cmath>

#include "sky/ephemeris.h"

namespace farside {

double Relay::phase_at(Instant time) const {
  const double phase = phase_ + seconds_between(epoch_, time) / halo_.period_s();
  return phase - std::floor(phase);
}

RelayAxes relay_axes(Instant time) {
  const MoonState moon = moon_from_earth(time);
  const double distance_m = norm(moon.p_I);
  const Vec3<double> away = unit_vector(moon.p_I), pole = unit_vector(cross(moon.p_I, moon.v_I)),
                     ahead = cross(pole, away);
  const Mat3<double> R_MI = moon_axes(time);
  const Vec3<double> x = distance_m * (R_MI * away), y = distance_m * (R_MI * ahead), z = distance_m * (R_MI * pole);
  return {{{x.x, y.x, z.x}, {x.y, y.y, z.y}, {x.z, y.z, z.z}}, (moon_mass_share - 1.0) * x};
}

Vec3<double> Relay::p_M(Instant time) const {
  const RelayAxes axes = relay_axes(time);
  return axes.axes_M * halo_.at(phase_at(time)).p + axes.origin_M;
}

Vec3<double> mean_relay_m(const HaloState& state) {
  return earth_moon_distance_m * Vec3<double>{1.0 - moon_mass_share - state.p.x, -state.p.y, state.p.z};
}

}  // namespace farside
