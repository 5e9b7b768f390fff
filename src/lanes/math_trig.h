#pragma once
// Sine and cosine. See math.h for ranges and errors.
#include "lanes/math_coefficients.h"
#include "lanes/polynomial.h"

namespace farside::inline FARSIDE_ISA {

// |x| above which sin and cos are NaN: up to here k = round(2x/pi) < 2^17 keeps the reduction below exact.
inline constexpr double sin_cos_limit_rad = 2.0e5;

// Cody-Waite reduction in three parts. The first fma is exact: x and k * half_pi_1 are multiples of the last place of
// x, and the difference is below 1. The second product is exact, and so is `reduced - r`, because where the two cancel
// strongly the difference fits in 53 bits. So r + tail is x - k pi/2 to 100 bits, next to multiples of pi/2 too.
template <class Real>
FARSIDE_INLINE void sin_cos(const Real& x, Real& s, Real& c) {
  const Real magnitude = abs(x);
  const Real a = select(magnitude <= Real(sin_cos_limit_rad), magnitude, Real(__builtin_nan("")));
  const Real round_to_integer(0x1.8p52);  // added, it leaves the nearest integer in the low bits
  const Real shifted = fma(a, Real(maths::two_over_pi), round_to_integer);
  const auto quadrant = bits_of(shifted);
  const Real k = shifted - round_to_integer;

  const Real reduced = fma(-k, Real(maths::half_pi_1), a);
  const Real r = fma(-k, Real(maths::half_pi_2), reduced);
  const Real tail = fma(-k, Real(maths::half_pi_3), fma(-k, Real(maths::half_pi_2), reduced - r));

  const Real z = r * r;
  const Real half_r = Real(0.5) * r;
  const Real w = fma(-half_r, r, Real(1.0));           // 1 - r^2/2, rounded once
  const Real w_rest = fma(-half_r, r, Real(1.0) - w);  // and what the rounding lost
  const Real sine = r + fma(z * r, estrin(z, maths::sin_coefficients), tail * w);
  const Real cosine = w + fma(z * z, estrin(z, maths::cos_coefficients), fma(-r, tail, w_rest));

  using Bits = WordsOf<Real>;
  const auto odd = (quadrant & Bits(1)) == Bits(1);
  const Bits sign_bit(0x8000000000000000ULL);
  const Bits s_sign = ((quadrant << 62) & sign_bit) ^ (bits_of(x) & sign_bit);
  const Bits c_sign = ((quadrant + Bits(1)) << 62) & sign_bit;
  s = from_bits(bits_of(select(odd, cosine, sine)) ^ s_sign);
  c = from_bits(bits_of(select(odd, sine, cosine)) ^ c_sign);
}

template <class Real>
FARSIDE_INLINE Real sin(const Real& x) {
  Real s, c;
  sin_cos(x, s, c);
  return s;
}

template <class Real>
FARSIDE_INLINE Real cos(const Real& x) {
  Real s, c;
  sin_cos(x, s, c);
  return c;
}

}  // namespace farside::inline FARSIDE_ISA
