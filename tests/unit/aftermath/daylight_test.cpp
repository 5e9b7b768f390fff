#include "aftermath/daylight.h"

#include <gtest/gtest.h>

#include "unit/aftermath/made_sky.h"

namespace farside::daylight_test {
using namespace made_sky;

namespace {

constexpr double moon_day_s = 29.53 * day_s;

VehicleParams<double> machine() {
  VehicleParams<double> v;
  v.power.panel_area_m2 = 2.0;
  v.power.panel_efficiency = 0.25;
  v.power.load_W = 300.0;
  v.power.battery_J = 3600.0 * 5000.0;
  v.power.battery_start_frac = 0.5;
  v.power.sleep_elevation_rad = 10.0 * degree;
  v.limits.wake_elevation_rad = 15.6 * degree;
  return v;
}
DaylightEnd live(const Sky& sky, const Edge& edge, const AtRest& rest, const VehicleParams<double>& v) {
  return live_by(Daylight(sky.table, edge, at_target), rest, at_target, v, 7.0 * degree, sky.table.step_s);
}

// Power A eta S sin(elevation) less the load, integrated: full by noon, and falls from where the power is the load.
TEST(Daylight, ChargesTheBatteryByTheSinesIntegral) {
  const double first = 30.0 * degree, rate = 2.0 * M_PI / moon_day_s;
  const Sky sky(first, moon_day_s, 44.0);
  const VehicleParams<double> v = machine();
  const DaylightEnd end = live(sky, level_edge(), upright(), v);
  const double peak_W = 2.0 * 0.25 * 1361.0, enough = std::asin(300.0 / peak_W);
  EXPECT_NEAR(end.power_at_rest_W, peak_W * std::sin(first), 1e-6);
  EXPECT_NEAR(end.night_s, (M_PI - 10.0 * degree - first) / rate, 30.0);
  // from the evening's `enough` down to 10 deg
  const double way = enough - 10.0 * degree;
  const double used_J = (300.0 * way - peak_W * (std::cos(10.0 * degree) - std::cos(enough))) / rate;
  EXPECT_NEAR(end.battery_least, std::min(0.5, 1.0 - used_J / v.power.battery_J), 2e-3);
  EXPECT_LT(end.battery_least, 0.5);  // the evening, not the start
  EXPECT_TRUE(std::isnan(end.empty_s));
}

TEST(Daylight, WakesAtTheElevationOfTheNextMorning) {
  const double first = 30.0 * degree, rate = 2.0 * M_PI / moon_day_s;
  const Sky sky(first, moon_day_s, 44.0);
  const DaylightEnd end = live(sky, level_edge(), upright(), machine());
  EXPECT_NEAR(end.wake_s, (2.0 * M_PI + 15.6 * degree - first) / rate, 60.0);
  EXPECT_NEAR(end.rover_wake_s, (2.0 * M_PI + 7.0 * degree - first) / rate, 60.0);
  EXPECT_NEAR(end.wake_elevation_rad, 0.5 * M_PI, 0.5 * degree);  // an hour is half a degree
  EXPECT_NEAR(end.noon_s, (2.5 * M_PI - first) / rate, 3600.0);
}

// A load without any light empties it in capacity over load, and what is short is told.
TEST(Daylight, EmptiesTheBatteryWhereNoneOfItComes) {
  const double rate = 2.0 * M_PI / moon_day_s;
  const Sky sky(30.0 * degree, moon_day_s, 44.0, 0.0);
  const VehicleParams<double> v = machine();
  const DaylightEnd end = live(sky, level_edge(), upright(5000.0), v);
  EXPECT_EQ(end.power_at_rest_W, 0.0);
  EXPECT_NEAR(end.empty_s, 5000.0 + 0.5 * v.power.battery_J / 300.0, 1.0);
  const double day_s_left = (M_PI - 10.0 * degree - 30.0 * degree) / rate - 5000.0;
  EXPECT_NEAR(end.battery_least, 0.5 - 300.0 * day_s_left / v.power.battery_J, 1e-3);
  EXPECT_TRUE(std::isnan(end.wake_elevation_rad) && std::isnan(end.wake_s));
}

// It sleeps at once, its battery as it came, and the next day wakes it: a minute later in the evening is no cliff.
TEST(Daylight, SleepsAtOnceAtNightAndLateInTheEvening) {
  const double rate = 2.0 * M_PI / moon_day_s;
  for (const double first_deg : {170.1, 200.0, 300.0, 355.0}) {  // 9.9 deg up in the west; midnight is 270
    const Sky sky(first_deg * degree, moon_day_s, 44.0);
    const DaylightEnd end = live(sky, level_edge(), upright(100.0), machine());
    EXPECT_EQ(end.battery_least, 0.5) << first_deg;
    EXPECT_EQ(end.night_s, 100.0) << first_deg;
    EXPECT_TRUE(std::isnan(end.empty_s)) << first_deg;
    EXPECT_NEAR(end.wake_s, (2.0 * M_PI + (15.6 - first_deg) * degree) / rate, 60.0) << first_deg;
    EXPECT_NEAR(end.wake_elevation_rad, 0.5 * M_PI, 0.5 * degree) << first_deg;
  }
}

// Awake in the morning, however low the sun.
TEST(Daylight, IsLivedByFromTheMorningOn) {
  const Sky sky(4.0 * degree, moon_day_s, 44.0);
  const DaylightEnd end = live(sky, level_edge(), upright(), machine());
  EXPECT_GT(end.night_s, 10.0 * day_s);
  EXPECT_LT(end.battery_least, 0.5);
}

// Near a pole: the charge is told of the whole table, and nothing has to wake.
TEST(Daylight, WithoutANightChargesForAsLongAsTheTableGoes) {
  const Sky sky(30.0 * degree, 1e15, 44.0);
  VehicleParams<double> v = machine();
  v.power.load_W = 2.0 * 0.25 * 1361.0 * 0.5 + 1.0;  // a watt more than comes
  const DaylightEnd end = live(sky, level_edge(), upright(), v);
  EXPECT_TRUE(std::isnan(end.night_s));
  EXPECT_NEAR(end.battery_least, 0.5 - 44.0 * day_s / v.power.battery_J, 1e-3);
}

// T106: deck leaning by 7 deg towards azimuth 120, sun at elevation 31.5069, azimuth 50.7071.
TEST(Daylight, FallsOnALeaningPanelByTheCosine) {
  Sky sky(0.0, moon_day_s, 44.0);
  const double el = 31.5069 * degree, az = 50.7071 * degree, tilt = 7.0 * degree, to = 120.0 * degree;
  for (std::size_t i = 0; i < sky.sun.size(); i += 3) {
    sky.sun[i] = std::cos(el) * std::sin(az);
    sky.sun[i + 1] = std::cos(el) * std::cos(az);
    sky.sun[i + 2] = std::sin(el);
  }
  AtRest rest = upright();
  rest.q_LB = turned_about(tilt, {-std::cos(to), std::sin(to), 0.0});  // up leans towards (sin, cos) of the azimuth
  const DaylightEnd end = live(sky, level_edge(), rest, machine());
  const double cosine = std::cos(tilt) * std::sin(el) + std::sin(tilt) * std::cos(el) * std::cos(az - to);
  EXPECT_NEAR(end.power_at_rest_W, 2.0 * 0.25 * 1361.0 * cosine, 1e-9 * 1361.0);
}

// Half of the disc is seen where its middle is on the edge, all of it a radius above.
TEST(Daylight, IsSeenByTheShareOfTheDiscOverTheEdge) {
  for (const auto& [above, share] : {std::pair{0.0, 0.5}, std::pair{0.00461, 1.0}, std::pair{-0.00461, 0.0},
                                     std::pair{0.0023, 0.5 + (std::asin(0.5) + 0.5 * std::sqrt(0.75)) / M_PI}}) {
    const double elevation = 0.3;
    const Sky sky(elevation, 1e15, 44.0);  // a sun that stands
    Edge edge = level_edge();
    for (double& t : edge.tangent) t = std::tan(elevation - above);
    EXPECT_NEAR(Daylight(sky.table, edge, at_target).at(0.0).light_W_m2, 1361.0 * share, 0.1) << above;
  }
}

}  // namespace

}  // namespace farside::daylight_test
