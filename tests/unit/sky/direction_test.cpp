#include "sky/direction.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/field.h"

namespace farside::direction_test {
namespace {

constexpr double deg = unit::degree_rad;

TEST(Direction, ElevationAndAzimuthAreThoseOfTheSitesAxes) {
  const SiteFrame<double> site = site_frame(30.0 * deg, 100.0 * deg, 0.0);
  const auto seen = [&](const Vec3<double>& p_L) { return direction_of(site, moon_from_site(site, p_L)); };
  const Direction north_east = seen({1e7, 1e7, 1e7 * std::sqrt(2.0)});
  EXPECT_NEAR(north_east.elevation_rad, 45.0 * deg, 1e-12);
  EXPECT_NEAR(north_east.azimuth_rad, 45.0 * deg, 1e-12);
  EXPECT_NEAR(north_east.range_m, 2e7, 1e-6);
  EXPECT_NEAR(seen({-1e7, 0.0, 0.0}).azimuth_rad, 270.0 * deg, 1e-12);
}

TEST(Direction, AShadowIsAsLongAsTheClosedFormHasIt) {  // T99
  EXPECT_NEAR(shadow_length_m(0.5, 31.5069 * deg), 0.8157053272, 1e-9);
  EXPECT_TRUE(std::isinf(shadow_length_m(0.5, -1.0 * deg)));
}

TEST(Direction, ALeaningDeckSeesTheSunAtTheClosedFormsAngle) {  // T106
  EXPECT_NEAR(cos_incidence(7.0 * deg, 120.0 * deg, 31.5069 * deg, 50.7071 * deg), 0.5554450026, 1e-9);
  EXPECT_LT(cos_incidence(90.0 * deg, 230.0 * deg, 31.5069 * deg, 50.7071 * deg), 0.0);  // turned away
}

TEST(Direction, NamesThePointOfTheCompass) {
  EXPECT_EQ(compass_point(50.7 * deg), "NE");
  EXPECT_EQ(compass_point(359.9 * deg), "N");
  EXPECT_EQ(compass_point(190.3 * deg), "S");
}

TEST(Direction, TheSunIsHalfADegreeWide) {
  EXPECT_NEAR(2.0 * disc_radius_rad(6.957e8, 1.495978707e11), 0.5329 * deg, 1e-4 * deg);
}

}  // namespace

}  // namespace farside::direction_test
