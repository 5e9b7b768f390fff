#include "scenario/mission_sky.h"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "aftermath/compass.h"
#include "base/error.h"
#include "config/time_zero.h"
#include "moon/frames.h"
#include "sky/almanac.h"
#include "sky/direction.h"
#include "sky/horizon.h"
#include "sky/relay_options.h"

namespace farside {
namespace {

constexpr double step_s = 3600.0, day_s = 86400.0;
// A landing in the morning sees its first night 14 days later, and the noon after it 22 days after that.
constexpr double span_days = 45.0, flight_days = 1.0;
constexpr int halo_places = 512;
constexpr double solar_constant_W_m2 = 1361.0;  // total solar irradiance, Kopp and Lean 2011
constexpr double link_range_m = 1e7;

// Multiples of a power of two, which last bits of a C library's functions don't reach.
double rounded(double x, double grid) { return std::round(x / grid) * grid; }
constexpr double of_directions = 0x1p-24, of_sunlight = 0x1p-10, of_metres = 16.0, of_halo = 0x1p-28, of_rest = 0x1p-30;

void add(std::vector<double>& to, const Vec3<double>& a, double grid) {
  for (const double x : {a.x, a.y, a.z}) to.push_back(rounded(x, grid));
}

void tabulate_sun(MissionSky& sky, const SiteFrame<double>& site, Instant zero, int moments) {
  const Almanac almanac(zero, step_s * (moments - 1));
  for (int m = 0; m < moments; ++m) {
    const Bodies bodies = almanac.at(later(zero, step_s * m));
    const double range_m = norm(bodies.sun_M), earth_m = norm(bodies.earth_M), of_au = astronomical_unit_m / range_m;
    const double apart = std::acos(clamp(dot(bodies.sun_M, bodies.earth_M) / (range_m * earth_m), -1.0, 1.0));
    const double hidden =
        hidden_share(disc_radius_rad(sun_radius_m, range_m), disc_radius_rad(earth_radius_m, earth_m), apart);
    add(sky.sun_L, unit_vector(site.R_LM * (bodies.sun_M - site.p_ML_M)), of_directions);
    sky.sunlight_W_m2.push_back(rounded(solar_constant_W_m2 * of_au * of_au * (1.0 - hidden), of_sunlight));
    if (m == 0) sky.table.sun_radius_rad = rounded(disc_radius_rad(sun_radius_m, range_m), of_rest);
  }
  sky.table.moments = moments;
}

void tabulate_relay(MissionSky& sky, const Configuration& c, const SiteFrame<double>& site, Instant zero, int moments) {
  const RelayOptions o = relay_options_of(c);
  if (!o.is_there) return;
  const Relay relay(o.amplitude_m, 0.0, o.epoch);
  for (int m = 0; m < moments; ++m) {
    const RelayAxes there = relay_axes(later(zero, step_s * m));
    const Mat3<double> axes_L = site.R_LM * there.axes_M;
    for (const Vec3<double>& row : {axes_L.row0, axes_L.row1, axes_L.row2}) add(sky.relay_axes_L, row, of_metres);
    add(sky.relay_origin_L, site.R_LM * (there.origin_M - site.p_ML_M), of_metres);
  }
  for (int i = 0; i < halo_places; ++i) add(sky.halo, relay.halo().at(static_cast<double>(i) / halo_places).p, of_halo);
  SkyTable& t = sky.table;
  t.relay_moments = moments;
  t.halo_places = halo_places;
  t.halo_period_s = rounded(relay.halo().period_s(), 0x1p-10);
  t.halo_phase = rounded(relay.phase_at(zero), of_rest);
  t.relay_mask_tangent = rounded(std::tan(o.mask_rad), of_rest);
  const Sender& lander = o.senders.front();
  t.link_dB = rounded(link_margin_dB(lander.budget, c.real("relay.rate_bit_s"), link_range_m) - o.margin_dB, of_rest);
}

// In which azimuths sun and relay stand at any time: the relay wherever on its orbit.
void watch_azimuths(MissionSky& sky) {
  std::array<bool, edge_azimuths> watched{};
  const auto see = [&](double east, double north, double up) {
    const double least = -0.02 * std::hypot(east, north);  // a little below the horizontal: places differ in theirs
    if (up < least) return;
    const int number = static_cast<int>(compass_number(east, north));
    watched[number] = watched[(number + 1) % edge_azimuths] = true;
  };
  for (std::size_t i = 0; i < sky.sun_L.size(); i += 3) see(sky.sun_L[i], sky.sun_L[i + 1], sky.sun_L[i + 2]);
  constexpr std::size_t every = 8;
  for (std::size_t m = 0; m < static_cast<std::size_t>(sky.table.relay_moments); m += every) {
    const double *a = &sky.relay_axes_L[9 * m], *o = &sky.relay_origin_L[3 * m];
    for (std::size_t i = 0; i < sky.halo.size(); i += 3 * every) {
      const double* h = &sky.halo[i];
      const auto along = [&](std::size_t row) {
        return o[row] + a[3 * row] * h[0] + a[3 * row + 1] * h[1] + a[3 * row + 2] * h[2];
      };
      see(along(0), along(1), along(2));
    }
  }
  for (int i = 0; i < edge_azimuths; ++i) {
    if (watched[i]) sky.table.watched_azimuths[sky.table.watched++] = i;
  }
}

}  // namespace

SkyTable MissionSky::view() const {
  SkyTable t = table;
  t.sun_L = sun_L.data();
  t.sunlight_W_m2 = sunlight_W_m2.data();
  t.relay_origin_L = relay_origin_L.data();
  t.relay_axes_L = relay_axes_L.data();
  t.halo = halo.data();
  return t;
}

MissionSky mission_sky(const Configuration& c, const SiteOptions& site, int relay_days) {
  MissionSky sky;
  if (c.text("aftermath.model") == "none") return sky;
  const Instant zero = time_zero_of(c);
  if (!is_within_series(zero) || !is_within_series(later(zero, day_s * (span_days + 1.0)))) {
    throw ConfigError(
        fmt::format("{}: site.epoch_utc: the series for Sun and Earth, which aftermath.model needs, hold "
                    "from {} to {}",
                    c.file, first_year, last_year));
  }
  const SiteFrame<double> frame = site_frame(site.lat_rad, site.lon_rad, site.elevation_m);
  sky.table.step_s = step_s;
  const auto moments = [](double days) { return static_cast<int>(days * day_s / step_s) + 2; };
  tabulate_sun(sky, frame, zero, moments(span_days));
  tabulate_relay(sky, c, frame, zero, moments(relay_days + flight_days));
  watch_azimuths(sky);
  return sky;
}

}  // namespace farside
