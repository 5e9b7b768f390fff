#include <gtest/gtest.h>

#include <cmath>

#include "gnc/guidance/phased.h"
#include "unit/gnc/guidance/point_flight.h"

namespace farside::directions_test {
using namespace point_flight;

namespace {

TEST(Cone, KeepsWhatIsVerticalAndCutsWhatIsAcross) {
  const Vector up{0.0, 0.0, 1.0};
  const Vector inside = within_cone(Vector{0.1, -0.2, 2.0}, up, 0.2),
               cut = within_cone(Vector{3.0, -4.0, 2.0}, up, 0.2);
  EXPECT_EQ(inside.x, 0.1);
  EXPECT_EQ(inside.z, 2.0);
  EXPECT_NEAR(cut.x, 0.6 * 0.4, 1e-15);
  EXPECT_NEAR(cut.y, -0.8 * 0.4, 1e-15);
  EXPECT_EQ(cut.z, 2.0);
  EXPECT_EQ(within_cone(Vector{1.0, 0.0, -2.0}, up, 0.2).z, 1e-3);  // never downwards
}

TEST(Turn, IsLinearInTheAngle) {
  const Vector a{1.0, 0.0, 0.0}, up{0.0, 0.0, 1.0};
  const Vector third = turned_part(a, up, 1.0 / 3.0);
  EXPECT_NEAR(third.x, std::cos(30.0 * degree), 1e-15);
  EXPECT_NEAR(third.z, std::sin(30.0 * degree), 1e-15);
  EXPECT_EQ(turned_part(up, up, 0.3).z, 1.0);  // nothing to turn
}

}  // namespace

}  // namespace farside::directions_test
