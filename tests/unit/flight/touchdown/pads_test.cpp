#include "flight/touchdown/pads.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "lanes/lane_struct.h"
#include "unit/lanes/reference.h"

namespace farside::pads_test {
using reference::Points;

namespace {

LegParams<double> legs_at(double radius_m, double azimuth_deg) {
  LegParams<double> p;
  p.pad_radius_m = radius_m;
  p.pad_azimuth_rad = azimuth_deg * unit::degree_rad;
  return p;
}

Vec3<double> direction(Points& points) {
  return unit_vector(Vec3<double>{points.between(-1.0, 1.0), points.between(-1.0, 1.0), points.between(-1.0, 1.0)});
}

TEST(Pads, AreAtQuarterTurnsOnTheirCircleFromTheFirstOne) {
  for (const double azimuth_deg : {0.0, 30.0, 45.0, -200.0}) {
    const PadCircle<double> pads = pad_circle(legs_at(2.35, azimuth_deg), 4);
    for (int i = 0; i < 4; ++i) {
      const double angle = (azimuth_deg + 90.0 * i) * unit::degree_rad;
      EXPECT_NEAR(pad_position(pads, i).x, 2.35 * std::cos(angle), 2e-15);  // some roundings of 2.35
      EXPECT_NEAR(pad_position(pads, i).y, 2.35 * std::sin(angle), 2e-15);
      EXPECT_EQ(pad_position(pads, i).z, 0.0);
    }
  }
}

TEST(Pads, AreThreeToEightAtEqualAngles) {
  for (int legs = legs_least; legs <= legs_max; ++legs) {
    const PadCircle<double> pads = pad_circle(legs_at(2.35, 20.0), legs);
    for (int i = 0; i < legs_max; ++i) {
      const double angle = (20.0 + 360.0 / legs * (i < legs ? i : 0)) * unit::degree_rad;
      EXPECT_NEAR(pad_position(pads, i).x, 2.35 * std::cos(angle), 4e-15) << legs << " " << i;
      EXPECT_NEAR(pad_position(pads, i).y, 2.35 * std::sin(angle), 4e-15) << legs << " " << i;
    }
  }
}

TEST(Pads, TheLowestIsTheLeastOfAll) {
  Points points(11);
  for (int trial = 0; trial < 2000; ++trial) {
    const int legs = legs_least + trial % (legs_max - legs_least + 1);
    const PadCircle<double> pads = pad_circle(legs_at(points.between(0.1, 20.0), points.between(-360.0, 360.0)), legs);
    const Vec3<double> n_B = direction(points);
    double least = INFINITY;
    for (int i = 0; i < legs; ++i) least = std::min(least, dot(n_B, pad_position(pads, i)));
    ASSERT_NEAR(lowest_pad(pads, n_B), least, 20.0 * 0x1p-52);  // the order of the two products
  }
}

TEST(Pads, OfALevelVehicleAreAllTheLowest) {
  EXPECT_EQ(lowest_pad(pad_circle(legs_at(2.35, 45.0), 4), Vec3<double>{0.0, 0.0, 1.0}), 0.0);
}

TEST(PadsLanes, AreTheVehiclesOneByOne) {
  Points points(12);
  for (int trial = 0; trial < 300; ++trial) {
    PadCircle<Lanes> pads;
    Vec3<Lanes> n_B{Lanes(0.0), Lanes(0.0), Lanes(0.0)};
    double expected[lane_count];
    for (int i = 0; i < lane_count; ++i) {
      const LegParams<double> one = legs_at(points.between(0.1, 20.0), points.between(-360.0, 360.0));
      const Vec3<double> n = direction(points);
      put_lane(pads, i, pad_circle(one, 4));
      put_lane(n_B, i, n);
      expected[i] = lowest_pad(pad_circle(one, 4), n);
    }
    const Lanes lowest = lowest_pad(pads, n_B);
    for (int i = 0; i < lane_count; ++i) ASSERT_EQ(lane(lowest, i), expected[i]);
  }
}

}  // namespace

}  // namespace farside::pads_test
