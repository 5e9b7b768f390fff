#include "scenario/mission_sky.h"

#include <gtest/gtest.h>

#include <cmath>

#include "aftermath/compass.h"
#include "base/error.h"
#include "config/time_zero.h"
#include "moon/frames.h"
#include "scenario/scenario.h"
#include "sky/ephemeris.h"
#include "sky/relay_options.h"

namespace farside::mission_sky_test {
namespace {

constexpr double arcsecond = 4.84813681109536e-6;

Scenario change4(const std::vector<std::string>& more = {}) {
  std::vector<std::string> sets{"aftermath.model=mission"};
  sets.insert(sets.end(), more.begin(), more.end());
  return load_scenario(FARSIDE_SOURCE_DIR "/configs/change4_blind.yaml", sets);
}

TEST(MissionSky, IsEmptyWhereNothingIsToldOfIt) {
  EXPECT_EQ(load_scenario(FARSIDE_SOURCE_DIR "/configs/change4_blind.yaml", {"aftermath.model=none"}).sky.table.moments,
            0);
}

// Against the sky itself, rounding included.
TEST(MissionSky, HasTheSunWhereItIs) {
  const Scenario s = change4();
  const SkyTable t = s.sky.view();
  const SiteFrame<double> site = site_frame(s.options.site.lat_rad, s.options.site.lon_rad, s.options.site.elevation_m);
  const Instant zero = time_zero_of(s.configuration);
  ASSERT_GT(t.moments, 24 * 44);
  for (int m = 0; m < t.moments; m += 97) {
    const Bodies bodies = bodies_at(later(zero, t.step_s * m), Light::seen);
    const Vec3<double> sun = unit_vector(site.R_LM * (bodies.sun_M - site.p_ML_M));
    const Vec3<double> tabulated{t.sun_L[3 * m], t.sun_L[3 * m + 1], t.sun_L[3 * m + 2]};
    EXPECT_LT(norm(tabulated - sun), 0.1 * arcsecond) << m;
    const double au = norm(bodies.sun_M) / 1.495978707e11;
    if (sun.z < 0.0) continue;  // on 21 January the Earth hides all of it for some hours: here it is night
    EXPECT_NEAR(t.sunlight_W_m2[m], 1361.0 / (au * au), 0.01) << m;
  }
}

TEST(MissionSky, HasTheRelayWhereItIs) {
  const Scenario s = change4();
  const SkyTable t = s.sky.view();
  const SiteFrame<double> site = site_frame(s.options.site.lat_rad, s.options.site.lon_rad, s.options.site.elevation_m);
  const Instant zero = time_zero_of(s.configuration);
  const RelayOptions o = relay_options_of(s.configuration);
  const Relay relay(o.amplitude_m, 0.0, o.epoch);
  ASSERT_GT(t.relay_moments, 24 * 14);
  for (int m = 0; m < t.relay_moments; m += 31) {
    const Instant now = later(zero, t.step_s * m);
    const Vec3<double> there = site.R_LM * (relay.p_M(now) - site.p_ML_M), h = relay.halo().at(relay.phase_at(now)).p;
    const double *a = t.relay_axes_L + 9 * m, *origin = t.relay_origin_L + 3 * m;
    const Vec3<double> tabulated{origin[0] + a[0] * h.x + a[1] * h.y + a[2] * h.z,
                                 origin[1] + a[3] * h.x + a[4] * h.y + a[5] * h.z,
                                 origin[2] + a[6] * h.x + a[7] * h.y + a[8] * h.z};
    EXPECT_LT(norm(tabulated - there), 40.0) << m;  // of 60,000 km
    const double phase = t.halo_phase + t.step_s * m / t.halo_period_s;
    EXPECT_NEAR(std::remainder(phase - relay.phase_at(now), 1.0), 0.0, 1e-8);
  }
  // at 1e7 m, for the rate that is asked for
  EXPECT_NEAR(t.link_dB, link_margin_dB(o.senders[0].budget, 1400.0, 1e7) - o.margin_dB, 1e-8);
}

// Whatever stands up there stands in an azimuth that is watched.
TEST(MissionSky, WatchesTheAzimuthsOfSunAndRelay) {
  const Scenario s = change4();
  const SkyTable t = s.sky.view();
  std::vector<bool> watched(edge_azimuths);
  for (int i = 0; i < t.watched; ++i) watched[t.watched_azimuths[i]] = true;
  for (int m = 0; m < t.moments; ++m) {
    if (t.sun_L[3 * m + 2] < 0.0) continue;
    const int n = static_cast<int>(compass_number(t.sun_L[3 * m], t.sun_L[3 * m + 1]));
    EXPECT_TRUE(watched[n] && watched[(n + 1) % edge_azimuths]) << m;
  }
  EXPECT_LT(t.watched, edge_azimuths);  // nothing of them ever stands in the south
}

TEST(MissionSky, EndsWhereItsSeriesDo) { EXPECT_THROW(change4({"site.epoch_utc=2101-01-01T00:00:00Z"}), ConfigError); }

}  // namespace
}  // namespace farside::mission_sky_test
