#include "base/eigen_pairs.h"

#include <gtest/gtest.h>

#include <cmath>

namespace farside::eigen_pairs_test {
namespace {

TEST(EigenPairs, AreThoseOfARotatedStretch) {
  // 5 along (3, 4) / 5, 2 across it
  const EigenPairs found = eigen_pairs({3.08, 1.44, 1.44, 3.92}, 2);
  ASSERT_EQ(found.values.size(), 2u);
  EXPECT_NEAR(found.values[0], 2.0, 1e-14);  // rounding
  EXPECT_NEAR(found.values[1], 5.0, 1e-14);
  EXPECT_NEAR(std::abs(found.vectors[2] * 0.6 + found.vectors[3] * 0.8), 1.0, 1e-15);
  EXPECT_NEAR(found.vectors[0] * 0.6 + found.vectors[1] * 0.8, 0.0, 1e-15);
}

TEST(EigenPairs, MakeTheMatrixAgain) {
  const std::vector<double> m{4.0, 1.0, -2.0, 1.0, 3.0, 0.5, -2.0, 0.5, -1.0};
  const std::vector<double> again = matrix_with(eigen_pairs(m, 3));
  ASSERT_EQ(again.size(), m.size());
  for (std::size_t i = 0; i < m.size(); ++i) EXPECT_NEAR(again[i], m[i], 1e-14) << i;  // rounding
}

TEST(EigenPairs, OfNothingAreNone) { EXPECT_TRUE(eigen_pairs({}, 0).values.empty()); }

}  // namespace
}  // namespace farside::eigen_pairs_test
