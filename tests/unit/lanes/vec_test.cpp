#include "lanes/vec.h"

#include <gtest/gtest.h>

namespace farside::vec_test {
namespace {

const Vec3<Lanes> v{Lanes(0.1), Lanes(-0.7), Lanes(3.0)}, w{Lanes(1.0 / 3.0), Lanes(5.0), Lanes(-0.2)};

template <class T>
void expect_same_bits(const T& is, const T& want) {
  EXPECT_EQ(__builtin_memcmp(&is, &want, sizeof is), 0);
}

TEST(Vec3, ANumberStandsForItselfInAllLanes) {
  expect_same_bits(0.3 * v, Lanes(0.3) * v);
  expect_same_bits(axpy(0.3, v, w), axpy(Lanes(0.3), v, w));
  expect_same_bits(in_all_lanes<Lanes>(Vec3<double>{0.1, -0.7, 3.0}), v);
}

TEST(Quat, ANumberStandsForItselfInAllLanes) {
  const Quat<Lanes> q{Lanes(0.5), Lanes(-0.1), Lanes(0.2), Lanes(0.7)};
  expect_same_bits(0.3 * q, Lanes(0.3) * q);
  expect_same_bits(axpy(0.3, q, q), axpy(Lanes(0.3), q, q));
}

}  // namespace
}  // namespace farside::vec_test
