#pragma once
// Sun, Earth and the Moon's axes at an instant. Positions by ERFA: the Moon's by Meeus 1998 (eraMoon98), the Earth's by
// Bretagnon's series (eraEpv00), 1900 to 2100; axes by moon/orientation.h. Against DE421, 2019 to 2023: direction of
// the Sun within 0.004 deg, of the Earth within 0.006 deg, axes within 0.0042 deg.
#include "config/instant.h"
#include "moon/frames.h"

namespace farside {

// Where a body is, or where it is seen: where it was, from the Moon as it was then, when its light left it. To first
// order in v / c that is light time and aberration together; 20.5" for the Sun, 0.7" for the Earth.
enum class Light { geometric, seen };

// From the Moon's centre, Moon-fixed mean-Earth axes, m.
struct Bodies {
  Vec3<double> sun_M, earth_M;
};
Bodies bodies_at(Instant time, Light light);

// The Moon from the Earth's centre, ICRF axes; m, m s-1.
struct MoonState {
  Vec3<double> p_I, v_I;
};
MoonState moon_from_earth(Instant time);

// R_MI: ICRF to Moon-fixed mean-Earth axes.
Mat3<double> moon_axes(Instant time);

inline constexpr double light_speed_m_s = 299792458.0;
inline constexpr double astronomical_unit_m = 1.495978707e11;  // IAU 2012, resolution B2
inline constexpr double sun_radius_m = 6.957e8;                // IAU 2015, resolution B3
inline constexpr double earth_radius_m = 6.378e6;              // at the equator

// Years that the series hold for.
inline constexpr int first_year = 1900, last_year = 2100;
bool is_within_series(Instant time);

}  // namespace farside
