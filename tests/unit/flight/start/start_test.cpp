#include "flight/start/start.h"

#include <gtest/gtest.h>

#include <cmath>

namespace farside::start_test {
namespace {

using Vector = Vec3<double>;

constexpr double turning_rad_s = 2.661699458e-6;
const SiteFrame<double> site = site_frame(-45.4561 * unit::degree_rad, 177.5885 * unit::degree_rad, -5927.0);

Vector to_site(const Vector& a_I) { return site.R_LM * a_I; }

DescentStartParams<double> arc(double azimuth_deg) {
  DescentStartParams<double> p;
  p.altitude_m = 15000.0;
  p.range_rad = 19.0 * unit::degree_rad;
  p.azimuth_rad = azimuth_deg * unit::degree_rad;
  p.speed_m_s = 1690.0;
  return p;
}

TEST(StartOfDescent, IsAtItsHeightItsRangeBeforeTheTargetAndFliesLevel) {
  for (const double azimuth_deg : {0.0, 90.0, 211.0}) {
    const DescentState<double> s = start_of_descent(arc(azimuth_deg), site);
    const Vector up = unit_vector(s.p_I), target = unit_vector(site.p_ML_M);
    EXPECT_NEAR(norm(s.p_I), moon_radius_m + 15000.0, 5e-10);  // two roundings of 1.75e6 m
    EXPECT_NEAR(atan2(norm(cross(up, target)), dot(up, target)) / unit::degree_rad, 19.0, 1e-13);
    EXPECT_NEAR(norm(s.v_I), 1690.0, 1e-12);
    EXPECT_NEAR(dot(s.v_I, up), 0.0, 1e-12);
  }
}

TEST(StartOfDescent, PassesOverTheTargetWithItsAzimuth) {
  for (const double azimuth_deg : {0.0, 90.0, 211.0}) {
    const DescentState<double> s = start_of_descent(arc(azimuth_deg), site);
    // the great circle: its normal is across the motion everywhere, and over the target the motion is normal x up
    const Vector normal = unit_vector(cross(s.p_I, s.v_I)), ahead = to_site(cross(normal, unit_vector(site.p_ML_M)));
    const double azimuth = atan2(ahead.x, ahead.y) / unit::degree_rad;
    EXPECT_NEAR(std::remainder(azimuth - azimuth_deg, 360.0), 0.0, 1e-12);
    EXPECT_NEAR(ahead.z, 0.0, 1e-15);
  }
}

TEST(StartOfDescent, FliesTailFirstWithBodyXUp) {
  const DescentState<double> s = start_of_descent(arc(30.0), site);
  EXPECT_NEAR(dot(body_z(s.q_IB), unit_vector(s.v_I)), -1.0, 4e-16);
  const Mat3<double> R = rotation(s.q_IB);
  EXPECT_NEAR(dot(Vector{R.row0.x, R.row1.x, R.row2.x}, unit_vector(s.p_I)), 1.0, 4e-16);
  EXPECT_EQ(norm(s.w_B), 0.0);
}

TEST(StartOfDescent, ErrorsAreRadialAlongAndAcrossTheTrack) {
  const DescentState<double> nominal = start_of_descent(arc(30.0), site);
  const Vector up = unit_vector(nominal.p_I), along = unit_vector(nominal.v_I), across = cross(up, along);
  DescentStartParams<double> p = arc(30.0);
  p.radial_m = 100.0, p.along_m = -200.0, p.cross_m = 300.0;
  p.radial_m_s = 1.0, p.along_m_s = 2.0, p.cross_m_s = -3.0;
  p.speed_radial_m_s = 10.0;
  const DescentState<double> s = start_of_descent(p, site);
  const Vector dp = s.p_I - nominal.p_I, dv = s.v_I - nominal.v_I;
  EXPECT_NEAR(dot(dp, up), 100.0, 1e-9);  // roundings of 1.75e6 m
  EXPECT_NEAR(dot(dp, along), -200.0, 1e-9);
  EXPECT_NEAR(dot(dp, across), 300.0, 1e-9);
  EXPECT_NEAR(dot(dv, up), 11.0, 1e-12);
  EXPECT_NEAR(dot(dv, along), 2.0, 1e-12);
  EXPECT_NEAR(dot(dv, across), -3.0, 1e-12);
}

SiteStartParams<double> over_the_site() {
  SiteStartParams<double> p;
  p.east_m = 100.0, p.north_m = -200.0, p.height_m = 300.0;
  p.velocity_L.x = 1.0, p.velocity_L.y = 2.0, p.velocity_L.z = -3.0;
  p.rate_B.x = 0.1, p.rate_B.y = 0.2, p.rate_B.z = 0.3;
  return p;
}

TEST(StartAtSite, IsWhereItSaysAndMovesRelativeToTheTurningMoon) {
  const DescentState<double> s = start_at_site(over_the_site(), site, turning_rad_s);
  const Vector p_L = site_from_moon(site, s.p_I), v_L = to_site(relative_velocity(turning_rad_s, s.p_I, s.v_I));
  EXPECT_NEAR(norm(p_L - Vector{100.0, -200.0, 300.0}), 0.0, 1e-9);
  EXPECT_NEAR(norm(v_L - Vector{1.0, 2.0, -3.0}), 0.0, 2e-15);
  EXPECT_EQ(s.w_B.z, 0.3);
}

TEST(StartAtSite, RestsInertiallyOverAMoonThatDoesNotTurn) {
  SiteStartParams<double> p;
  EXPECT_EQ(norm(start_at_site(p, site, 0.0).v_I), 0.0);
  EXPECT_NEAR(norm(start_at_site(p, site, turning_rad_s).v_I),
              turning_rad_s * (site.radius_m + 1000.0) * std::cos(45.4561 * unit::degree_rad), 1e-14);
}

TEST(StartAttitude, TurnsAboutTheVerticalThenLeans) {
  SiteStartParams<double> p;
  p.yaw_rad = 90.0 * unit::degree_rad;
  const Mat3<double> yawed = rotation(start_attitude(p));
  EXPECT_NEAR(yawed.row1.x, 1.0, 4e-16);  // body x points north
  p.tilt_north_rad = 5.0 * unit::degree_rad;
  const Vector z = body_z(start_attitude(p));  // about north: leans east, whatever the yaw
  EXPECT_NEAR(z.x, std::sin(5.0 * unit::degree_rad), 2e-16);
  EXPECT_NEAR(z.y, 0.0, 1e-16);
  const DescentState<double> s = start_at_site(p, site, turning_rad_s);
  EXPECT_NEAR(norm(to_site(body_z(s.q_IB)) - z), 0.0, 1e-15);
}

}  // namespace

}  // namespace farside::start_test
