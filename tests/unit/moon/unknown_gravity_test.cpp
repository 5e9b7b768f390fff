#include "moon/unknown_gravity.h"

#include <gtest/gtest.h>

#include <cmath>

#include "lanes/lane_struct.h"

namespace farside::unknown_gravity_test {
namespace {

constexpr GravityErrorParams<double> params{6e-4, 60e3};

// Its spread stays, and what is left of it after a way is exp(-way / length).
TEST(UnknownGravity, KeepsItsSpreadAndForgetsOnTheWay) {
  constexpr int cases = 20000;
  double start = 0.0, end = 0.0, both = 0.0, across = 0.0;
  for (std::uint64_t i = 0; i < cases; ++i) {
    UnknownGravity<double> g;
    g.start(0, params, 7, i);
    const Vec3<double> first = g.now_I();
    for (int k = 0; k < 30; ++k) g.renew(k, 1600.0);
    const Vec3<double> last = g.now_I();
    start += first.x * first.x;
    end += last.x * last.x;
    both += first.x * last.x;
    across += last.x * last.y;
  }
  const double per = 1.0 / (cases * params.sd_m_s2 * params.sd_m_s2);
  EXPECT_NEAR(start * per, 1.0, 0.04);
  EXPECT_NEAR(end * per, 1.0, 0.04);
  EXPECT_NEAR(both * per, std::exp(-30.0 * 1600.0 / 60e3), 0.03);
  EXPECT_NEAR(across * per, 0.0, 0.03);
}

TEST(UnknownGravity, StaysWhereNothingMoves) {
  UnknownGravity<double> g;
  g.start(0, params, 7, 3);
  const Vec3<double> first = g.now_I();
  g.renew(1.0, 0.0);
  EXPECT_EQ(g.now_I().y, first.y);
}

TEST(UnknownGravity, IsNoneUnlessDeclared) {
  UnknownGravity<double> g;
  g.start(0, {0.0, 60e3}, 7, 3);
  EXPECT_FALSE(g.some());
  EXPECT_EQ(g.now_I().x, 0.0);
}

TEST(UnknownGravityLanes, AreTheCasesOneByOne) {
  UnknownGravity<Lanes> together;
  UnknownGravity<double> alone[lane_count];
  for (int i = 0; i < lane_count; ++i) {
    const GravityErrorParams<double> p{1e-4 * i, 5e4 + 1e4 * i};
    together.start(i, p, 7, static_cast<std::uint64_t>(40 + i));
    alone[i].start(0, p, 7, static_cast<std::uint64_t>(40 + i));
  }
  for (int k = 0; k < 5; ++k) {
    together.renew(Lanes(k), Lanes(1500.0));
    for (int i = 0; i < lane_count; ++i) {
      alone[i].renew(k, 1500.0);
      EXPECT_EQ(lane(together.now_I().x, i), alone[i].now_I().x);
      EXPECT_EQ(lane(together.now_I().z, i), alone[i].now_I().z);
    }
  }
}

}  // namespace

}  // namespace farside::unknown_gravity_test
