#pragma once
// Arc tangent of a quotient, arc sine, arc cosine. See math.h for ranges and errors.
#include "lanes/math_coefficients.h"
#include "lanes/polynomial.h"

namespace farside::inline FARSIDE_ISA {

namespace maths {

// Angle in [0, pi] of the point (+-(ax + ax_rest), ay + ay_rest), ax and ay >= 0, not both 0, the larger within 2^-1000
// ... 2^1000. An octant is folded to |t| <= tan(pi/8): angle = B pi/4 +- atan t. t is carried with its rest, or the
// quotient's rounding alone would cost more than the 1 ulp promised.
template <class Real>
FARSIDE_INLINE Real angle_of(const Real& ay, const Real& ay_rest, const Real& ax, const Real& ax_rest,
                             MaskOf<Real> x_negative) {
  const Real zero(0.0), one(1.0);
  const auto steep = ay > ax;
  const Real large = select(steep, ay, ax), small = select(steep, ax, ay);
  const Real large_rest = select(steep, ay_rest, ax_rest), small_rest = select(steep, ax_rest, ay_rest);

  // t = small / large, or (small - large) / (large + small), which turns the angle back by pi/4.
  const auto turned = small > large * Real(tan_eighth_pi);
  const Real large_taken = select(turned, large, zero), small_taken = select(turned, small, zero);
  const Real above = small - large_taken;
  const Real below = large + small_taken;
  const Real above_rest = (small - (above + large_taken)) + (small_rest - select(turned, large_rest, zero));
  const Real below_rest = (small_taken - (below - large)) + (large_rest + select(turned, small_rest, zero));
  const Real reciprocal = one / below;
  const Real t = above * reciprocal;
  const Real t_rest = fma(-t, below_rest, fma(-t, below, above) + above_rest) * reciprocal;

  const Real z = t * t;
  const Real rest = fma(z * t, estrin(z, atan_coefficients), fma(-z, t_rest, t_rest));  // atan(t + t_rest) - t

  // In units of pi/4: turned by 1, mirrored at 45 degrees if steep, at 90 if x is negative.
  const Real first = select(turned, one, zero);
  const Real second = select(steep, Real(2.0) - first, first);
  const Real units = select(x_negative, Real(4.0) - second, second);
  using Bits = WordsOf<Real>;
  const Bits sign_bit(0x8000000000000000ULL), none(0);
  const Bits sign = select(steep, sign_bit, none) ^ select(x_negative, sign_bit, none);
  const Real t_signed = from_bits(bits_of(t) ^ sign), rest_signed = from_bits(bits_of(rest) ^ sign);

  const Real base = units * Real(quarter_pi);
  const Real base_rest = fma(units, Real(quarter_pi_rest), fma(units, Real(quarter_pi), -base));
  const Real sum = base + t_signed;  // base = 0 or > |t|: the next line finds what the sum lost
  return sum + (((base - sum) + t_signed) + (base_rest + rest_signed));
}

}  // namespace maths

template <class Real>
FARSIDE_INLINE Real atan2(const Real& y, const Real& x) {
  const Real zero(0.0), one(1.0), infinity(__builtin_inf());
  const Real ay = abs(y), ax = abs(x);
  const Real larger = max(ax, ay);
  // Both times a power of two that brings the larger near 1. Where one is infinite, infinity is replaced by 1 and what
  // is finite by 0: the same angle.
  using Bits = WordsOf<Real>;
  const Bits exponent_bits = bits_of(min(larger, Real(0x1p1022))) & Bits(0x7ff0000000000000ULL);
  const Real scale = from_bits(Bits(0x7fe0000000000000ULL) - exponent_bits);
  const auto infinite = larger == infinity;
  const Real sy = select(infinite, select(ay == infinity, one, zero), ay * scale);
  const Real sx = select(infinite, select(ax == infinity, one, zero), ax * scale);
  const Real sx_safe = select(larger == zero, one, sx);

  const auto x_negative = (bits_of(x) >> 63) == Bits(1);
  const Real angle = maths::angle_of(sy, zero, sx_safe, zero, x_negative);
  const auto ordered = (y == y) & (x == x);
  return select(ordered, copy_sign(angle, y), Real(__builtin_nan("")));
}

namespace maths {

// sqrt(1 - x^2) = root + rest for |x| <= 1; NaN beyond.
template <class Real>
FARSIDE_INLINE void cosine_of_asin(const Real& x, Real& root, Real& rest) {
  const Real x2 = x * x;
  const Real w = Real(1.0) - x2;
  const Real w_rest = ((Real(1.0) - w) - x2) - fma(x, x, -x2);
  root = sqrt(w);
  const Real safe_root = select(root == Real(0.0), Real(1.0), root);
  rest = (fma(-root, root, w) + w_rest) * (Real(0.5) / safe_root);
}

}  // namespace maths

template <class Real>
FARSIDE_INLINE Real asin(const Real& x) {
  Real root, rest;
  maths::cosine_of_asin(x, root, rest);
  const auto never = x < x;
  return copy_sign(maths::angle_of(abs(x), Real(0.0), root, rest, never), x);
}

template <class Real>
FARSIDE_INLINE Real acos(const Real& x) {
  Real root, rest;
  maths::cosine_of_asin(x, root, rest);
  return maths::angle_of(root, rest, abs(x), Real(0.0), x < Real(0.0));
}

}  // namespace farside::inline FARSIDE_ISA
