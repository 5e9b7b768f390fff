#include "sky/ephemeris.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/field.h"
#include "sky/almanac.h"
#include "sky/direction.h"
#include "unit/sky/shared_rows.h"

namespace farside::ephemeris_test {
namespace {

constexpr double deg = unit::degree_rad;

Instant at(const std::string& utc) { return read_instant(utc, TimeScale::utc).value(); }

// The series' worst at the 14 epochs is 0.0022 deg of the sun, 0.0033 deg of the Earth (src/sky/README.md).
constexpr double of_sun = 0.0025 * deg, of_earth = 0.0035 * deg;

double angle_between(const Vec3<double>& a, const Vec3<double>& b) { return std::atan2(norm(cross(a, b)), dot(a, b)); }

// Chang'e-4's landing by DE421 and its librations (testvector_20190103T0226.json).
const Vec3<double> de421_sun_M{-114241652559.60152, -92138801205.92609, 940848799.4497551},
    de421_earth_M{391294236.7728491, 38618325.105475276, -34681334.61593891};

TEST(Ephemeris, SunAndEarthAtTheLandingAreThoseOfDe421) {
  const Bodies bodies = bodies_at(at("2019-01-03T02:26:00"), Light::geometric);
  EXPECT_LT(angle_between(bodies.sun_M, de421_sun_M), of_sun);
  EXPECT_LT(angle_between(bodies.earth_M, de421_earth_M), of_earth);
  EXPECT_NEAR(norm(bodies.sun_M), norm(de421_sun_M), 7.5e5);    // 5e-6 of it, what eraEpv00 promises
  EXPECT_NEAR(norm(bodies.earth_M), norm(de421_earth_M), 5e4);  // 1.2e-4, twice the worst of eraMoon98
}

// models.md has 31.5 deg, azimuth 50.7 deg; by DE421 31.5069 and 50.7082.
TEST(Ephemeris, AtTheLandingTheSunStoodWhereThePicturesHaveIt) {
  const SiteFrame<double> site = site_frame(-45.444 * deg, 177.599 * deg, -5930.0);
  const Direction sun = direction_of(site, bodies_at(at("2019-01-03T02:26:00"), Light::geometric).sun_M);
  EXPECT_NEAR(sun.elevation_rad, 31.5069 * deg, of_sun);
  EXPECT_NEAR(sun.azimuth_rad, 50.7082 * deg, of_sun / std::cos(31.5 * deg));
}

// By DE421, corrected for light time and aberration: 31.5098 and 50.7025 deg; the Earth -39.2021, 190.3252.
TEST(Ephemeris, LightTimeAndAberrationMoveTheSunByTwentyArcseconds) {
  const SiteFrame<double> site = site_frame(-45.444 * deg, 177.599 * deg, -5930.0);
  const Instant time = at("2019-01-03T02:26:00");
  const Bodies geometric = bodies_at(time, Light::geometric), seen = bodies_at(time, Light::seen);
  EXPECT_NEAR(angle_between(geometric.sun_M, seen.sun_M), 20.5 * arcsecond_rad, 0.8 * arcsecond_rad);  // orbit: 1.7 %
  const Direction before = direction_of(site, geometric.sun_M), sun = direction_of(site, seen.sun_M),
                  earth = direction_of(site, seen.earth_M);
  EXPECT_NEAR(sun.elevation_rad - before.elevation_rad, (31.5098 - 31.5069) * deg, 1e-4 * deg);  // their last digit
  EXPECT_NEAR(sun.azimuth_rad - before.azimuth_rad, (50.7025 - 50.7082) * deg, 1e-4 * deg);
  EXPECT_NEAR(earth.elevation_rad, -39.2021 * deg, of_earth);
}

// Sub-Earth point of 2019-07-02T19:00Z by DE421: 356.0218 E, 0.8790 N; the Moon was full on the far side.
TEST(Ephemeris, TheEarthStandsOverTheNearSideWithinTheLibrations) {
  const Geographic<double> under = geographic(bodies_at(at("2019-07-02T19:00:00"), Light::seen).earth_M);
  EXPECT_NEAR(under.lon_rad, 356.0218 * deg, of_earth);
  EXPECT_NEAR(under.lat_rad, 0.8790 * deg, of_earth);
}

TEST(Ephemeris, AgreesWithTheReferenceAtAllItsEpochs) {
  const auto rows = shared_rows("ephem/ce4_epochs.csv");
  if (rows.empty()) GTEST_SKIP() << "reference data not there; set FARSIDE_SHARED";
  const SiteFrame<double> site = site_frame(-45.444 * deg, 177.599 * deg, -5930.0);
  for (const auto& row : rows) {
    const auto number = [&](const char* name) { return std::stod(row.at(name)); };
    const Instant time = at(row.at("utc"));
    const auto near = [&](const Direction& found, const char* elevation, const char* azimuth, double bar) {
      EXPECT_NEAR(found.elevation_rad, number(elevation) * deg, bar) << row.at("utc");
      const double aside = found.azimuth_rad - number(azimuth) * deg;
      EXPECT_NEAR(std::remainder(aside, 2.0 * pi) * std::cos(found.elevation_rad), 0.0, bar) << row.at("utc");
    };
    const Bodies there = bodies_at(time, Light::geometric), seen = bodies_at(time, Light::seen);
    near(direction_of(site, there.sun_M), "sun_el_geom_deg", "sun_az_geom_deg", of_sun);
    near(direction_of(site, seen.sun_M), "sun_el_app_deg", "sun_az_app_deg", of_sun);
    near(direction_of(site, seen.earth_M), "earth_el_app_deg", "earth_az_app_deg", of_earth);
    EXPECT_NEAR(direction_of(site, seen.sun_M).range_m / 1e3, number("sun_range_km"), 750.0) << row.at("utc");  // 5e-6
  }
}

TEST(Ephemeris, TheMoonsSpeedIsTheChangeOfItsPlace) {
  const Instant time = at("2024-02-29T12:00:00");
  const double step_s = 60.0;
  const Vec3<double> before = moon_from_earth(later(time, -step_s)).p_I,
                     after = moon_from_earth(later(time, step_s)).p_I, speed = moon_from_earth(time).v_I;
  const Vec3<double> change = (0.5 / step_s) * (after - before);
  // the third derivative, 1000 m/s (2.66e-6 / s)^2, times step^2 / 6; ERFA's own derivative leaves out small terms
  EXPECT_LT(norm(change - speed), 1e-3 * norm(speed));
}

TEST(Almanac, BetweenItsNodesItHasWhatIsComputedThere) {
  const Instant from = at("2019-01-03T02:15:00");
  const double span_s = 3.0 * 86400.0;
  const Almanac almanac(from, span_s);
  for (const double after_s : {0.0, 10799.0, 21600.0, 100000.0, 200001.0, span_s}) {
    const Instant time = later(from, after_s);
    const Bodies exact = bodies_at(time, Light::seen), looked_up = almanac.at(time);
    EXPECT_LT(norm(looked_up.sun_M - exact.sun_M), 1e3) << after_s;
    EXPECT_LT(norm(looked_up.earth_M - exact.earth_M), 1e3) << after_s;
  }
}

TEST(Ephemeris, KnowsTheYearsThatItsSeriesHoldFor) {
  EXPECT_TRUE(is_within_series(at("2099-12-31T00:00:00")));
  EXPECT_FALSE(is_within_series(at("2100-01-02T00:00:00")));
}

}  // namespace

}  // namespace farside::ephemeris_test
