#pragma once
// Vectors that are equal but for a tolerance on each component.
#include <gtest/gtest.h>

#include "lanes/vec.h"

namespace farside::inline FARSIDE_ISA {

inline void expect_near(const Vec3<double>& found, const Vec3<double>& wanted, double tolerance,
                        const char* what = "") {
  EXPECT_NEAR(found.x, wanted.x, tolerance) << what;
  EXPECT_NEAR(found.y, wanted.y, tolerance) << what;
  EXPECT_NEAR(found.z, wanted.z, tolerance) << what;
}

}  // namespace farside::inline FARSIDE_ISA
