#include "sky/timeline.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/field.h"
#include "unit/sky/shared_rows.h"

namespace farside::timeline_test {
namespace {

constexpr double deg = unit::degree_rad, day_s = 86400.0;
using Kind = SkyEventKind;

Instant at(const std::string& utc) { return read_instant(utc, TimeScale::utc).value(); }

SkyQuestion question(double lat_deg, double lon_deg, const std::string& from, double days) {
  SkyQuestion q;
  q.site = site_frame(lat_deg * deg, lon_deg * deg, -5930.0);
  q.lat_rad = lat_deg * deg;
  q.from = at(from);
  q.span_s = days * day_s;
  q.every_s = day_s;
  return q;
}

std::vector<SkyEvent> events_of(const Timeline& t, Kind kind) {
  std::vector<SkyEvent> found;
  for (const SkyEvent& e : t.events) {
    if (e.kind == kind) found.push_back(e);
  }
  return found;
}

double minutes_off(const std::vector<SkyEvent>& events, const std::string& utc) {
  double least = 1e9;
  for (const SkyEvent& e : events) least = std::min(least, std::abs(seconds_between(at(utc), e.time)) / 60.0);
  return least;
}

// By DE421 with light time and aberration, level horizon (ce4_sun_events_2018_2021.csv). Its upper limb is 0.2666 deg
// over the middle; in January the sun is 0.005 deg larger, 0.8 min. Of the middle, 0.0025 deg of elevation are 0.4 min.
constexpr double of_middle_min = 0.5, of_limb_min = of_middle_min + 0.8;
TEST(Timeline, TheSunRisesAndSetsOnChangE4WhenDe421HasIt) {
  const Timeline t = timeline_of(question(-45.444, 177.599, "2018-12-29T00:00:00", 17.0));
  EXPECT_LT(minutes_off(events_of(t, Kind::first_light), "2018-12-30T02:34:32"), of_limb_min);
  EXPECT_LT(minutes_off(events_of(t, Kind::sunrise), "2018-12-30T03:19:26"), of_middle_min);
  const std::vector<SkyEvent> noons = events_of(t, Kind::noon);
  ASSERT_EQ(noons.size(), 1U);
  EXPECT_NEAR(noons[0].direction.elevation_rad, 44.263 * deg, 0.003 * deg);
  EXPECT_LT(minutes_off(noons, "2019-01-06T11:55:59"), of_middle_min);
  EXPECT_EQ(events_of(t, Kind::sunset).size(), 1U);
  EXPECT_NEAR(t.sunlit_s / day_s, 14.74, 0.05);
}

TEST(Timeline, EveryRiseAndSetOfThreeYearsIsThatOfTheReference) {
  const auto rows = shared_rows("ephem/ce4_sun_events_2018_2021.csv");
  if (rows.empty()) GTEST_SKIP() << "reference data not there; set FARSIDE_SHARED";
  const Timeline t = timeline_of(question(-45.444, 177.599, "2018-11-15T00:00:00", 830.0));
  int compared = 0;
  for (const auto& row : rows) {
    if (row.at("event") != "sunrise" && row.at("event") != "sunset") continue;
    const bool middle = row.at("kind") == "centre", rises = row.at("event") == "sunrise";
    const Kind kind = rises ? (middle ? Kind::sunrise : Kind::first_light) : (middle ? Kind::sunset : Kind::last_light);
    EXPECT_LT(minutes_off(events_of(t, kind), row.at("utc")), middle ? of_middle_min : of_limb_min)
        << row.at("utc") << " " << row.at("kind");
    ++compared;
  }
  EXPECT_EQ(compared, 110);
}

TEST(Timeline, TheEarthNeverRisesOverTheFarSide) {
  const Timeline t = timeline_of(question(-45.444, 177.599, "2019-01-03T02:26:00", 365.0));
  EXPECT_TRUE(events_of(t, Kind::earth_rises).empty());
  EXPECT_NEAR(t.earth_elevation_rad.most, -37.22 * deg, 0.5 * deg);  // 2019 to 2023: -51.56 to -37.22
  EXPECT_NEAR(t.earth_elevation_rad.least, -51.56 * deg, 0.5 * deg);
}

// 90 E on the equator: the Earth is up or down as the libration in longitude goes.
TEST(Timeline, TheEarthRisesAndSetsOnTheLimb) {
  const Timeline t = timeline_of(question(0.0, 90.0, "2019-01-01T00:00:00", 55.0));
  EXPECT_EQ(events_of(t, Kind::earth_rises).size() + events_of(t, Kind::earth_sets).size(), 4U);
}

// A wall of 10 deg in the east, from azimuth 45 to 135: sunrise waits until the sun has climbed it, by the sun's own
// path; sunset in the west is as it was.
TEST(Timeline, GroundInTheEastDelaysSunriseAlone) {
  SkyQuestion q = question(-45.444, 177.599, "2018-12-29T00:00:00", 17.0);
  const Timeline level = timeline_of(q);
  q.horizon.elevation_rad.assign(720, 0.0);
  for (std::size_t i = 90; i <= 270; ++i) q.horizon.elevation_rad[i] = 10.0 * deg;
  const Timeline walled = timeline_of(q);
  const SkyEvent rise = events_of(walled, Kind::sunrise).at(0);
  EXPECT_NEAR(rise.direction.elevation_rad, 10.0 * deg, 1e-5 * deg);
  EXPECT_EQ(rise.horizon_rad, 10.0 * deg);
  // 10 deg of elevation at 0.508 deg/h times the cosine of the latitude, and a bit: the path bends
  const double hours = seconds_between(events_of(level, Kind::sunrise).at(0).time, rise.time) / 3600.0;
  EXPECT_NEAR(hours, 10.0 / (0.508 * std::cos(45.444 * deg)), 0.8);
  EXPECT_EQ(events_of(walled, Kind::sunset).at(0).time.ns, events_of(level, Kind::sunset).at(0).time.ns);
  EXPECT_NEAR((level.sunlit_s - walled.sunlit_s) / 3600.0, hours, 1e-3);
}

TEST(Timeline, TheRelayIsInViewThroughoutUnlessTheGroundOrItsMaskIsHigh) {
  SkyQuestion q = question(-45.444, 177.599, "2019-01-03T02:26:00", 30.0);
  const Relay relay(1.3e7, 0.0, q.from);
  q.relay = &relay;
  q.mask_rad = 5.0 * deg;
  const Timeline open = timeline_of(q);
  ASSERT_EQ(open.passes.size(), 1U);
  EXPECT_TRUE(open.passes[0].is_begun && open.passes[0].lasts);
  EXPECT_EQ(seconds_between(open.passes[0].from, open.passes[0].to), q.span_s);

  q.mask_rad = 40.0 * deg;
  const Timeline masked = timeline_of(q);
  ASSERT_GE(masked.passes.size(), 2U);
  double in_view_s = 0.0, looks_s = 0.0;
  for (const Pass& p : masked.passes) {
    in_view_s += seconds_between(p.from, p.to);
    EXPECT_GT(p.elevation_rad.least, 40.0 * deg - 1e-7);
  }
  // counted otherwise, by the hour
  for (int hour = 0; hour < 720; ++hour) {
    const Direction d = direction_of(q.site, relay.p_M(later(q.from, 3600.0 * (hour + 0.5))));
    if (d.elevation_rad > q.mask_rad) looks_s += 3600.0;
  }
  EXPECT_NEAR(in_view_s, looks_s, 3600.0 * static_cast<double>(masked.passes.size()));
  EXPECT_EQ(events_of(masked, Kind::relay_rises).size() + events_of(masked, Kind::relay_sets).size(),
            2 * masked.passes.size() - (masked.passes.front().is_begun ? 1 : 0) - (masked.passes.back().lasts ? 1 : 0));
}

// The Moon in the Earth's shadow, 2019-01-21, greatest at 05:12 (NASA): all of it from 02:36 to 07:48 at least in the
// outer shadow, in the inner one from 04:41 to 05:43.
TEST(Timeline, TheEarthHidesTheSunFromTheNearSideInALunarEclipse) {
  SkyQuestion q = question(0.0, 0.0, "2019-01-20T12:00:00", 1.5);
  q.every_s = 60.0;
  const Timeline t = timeline_of(q);
  const std::vector<SkyEvent> begins = events_of(t, Kind::eclipse_begins), ends = events_of(t, Kind::eclipse_ends);
  ASSERT_EQ(begins.size(), 1U);
  ASSERT_EQ(ends.size(), 1U);
  EXPECT_GT(begins[0].time.ns, at("2019-01-21T02:36:00").ns);
  EXPECT_LT(ends[0].time.ns, at("2019-01-21T07:48:00").ns);
  const auto eclipsed_at = [&](const char* utc) {
    return t.moments.at(static_cast<std::size_t>(seconds_between(q.from, at(utc)) / 60.0)).eclipsed;
  };
  EXPECT_EQ(eclipsed_at("2019-01-21T05:12:00"), 1.0);
  EXPECT_EQ(eclipsed_at("2019-01-21T02:36:00"), 0.0);
  SkyQuestion far = question(-45.444, 177.599, "2019-01-20T12:00:00", 1.5);
  EXPECT_TRUE(events_of(timeline_of(far), Kind::eclipse_begins).empty());  // night, and the Earth below
}

TEST(Timeline, TheTerminatorIsAQuarterTurnFromTheSunOnTheEquator) {
  SkyMoment m{};
  m.subsolar_lon_rad = 30.0 * deg;
  const auto on_equator = terminator_on(0.0, m);
  ASSERT_TRUE(on_equator.has_value());
  EXPECT_NEAR(on_equator->rising_lon_rad, 300.0 * deg, 1e-12);
  EXPECT_NEAR(on_equator->setting_lon_rad, 120.0 * deg, 1e-12);
  m.subsolar_lat_rad = 1.5 * deg;
  EXPECT_FALSE(terminator_on(89.0 * deg, m).has_value());
}

// At the terminator that is told, the sun's middle is on the horizon.
TEST(Timeline, OnTheTerminatorTheSunIsOnTheHorizon) {
  const SkyMoment m = timeline_of(question(-45.444, 177.599, "2019-01-03T02:26:00", 0.01)).moments.at(0);
  const double lon = terminator_on(-45.444 * deg, m).value().rising_lon_rad / deg;
  const SkyMoment there = timeline_of(question(-45.444, lon, "2019-01-03T02:26:00", 0.01)).moments.at(0);
  EXPECT_NEAR(there.sun.elevation_rad, 0.0, 1e-3 * deg);  // the Moon's radius over the sun's distance, 7e-4 deg
  EXPECT_LT(there.sun.azimuth_rad, 180.0 * deg);          // in the east: it rises
}

}  // namespace

}  // namespace farside::timeline_test
