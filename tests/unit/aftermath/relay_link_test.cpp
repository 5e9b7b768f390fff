#include "aftermath/relay_link.h"

#include <gtest/gtest.h>

#include "aftermath/relay_watch.h"
#include "unit/aftermath/made_sky.h"

namespace farside::relay_link_test {
using namespace made_sky;

namespace {

constexpr double range_m = 6e7, period_s = 14.0 * day_s;

// On its circle it is over the horizontal for half of the period.
TEST(RelayLink, BreaksForTheTimeThatGroundHidesTheRelay) {
  Sky sky(0.3, 29.5 * day_s, 44.0);
  sky.with_relay(range_m, period_s, 60.0);
  VehicleParams<double> v;
  v.limits.outage_s = 24.0 * 3600.0;
  const RelayEnd end = watch_relay(sky.table, level_edge(), upright(), at_target, v, 0.05, 14.0);
  EXPECT_NEAR(end.outage_s, 0.5 * period_s, 3600.0);
  EXPECT_NEAR(end.share, 0.5, 0.01);
  EXPECT_NEAR(end.late_s, (0.5 - 0.05) * period_s + v.limits.outage_s, 3600.0);
  EXPECT_NEAR(norm(end.at_rest), range_m, 10.0);
  EXPECT_NEAR(elevation_rad(end.at_rest), 2.0 * M_PI * 0.05, 1e-6);

  Edge ridge = level_edge();  // 30 deg all round: two thirds of the half
  for (double& t : ridge.tangent) t = std::tan(30.0 * degree);
  EXPECT_NEAR(watch_relay(sky.table, ridge, upright(), at_target, v, 0.05, 14.0).share, 1.0 / 3.0, 0.01);
}

TEST(RelayLink, IsNeededThisFarAboveTheEdge) {
  Sky sky(0.3, 29.5 * day_s, 44.0);
  sky.with_relay(range_m, period_s, 60.0, 45.0 * degree);
  const VehicleParams<double> v;
  EXPECT_NEAR(watch_relay(sky.table, level_edge(), upright(), at_target, v, 0.25, 14.0).share, 0.25, 0.01);
}

// 20 log10 of the distance, and 3 dB by the square of the angle over the half-power angle.
TEST(RelayLink, WeakensByDistanceAndOffTheAntennasAxis) {
  const Vec3<double> axis{0.0, 0.0, 1.0};
  EXPECT_NEAR(link_to({0.0, 0.0, 1e7}, axis, 1.0, 10.0).margin_dB, 10.0, 1e-12);
  EXPECT_NEAR(link_to({0.0, 0.0, 1e8}, axis, 1.0, 10.0).margin_dB, -10.0, 1e-12);
  const double at = 40.0 * degree, half = 20.0 * degree;
  const Link off = link_to({1e7 * std::sin(at), 0.0, 1e7 * std::cos(at)}, axis, half, 10.0);
  EXPECT_NEAR(off.off_axis_rad, at, 1e-14);
  EXPECT_NEAR(off.margin_dB, 10.0 - 12.0, 1e-12);
}

// A vehicle that leans away from the relay loses it though it stands high.
TEST(RelayLink, GoesWithTheAttitude) {
  Sky sky(0.3, 29.5 * day_s, 44.0);
  sky.with_relay(range_m, 1e15, 20.0 * std::log10(6.0) + 3.0);
  VehicleParams<double> v;
  v.antenna.half_power_rad = 30.0 * degree;
  AtRest rest = upright();
  const auto share = [&](double tilt_deg) {
    rest.q_LB = turned_about(tilt_deg * degree, {0.0, 1.0, 0.0});                        // body z towards east
    return watch_relay(sky.table, level_edge(), rest, at_target, v, 0.125, 14.0).share;  // 45 deg up in the east
  };
  EXPECT_EQ(share(0.0), 0.0);
  EXPECT_EQ(share(14.9), 0.0);
  EXPECT_EQ(share(15.1), 1.0);  // 29.9 deg off the axis
}

// In lanes, and one by one, and by the same rule as at rest.
TEST(RelayWatch, LosesTheRelayOnTheWayDownByAttitudeAndBehindTheSphere) {
  Sky sky(0.3, 29.5 * day_s, 44.0);
  sky.with_relay(range_m, 1e15, 20.0 * std::log10(6.0) + 3.0);
  AntennaParams<double> antenna;
  antenna.half_power_rad = 30.0 * degree;
  RelayWatch<Lanes> watch(sky.table);
  RelayWatch<double> alone(sky.table);
  RelayLog<Lanes> log{Lanes(0.0), Lanes(0.0)};
  for (int i = 0; i < lane_count; ++i) watch.start(i, antenna, 0.125);
  alone.start(0, antenna, 0.125);
  const auto lean = [](double rad, const auto& a) {  // site to body, of a body that leans by this towards east
    using Real = std::remove_cvref_t<decltype(a.x)>;
    const Real c(std::cos(rad)), s(std::sin(rad));
    return Vec3<Real>{c * a.x - s * a.z, a.y, s * a.x + c * a.z};
  };
  const Vec3<Lanes> here{Lanes(0.0), Lanes(0.0), Lanes(0.0)}, up{Lanes(0.0), Lanes(0.0), Lanes(1.0)};
  const auto look = [&](double lean_deg, bool behind = false) {
    watch.look(
        here, up, Lanes(1000.0), Lanes(radius_m), 0.5, [&](const Vec3<Lanes>& a) { return lean(lean_deg * degree, a); },
        [&](const Vec3<Lanes>& towards, const MaskOf<Lanes>& faced) {
          for (int i = 0; i < lane_count; ++i) EXPECT_EQ(lane(faced, i), lean_deg > 15.0);
          EXPECT_NEAR(lane(towards.z, 0), std::sqrt(0.5), 1e-4);
          return MaskOf<Lanes>(behind);
        },
        log);
  };
  look(14.9);
  look(14.9);
  EXPECT_EQ(lane(log.silent_s, 0), 1.0);
  look(15.1);
  EXPECT_EQ(lane(log.silent_s, 0), 0.0);
  look(14.0);
  for (int i = 0; i < lane_count; ++i) EXPECT_EQ(lane(log.longest_s, i), 1.0);
  look(15.1, true);  // it faces the relay, and a mountain is in the way
  EXPECT_EQ(lane(log.silent_s, 0), 1.0);

  // low in the east: the sphere's own edge is sqrt(2 h / R) below the horizontal
  const double height_m = 15000.0, dip = std::sqrt(2.0 * height_m / radius_m);
  for (const double above : {-0.002, 0.002}) {
    RelayLog<double> one{0.0, 0.0};
    alone.start(0, antenna, (above - dip) / (2.0 * M_PI));
    alone.look(
        {0.0, 0.0, 0.0}, {0.0, 0.0, 1.0}, height_m, radius_m, 0.5,
        [&](const Vec3<double>& a) { return lean(0.5 * M_PI, a); }, [](const Vec3<double>&, bool) { return false; },
        one);
    EXPECT_EQ(one.longest_s, above < 0.0 ? 0.5 : 0.0);
  }
}

}  // namespace

}  // namespace farside::relay_link_test
