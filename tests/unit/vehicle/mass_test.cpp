#include "vehicle/mass.h"

#include <gtest/gtest.h>

#include <cmath>

#include "lanes/lane_struct.h"
#include "unit/lanes/reference.h"

namespace farside::mass_test {
using reference::Points;

namespace {

MassParams<double> example() {
  MassParams<double> p;
  p.propellant_kg = 1600.0;
  p.cg_x_m = 0.01, p.cg_y_m = -0.02, p.cg_z_m = 1.2, p.cg_z_full_m = 1.6;
  p.inertia_B.x = 100.0, p.inertia_B.y = 200.0, p.inertia_B.z = 300.0;
  p.inertia_xy_kg_m2 = 5.0, p.inertia_xz_kg_m2 = -6.0, p.inertia_yz_kg_m2 = 7.0;
  p.gyration_B.x = 0.5, p.gyration_B.y = 0.75, p.gyration_B.z = 1.25;
  return p;
}

TEST(CentreOfGravity, RisesInProportionToThePropellant) {
  const MassParams<double> p = example();
  for (const double fill : {0.0, 0.25, 0.5, 1.0}) {
    const Vec3<double> cg_B = mass_properties(p, fill * 1600.0, 1250.0 + fill * 1600.0).cg_B;
    EXPECT_EQ(cg_B.x, 0.01);
    EXPECT_EQ(cg_B.y, -0.02);
    EXPECT_NEAR(cg_B.z, 1.2 + 0.4 * fill, 4.5e-16);  // two roundings
  }
}

TEST(CentreOfGravity, OfAVehicleWithoutTankIsTheEmptyOne) {
  MassParams<double> p = example();
  p.propellant_kg = 0.0;
  EXPECT_EQ(mass_properties(p, 0.0, 1250.0).cg_B.z, 1.2);
}

TEST(Inertia, IsAConstantAndAPartThatGrowsWithTheMass) {
  for (const double mass_kg : {1250.0, 2048.0, 2850.0}) {
    const Inertia<double> j = mass_properties(example(), mass_kg - 1250.0, mass_kg).inertia;
    EXPECT_EQ(j.xx, 100.0 + 0.5 * mass_kg);  // exact
    EXPECT_EQ(j.yy, 200.0 + 0.75 * mass_kg);
    EXPECT_EQ(j.zz, 300.0 + 1.25 * mass_kg);
    EXPECT_EQ(j.xy, 5.0);
    EXPECT_EQ(j.xz, -6.0);
    EXPECT_EQ(j.yz, 7.0);
  }
}

TEST(Inertia, TimesARateIsTheSymmetricMatrixTimesIt) {
  const Inertia<double> j{2.0, 3.0, 5.0, 7.0, 11.0, 13.0};
  const Vec3<double> h = j * Vec3<double>{1.0, 10.0, 100.0};
  EXPECT_EQ(h.x, 2.0 + 70.0 + 1100.0);
  EXPECT_EQ(h.y, 7.0 + 30.0 + 1300.0);
  EXPECT_EQ(h.z, 11.0 + 130.0 + 500.0);
}

// Of four points of unit mass, so positive definite but for rare planes.
Inertia<double> tensor_of_points(Points& points) {
  Inertia<double> j{};
  for (int k = 0; k < 4; ++k) {
    const double x = points.between(-1.0, 1.0), y = points.between(-1.0, 1.0), z = points.between(-1.0, 1.0);
    j.xx += y * y + z * z, j.yy += x * x + z * z, j.zz += x * x + y * y;
    j.xy -= x * y, j.xz -= x * z, j.yz -= y * z;
  }
  return j;
}

TEST(Inertia, TimesItsInverseIsOne) {
  Points points(81);
  for (int trial = 0; trial < 1000; ++trial) {
    const Inertia<double> j = tensor_of_points(points), k = inverse(j);
    // some roundings, times the largest element of either
    const double tolerance = 20 * 0x1p-53 * (j.xx + j.yy + j.zz) * (k.xx + k.yy + k.zz);
    for (const Vec3<double>& axis : {Vec3<double>{1, 0, 0}, Vec3<double>{0, 1, 0}, Vec3<double>{0, 0, 1}}) {
      const Vec3<double> same = k * (j * axis);
      ASSERT_NEAR(same.x, axis.x, tolerance);
      ASSERT_NEAR(same.y, axis.y, tolerance);
      ASSERT_NEAR(same.z, axis.z, tolerance);
    }
  }
}

TEST(MassLanes, AreTheVehiclesOneByOne) {
  Points points(82);
  for (int trial = 0; trial < 200; ++trial) {
    MassParams<Lanes> params;
    MassProperties<double> one[lane_count];
    Inertia<double> one_inverse[lane_count];
    Lanes propellant(0.0), mass(0.0);
    for (int i = 0; i < lane_count; ++i) {
      MassParams<double> p = example();
      p.propellant_kg = points.word() % 4 == 0 ? 0.0 : points.between(1.0, 1e4);
      p.cg_z_full_m = points.between(-5.0, 5.0);
      const double propellant_kg = p.propellant_kg * points.between(0.0, 1.0), mass_kg = 1250.0 + propellant_kg;
      put_lane(params, i, p);
      set_lane(propellant, i, propellant_kg);
      set_lane(mass, i, mass_kg);
      one[i] = mass_properties(p, propellant_kg, mass_kg);
      one_inverse[i] = inverse(one[i].inertia);
    }
    const MassProperties<Lanes> body = mass_properties(params, propellant, mass);
    const Inertia<Lanes> inverted = inverse(body.inertia);
    for (int i = 0; i < lane_count; ++i) {
      ASSERT_EQ(lane(body.cg_B.z, i), one[i].cg_B.z);
      ASSERT_EQ(lane(body.inertia.yy, i), one[i].inertia.yy);
      ASSERT_EQ(lane(inverted.xx, i), one_inverse[i].xx);
      ASSERT_EQ(lane(inverted.yz, i), one_inverse[i].yz);
    }
  }
}

}  // namespace

}  // namespace farside::mass_test
