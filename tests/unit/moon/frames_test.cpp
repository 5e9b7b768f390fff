#include "moon/frames.h"

#include <gtest/gtest.h>

#include "moon/gravity_params.h"
#include "moon/moon_params.h"

namespace farside::frames_test {
namespace {

constexpr double degree = pi / 180.0;

SiteFrame<double> change_4_site(double radius_m) {
  return site_frame(-45.4446 * degree, 177.5991 * degree, radius_m - moon_radius_m);
}

// Numbers below without another source: 40-digit evaluation of the same definitions (mpmath), printed to ten digits.

TEST(Frames, EastNorthUpBecomesMoonFixed) {
  const SiteFrame<double> site = change_4_site(1731465.0);
  const Vec3<double> p_M = moon_from_site(site, {1200.0, -350.0, 100.0});
  EXPECT_NEAR(p_M.x, -1213598.205, 5e-4);  // half of the last digit printed
  EXPECT_NEAR(p_M.y, 49682.87764, 5e-6);
  EXPECT_NEAR(p_M.z, -1234110.984, 5e-4);
  const Geographic<double> at = geographic(p_M);
  EXPECT_NEAR(at.lat_rad / degree, -45.45616718, 5e-9);
  EXPECT_NEAR(at.lon_rad / degree, 177.6557064, 5e-8);
  EXPECT_NEAR(at.height_m + moon_radius_m - 1731465.0, 100.4511814, 5e-8);
}

TEST(Frames, SiteAndMoonPositionsAreInverse) {
  const SiteFrame<double> site = change_4_site(1731465.0);
  const Vec3<double> p_L{1200.0, -350.0, 100.0};
  const Vec3<double> back = site_from_moon(site, moon_from_site(site, p_L));
  EXPECT_NEAR(back.x, p_L.x, 1e-9);  // a few units in the last place of 1.2e6 m, 2.3e-10 each
  EXPECT_NEAR(back.y, p_L.y, 1e-9);
  EXPECT_NEAR(back.z, p_L.z, 1e-9);
}

TEST(Frames, TheTargetIsTheOriginAndUpPointsAway) {
  const SiteFrame<double> site = site_frame(-45.4561 * degree, 177.5885 * degree, -5927.0);
  const Vec3<double> o = site_from_moon(site, site.p_ML_M);
  EXPECT_EQ(o.x, 0.0);
  EXPECT_EQ(o.y, 0.0);
  EXPECT_EQ(o.z, 0.0);
  const Geographic<double> at = geographic(moon_from_site(site, {0.0, 0.0, 12.5}));
  EXPECT_NEAR(at.lat_rad, -45.4561 * degree, 1e-15);  // some units in the last place of 0.8 and 3.1 rad
  EXPECT_NEAR(at.lon_rad, 177.5885 * degree, 2e-15);
  EXPECT_NEAR(at.height_m, -5914.5, 1e-9);
}

TEST(Frames, LongitudeCountsFromZeroToAWholeTurn) {
  EXPECT_NEAR(geographic(Vec3<double>{1.0, -1e-3, 0.0}).lon_rad, 2.0 * pi - 1e-3, 1e-9);  // the arc's cube, 3e-10
  EXPECT_EQ(geographic(Vec3<double>{1.0, 0.0, 0.0}).lon_rad, 0.0);
  EXPECT_EQ(geographic(Vec3<double>{1.0, -1e-300, 0.0}).lon_rad, 0.0);  // 2 pi - 1e-300 rounds to a whole turn
  EXPECT_NEAR(geographic(Vec3<double>{-1.0, 0.0, 0.0}).lon_rad, pi, 1e-15);
}

TEST(Frames, TheGroundOfTheSiteMovesWithTheMoonsRotation) {
  const double rate = MoonParams<double>{}.rotation_rate_rad_s;
  const SiteFrame<double> site = site_frame(-45.4446 * degree, 177.5991 * degree, -5935.0);
  const Vec3<double> v = velocity_of_turning(rate, site.p_ML_M);
  EXPECT_NEAR(norm(v), 3.233414928, 1e-9);
  EXPECT_NEAR(dot(site.R_LM.row0, v), norm(v), 1e-15);  // eastwards
  const Vec3<double> centrifugal = -velocity_of_turning(rate, v);
  EXPECT_NEAR(dot(site.R_LM.row2, centrifugal), 6.03822318e-06, 5e-15);  // half of the last digit printed
}

TEST(Frames, HoveringForAMinuteDoesNotDriftOverTheGround) {
  const double rate = 2.661699458e-6;
  const SiteFrame<double> site = change_4_site(1731465.0);
  const Vec3<double> p_M = moon_from_site(site, {300.0, -200.0, 100.0});
  for (double t = 0.0; t <= 60.0; t += 15.0) {
    const TurnZ<double> R_MI = turn_z_by(rate * t);
    const Vec3<double> p_I = transposed_times(R_MI, p_M);
    const Vec3<double> at = R_MI * p_I;
    EXPECT_NEAR(at.x, p_M.x, 1e-9);  // two turns of 1.2e6 m, 2.3e-10 a unit in the last place
    EXPECT_NEAR(at.y, p_M.y, 1e-9);
    // what stands over the ground moves with w x r in I, and not at all relative to it
    const Vec3<double> v_I = transposed_times(R_MI, velocity_of_turning(rate, p_M));
    EXPECT_NEAR(norm(relative_velocity(rate, p_I, v_I)), 0.0, 1e-14);
  }
}

TEST(Frames, ATurningMoonCarriesItsPointsEastwards) {
  // after t the point that was at p_I0 is ahead of it by w t: finite difference of the turn against w x r
  const double rate = 2.661699458e-6, t = 1.0;
  const Vec3<double> p{1.2e6, -3e5, 1e6};
  const Vec3<double> later = transposed_times(turn_z_by(rate * t), p);
  const Vec3<double> v = velocity_of_turning(rate, p);
  EXPECT_NEAR(later.x - p.x, v.x * t, 1e-5);  // the arc's second order, (w t)^2 r / 2 = 4e-6 m
  EXPECT_NEAR(later.y - p.y, v.y * t, 1e-5);
  EXPECT_EQ(later.z, p.z);
}

// DE421 at 2019-01-03T02:26 UTC, read independently: librations (PA from ICRF by R3(psi) R1(theta) R3(phi)) and ME from
// ICRF.
TEST(Frames, PrincipalAxesLieBesideMeanEarthAsInDe421) {
  const double phi = -0.05876681332574512, theta = 0.42134347304307934, psi = 4160.628363364528;
  const Mat3<double> R_ME{{0.44834946622429933, 0.8112984385673694, 0.3752034111179348},
                          {-0.8935308897171441, 0.41815034978043036, 0.1635629362043633},
                          {-0.024193082847680868, -0.4085891929024211, 0.9123977017647914}};
  auto sine = [](double x) {
    double s, c;
    sin_cos(x, s, c);
    return s;
  };
  auto cosine = [](double x) {
    double s, c;
    sin_cos(x, s, c);
    return c;
  };
  const Mat3<double> R_PA =
      turn_z(sine(psi), cosine(psi)) * (turn_x(sine(theta), cosine(theta)) * turn_z(sine(phi), cosine(phi)));
  const Mat3<double> R = R_ME * transposed(R_PA), S = mean_earth_from_principal<double>();
  // psi has 9e-13 rad a unit in the last place; its half is 1 um on the ground
  EXPECT_LT(norm(R.row0 - S.row0), 2e-12);
  EXPECT_LT(norm(R.row1 - S.row1), 2e-12);
  EXPECT_LT(norm(R.row2 - S.row2), 2e-12);
}

TEST(Frames, TheSiteInPrincipalAxesLies780MetresAway) {
  const Vec3<double> p_M{-1213727.019, 50889.3329, -1233794.167};
  const Vec3<double> p_A = principal_from_mean_earth(p_M);
  const double tolerance =
      1e-5;  // the same libration angles give these numbers; 1 um of psi's rounding, and of the ME matrix's
  EXPECT_NEAR(p_A.x, -1213240.1939234068, tolerance);
  EXPECT_NEAR(p_A.y, 51287.04353824513, tolerance);
  EXPECT_NEAR(p_A.z, -1234256.4232729995, tolerance);
  EXPECT_NEAR(norm(p_A - p_M), 780.3, 0.05);  // half of the last digit
}

TEST(Frames, PrincipalToMeanEarthIsThreeElementaryTurns) {
  auto sine = [](double x) {
    double s, c;
    sin_cos(x, s, c);
    return s;
  };
  auto cosine = [](double x) {
    double s, c;
    sin_cos(x, s, c);
    return c;
  };
  const double a = -67.92 * arcsecond_rad, b = -78.56 * arcsecond_rad, c = -0.30 * arcsecond_rad;
  const Mat3<double> R = turn_x(sine(c), cosine(c)) * (turn_y(sine(b), cosine(b)) * turn_z(sine(a), cosine(a)));
  const Mat3<double> S = mean_earth_from_principal<double>();
  EXPECT_LT(norm(R.row0 - S.row0), 3e-16);  // units in the last place of 1
  EXPECT_LT(norm(R.row1 - S.row1), 3e-16);
  EXPECT_LT(norm(R.row2 - S.row2), 3e-16);
}

TEST(Frames, LanesGiveTheBitsOfDouble) {
  Lanes lat(0.0), lon(0.0), elevation(0.0), angle(0.0);
  for (int i = 0; i < lane_count; ++i) {
    set_lane(lat, i, -1.4 + 0.41 * i), set_lane(lon, i, -3.0 + 0.9 * i), set_lane(elevation, i, -4000.0 + 900.0 * i),
        set_lane(angle, i, 1e-3 * (i - 3));
  }
  const SiteFrame<Lanes> site = site_frame(lat, lon, elevation);
  const Vec3<Lanes> p_L{100.0, -2000.0, 30.0};
  const Vec3<Lanes> p_M = moon_from_site(site, p_L);
  const Vec3<Lanes> p_I = transposed_times(turn_z_by(angle), p_M);
  const Geographic<Lanes> at = geographic(p_I);
  for (int i = 0; i < lane_count; ++i) {
    const SiteFrame<double> one = site_frame(lane(lat, i), lane(lon, i), lane(elevation, i));
    const Vec3<double> q_I = transposed_times(turn_z_by(lane(angle, i)), moon_from_site(one, {100.0, -2000.0, 30.0}));
    const Geographic<double> there = geographic(q_I);
    EXPECT_EQ(lane(p_I.x, i), q_I.x);
    EXPECT_EQ(lane(p_I.y, i), q_I.y);
    EXPECT_EQ(lane(p_I.z, i), q_I.z);
    EXPECT_EQ(lane(at.lat_rad, i), there.lat_rad);
    EXPECT_EQ(lane(at.lon_rad, i), there.lon_rad);
    EXPECT_EQ(lane(at.height_m, i), there.height_m);
  }
}

}  // namespace

}  // namespace farside::frames_test
