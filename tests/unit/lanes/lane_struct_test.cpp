#include "lanes/lane_struct.h"

#include <gtest/gtest.h>

#include <cstring>

#include "unit/lanes/reference.h"

namespace farside::lane_struct_test {
using reference::Points;

namespace {

template <class Real>
struct Inner {
  Real a, b;
};
template <class Real>
struct Outer {
  Real first;
  Inner<Real> inner;
  Real last[3];
};

Outer<double> some(Points& points) {
  Outer<double> s;
  double* const values = reinterpret_cast<double*>(&s);
  for (int i = 0; i < 6; ++i) values[i] = points.between(-1.0, 1.0);
  values[points.word() % 6] = __builtin_nan("");  // a case's history may hold one
  return s;
}

TEST(LaneStruct, TakesOutTheBitsThatWerePutIn) {
  Points points(51);
  Outer<Lanes> lanes;
  Outer<double> one[lane_count];
  for (int i = 0; i < lane_count; ++i) put_lane(lanes, i, one[i] = some(points));
  for (int i = 0; i < lane_count; ++i) {
    const Outer<double> out = take_lane(lanes, i);
    EXPECT_EQ(std::memcmp(&out, &one[i], sizeof out), 0);
  }
}

TEST(LaneStruct, PutsEachMemberIntoItsLane) {
  Points points(52);
  Outer<Lanes> lanes;
  for (int i = 0; i < lane_count; ++i)
    put_lane(lanes, i, Outer<double>{i + 0.1, {i + 0.2, i + 0.3}, {i + 0.4, i + 0.5, i + 0.6}});
  for (int i = 0; i < lane_count; ++i) {
    EXPECT_EQ(lane(lanes.first, i), i + 0.1);
    EXPECT_EQ(lane(lanes.inner.b, i), i + 0.3);
    EXPECT_EQ(lane(lanes.last[2], i), i + 0.6);
  }
}

TEST(LaneStruct, LeavesTheOtherLanesAlone) {
  Points points(53);
  for (int changed = 0; changed < lane_count; ++changed) {
    Outer<Lanes> lanes;
    Outer<double> one[lane_count];
    for (int i = 0; i < lane_count; ++i) put_lane(lanes, i, one[i] = some(points));
    put_lane(lanes, changed, some(points));
    for (int i = 0; i < lane_count; ++i) {
      if (i == changed) continue;
      const Outer<double> out = take_lane(lanes, i);
      EXPECT_EQ(std::memcmp(&out, &one[i], sizeof out), 0);
    }
  }
}

TEST(LaneStruct, OfADoubleIsTheStructItself) {
  Points points(54);
  const Outer<double> one = some(points);
  Outer<double> same;
  put_lane(same, 0, one);
  EXPECT_EQ(std::memcmp(&same, &one, sizeof one), 0);
}

}  // namespace

}  // namespace farside::lane_struct_test
