#include "gnc/guidance/gravity_turn.h"

#include <gtest/gtest.h>

#include <cmath>

namespace farside::gravity_turn_test {
namespace {

constexpr double g = 1.7;

// On the turn of constant N: height and speed where the velocity points psi from straight down, z = tan(psi / 2), C =
// 400 m/s.
struct Turn {
  double n;
  double speed(double z) const { return 400.0 * std::pow(z, n - 1) * (1 + z * z); }
  double height(double z) const {
    const double s = 400.0 * std::pow(z, n - 1);
    return s * s / g * (1 / (2 * n - 2) - z * z * z * z / (2 * n + 2));
  }
};

TEST(GravityTurn, FindsTheThrustOfTheTurnThatItIsOn) {
  for (const double n : {1.5, 2.0, 3.0}) {
    const Turn turn{n};
    for (const double z : {0.05, 0.3, 0.8}) {
      EXPECT_NEAR(gravity_turn_thrust(turn.height(z), turn.speed(z), (1 - z * z) / (1 + z * z), g), n, 1e-12 * n)
          << n << ' ' << z;
    }
  }
}

TEST(GravityTurn, StraightDownIsTheConstantDeceleration) {
  EXPECT_NEAR(gravity_turn_thrust(500.0, 30.0, 1.0, g), 1 + 900.0 / (2 * 500.0 * g), 1e-15);
}

TEST(GravityTurn, ThrustsAgainstTheVelocity) {
  const Estimate<double> x{{0.0, -1000.0, 900.0}, {3.0, 40.0, -30.0}, 1500.0, 0.0};
  const Vec3<double> gravity{0.0, 0.0, -g}, up{0.0, 0.0, 1.0};
  const WantedAcceleration<double> w =
      guide_gravity_turn(GravityTurnParams<double>{}, x, gravity, up, 1738300.0, 1737400.0);
  const Vec3<double> thrust = w.a_L - gravity;
  EXPECT_NEAR(norm(cross(thrust, x.v_LB)), 0.0, 1e-13);
  EXPECT_LT(dot(thrust, x.v_LB), 0.0);
  EXPECT_FALSE(w.hold);
}

// Over ground that is not level in the site frame, to a height above the target.
TEST(GravityTurn, AsksForItsSpecificThrustAlongTheLocalVertical) {
  const Vec3<double> up = unit_vector(Vec3<double>{0.2, -0.3, 1.0}),
                     ahead = unit_vector(cross(up, Vec3<double>{1.0, 0.0, 0.0}));
  const Turn turn{2.0};
  const double z = 0.3, cosine = (1 - z * z) / (1 + z * z), sine = 2 * z / (1 + z * z), level_m = 1737400.0;
  GravityTurnParams<double> p;
  p.height_m = 40.0;
  const Vec3<double> v = axpy(-turn.speed(z) * cosine, up, turn.speed(z) * sine * ahead), gravity = -g * up;
  const Estimate<double> x{{0.0, 0.0, 5.0}, v, 1500.0, 0.0};
  const Vec3<double> thrust =
      guide_gravity_turn(p, x, gravity, up, level_m + 40.0 + turn.height(z), level_m).a_L - gravity;
  EXPECT_NEAR(norm(thrust), 2.0 * g, 1e-10);  // radii are rounded to 2e-10 m
}

TEST(GravityTurn, HoldsWhereThereIsNoTurn) {
  const Vec3<double> gravity{0.0, 0.0, -g}, up{0.0, 0.0, 1.0};
  const auto holds = [&](const Vec3<double>& v, double radius_m) {
    return guide_gravity_turn(GravityTurnParams<double>{}, {{0.0, 0.0, 0.0}, v, 1500.0, 0.0}, gravity, up, radius_m,
                              1737400.0)
        .hold;
  };
  EXPECT_TRUE(holds({0.0, 0.0, -0.5}, 1737500.0));   // slow
  EXPECT_TRUE(holds({10.0, 0.0, 5.0}, 1737500.0));   // upwards
  EXPECT_TRUE(holds({0.0, 0.0, -20.0}, 1737399.0));  // below its target
  EXPECT_FALSE(holds({0.0, 0.0, -20.0}, 1737500.0));
}

}  // namespace

}  // namespace farside::gravity_turn_test
