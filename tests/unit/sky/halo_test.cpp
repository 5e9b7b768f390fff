#include "sky/halo.h"

#include <gtest/gtest.h>

#include <cmath>

#include "sky/relay.h"
#include "unit/sky/shared_rows.h"

namespace farside::halo_test {
namespace {

// The orbit of amplitude 13,000 km by another program: differential correction with DOP853 at 1e-13, held against a
// Taylor integrator of 34 digits (halo_A_period.csv).
TEST(Halo, ItsBeginningIsThatOfAnotherProgram) {
  const Halo halo(1.3e7);
  const HaloState start = halo.at(0.0), middle = halo.at(0.5);
  EXPECT_NEAR(start.p.x, 1.179735720495, 1e-10);
  EXPECT_EQ(start.p.y, 0.0);
  EXPECT_NEAR(start.p.z, -13000.0 / 384400.0, 1e-15);
  EXPECT_NEAR(start.v.y, -0.162149520859, 1e-10);
  EXPECT_NEAR(middle.p.x, 1.116139059095, 1e-10);
  EXPECT_NEAR(middle.p.z, 0.024009059534, 1e-10);
  EXPECT_NEAR(halo.period(), 3.406139017131, 1e-9);
  EXPECT_NEAR(halo.period_s() / 86400.0, 14.79109015, 1e-7);
}

TEST(Halo, AQuarterOfAnOrbitIsThatOfAnotherProgram) {
  const HaloState found = Halo(1.3e7).at(0.567689836189 / 3.406139017131);
  EXPECT_NEAR(found.p.x, 1.158201870694, 1e-9);  // 0.4 m
  EXPECT_NEAR(found.p.y, -0.077408426380, 1e-9);
  EXPECT_NEAR(found.p.z, -0.022268062962, 1e-9);
  EXPECT_NEAR(found.v.x, -0.064905392983, 1e-8);
  EXPECT_NEAR(found.v.z, 0.038685090273, 1e-8);
}

TEST(Halo, AgreesWithTheReferenceAllTheWayRound) {
  const auto rows = shared_rows("queqiao/halo_A_period.csv");
  if (rows.empty()) GTEST_SKIP() << "reference data not there; set FARSIDE_SHARED";
  const Halo halo(1.3e7);
  for (const auto& row : rows) {
    const auto number = [&](const char* name) { return std::stod(row.at(name)); };
    const Vec3<double> p_m = mean_relay_m(halo.at(number("t_norm") / halo.period()));
    EXPECT_NEAR(p_m.x, 1e3 * number("moonfixed_x_km"), 1.0);
    EXPECT_NEAR(p_m.y, 1e3 * number("moonfixed_y_km"), 1.0);
    EXPECT_NEAR(p_m.z, 1e3 * number("moonfixed_z_km"), 1.0);
  }
}

// The whole family that relay.amplitude_km may ask for; what the motion keeps, and the amplitude itself.
TEST(Halo, EveryAmplitudeHasAnOrbitThatKeepsJacobisConstant) {
  double before = 0.0;
  for (const double amplitude_m : {1e6, 5e6, 1.3e7, 2e7, 3e7}) {
    const Halo halo(amplitude_m);
    const double constant = jacobi_constant(halo.at(0.0));
    double south = 0.0;
    for (int i = 0; i <= 64; ++i) {
      const HaloState s = halo.at(i / 64.0);
      EXPECT_NEAR(jacobi_constant(s), constant, 1e-10) << amplitude_m << " " << i;
      south = std::min(south, s.p.z);
    }
    EXPECT_NEAR(-south * earth_moon_distance_m, amplitude_m, 1e-3);
    EXPECT_NE(constant, before);
    before = constant;
  }
}

TEST(Halo, ComesBackMirrored) {
  const Halo halo(1.3e7);
  const HaloState out = halo.at(0.2), back = halo.at(0.8), again = halo.at(-1.8);
  EXPECT_NEAR(out.p.y, -back.p.y, 1e-14);
  EXPECT_NEAR(out.v.x, -back.v.x, 1e-13);
  EXPECT_NEAR(out.p.y, again.p.y, 1e-14);
}

}  // namespace

}  // namespace farside::halo_test
