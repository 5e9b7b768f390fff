#include "engine/float_state.h"

#include <gtest/gtest.h>

#include <limits>

namespace farside::float_state_test {
namespace {

TEST(FloatState, RoundsToNearestAndKeepsSubnormalsWhateverItFound) {
  const unsigned before = _mm_getcsr();
  _mm_setcsr(before | _MM_ROUND_UP | _MM_FLUSH_ZERO_ON | 0x40);  // 0x40: subnormal operands are zero
  volatile double one = 1.0, tiny = 1e-300, small = std::numeric_limits<double>::min(), half = 0.5;
  const double up = one + tiny, flushed = small * half;
  const unsigned found = _mm_getcsr();
  double nearest = 0.0, kept = 0.0;
  {
    const FloatState state;
    nearest = one + tiny;
    kept = small * half;
  }
  const unsigned after = _mm_getcsr();
  _mm_setcsr(before);
  EXPECT_GT(up, 1.0);  // the test did change the state
  EXPECT_EQ(flushed, 0.0);
  EXPECT_EQ(nearest, 1.0);
  EXPECT_GT(kept, 0.0);
  EXPECT_EQ(after & ~0x3fU, found & ~0x3fU);  // but for the flags of what happened
}

}  // namespace
}  // namespace farside::float_state_test
