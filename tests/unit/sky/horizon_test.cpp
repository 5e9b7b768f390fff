#include "sky/horizon.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/field.h"

namespace farside::horizon_test {
namespace {

constexpr double deg = unit::degree_rad, radius = 0.266 * deg;

Direction place(double elevation_deg, double azimuth_deg) { return {elevation_deg * deg, azimuth_deg * deg, 1.5e11}; }

TEST(Horizon, GoesStraightFromOneAzimuthToTheNextAndRoundNorth) {
  const Horizon horizon{{1.0 * deg, 2.0 * deg, 3.0 * deg, 4.0 * deg}};
  EXPECT_NEAR(horizon.at(45.0 * deg), 1.5 * deg, 1e-12);
  EXPECT_NEAR(horizon.at(315.0 * deg), 2.5 * deg, 1e-12);
  EXPECT_NEAR(horizon.at(-45.0 * deg), 2.5 * deg, 1e-12);
  EXPECT_NEAR(horizon.at(450.0 * deg), 2.0 * deg, 1e-12);
}

// Part of a disc above a line at a share `t` of the radius below its middle: (acos(-t) + t sqrt(1 - t^2)) / pi.
TEST(Horizon, HidesOfADiscTheSegmentBelowALevelEdge) {
  for (const double t : {-0.8, -0.3, 0.0, 0.5, 0.9}) {
    const double seen = (std::acos(-t) + t * std::sqrt(1.0 - t * t)) / pi;
    const double found = seen_share({}, place(t * radius / deg, 70.0), radius);
    EXPECT_NEAR(found, seen, 2e-3) << t;  // 64 strips
  }
  EXPECT_EQ(seen_share({}, place(1.0, 0.0), radius), 1.0);
  EXPECT_EQ(seen_share({}, place(-1.0, 0.0), radius), 0.0);
}

// An edge that falls by 1 in 1 to the east: the disc's highest point over it is at its middle + sqrt(2) radius.
TEST(Horizon, ADiscPeepsOutBesideAPeak) {
  std::vector<double> edge(3600);
  for (std::size_t i = 0; i < edge.size(); ++i) edge[i] = (100.0 - 0.1 * static_cast<double>(i)) * deg;
  const DiscHeights heights = disc_over({edge}, place(0.0, 100.0), radius);
  EXPECT_NEAR(heights.middle_rad, 0.0, 1e-9);
  EXPECT_NEAR(heights.upper_rad, std::sqrt(2.0) * radius, 1e-3 * radius);
  EXPECT_NEAR(heights.lower_rad, -std::sqrt(2.0) * radius, 1e-3 * radius);
}

// Two equal discs whose middles are a radius apart: 2/3 - sqrt(3) / (2 pi) of either.
TEST(Horizon, ADiscHidesTheLensThatTwoHaveInCommon) {
  EXPECT_NEAR(hidden_share(radius, radius, radius), 2.0 / 3.0 - std::sqrt(3.0) / (2.0 * pi), 1e-12);
  // radii 3 and 4, 5 apart: two sectors less the kite of 12
  const double lens = 9.0 * std::acos(0.6) + 16.0 * std::acos(0.8) - 12.0;
  EXPECT_NEAR(hidden_share(3.0, 4.0, 5.0), lens / (9.0 * pi), 1e-12);
  EXPECT_EQ(hidden_share(radius, 3.0 * radius, 1.9 * radius), 1.0);
  EXPECT_EQ(hidden_share(radius, 3.0 * radius, 4.1 * radius), 0.0);
  EXPECT_NEAR(hidden_share(radius, 0.5 * radius, 0.1 * radius), 0.25, 1e-12);
}

TEST(Horizon, AnglesBetweenDirectionsAreThoseOfTheSphere) {
  EXPECT_NEAR(angle_between(place(0.0, 10.0), place(0.0, 350.0)), 20.0 * deg, 1e-12);
  EXPECT_NEAR(angle_between(place(80.0, 0.0), place(80.0, 180.0)), 20.0 * deg, 1e-12);
}

}  // namespace

}  // namespace farside::horizon_test
