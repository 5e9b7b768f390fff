#include "sky/relay.h"

#include <cmath>

#include "sky/ephemeris.h"

namespace farside {

double Relay::phase_at(Instant time) const {
  const double phase = phase_ + seconds_between(epoch_, time) / halo_.period_s();
  return phase - std::floor(phase);
}

Vec3<double> Relay::p_M(Instant time) const {
  const MoonState moon = moon_from_earth(time);
  const double distance_m = norm(moon.p_I);
  const Vec3<double> away = unit_vector(moon.p_I), pole = unit_vector(cross(moon.p_I, moon.v_I)),
                     ahead = cross(pole, away);
  const Vec3<double> p = halo_.at(phase_at(time)).p;
  const Vec3<double> p_I = distance_m * ((p.x - (1.0 - moon_mass_share)) * away + p.y * ahead + p.z * pole);
  return moon_axes(time) * p_I;
}

Vec3<double> mean_relay_m(const HaloState& state) {
  return earth_moon_distance_m * Vec3<double>{1.0 - moon_mass_share - state.p.x, -state.p.y, state.p.z};
}

}  // namespace farside
