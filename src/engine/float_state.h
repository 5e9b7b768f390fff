#pragma once
// Rounding to nearest, subnormal numbers kept, exceptions masked: what every bit of a row rests on, whatever other code
// has left behind.
#include <immintrin.h>

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
