#include "sky/ephemeris.h"

#include <erfa.h>
#include <erfam.h>

#include "moon/orientation.h"

namespace farside {
namespace {

constexpr double j2000_jd = ERFA_DJ00, seconds_a_day = ERFA_DAYSEC;

Vec3<double> times(double factor, const double (&a)[3]) { return {factor * a[0], factor * a[1], factor * a[2]}; }

// From the Moon's centre, ICRF axes.
struct Relative {
  Vec3<double> sun_I, earth_I;
};
Relative relative_at(double days) {
  double moon[2][3], earth_from_sun[2][3], earth_from_barycentre[2][3];
  eraMoon98(j2000_jd, days, moon);
  eraEpv00(j2000_jd, days, earth_from_sun, earth_from_barycentre);
  const Vec3<double> earth = times(-astronomical_unit_m, moon[0]);
  return {earth - times(astronomical_unit_m, earth_from_sun[0]), earth};
}

}  // namespace

Bodies bodies_at(Instant time, Light light) {
  const double days = days_tdb(time);
  Relative relative = relative_at(days);
  if (light == Light::seen) {
    const auto left = [&](const Vec3<double>& p) { return days - norm(p) / light_speed_m_s / seconds_a_day; };
    relative = {relative_at(left(relative.sun_I)).sun_I, relative_at(left(relative.earth_I)).earth_I};
  }
  const Mat3<double> R_MI = moon_axes(time);
  return {R_MI * relative.sun_I, R_MI * relative.earth_I};
}

MoonState moon_from_earth(Instant time) {
  double moon[2][3];
  eraMoon98(j2000_jd, days_tdb(time), moon);
  return {times(astronomical_unit_m, moon[0]), times(astronomical_unit_m / seconds_a_day, moon[1])};
}

Mat3<double> moon_axes(Instant time) { return moon_orientation(days_tdb(time)); }

bool is_within_series(Instant time) {
  const Instant first = *read_instant("1900-01-01T00:00:00", TimeScale::utc),
                last = *read_instant("2100-01-01T00:00:00", TimeScale::utc);
  return time.ns >= first.ns && time.ns <= last.ns;
}

}  // namespace farside
