#include "flight/start/attitude.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/field.h"
#include "moon/frames.h"
#include "unit/lanes/reference.h"

namespace farside::attitude_test {
using reference::Points;

namespace {

using Quaternion = Quat<double>;

// Of the same rotation: q and -q are one.
double distance(const Quaternion& a, const Quaternion& b) {
  const double sign = a.w * b.w + a.x * b.x + a.y * b.y + a.z * b.z < 0.0 ? -1.0 : 1.0;
  return std::sqrt(norm2(axpy(-sign, b, a)));
}

TEST(QuaternionOf, IsTheOneThatTheMatrixCameFrom) {
  Points points(41);
  for (int trial = 0; trial < 5000; ++trial) {
    Quaternion q{points.between(-1.0, 1.0), points.between(-1.0, 1.0), points.between(-1.0, 1.0),
                 points.between(-1.0, 1.0)};
    double* const part[] = {&q.w, &q.x, &q.y, &q.z};
    if (trial % 3 == 0) *part[trial / 3 % 4] *= 1e-9;  // next to half turns, and to none
    q = normalised(q);
    ASSERT_LE(distance(quaternion_of(rotation(q)), q), 2e-15);  // roundings of the matrix, twice
  }
}

TEST(QuaternionOf, HalfTurnsAboutEachAxis) {
  for (const Quaternion& q :
       {Quaternion{1, 0, 0, 0}, Quaternion{0, 1, 0, 0}, Quaternion{0, 0, 1, 0}, Quaternion{0, 0, 0, 1}})
    EXPECT_EQ(distance(quaternion_of(rotation(q)), q), 0.0);
}

TEST(QuaternionOfRotationVector, TurnsAboutItsAxisByItsLength) {
  const Vec3<double> axis{2.0 / 7.0, 3.0 / 7.0, 6.0 / 7.0};
  for (const double angle : {1e-12, 1e-3, 1.0, 3.0, 6.0}) {
    const Quaternion q = quaternion_of_rotation_vector(angle * axis);
    EXPECT_LE(distance(q, {std::cos(angle / 2), std::sin(angle / 2) * axis.x, std::sin(angle / 2) * axis.y,
                           std::sin(angle / 2) * axis.z}),
              1e-15);
    EXPECT_NEAR(norm2(q), 1.0, 1e-15);
  }
}

TEST(QuaternionOfRotationVector, OfNoTurnIsNone) {
  const Quaternion q = quaternion_of_rotation_vector(Vec3<double>{0.0, 0.0, 0.0});
  EXPECT_EQ(q.w, 1.0);
  EXPECT_EQ(q.x, 0.0);
}

TEST(QuaternionOfRotationVector, AboutEastLeansTheBodySouth) {
  const Vec3<double> z = body_z(quaternion_of_rotation_vector(Vec3<double>{10.0 * unit::degree_rad, 0.0, 0.0}));
  EXPECT_NEAR(z.y, -std::sin(10.0 * unit::degree_rad), 1e-16);
  EXPECT_NEAR(z.z, std::cos(10.0 * unit::degree_rad), 2e-16);
}

TEST(Tilt, KeepsItsDigitsNextToUprightAndUpsideDown) {
  const Vec3<double> up{0.0, 0.0, 1.0};
  for (const double angle : {0.0, 1e-10, 1e-5, 0.3, 1.5, 3.0, pi - 1e-8, pi}) {
    // the sine of an angle next to pi has the last digit of pi in it
    EXPECT_NEAR(tilt_from({std::sin(angle), 0.0, std::cos(angle)}, up), angle, angle > 3.0 ? 5e-16 : 2e-16 * angle);
  }
}

}  // namespace

}  // namespace farside::attitude_test
