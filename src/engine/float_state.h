#pragma once
// The floating-point mode that every bit of a row depends on: rounding to nearest, subnormal numbers kept, exceptions
// masked. Set on each thread, whatever other code has left.
#include <xmmintrin.h>

namespace farside {

// Sets the state of the calling thread, and restores what it found.
class FloatState {
 public:
  FloatState() : found_(_mm_getcsr()) { _mm_setcsr(reset_value); }
  FloatState(const FloatState&) = delete;
  FloatState& operator=(const FloatState&) = delete;
  ~FloatState() { _mm_setcsr(found_); }

 private:
  static constexpr unsigned reset_value = 0x1f80;  // MXCSR after reset, Intel SDM volume 1, 10.2.3
  unsigned found_;
};

}  // namespace farside
