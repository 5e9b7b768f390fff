#include "moon/orientation.h"

#include <gtest/gtest.h>

namespace farside::orientation_test {
namespace {

constexpr double landing_days = 2458486.0 - 2451545.0 + 0.602189629348681;  // 2019-01-03T02:26 UTC, TDB

TEST(Orientation, AgreesWithTheReportsSeriesAtChangE4sLanding) {
  // ICRF to body, WGCCRE 2009, evaluated independently (numpy)
  const double expected[3][3] = {{0.4483394407893426, 0.8113051299113102, 0.37520092219008666},
                                 {-0.893536100248261, 0.4181390764865683, 0.1635632913220121},
                                 {-0.0241864297867451, -0.4085874433882565, 0.9123986616165212}};
  const Mat3<double> R = moon_orientation(landing_days);
  const Vec3<double>* rows[] = {&R.row0, &R.row1, &R.row2};
  const double tolerance =
      2e-12;  // the argument 13.17 deg/day * 6941 days has 1.5e-11 deg a unit in the last place, 2.5e-13 rad
  for (int i = 0; i < 3; ++i) {
    EXPECT_NEAR(rows[i]->x, expected[i][0], tolerance);
    EXPECT_NEAR(rows[i]->y, expected[i][1], tolerance);
    EXPECT_NEAR(rows[i]->z, expected[i][2], tolerance);
  }
}

TEST(Orientation, LiesWithinTheSeriesErrorOfDe421) {
  const Mat3<double> de421{{0.44834946622429933, 0.8112984385673694, 0.3752034111179348},
                           {-0.8935308897171441, 0.41815034978043036, 0.1635629362043633},
                           {-0.024193082847680868, -0.4085891929024211, 0.9123977017647914}};
  const Mat3<double> turn = moon_orientation(landing_days) * transposed(de421);
  const double angle =
      0.5 * norm(Vec3<double>{turn.row1.z - turn.row2.y, turn.row2.x - turn.row0.z, turn.row0.y - turn.row1.x});
  EXPECT_LT(angle, 0.0042 * pi / 180.0);  // largest difference over 2019 to 2023
  EXPECT_GT(angle, 0.0);
}

TEST(Orientation, TurnsAtTheSiderealRate) {
  const Mat3<double> now = moon_orientation(landing_days), later = moon_orientation(landing_days + 1.0);
  const Mat3<double> turn = later * transposed(now);
  double sine, cosine;
  sin_cos(13.17635815 * pi / 180.0, sine, cosine);
  // librations turn the axes by up to 6.3 deg a quarter of 27.2 days less than or beyond that: 1.5 deg a day; the
  // series has only the physical ones, below 0.2 deg in amplitude
  EXPECT_NEAR(turn.row0.y, sine, 0.005);
  EXPECT_NEAR(turn.row0.x, cosine, 0.005);
}

TEST(Orientation, LanesGiveTheBitsOfDouble) {
  Lanes days(0.0);
  for (int i = 0; i < lane_count; ++i) set_lane(days, i, -4000.0 + 1713.37 * i);
  const Mat3<Lanes> R = moon_orientation(days);
  for (int i = 0; i < lane_count; ++i) {
    const Mat3<double> one = moon_orientation(lane(days, i));
    EXPECT_EQ(lane(R.row0.x, i), one.row0.x);
    EXPECT_EQ(lane(R.row1.y, i), one.row1.y);
    EXPECT_EQ(lane(R.row2.z, i), one.row2.z);
  }
}

}  // namespace

}  // namespace farside::orientation_test
