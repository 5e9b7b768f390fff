#include "gnc/guidance/e_guidance.h"

#include <gtest/gtest.h>

#include <cmath>

#include "lanes/lane_struct.h"
#include "unit/lanes/near.h"

namespace farside::e_guidance_test {
namespace {

// Case T6 of src/MODELS.md: uniform gravity 1.625 m/s^2, 90 s to (0, 0, 100) m at -2 m/s.
const Vec3<double> r0{-2400, 150, 2500}, v0{60, -5, -40}, rT{0, 0, 100}, vT{0, 0, -2}, gravity{0, 0, -1.625};
constexpr double T = 90.0;

Estimate<double> at(const Vec3<double>& r, const Vec3<double>& v) { return {r, v, 1500.0, 0.0}; }

TEST(EGuidance, AsksForTheAccelerationOfT6) {
  const Vec3<double> thrust = linear_acceleration(rT, vT, at(r0, v0), T) - gravity;
  expect_near(thrust, {-0.8888888888888889, 0.1111111111111111, 1.669444444444444}, 1e-14);
}

// On the trajectory a(t) = c0 + c1 t the law asks for that very acceleration at every time, so the end is met.
TEST(EGuidance, StaysOnTheLinearAccelerationThatMeetsTheEnd) {
  const Vec3<double> c0 = linear_acceleration(rT, vT, at(r0, v0), T);
  const Vec3<double> c1 = (1.0 / T) * ((2.0 / T) * ((vT - v0) - T * c0));
  expect_near(c1, {0.004938271604938271, -0.001234567901234568, 0.00839506172839506}, 1e-15);
  for (const double t : {0.0, 10.0, 45.0, 80.0, 89.0}) {
    const Vec3<double> v = v0 + t * c0 + (0.5 * t * t) * c1;
    const Vec3<double> r = r0 + t * v0 + (0.5 * t * t) * c0 + (t * t * t / 6.0) * c1;
    if (t == 45.0) {
      expect_near(r, {-525, 18.75, 872.5}, 1e-9);
      expect_near(v, {25, -1.25, -29.5}, 1e-11);
    }
    const Vec3<double> a = c0 + t * c1, asked = linear_acceleration(rT, vT, at(r, v), T - t);
    const double tolerance = 2e-12 / (1.0 - t / T) / (1.0 - t / T);  // rounding of 3 km over the time to go squared
    expect_near(asked, a, tolerance);
  }
}

// Case T7: 6 ZEM / T^2 - 2 ZEV / T is the same thrust.
TEST(EGuidance, IsZeroEffortMissAndVelocityFeedback) {
  const Vec3<double> miss = rT - (r0 + T * v0 + (0.5 * T * T) * gravity), velocity_miss = vT - (v0 + T * gravity);
  expect_near(miss, {-3000, 300, 7781.25}, 1e-9);
  expect_near(velocity_miss, {-60, 5, 184.25}, 1e-12);
  const Vec3<double> zem_zev = (6.0 / (T * T)) * miss - (2.0 / T) * velocity_miss;
  const Vec3<double> thrust = linear_acceleration(rT, vT, at(r0, v0), T) - gravity;
  expect_near(thrust, zem_zev, 1e-12);
}

TEST(EGuidance, FliesToTheTargetOfItsParameters) {
  const EGuidanceParams<double> p{.end_time_s = T, .position_L = {3.0, -40.0, 100.0}, .velocity_L = {0.5, 1.5, -2.0}};
  const Vec3<double> asked =
      linear_acceleration(Vec3<double>{3.0, -40.0, 100.0}, Vec3<double>{0.5, 1.5, -2.0}, at(r0, v0), T - 20.0);
  const Vec3<double> a = guide_e(p, at(r0, v0), 20.0).a_L;
  expect_near(a, asked, 0.0);
}

TEST(EGuidance, HoldsTheLastCommandNearItsEnd) {
  EGuidanceParams<double> p;
  p.end_time_s = T;
  p.hold_s = 1.0;
  EXPECT_FALSE(guide_e(p, at(r0, v0), 88.9).hold);
  EXPECT_TRUE(guide_e(p, at(r0, v0), 89.1).hold);
  EXPECT_TRUE(guide_e(p, at(r0, v0), 95.0).hold);
  EXPECT_TRUE(std::isfinite(guide_e(p, at(r0, v0), T).a_L.x));
}

TEST(EGuidance, GivesLanesWhatItGivesDoubles) {
  EGuidanceParams<Lanes> p;
  p.end_time_s = Lanes(T);
  Estimate<Lanes> x{};
  Estimate<double> one[lane_count];
  Lanes t(0.0);
  for (int i = 0; i < lane_count; ++i) {
    one[i] = at({-2400.0 + 100 * i, 150.0, 2500.0}, {60.0, -5.0 * i, -40.0});
    put_lane(x, i, one[i]);
    set_lane(t, i, 80.0 + 2.5 * i);  // some lanes hold, some don't
  }
  const WantedAcceleration<Lanes> all = guide_e(p, x, t);
  EGuidanceParams<double> q;
  q.end_time_s = T;
  for (int i = 0; i < lane_count; ++i) {
    const WantedAcceleration<double> a = guide_e(q, one[i], 80.0 + 2.5 * i);
    EXPECT_EQ(lane(all.a_L.x, i), a.a_L.x);
    EXPECT_EQ(lane(all.a_L.y, i), a.a_L.y);
    EXPECT_EQ(lane(all.a_L.z, i), a.a_L.z);
    EXPECT_EQ(lane(all.hold, i), a.hold);
  }
}

}  // namespace

}  // namespace farside::e_guidance_test
